"""The fields of an item, and what was typed into them; what cannot be read is refused with its field."""

from typing import Any

import streamlit as st

from drives.commands.item_terms import Pack
from drives.errors import Refusal
from drives.queries.catalogue import CatalogueItem
from drives.queries.choices import PackChoice
from drives.rules.dates import DateRule
from drives.rules.quantity import SCALE, to_text
from drives.rules.units import Unit, is_indivisible, unit_name
from drives.texts import _
from drives.ui import reads
from drives.ui.components import md_escape, note, typed_quantity

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


def item_fields(sent: str, item: CatalogueItem | None) -> None:
    """The fields, filled with the item's own where there is one."""
    choice = item.choice if item else None
    with st.grid(2, min_column_width=220):
        st.text_input(_("Name"), value=choice.name if choice else "", key=f"item.name.{sent}", max_chars=200)
        categories = sorted({one.choice.category for one in reads.the_catalogue()})
        st.selectbox(
            _("Category"),
            categories,
            index=categories.index(choice.category) if choice else None,
            format_func=md_escape,
            accept_new_options=True,
            placeholder=_("Choose one, or type a new one"),
            key=f"item.category.{sent}",
        )
        units = [unit.value for unit in Unit]
        st.selectbox(
            _("Counted in"),
            units,
            index=units.index(choice.unit.value) if choice else 0,
            format_func=_unit_words,
            disabled=bool(item and item.moved),
            help=_(
                "Each, pair, pack, set and kit are whole; others may be halved. Once goods have come in the "
                "unit stays, since their amounts would mean something else."
            ),
            key=f"item.unit.{sent}",
        )
        st.text_input(
            _("Your own code (SKU)"),
            value=(item.sku if item else None) or "",
            key=f"item.sku.{sent}",
            max_chars=60,
        )
        st.text_input(
            _("Weight of one, in lb"),
            value=_shown(item.unit_weight_lb if item else None),
            placeholder="0.25",
            help=_("Pounds and pieces turn into each other by this alone. What is counted in lb needs none."),
            key=f"item.weight.{sent}",
        )
        st.text_input(
            _("People that one is for"),
            value=_shown(item.people_per_unit if item else None),
            placeholder="1",
            key=f"item.people.{sent}",
        )
    rules = list(DateRule)
    st.radio(
        _("Dates on the goods"),
        [rule.value for rule in rules],
        index=rules.index(choice.date_rule if choice else DateRule.ADVICE),
        format_func=lambda value: date_rule_words(DateRule(value)),
        key=f"item.dates.{sent}",
    )
    _pack_fields(sent, choice.packs if choice else ())
    st.text_area(
        _("Other words for it, one a line"),
        value="\n".join(choice.words) if choice else "",
        height="content",
        placeholder=_("stockings"),
        help=_("In any language. A search and an import find the item under each of them."),
        key=f"item.words.{sent}",
    )
    st.toggle(
        _("In use: offered wherever an item is chosen"),
        value=item.active if item else True,
        key=f"item.active.{sent}",
    )


def _unit_words(value: str) -> str:
    name = unit_name(Unit(value), SCALE)
    return name if is_indivisible(Unit(value)) else _("{unit} (may be halved)").format(unit=name)


def _shown(thousandths: int | None) -> str:
    return "" if thousandths is None else to_text(thousandths)


def _pack_fields(sent: str, packs: tuple[PackChoice, ...]) -> None:
    st.markdown(f"**{_('Packs and barcodes')}**")
    note(
        _("A pack is a name and how many it holds. A barcode alone stands for one. Empty rows are left out.")
    )
    for place in range(_rows(sent, packs)):
        pack = packs[place] if place < len(packs) else PackChoice(None, None, None)
        with st.grid(3, min_column_width=_PACK_WIDTH, gap="xsmall"):
            st.text_input(
                _("Pack {number}").format(number=place + 1),
                value=pack.pack or "",
                placeholder=_("case of 12"),
                max_chars=100,
                key=f"item.pack.{place}.{sent}",
            )
            st.text_input(
                _("Holds"), value=_shown(pack.quantity), placeholder="12", key=f"item.holds.{place}.{sent}"
            )
            st.text_input(
                _("Barcode"),
                value=pack.barcode or "",
                placeholder=_("type or scan"),
                key=f"item.code.{place}.{sent}",
            )
    st.button(
        _("Another pack or barcode"),
        key=f"item.more.{sent}",
        type="tertiary",
        icon=":material/add:",
        on_click=_one_more,
        args=(sent, _rows(sent, packs)),
    )


def _rows(sent: str, packs: tuple[PackChoice, ...]) -> int:
    return int(st.session_state.get(f"item.packs.{sent}") or max(1, len(packs)))


def _one_more(sent: str, rows: int) -> None:
    st.session_state[f"item.packs.{sent}"] = rows + 1


def typed_item(sent: str, packs: tuple[PackChoice, ...]) -> dict[str, Any]:
    """What stands in the fields, as an ``ItemTerms`` takes it; Refusal where a number is none."""
    state = st.session_state
    unit = Unit(state[f"item.unit.{sent}"])
    return {
        "name": (state[f"item.name.{sent}"] or "").strip(),
        "category": (state[f"item.category.{sent}"] or "").strip(),
        "unit": unit,
        "date_rule": DateRule(state[f"item.dates.{sent}"]),
        "sku": (state[f"item.sku.{sent}"] or "").strip() or None,
        "unit_weight_lb": _number(_("Weight of one, in lb"), state[f"item.weight.{sent}"]),
        "people_per_unit": _number(_("People that one is for"), state[f"item.people.{sent}"]),
        "packs": tuple(_typed_packs(sent, unit, _rows(sent, packs))),
        "synonyms": tuple(filter(None, map(str.strip, (state[f"item.words.{sent}"] or "").splitlines()))),
        "active": bool(state[f"item.active.{sent}"]),
    }


def _typed_packs(sent: str, unit: Unit, rows: int) -> list[Pack]:
    found = []
    for place in range(rows):
        name, holds, code = (
            (st.session_state.get(f"item.{part}.{place}.{sent}") or "").strip()
            for part in ("pack", "holds", "code")
        )
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
        "people_per_unit": item.people_per_unit,
        "packs": tuple(Pack(pack.barcode, pack.pack, pack.quantity) for pack in choice.packs),
        "synonyms": choice.words,
        "active": item.active,
    }
