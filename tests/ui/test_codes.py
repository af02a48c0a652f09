"""Codes among the items at hand, and an unknown one learned in its dialog."""

import pytest
from streamlit.testing.v1 import AppTest

from drives.commands.items import AddItem, Pack, add_item
from drives.errors import Refusal
from drives.model import Item, ItemPack
from drives.queries.choices import ItemChoice, PackChoice
from drives.rules.box_codes import Box, write_box
from drives.rules.dates import DateRule
from drives.rules.gs1 import read_scan
from drives.rules.units import Unit
from drives.ui.codes import find_code, likely_item
from tests.houses import Home, q

PIECE, CASE = "036000291452", "10036000291459"


def item(unit: Unit, *packs: PackChoice) -> ItemChoice:
    return ItemChoice(1, "Socks", "clothes", unit, DateRule.NONE, (), packs)


SOCKS = item(Unit.PAIR, PackChoice(PIECE, None, None), PackChoice("12345670", "case of 12", q("12")),
             PackChoice("SOCKS-1", None, None), PackChoice("012345000065", None, None))  # fmt: skip


@pytest.mark.parametrize(
    ("code", "quantity", "pack"),
    [
        (PIECE, q("1"), None),
        (f"0{PIECE}", q("1"), None),
        (f"(01)00{PIECE}(10)L7(30)6", q("6"), None),
        ("12345670", q("12"), "case of 12"),
        ("(01)00000012345670(30)6", q("12"), "case of 12"),
        ("SOCKS-1", q("1"), None),
        ("01234565", q("1"), None),
    ],
)
def test_a_code_counts_what_it_stands_for(code: str, quantity: int, pack: str | None) -> None:
    found = find_code(code, [SOCKS], year=2026)
    assert found is not None
    assert (found.item.name, found.quantity, found.pack) == ("Socks", quantity, pack)


def test_what_is_weighed_counts_its_weight_where_it_is_in_the_items_unit() -> None:
    rice = item(Unit.LB, PackChoice(PIECE, None, None))
    for code, quantity in (("(3202)000250", "2.5"), ("(3103)002500", "1"), ("(3205)123456", "1")):
        found = find_code(f"(01)00{PIECE}{code}", [rice], year=2026)
        assert found is not None
        assert found.quantity == q(quantity)


def test_an_unknown_number_is_nothing_and_what_is_no_number_is_refused() -> None:
    assert find_code("9780764544200", [SOCKS], year=2026) is None
    with pytest.raises(Refusal, match="no barcode number"):
        find_code("socks", [SOCKS], year=2026)


def test_the_code_of_a_case_names_the_piece_in_it() -> None:
    assert find_code(CASE, [SOCKS], year=2026) is None
    assert likely_item(read_scan(CASE, year=2026), [SOCKS]) is SOCKS
    assert likely_item(read_scan("9780764544200", year=2026), [SOCKS]) is None


def test_a_box_that_was_packed_here_is_read_and_not_counted_again() -> None:
    with pytest.raises(Refusal, match=r"12 pairs of Socks\. Its goods were counted"):
        find_code(write_box(Box("socks", q("12"))), [SOCKS], year=2026)
    with pytest.raises(Refusal, match=r"14 × Bread\. Its goods were counted"):
        find_code(write_box(Box("Bread", q("14"))), [SOCKS], year=2026)


def page() -> None:
    import streamlit as st

    from drives.rules.gs1 import read_scan
    from drives.ui import reads
    from drives.ui.learn_code import ask_what_it_is, show_asked_code

    def learned(found: object, back: object) -> None:
        st.session_state["found"] = (found.item.name, found.quantity)  # type: ignore[attr-defined]
        st.session_state["back"] = back

    code = st.text_input("code", key="code")
    st.button("ask", key="ask", on_click=lambda: ask_what_it_is(read_scan(code, year=2026)))
    if st.session_state.get("back"):
        st.button("back", key="back_button", on_click=st.session_state["back"])
    show_asked_code(learned, site_id=reads.sites()[0].site_id, drive_id=None)


@pytest.fixture
def at(home: Home) -> AppTest:
    home.site("Gym")
    home.do(add_item, AddItem("Socks", "clothes", Unit.PAIR, packs=(Pack(PIECE),)))
    return AppTest.from_function(page, default_timeout=30).run()


def field(at: AppTest, kind: str, start: str) -> object:
    [found] = [one for one in at.get(kind) if (one.key or "").startswith(start)]
    return found


def ask(at: AppTest, code: str) -> AppTest:
    at.text_input(key="code").set_value(code).run()
    return at.button(key="ask").click().run()


def learn(at: AppTest) -> AppTest:
    field(at, "button", "learn.learn.").click().run()  # type: ignore[attr-defined]
    assert not at.exception
    return at


def packs(home: Home) -> list[tuple[str, int | None]]:
    return [(row.barcode, row.pack_quantity) for row in home.all(ItemPack)]


def test_an_unknown_code_is_learned_and_counted_and_can_be_forgotten(home: Home, at: AppTest) -> None:
    ask(at, CASE)
    assert field(at, "selectbox", "learn.item.").value is not None  # type: ignore[attr-defined]
    learn(at)
    assert "found" not in at.session_state, "how many a case holds is asked for"
    field(at, "text_input", "learn.holds.").set_value("12").run()  # type: ignore[attr-defined]
    learn(at)
    assert at.session_state["found"] == ("Socks", q("12"))
    assert packs(home) == [(PIECE, None), (CASE, q("12"))]
    at.button(key="back_button").click().run()
    assert packs(home) == [(PIECE, None)]


def test_without_an_item_nothing_is_learned_and_the_dialog_says_so(home: Home, at: AppTest) -> None:
    learn(ask(at, "9780764544200"))
    assert packs(home) == [(PIECE, None)]
    assert any("Choose the item" in one.value for one in [*at.markdown, *at.error])


def test_an_item_that_is_not_there_yet_is_made_with_its_code(home: Home, at: AppTest) -> None:
    ask(at, "9780764544200")
    field(at, "toggle", "learn.new.").set_value(True).run()  # type: ignore[attr-defined]
    field(at, "text_input", "learn.name.").set_value("Books").run()  # type: ignore[attr-defined]
    field(at, "text_input", "learn.category.").set_value("school").run()  # type: ignore[attr-defined]
    learn(at)
    assert at.session_state["found"] == ("Books", q("1"))
    assert [row.name for row in home.all(Item)] == ["Socks", "Books"]
    assert at.session_state["back"] is None
