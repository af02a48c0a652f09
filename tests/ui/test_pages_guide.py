"""The guide: every page is in it, every link leads somewhere, every picture is there and used."""

import ast
import re
import struct
from dataclasses import replace
from pathlib import Path

import pytest

import drives
from drives.commands.people import Granted
from drives.rules.roles import THIS_MACHINE, Role
from drives.ui import guide_text
from drives.ui import navigation as shell
from drives.ui.guide_text import FOLDER, ROLES, Picture, guide_file, guide_page, section_role, section_title
from tests.houses import Home
from tests.ui.conftest import Browser, at_hand
from tests.ui.people import come_as

PACKAGE = Path(drives.__file__).parent
LANGUAGES = sorted(path.name for path in FOLDER.iterdir() if (path / "organizer.md").is_file())
FILES = [
    (language, role)
    for language in LANGUAGES
    for role in ROLES
    if (FOLDER / language / f"{role}.md").is_file()
]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def navigation(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the navigation calls each page, by the address that it has in a community."""
    named: dict[str, str] = {}

    def page(file: str, title: str, _icon: str, *, path: str | None = None, default: bool = False) -> str:
        named[path or file.replace("_", "-")] = title
        return f"{file} {default}"

    monkeypatch.setattr(shell, "_page", page)
    at_hand(monkeypatch, viewer=lambda: replace(THIS_MACHINE, account_id=1))
    shell.sections()
    return named


@pytest.mark.usefixtures("home")
def test_every_page_of_the_navigation_stands_in_the_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    named = navigation(monkeypatch)
    assert {"overview", "first-steps", "log-donation", "guide"} <= set(named)
    said = "\n".join(guide_file(role, "en").read_text("utf-8") for role in ROLES)
    for address, title in named.items():
        if address not in ("guide", "first-steps"):
            assert f"[{title}](page:{address})" in said, f"{title} is not in the guide"
    assert "**First steps**" in said


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("language", "role"), FILES)
def test_no_link_of_the_guide_is_dead(monkeypatch: pytest.MonkeyPatch, language: str, role: str) -> None:
    addresses = set(navigation(monkeypatch))
    links = LINK.findall(guide_file(role, language).read_text("utf-8"))
    assert links
    for link in links:
        if link.startswith("page:"):
            assert link.removeprefix("page:") in addresses, link
            continue
        file, _hash, anchor = link.partition("#")
        led_to = file.removesuffix(".md") if file else role
        assert led_to in ROLES, link
        page = guide_page(led_to, language)
        assert not anchor or anchor in {section.anchor for section in page.sections}, link


def test_every_picture_is_there_is_small_and_is_used() -> None:
    named = set()
    for language, role in FILES:
        for alt, path in PICTURE.findall(guide_file(role, language).read_text("utf-8")):
            assert len(alt) > 20, f"{path} says nothing to whoever cannot see it"
            named.add(Path(path).name)
        page = guide_page(role, language)
        shown = [part for section in page.sections for part in section.parts if isinstance(part, Picture)]
        assert all(200 < picture.width <= 800 for picture in shown)
    kept = {path.name: path.read_bytes() for path in (FOLDER / "pictures").iterdir()}
    assert set(kept) == named
    for name, png in kept.items():
        assert png[:8] == b"\x89PNG\r\n\x1a\n", name
        assert min(struct.unpack(">II", png[16:24])) > 300, f"{name} is a placeholder"
        assert len(png) < 80_000, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_anchors_are_the_same_in_every_language_and_in_no_two_sections(language: str) -> None:
    anchors = [section.anchor for role in ROLES for section in guide_page(role, language).sections]
    assert len(anchors) == len(set(anchors))
    assert anchors == [section.anchor for role in ROLES for section in guide_page(role, "en").sections]
    for role in ROLES:
        page = guide_page(role, language)
        assert page.title
        assert page.intro
        assert all(section.title and section.parts for section in page.sections)
        assert "{#" not in page.intro + "".join(str(section) for section in page.sections)


def asked_sections(source: str) -> list[str]:
    """The sections that a file's help links lead to."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    links = [call for call in calls if getattr(call.func, "id", "") == "guide_link"]
    named = [word.value for call in calls for word in call.keywords if word.arg == "guide"]
    constants = [*(call.args[0] for call in links), *named]
    return [one.value for one in constants if isinstance(one, ast.Constant)]


def test_help_beside_a_task_leads_to_a_section() -> None:
    asked = {
        path.name: asked_sections(path.read_text("utf-8")) for path in sorted((PACKAGE / "ui").rglob("*.py"))
    }
    assert sum(map(len, asked.values())) >= 10
    for file, sections in asked.items():
        for section in sections:
            assert section_role(section) in ROLES, f"{file}: {section}"
    with pytest.raises(KeyError):
        section_role("nowhere")


def test_a_language_without_a_guide_reads_it_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guide_file("admin", "xx") == FOLDER / "en" / "admin.md"
    for role in ROLES:
        (tmp_path / "en").mkdir(exist_ok=True)
        (tmp_path / "en" / f"{role}.md").write_text(
            f"# For {role}\n\nHello.\n\n## One {{#{role}-one}}\n\nDo.\n"
        )
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "admin.md").write_text(
        "# Para quien administra\n\nHola.\n\n## Uno {#admin-one}\n\nHaz.\n"
    )
    monkeypatch.setattr(guide_text, "FOLDER", tmp_path)
    guide_page.cache_clear()
    try:
        assert guide_page("admin", "es").intro == "Hola."
        assert guide_page("program", "es").intro == "Hello."
        assert section_title("admin-one", "es") == "Uno"
        assert section_title("program-one", "es") == "One"
    finally:
        guide_page.cache_clear()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("role", ROLES)
def test_the_role_stands_in_the_address(role: str, browser: Browser) -> None:
    browser.at.query_params["role"] = role
    browser.open("guide")
    page = guide_page(role, "en")
    assert browser.title == "Guide"
    assert [header.value for header in browser.at.header] == [section.title for section in page.sections]
    assert page.intro in browser.texts
    assert all(f"](#{section.anchor})" in browser.texts for section in page.sections)
    pictures = [part for section in page.sections for part in section.parts if isinstance(part, Picture)]
    assert len(browser.at.get("image")) == len(pictures)
    assert re.search(r"\b[Ss]igns? in\b|account", " ".join(page.intro.split())), "who may come in is not said"


@pytest.mark.usefixtures("home")
def test_an_unknown_role_shows_the_first(browser: Browser) -> None:
    browser.at.query_params["role"] = "king"
    browser.open("guide")
    assert browser.at.header[0].value == guide_page("organizer", "en").sections[0].title


def test_a_help_link_names_its_task(home: Home, browser: Browser) -> None:
    home.need("Socks", "10")
    home.site()
    browser.open("needs")
    assert "[Guide: Take, confirm and change needs](guide?role=organizer#needs)" in browser.texts


@pytest.mark.parametrize(
    ("granted", "role"),
    [((), "volunteer"), ((Granted(Role.ORGANIZER),), "organizer")],
)
def test_the_guide_opens_for_whoever_reads(
    home: Home, monkeypatch: pytest.MonkeyPatch, granted: tuple[Granted, ...], role: str
) -> None:
    browser = come_as(home, monkeypatch, "Vic", *granted).open("guide")
    assert guide_page(role, "en").intro in browser.texts
