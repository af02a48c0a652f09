"""Barcodes learned on the spot: added once, known in every length, by whoever logs there, and taken back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from drives.commands.barcodes import ForgetBarcode, LearnBarcode, forget_barcode, learn_barcode
from drives.commands.items import AddItem, Pack, add_item
from drives.errors import Conflict
from drives.model import ItemPack
from drives.rules.roles import Grant, Role, Viewer
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.houses import TODAY, Home, q


@pytest.fixture
def home(sqlite_url: str) -> Iterator[Home]:
    """A house on the cheaper engine, verified after."""
    home = Home(sqlite_url)
    yield home
    assert verify(home.store) == []
    home.close()


CODE = "036000291452"


def packs(home: Home, item: str = "Socks") -> list[tuple[str | None, str | None, int | None]]:
    rows = home.all(ItemPack, ItemPack.item_id == home.item(item))
    return [(row.barcode, row.pack, row.pack_quantity) for row in rows]


def learn(home: Home, code: str = CODE, item: str = "Socks", **rest: int) -> None:
    home.do(learn_barcode, LearnBarcode(home.site(), home.item(item), code, **rest))


def table(home: Home) -> Viewer:
    grant = Grant(Role.TABLE_HELPER, home.drive(), site_id=home.site(), mark="1 phone")
    return Viewer("table link 1", frozenset({grant}))


def test_a_code_is_learned_for_one_for_a_pack_and_for_a_pack_that_has_a_name(home: Home) -> None:
    learn(home)
    assert packs(home) == [(CODE, None, None)]
    learn(home, "9780764544200", pack_quantity=q("12"))
    learn(home, "9780201310054", pack_quantity=q("12"))
    assert packs(home)[1:] == [
        ("9780764544200", "case of 12", q("12")),
        ("9780201310054", "case of 12", q("12")),
    ]
    home.do(add_item, AddItem("Rice", "food", Unit.LB, packs=(Pack(None, "sack", q("2.5")),)))
    home._nouns["item", "Rice"] = home.item("Socks") + 1
    learn(home, "12345670", "Rice", pack_quantity=q("2.5"))
    assert packs(home, "Rice")[1:] == [("12345670", "sack", q("2.5"))]


@pytest.mark.parametrize("again", [CODE, f"0{CODE}", f"00{CODE}"])
def test_a_code_that_is_known_in_any_length_is_not_learned_again(home: Home, again: str) -> None:
    learn(home)
    home.item("Soap")
    for item in ("Socks", "Soap"):
        asked = LearnBarcode(home.site(), home.item(item), again)
        assert "stands for Socks already" in home.refusal(learn_barcode, asked, Conflict)


@pytest.mark.parametrize(
    ("code", "size", "why"),
    [
        ("036000291453", None, "should be 2"),
        ("", None, "1 to 40"),
        (CODE, q("2.5"), "2.5"),
        (CODE, 0, "above zero"),
        (CODE, -1000, "above zero"),
    ],
)
def test_what_is_no_code_or_no_pack_is_refused(home: Home, code: str, size: int | None, why: str) -> None:
    asked = LearnBarcode(home.site(), home.item(), code, size)
    assert why in home.refusal(learn_barcode, asked)


def test_a_table_teaches_numbers_but_writes_no_words(home: Home) -> None:
    helper, place = table(home), {"drive_id": home.drive()}
    home.do(learn_barcode, LearnBarcode(home.site(), home.item(), CODE, **place), viewer=helper)
    assert packs(home) == [(CODE, None, None)]
    asked = LearnBarcode(home.site(), home.item(), "CALL-555-0100", **place)
    assert "only barcode numbers" in home.refusal(learn_barcode, asked, viewer=helper)
    home.do(learn_barcode, asked)
    assert packs(home)[1:] == [("CALL-555-0100", None, None)]


def test_what_was_taught_wrongly_is_taken_back_the_same_day_and_taught_anew(house: Home) -> None:
    home = house
    helper, back = table(home), ForgetBarcode(home.site(), CODE, home.drive())
    learn(home)
    assert "You did not teach" in home.refusal(forget_barcode, back, viewer=helper)
    home.do(forget_barcode, back)
    hers = LearnBarcode(home.site(), home.item(), CODE, drive_id=home.drive())
    home.do(learn_barcode, hers, viewer=helper)
    home.do(forget_barcode, back, viewer=helper)
    assert packs(home) == []
    home.item("Soap")
    learn(home, item="Soap")
    home.clock.put(TODAY + timedelta(days=2))
    assert "within a day" in home.refusal(forget_barcode, back)
    assert packs(home, "Soap") == [(CODE, None, None)]


def test_a_code_of_the_catalogue_is_not_taken_back(home: Home) -> None:
    home.do(add_item, AddItem("Rice", "food", Unit.LB, packs=(Pack(CODE),)))
    assert "in the catalogue" in home.refusal(forget_barcode, ForgetBarcode(home.site(), CODE))


def test_taught_at_once_on_two_phones_it_is_known_once(home: Home) -> None:
    asked = LearnBarcode(home.site(), home.item(), CODE)
    first = home.do(learn_barcode, asked, request_id="one")
    assert home.do(learn_barcode, asked, request_id="one") == first
    home.refusal(learn_barcode, asked, request_id="two")
    assert packs(home) == [(CODE, None, None)]
