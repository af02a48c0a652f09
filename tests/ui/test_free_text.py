"""Free text is never stopped; what may tell who somebody is gets pointed out in every field for words."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import drives
import drives.commands
from drives.commands.donations import LineDraft
from drives.commands.door import COMMANDS
from drives.commands.places import AddProgram, ReviseProgram
from drives.model import Donation, Donor, Drive, Need, Program
from drives.rules.kinds import ProgramKind
from drives.ui.free_texts import FREE, free_texts
from tests.houses import Home, q
from tests.ui.conftest import Browser

UI = Path(drives.__file__).parent / "ui"
HINT = "may tell who somebody is"

# Fields of Streamlit's own that take no words of one's own, by the file and the label as it is written.
# Everything else is drawn by free_line, free_text or name_field, which point out what may be about a person.
PLAIN = {
    ("components/search_field.py", "Search"),
    ("pages/count.py", "Find on the list"),
    ("intake_tiles.py", "Find an item"),
    ("intake_from.py", "Counted by"),
    ("intake_from.py", "Counted again by"),
    ("pledge_arrival.py", "How many of {item} came ({unit})"),
    ("pledge_arrival.py", "Counted by"),
    ("pledge_arrival.py", "Counted again by"),
    ("exact_fields.py", "Received, rejects included"),
    ("exact_fields.py", "Of these rejected"),
    ("exact_fields.py", "Lot code on the goods"),
    ("sort_form.py", "Gone through, in {unit} (all: {all})"),
    ("sort_form.py", "Discarded, in {unit}"),
    ("sort_form.py", "How many"),
    ("share_change.py", "Share (still asked for: {asked})"),
    ("share_change.py", "How much of it"),
    ("kit_view.py", "Take apart (at most {most})"),
    ("kit_recipe.py", "In one kit"),
    ("label_form.py", "In a box"),
    ("label_form.py", "Boxes"),
    ("learn_code.py", "One scan is how many"),
    ("inventory_act.py", "*"),  # how many; its words are drawn by free_line
    ("inventory_item.py", "Keep at least"),
    ("recall_find.py", "*"),  # a code to seek by
    ("count_list.py", "How many of {item} ({words})"),
    ("delivery_confirm.py", "{goods}: how many arrived in good order"),
    ("delivery_confirm.py", "{item}: damaged"),
    ("delivery_confirm.py", "{item}: sent back"),
    ("delivery_plan.py", "How many"),
    ("delivery_search.py", "How many were found"),
    ("delivery_packing.py", "Packed: {goods}"),
    ("hand_out_form.py", "How many"),
    ("pick_line.py", "Taken"),
    ("count_sheet_lines.py", "How many of {item} you found ({words})"),
    ("count_sheet_lines.py", "How many you found"),
    ("need_post.py", "How many"),
    ("need_change.py", "How many in all"),
    ("need_post.py", "How many are there now"),
    ("need_dialogs.py", "How many are there now"),
    ("need_table.py", "*"),  # its notes are looked at where they are said back, in need_draft.py
    ("import_rows.py", "*"),  # the notes among the cells are looked at under the table
    ("drive_goals.py", "Goal of {item}"),
    ("drive_form.py", "Page address"),
    ("item_worth.py", "Value of one"),
    ("item_dialogs.py", "Value of one, from today (may stay empty)"),
    ("item_form.py", "Your own code (SKU)"),
    ("item_form.py", "Weight of one, in lb"),
    ("item_form.py", "People that one is for"),
    ("item_form.py", "Pack {number}"),
    ("item_form.py", "Holds"),
    ("item_form.py", "Barcode"),
    ("letter_issuers.py", "Tax id (EIN)"),
    ("letter_issuers.py", "Address on the letter"),
    ("letter_write.py", "Its value, estimated in good faith"),
    ("donor_form.py", "E-mail"),
    ("donor_form.py", "Phone"),
    ("donor_form.py", "Postal address"),
    ("program_form.py", "Address"),
    ("program_form.py", "Web"),
    ("program_form.py", "E-mail"),
    ("program_form.py", "Phone"),
    ("program_form.py", "Languages"),
    ("program_form.py", "Short name in links and files"),
    ("site_form.py", "Address"),
    ("site_form.py", "Latitude"),
    ("site_form.py", "Longitude"),
    ("site_form.py", "Short name in links and files"),
    ("first_steps.py", "Address (may stay empty)"),
    ("settings_factors.py", "*"),
    ("kit_cards.py", "*"),
    ("first_account.py", "Your name"),
    ("first_account.py", "Your e-mail"),
    ("account_forms.py", "My name"),
    ("account_forms.py", "Present password"),
    ("account_forms.py", "New password"),
    ("people_invite.py", "Name"),
    ("people_invite.py", "E-mail"),
    ("settings_organization.py", "How to reach you"),
    ("settings_organization.py", "Currency, as three letters"),
    ("settings_organization.py", "Tax id"),
    ("settings_organization.py", "A need lapses after so many days"),
}

# Fields of requests that hold texts, and no words of one's own.
CODES = {
    "address", "bad", "barcode", "categories", "columns", "contact",
    "counted_again_by", "counted_by", "creations", "currency", "digest", "drive", "email",
    "language", "languages", "locale", "password_hash", "phone", "row_key", "seen", "site", "sku", "slug",
    "stays", "tax_id", "ticket_hash", "time_zone", "url", "file_name", "header", "mapping",
}  # fmt: skip


def fields_of(path: Path) -> Iterator[tuple[str, str]]:
    """The fields that a file has Streamlit draw: the file, and the first text of the label ("*": none)."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        called = getattr(getattr(node, "func", None), "attr", "")
        if called in ("text_input", "text_area", "chat_input", "data_editor"):
            texts = [
                part.value
                for argument in node.args[:1]  # type: ignore[attr-defined]
                for part in ast.walk(argument)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            yield path.relative_to(UI).as_posix(), texts[0] if texts else "*"


def test_every_field_for_words_points_out_what_may_be_about_a_person() -> None:
    drawn = {one for path in sorted(UI.rglob("*.py")) for one in fields_of(path)}
    drawn -= {one for one in drawn if one[0] == "components/free_text.py"}
    said = "draw it with free_line, free_text or name_field; or list it as PLAIN where it takes no words"
    assert drawn - PLAIN == set(), said
    assert PLAIN - drawn == set(), "not drawn any more: take it off the list"


def texts_of(kind: Any) -> Iterator[str]:
    for part in get_args(kind):
        yield from texts_of(part)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        for field in fields(kind):
            if "str" in str(hints[field.name]):
                yield field.name
            yield from texts_of(hints[field.name])


def test_every_text_that_a_command_takes_is_words_or_a_code() -> None:
    for module in pkgutil.walk_packages(drives.commands.__path__, "drives.commands."):
        importlib.import_module(module.name)
    said = {
        name
        for verb in COMMANDS.values()
        for name in texts_of(list(get_type_hints(verb.function).values())[1])
    }
    assert said - FREE - CODES == set(), "a new field: words of one's own (FREE), or a code?"
    assert FREE.isdisjoint(CODES)
    assert "password_hash" not in FREE


def test_the_words_of_a_request_are_found_wherever_they_stand() -> None:
    whole = AddProgram("Haven", ProgramKind.OTHER, "slug", description="About", address="9 Hidden Road")
    assert list(free_texts(ReviseProgram(1, "seen", whole))) == ["Haven", "About"]
    lines = (LineDraft(1, q("2"), reject_reason="torn"), LineDraft(1, q("2"), note="for us"))
    assert list(free_texts([lines])) == ["torn", "for us"]


@pytest.fixture
def community(home: Home) -> Home:
    """Enough to log and to ask for."""
    home.item("Socks")
    home.site()
    home.program()
    home.drive()
    return home


def test_a_needs_note_is_pointed_out_before_and_after_and_is_kept(community: Home, browser: Browser) -> None:
    browser.open("needs")
    browser.choose("needs.post.item.", community.item("Socks")).type("needs.post.quantity.", "12")
    browser.type("needs.post.note.", "size 14 for girls 7-8")
    assert HINT not in browser.texts
    browser.type("needs.post.note.", "Shoes for Maria, 14")
    assert "“Maria, 14” may tell who somebody is." in browser.texts
    browser.click("needs.post.submit.").click("needs.post.yes.")
    assert browser.refusals == []
    [need] = community.all(Need)
    assert need.note == "Shoes for Maria, 14"
    assert browser.texts.count(HINT) == 1, "said of what was saved"
    assert "Posted: 12 pairs of Socks." in browser.texts


def test_a_note_about_goods_is_saved_without_a_word(community: Home, browser: Browser) -> None:
    browser.open("needs")
    browser.choose("needs.post.item.", community.item("Socks")).type("needs.post.quantity.", "12")
    browser.type("needs.post.note.", "size 14, case of 12").click("needs.post.submit.").click(
        "needs.post.yes."
    )
    assert HINT not in browser.texts
    assert "Posted:" in browser.texts


def test_a_programs_words_are_pointed_out_field_by_field(home: Home, browser: Browser) -> None:
    browser.open("places").click("places.add.program").type("program.name.", "Haven")
    for field in ("description", "accepted", "not_accepted"):
        browser.write(f"program.{field}.", "DOB 3/4/2011")
        assert browser.texts.count(HINT) == 1, field
        browser.write(f"program.{field}.", "")
    for field in ("service_area", "hub"):
        browser.type(f"program.{field}.", "case 2231")
        assert browser.texts.count(HINT) == 1, field
        browser.type(f"program.{field}.", "")
    browser.write("program.description.", "DOB 3/4/2011").click("program.save.")
    assert [row.description for row in home.all(Program)] == ["DOB 3/4/2011"]


def test_a_drives_story_is_pointed_out(community: Home, browser: Browser) -> None:
    browser.at.query_params["new"] = "yes"
    browser.open("drives").type("drives.name.", "Winter").write("drives.story.", "J.M., 14, needs a bed")
    assert "“J.M., 14” may tell who somebody is." in browser.texts
    browser.click("drives.save.")
    assert "J.M., 14, needs a bed" in [row.story for row in community.all(Drive)]


def test_a_childs_name_as_a_donor_is_pointed_out(community: Home, browser: Browser) -> None:
    browser.open("donors").click("donors.add").type("donor.name.", "Maria, 9")
    assert "“Maria, 9” may tell who somebody is." in browser.texts
    browser.click("donor.save.")
    assert [row.name for row in community.all(Donor)] == ["Maria, 9"]
    assert HINT in browser.texts


def test_what_is_typed_at_the_table_is_pointed_out(community: Home, browser: Browser) -> None:
    browser.open("log_donation")
    browser.click(f"more.{community.item('Socks')}")
    browser.type("log.team.", "Class of Maria, 9")
    assert browser.texts.count(HINT) == 1
    browser.click("tally.log.")
    assert len(community.all(Donation)) == 1
    assert HINT in browser.texts
