"""The fields of an item, and what was typed into them; what cannot be read is refused with its field."""

from typing import Any

import streamlit as st

from drives.commands.item_terms import Pack
from drives.errors import Refusal
from drives.queries.catalogue import CatalogueItem
from drives.rules.dates import DateRule
from drives.rules.names import fold_name
from drives.rules.quantity import SCALE
from drives.rules.units import Unit, is_indivisible, unit_name
from drives.texts import _
from drives.ui import reads
from drives.ui.components import free_line, free_text, name_field, note, quantity_text, typed_quantity
from drives.ui.form import Form
from drives.ui.session import desk

_PACK_WIDTH = 150


def date_rule_words(rule: DateRule) -> str:
    """What a date rule is called and what it does, as markdown."""
    return {
        DateRule.NONE: _("**No dates**: none is asked for, as with socks."),
        DateRule.ADVICE: _(
            "**Advice**: best by and sell by stop nothing; past use by or expires, goods are not given out."
        ),
        DateRule.STRICT: _("**Strict**: past any date, goods are not given out."),
        DateRule.FORMULA: _(
            "**Infant formula**: as strict, and past its date it cannot even be accepted at the table."
        ),
    }[rule]


def begin_item(form: Form, item: CatalogueItem | None) -> Form:
    """The form, filled with the item's own where there is one."""
    choice = item.choice if item else None
    packs = choice.packs if choice else ()
    values: dict[str, object] = {
        "name": choice.name if choice else "",
        "category": choice.category if choice else "",
        "unit": choice.unit.value if choice else next(iter(Unit)).value,
        "sku": (item.sku if item else None) or "",
        "weight": _shown(item.unit_weight_lb if item else None),
        "people": _shown(choice.people_per_unit if choice else None),
        "dates": (choice.date_rule if choice else DateRule.ADVICE).value,
        "packs": max(1, len(packs)),
        "words": "\n".join(item.synonyms) if item else "",
        "active": item.active if item else True,
        "said": desk().flash,
    }
    for place, pack in enumerate(packs):
        values[f"pack.{place}"] = pack.pack or ""
        values[f"holds.{place}"] = _shown(pack.quantity)
        values[f"code.{place}"] = pack.barcode or ""
    return form.begin(values, item.seen if item else "")


def item_fields(form: Form, item: CatalogueItem | None) -> None:
    """The fields of a form that was begun."""
    with st.grid(2, min_column_width=220):
        free_line(_("Name"), key=form.key("name"), max_chars=200)
        categories = _categories()
        name_field(
            _("Category"),
            categories,
            key=form.key("category"),
            new=_("A new category: nothing else is in it yet."),
            first=categories,
            placeholder=_("Choose one, or type a new one"),
        )
        units = [unit.value for unit in Unit]
        st.selectbox(
            _("Counted in"),
            units,
            format_func=_unit_words,
            disabled=bool(item and item.moved),
            help=_(
                "Each, pair, pack, set and kit are whole; others may be halved. Once goods have come in the "
                "unit stays, since their amounts would mean something else."
            ),
            key=form.key("unit"),
        )
        st.text_input(
            _("Your own code (SKU)"),
            key=form.key("sku"),
            max_chars=60,
        )
        st.text_input(
            _("Weight of one, in lb"),
            placeholder="0.25",
            help=_("Pounds and pieces turn into each other by this alone. What is counted in lb needs none."),
            key=form.key("weight"),
        )
        st.text_input(
            _("People that one is for"),
            placeholder="1",
            key=form.key("people"),
        )
    rules = list(DateRule)
    st.radio(
        _("Dates on the goods"),
        [rule.value for rule in rules],
        format_func=lambda value: date_rule_words(DateRule(value)),
        key=form.key("dates"),
    )
    _pack_fields(form)
    free_text(
        _("Other words for it, one a line"),
        height="content",
        placeholder=_("stockings"),
        help=_("In any language. A search and an import find the item under each of them."),
        key=form.key("words"),
    )
    st.toggle(
        _("In use: offered wherever an item is chosen"),
        key=form.key("active"),
    )


