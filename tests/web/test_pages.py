"""The plain pages: every text goes through gettext, nothing in them runs or is fetched."""

import re
from pathlib import Path

import pytest

import drives
from drives.web.pages import note_page

TEMPLATES = sorted((Path(drives.__file__).parent / "web" / "templates").glob("*.html"))


def untranslated(template: str) -> str:
    """What a template says in letters of its own: outside of tags, expressions and statements."""
    bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", template, flags=re.DOTALL)
    attributes = " ".join(re.findall(r'(?:alt|title|placeholder|aria-label)="([^"]*)"', bare))
    words = re.sub(r"<[^>]*>", " ", bare)
    return " ".join(re.findall(r"[^\W\d_]+", f"{attributes} {words}"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_text_of_a_template_passes_gettext_by(path: Path) -> None:
    assert untranslated(path.read_text("utf-8")) == ""


@pytest.mark.parametrize("planted", ["<p>Hello</p>", '<img alt="A box">', "{% if x %}Go{% endif %}"])
def test_a_planted_text_is_found(planted: str) -> None:
    assert untranslated(planted) != ""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_in_a_template_runs_or_is_fetched(path: Path) -> None:
    source = path.read_text("utf-8")
    assert "<script" not in source
    assert not re.search(r"\son\w+=|\sstyle=|https?://", source)
    assert set(re.findall(r"\{\{ (\w+)\|safe", source)) <= {"look"}


def test_a_page_escapes_what_it_is_told_and_allows_its_own_look_alone() -> None:
    answer = note_page("<b>", "<script>alert(1)</script>", status=418)
    text = bytes(answer.body).decode()
    assert answer.status_code == 418
    assert "<script>" not in text
    assert "<b>" not in text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe-inline" not in policy
