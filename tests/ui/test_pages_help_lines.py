"""Help lines: the numbers large and first, each to call with a tap; nothing here takes a report."""

import csv
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from drives.settings import shipped
from drives.ui import help_lines as lines
from drives.ui.help_lines import call_address, help_lines, text_address
from tests.houses import Home
from tests.ui.conftest import Browser

NUMBERS = {
    "988 Suicide & Crisis Lifeline": ("988", "988", "988lifeline.org"),
    "NCMEC and its CyberTipline": ("1-800-843-5678", None, "report.cybertip.org"),
    "National Runaway Safeline": ("1-800-786-2929", "66008", "www.1800runaway.org"),
    "National Human Trafficking Hotline": ("1-888-373-7888", "233733", "humantraffickinghotline.org"),
    "211, for help near you": ("211", None, "www.211.org"),
    "Take It Down": (None, None, "takeitdown.ncmec.org"),
    "NetSmartz": (None, None, "www.missingkids.org"),
}


def test_the_file_says_what_was_looked_up_by_hand() -> None:
    found = {line.name: (line.phone, line.text, urlsplit(line.url).netloc) for line in help_lines("en")}
    assert found == NUMBERS
    assert list(found) == list(NUMBERS)


def test_every_line_is_whole() -> None:
    for line in help_lines("en"):
        assert line.purpose.endswith((".", "!")), line.name
        assert line.hours, line.name
        assert line.url.startswith("https://"), line.name
        assert date(2026, 11, 27) <= line.checked_on, line.name
    with shipped("help.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    assert {len(row) for row in rows} == {8}


def test_a_language_has_columns_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "help.csv"
    file.write_text(
        "name,purpose,phone,text,url,hours,languages,checked_on,purpose_es\n"
        "211,Food,211,,https://www.211.org,Always,,2026-11-27,Comida\n"
    )
    monkeypatch.setattr(lines, "shipped", lambda _name: file)
    help_lines.cache_clear()
    try:
        assert [(one.purpose, one.hours) for one in help_lines("es")] == [("Comida", "Always")]
        assert [one.purpose for one in help_lines("xx")] == ["Food"]
    finally:
        help_lines.cache_clear()


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("1-800-843-5678", "tel:+18008435678"),
        ("800-843-5678", "tel:+18008435678"),
        ("988", "tel:988"),
        ("211", "tel:211"),
    ],
)
def test_a_number_is_dialled_as_it_is_written(phone: str, address: str) -> None:
    assert call_address(phone) == address
    assert text_address("233733") == "sms:233733"


@pytest.mark.usefixtures("home")
def test_the_numbers_are_the_largest_and_come_first(browser: Browser) -> None:
    browser.open("help_lines")
    assert browser.title == "Somebody needs help now"
    headings = re.findall(r"^## (.+)$", browser.texts, re.MULTILINE)
    assert headings[:3] == ["[911](tel:911)", "[988](tel:988)", "[1-800-843-5678](tel:+18008435678)"]
    assert headings[-1] == "Where to make a report"
    assert "[233733](sms:233733)" in browser.texts
    assert "[report.cybertip.org](https://report.cybertip.org)" in browser.texts
    assert browser.texts.count("Last checked Nov 27") == len(NUMBERS)
    assert "**988 Suicide \\& Crisis Lifeline**" in browser.texts


@pytest.mark.usefixtures("home")
def test_the_app_takes_no_reports_and_says_who_does(browser: Browser) -> None:
    browser.open("help_lines")
    assert "this app takes no reports" in browser.texts
    for who in ("911", "CyberTipline", "National Human Trafficking Hotline", "child protection line"):
        assert who in browser.texts.split("Where to make a report")[1]
    # Nothing here to type into, to choose from or to send.
    assert browser._keys() == []
    assert len(browser.at.get("file_uploader")) == 0


def test_it_stands_before_anything_is_set_up_and_after(home: Home, browser: Browser) -> None:
    assert "1-800-843-5678" in browser.open("help_lines").texts
    home.need("Socks", "10")
    assert "1-800-843-5678" in browser.run().texts