def _unit_words(value: str) -> str:
    name = unit_name(Unit(value), SCALE)
    return name if is_indivisible(Unit(value)) else _("{unit} (fractions allowed)").format(unit=name)


def _shown(thousandths: int | None) -> str:
    return "" if thousandths is None else quantity_text(thousandths)


def _pack_fields(form: Form) -> None:
    st.markdown(f"**{_('Packs and barcodes')}**")
    note(
        _("A pack is a name and how many it holds. A barcode alone stands for one. Empty rows are left out.")
    )
    for place in range(form.value("packs")):
        with st.grid(3, min_column_width=_PACK_WIDTH, gap="xsmall"):
            st.text_input(
                _("Pack {number}").format(number=place + 1),
                placeholder=_("case of 12"),
                max_chars=100,
                key=form.key(f"pack.{place}"),
            )
            st.text_input(_("Holds"), placeholder="12", key=form.key(f"holds.{place}"))
            st.text_input(
                _("Barcode"),
                placeholder=_("type or scan"),
                key=form.key(f"code.{place}"),
            )
    st.button(
        _("Another pack or barcode"),
        key=form.key("more"),
        type="tertiary",
        icon=":material/add:",
        on_click=_one_more,
        args=(form, form.value("packs")),
    )


def _one_more(form: Form, rows: int) -> None:
    st.session_state[form.key("packs")] = rows + 1


def _categories() -> list[str]:
    return sorted({one.choice.category for one in reads.the_catalogue()})


def _typed_category(form: Form) -> str:
    """The category as it is spelled so far, where it was typed in another case."""
    typed = form.text("category")
    return next((one for one in _categories() if fold_name(one) == fold_name(typed)), typed)


def typed_item(form: Form) -> dict[str, Any]:
    """What stands in the fields, as an ``ItemTerms`` takes it; Refusal where a number is none."""
    unit = Unit(form.value("unit"))
    return {
        "name": form.text("name"),
        "category": _typed_category(form),
        "unit": unit,
        "date_rule": DateRule(form.value("dates")),
        "sku": form.text("sku") or None,
        "unit_weight_lb": _number(_("Weight of one, in lb"), form.value("weight")),
        "people_per_unit": _number(_("People that one is for"), form.value("people")),
        "packs": tuple(_typed_packs(form, unit)),
        "synonyms": tuple(filter(None, map(str.strip, (form.value("words") or "").splitlines()))),
        "active": bool(form.value("active")),
    }


def _typed_packs(form: Form, unit: Unit) -> list[Pack]:
    found = []
    for place in range(form.value("packs")):
        name, holds, code = (form.text(f"{part}.{place}") for part in ("pack", "holds", "code"))
        if name or holds or code:
            label = _("Pack {number}, holds").format(number=place + 1)
            size = _number(label, holds, whole=is_indivisible(unit))
            found.append(Pack(code or None, name or None, size))
    return found


def _number(label: str, text: str | None, *, whole: bool = False) -> int | None:
    if not (text or "").strip():
        return None
    try:
        return typed_quantity(text or "", whole=whole)
    except Refusal as refusal:
        raise Refusal(_("{field}: {why}").format(field=label, why=refusal)) from None


def terms_of(item: CatalogueItem) -> dict[str, Any]:
    """An item as it stands, as an ``ItemTerms`` takes it."""
    choice = item.choice
    return {
        "name": choice.name,
        "category": choice.category,
        "unit": choice.unit,
        "date_rule": choice.date_rule,
        "sku": item.sku,
        "unit_weight_lb": item.unit_weight_lb,
        "people_per_unit": choice.people_per_unit,
        "packs": tuple(Pack(pack.barcode, pack.pack, pack.quantity) for pack in choice.packs),
        "synonyms": item.synonyms,
        "active": item.active,
    }
