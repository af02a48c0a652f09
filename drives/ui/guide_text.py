"""The user guide: files of markdown, a page for each role and language, cut into sections.

A file begins with ``# Title`` and a few words; a section begins with ``## Title {#anchor}``, and its
anchor is the same in every language and in no two sections. A line that is only a picture,
``![what it shows](../pictures/name.png)``, is shown as one; what stands between two fences is a command
to type. Links go to a page of the app
(``page:log-donation``), to a section of the guide (``volunteer.md#bring``) or within the page
(``#count``).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "guide"
ROLES = ("organizer", "program", "volunteer", "admin")

_HEADING = re.compile(r"^## (?P<title>.+?) \{#(?P<anchor>[a-z0-9-]+)\}$")
_PICTURE = re.compile(r"^!\[(?P<alt>[^\]]+)\]\(\.\./pictures/(?P<name>[a-z0-9-]+\.png)\)$")
_TO_PAGE = re.compile(r"\]\(page:([a-z-]*)\)")
_TO_ROLE = re.compile(r"\]\(([a-z]+)\.md(#[a-z0-9-]+)?\)")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and what it shows, in words."""

    path: Path
    alt: str

    @property
    def width(self) -> int:
        """How wide it is shown, in pixels of the page: it is drawn at one and a half times that."""
        with self.path.open("rb") as png:
            return int.from_bytes(png.read(20)[16:20], "big") * 2 // 3


@dataclass(frozen=True, slots=True)
class Typed:
    """Lines to type into a terminal."""

    lines: str


Part = str | Picture | Typed


@dataclass(frozen=True, slots=True)
class GuideSection:
    """One task or question; ``parts`` are markdown, pictures and lines to type, in turn."""

    anchor: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class GuidePage:
    """What one role can do."""

    role: str
    title: str
    intro: str
    sections: tuple[GuideSection, ...]


def guide_file(role: str, language: str) -> Path:
    """The file for a role in a language; the English one where there is none."""
    asked = FOLDER / language / f"{role}.md"
    return asked if asked.is_file() else FOLDER / "en" / f"{role}.md"


@lru_cache(maxsize=64)
def guide_page(role: str, language: str) -> GuidePage:
    """The guide for a role, in a language."""
    title, intro = "", list[str]()
    sections: list[tuple[str, str, list[str]]] = []
    for line in guide_file(role, language).read_text("utf-8").splitlines():
        heading = _HEADING.match(line)
        if heading is not None:
            sections.append((heading["anchor"], heading["title"], []))
        elif line.startswith("# ") and not title:
            title = line[2:].strip()
        else:
            (sections[-1][2] if sections else intro).append(line)
    return GuidePage(
        role,
        title,
        _linked("\n".join(intro)).strip(),
        tuple(GuideSection(anchor, name, _parts(lines)) for anchor, name, lines in sections),
    )


def section_role(anchor: str) -> str:
    """The role whose page holds a section; KeyError where none does."""
    for role in ROLES:
        if any(section.anchor == anchor for section in guide_page(role, "en").sections):
            return role
    raise KeyError(anchor)


def section_title(anchor: str, language: str) -> str:
    """A section's title in a language, else in English; KeyError where there is no such section."""
    role = section_role(anchor)
    pages = (guide_page(role, language), guide_page(role, "en"))
    return next(one.title for page in pages for one in page.sections if one.anchor == anchor)


def _parts(lines: list[str]) -> tuple[Part, ...]:
    parts: list[Part] = []
    text: list[str] = []
    typing = False

    def end() -> None:
        said = "\n".join(text).strip()
        text.clear()
        if said:
            parts.append(Typed(said) if typing else _linked(said))

    for line in lines:
        picture = _PICTURE.match(line)
        if line == "```":
            end()
            typing = not typing
        elif picture is not None:
            end()
            parts.append(Picture(FOLDER / "pictures" / picture["name"], picture["alt"]))
        else:
            text.append(line)
    end()
    return tuple(parts)


def _linked(markdown: str) -> str:
    """Links as the browser follows them from the page ``guide``."""
    in_app = _TO_PAGE.sub(lambda found: f"]({found[1] or './'})", markdown)
    return _TO_ROLE.sub(lambda found: f"](guide?role={found[1]}{found[2] or ''})", in_app)
