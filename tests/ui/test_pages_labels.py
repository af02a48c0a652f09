"""Labels: rows become a file, what cannot be is said, and no box tells where a hidden program is."""

import pytest

from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.documents.labels import BoxLabel, LabelSheet, label_sheets
from drives.queries.choices import item_choices, site_choices
from drives.queries.labels import label_programs
from drives.rules.box_codes import Box
from drives.rules.kinds import ProgramKind, SiteKind
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from drives.ui import label_form
from drives.ui.label_form import Common
from tests.documents.test_paper import text_of
from tests.houses import TODAY, Home, q
from tests.ui.conftest import Browser


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    home.site()
    home.item("Beans", Unit.CAN)
    home.drive()
    hidden = AddProgram("Safe House", ProgramKind.YOUTH_SHELTER, hide_address=True, hub="Town hall desk",
                        address="9 Secret Lane")  # fmt: skip
    home.do(add_program, hidden)
    return browser.open("labels")


def fill(page: Browser, home: Home, many: str, boxes: str = "3") -> Browser:
    page.choose("labels.item.0", home.item("Beans"))
    page.type("labels.many.0", many)
    return page.type("labels.boxes.0", boxes)


def test_rows_become_labels_of_so_many_boxes(home: Home, page: Browser) -> None:
    assert not page.at.get("download_button")
    fill(page, home, "24")
    assert "Labels: 3 · sheets: 1" in page.texts
    assert len(page.at.get("download_button")) == 1


@pytest.mark.parametrize(("many", "boxes", "why"), [("x", "1", "Beans: "), ("2", "0.5", "Beans: "),
                                                    ("2", "401", "At most 400 labels")])  # fmt: skip
def test_what_is_no_amount_is_said(home: Home, page: Browser, many: str, boxes: str, why: str) -> None:
    fill(page, home, many, boxes)
    assert any(why in one for one in page.refusals), page.refusals
    assert not page.at.get("download_button")


def test_a_hidden_program_stands_on_a_box_by_its_hub(home: Home, page: Browser) -> None:
    page.choose("labels.program", 1)
    assert "“Town hall desk”" in page.texts
    fill(page, home, "24", "1")
    [program] = home.house.queries.ask(label_programs, COMMAND_LINE)
    common = Common(home.house.queries.ask(site_choices, COMMAND_LINE)[0], None, program)
    beans = home.house.queries.ask(item_choices, COMMAND_LINE)[0]
    label = BoxLabel(
        Box(beans.name, q("24")), "24 cans", 1, TODAY, common.site.name, program.printed, None, None,
        program.printed,
    )  # fmt: skip
    said = text_of(label_sheets([label], LabelSheet.A4_EIGHT))
    assert "Kept for Town hall desk" in said
    assert "Safe House" not in said
    assert "Secret" not in said


def test_a_site_that_is_not_public_stands_on_no_box(
    home: Home, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.do(add_site, AddSite("Ann's garage", SiteKind.COLLECTION_SITE, public=False))
    printed: list[BoxLabel] = []
    monkeypatch.setattr(label_form, "BoxLabel", lambda *said: printed.append(BoxLabel(*said)) or printed[-1])
    slug = next(one.slug for one in home.house.queries.ask(site_choices, COMMAND_LINE) if not one.public)
    page.run().choose("labels.site", slug)
    assert "This site is not public, so the labels do not name it." in page.texts
    fill(page, home, "24", "1")
    said = text_of(label_sheets([printed[-1]], LabelSheet.A4_EIGHT))
    assert "24 cans" in said
    assert "garage" not in said
    assert "At " not in said
