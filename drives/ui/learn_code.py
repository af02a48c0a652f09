"""An unknown barcode: which item it is, asked once; from then on every scan counts it."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from drives.commands.barcodes import ForgetBarcode, LearnBarcode, forget_barcode, learn_barcode
from drives.commands.item_terms import Pack
from drives.commands.items import AddItem, add_item
from drives.errors import Refusal
from drives.rules.dates import DateRule
from drives.rules.gs1 import Scan
from drives.rules.quantity import SCALE, to_text
from drives.rules.roles import Permission
from drives.rules.units import Unit, is_indivisible, unit_name
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.codes import CodeFound, found_by, likely_item
from drives.ui.components import free_line, in_unit, item_option, md_escape, name_field, note, typed_quantity
from drives.ui.form import Form, put_back
from drives.ui.who import may

_ASKED = "learn.asked"
_FORM = "learn"

OnLearned = Callable[[CodeFound, Callable[[], None] | None], None]
"""What to do with what a code stands for now; the second lets the code be forgotten again, where it can."""


def ask_what_it_is(scan: Scan) -> None:
    """Have the dialog opened for a code that no item has; a callback."""
    st.session_state[_ASKED] = scan


def show_asked_code(on_learned: OnLearned, *, site_id: int, drive_id: int | None) -> None:
    """The dialog, where a code is asked for. ``on_learned`` counts it, and says so; it is a callback.

    ``site_id`` and ``drive_id`` are where the code was scanned: who may log there may teach it there.
    """
    scan: Scan | None = st.session_state.get(_ASKED)
    if scan is not None and scan.barcode is not None:
        place = (site_id, drive_id)
        st.dialog(_("Which item is this?"), on_dismiss=_close)(_ask)(scan, on_learned, place)


def _close() -> None:
    st.session_state.pop(_ASKED, None)


def _ask(scan: Scan, on_learned: OnLearned, place: tuple[int, int | None]) -> None:
    actions.begin()
    if st.session_state.get(_ASKED) is None:
        st.rerun()
    items = {item.item_id: item for item in reads.items()}
    likely = likely_item(scan, list(items.values()))
    form = Form.of(_FORM, "learn").begin({"holds": "" if likely else "1", "new": False})
    # Streamlit lets go of what is not drawn: the fields of the other way to answer.
    first = {"item": likely.item_id if likely else None, "name": "", "category": "", "unit": Unit.EACH.value}
    for name, value in first.items():
        st.session_state.setdefault(form.key(name), value)
    st.markdown(
        md_escape(
            _("The barcode {barcode} is new here. Say once what it is; then every scan counts it.").format(
                barcode=scan.barcode
            )
        )
    )
    is_new = may(Permission.SET_UP) and st.toggle(_("It is not in the list yet"), key=form.key("new"))
    if is_new:
        _new_item(form)
        unit = Unit(form.value("unit"))
    else:
        st.selectbox(
            _("Item"),
            list(items),
            format_func=lambda item_id: item_option(items[item_id].name, items[item_id].unit),
            placeholder=_("Type a few letters"),
            key=form.key("item"),
        )
        chosen = items.get(form.value("item") or 0)
        unit = chosen.unit if chosen else Unit.EACH
    st.text_input(
        in_unit(_("One scan is how many"), _("One scan is how many, in {unit}"), unit),
        key=form.key("holds"),
        placeholder="12",
        help=_("1 for the code of a single one; for the code of a case, how many are in it."),
    )
    if likely is not None and not is_new:
        note(
            md_escape(
                _("This is the code of a case of {item}. How many does it hold?").format(item=likely.name)
            )
        )
    form.show_refused()
    st.button(
        _("Learn it and count it"),
        type="primary",
        width="stretch",
        key=form.key("learn"),
        on_click=_learn,
        args=(form, scan, on_learned, place, is_new),
    )


def _new_item(form: Form) -> None:
    free_line(_("Name"), key=form.key("name"), max_chars=200)
    categories = sorted({item.category for item in reads.items()})
    name_field(
        _("Category"),
        categories,
        key=form.key("category"),
        new=_("A new category: nothing else is in it yet."),
        first=categories[:4],
    )
    st.selectbox(
        _("Counted in"),
        [unit.value for unit in Unit],
        format_func=lambda value: unit_name(Unit(value), SCALE),
        key=form.key("unit"),
    )


def _learn(
    form: Form, scan: Scan, on_learned: OnLearned, place: tuple[int, int | None], is_new: bool
) -> None:
    at = actions.begin()
    site_id, drive_id = place
    barcode = scan.barcode or ""
    if is_new:
        made = form.read(at, partial(_typed_new, form, barcode))
        if made is None or form.send(at, add_item, made) is None:
            return
        back: Callable[[], None] | None = None
    else:
        asked = form.read(at, partial(_typed, form, barcode, place))
        if asked is None or form.send(at, learn_barcode, asked) is None:
            return
        back = partial(
            put_back,
            forget_barcode,
            ForgetBarcode(site_id, barcode, drive_id),
            _("Forgotten: {barcode} stands for nothing again.").format(barcode=barcode),
        )
    _close()
    found = found_by(scan, reads.items())
    if found is not None:
        on_learned(found, back)


def _typed(form: Form, barcode: str, place: tuple[int, int | None]) -> LearnBarcode:
    site_id, drive_id = place
    item = next((one for one in reads.items() if one.item_id == form.value("item")), None)
    if item is None:
        raise Refusal(_("Choose the item that this barcode stands for."))
    return LearnBarcode(site_id, item.item_id, barcode, _holds(form, item.unit), drive_id)


def _typed_new(form: Form, barcode: str) -> AddItem:
    unit = Unit(form.value("unit"))
    size = _holds(form, unit)
    pack = Pack(barcode) if size is None else Pack(barcode, _case_of(size), size)
    return AddItem(form.text("name"), form.text("category"), unit, DateRule.ADVICE, packs=(pack,))


def _case_of(size: int) -> str:
    return _("case of {count}").format(count=to_text(size))


def _holds(form: Form, unit: Unit) -> int | None:
    """How much one scan counts in thousandths; None for one."""
    size = typed_quantity(form.text("holds"), whole=is_indivisible(unit))
    return None if size == SCALE else size
