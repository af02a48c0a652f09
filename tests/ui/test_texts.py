"""Every text a person sees goes through gettext, whole and as a constant, so that it can be translated."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import drives

PACKAGE = Path(drives.__file__).parent
TEMPLATE = PACKAGE / "locale" / "drives.pot"
EXTRACT = (
    "pybabel extract -F pyproject.toml --omit-header --no-location --sort-output "
    "-o drives/locale/drives.pot drives"
)

TRANSLATES = {"_", "ngettext", "pgettext"}
REFUSES = {"Refusal", "NotAllowed", "Unknown", "Conflict", "NotEnough"}
OURS = {"page_header", "section", "empty_state", "note", "say", "hold_back", "announce"}
# What these take first is a size, a path or a key, never a text.
NO_TEXT_FIRST = {
    "space",
    "form",
    "Page",
    "container",
    "grid",
    "columns",
    "logo",
    "page_link",
    "cache_data",
    "rerun",
}
TEXT_NAMES = {"label", "body", "help", "placeholder", "title", "text", "alt", "page_title", "message"}
# What markdown reads as a sign: ":small[", ":red-badge[", ":material/event:".
SIGNS = re.compile(r":material/\w+:|:[a-z]+(?:-[a-z]+)?\[")


def _called(call: ast.Call) -> str:
    """The name of what is called, "st.title" and "title" alike as "title"."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_streamlit(call: ast.Call) -> bool:
    part = call.func
    while isinstance(part, ast.Attribute):
        if part.attr in ("session_state", "query_params"):
            return False
        part = part.value
    return isinstance(call.func, ast.Attribute) and isinstance(part, ast.Name) and part.id == "st"


def _has_letters(value: ast.expr) -> bool:
    """Whether a literal holds words: plain, in an f-string, added up, or formatted."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str) and re.search(r"[^\W\d_]", SIGNS.sub("", value.value)) is not None
    if isinstance(value, ast.JoinedStr):
        return any(_has_letters(part) for part in value.values)
    if isinstance(value, ast.BinOp):
        return _has_letters(value.left) or _has_letters(value.right)
    if isinstance(value, ast.IfExp):
        return _has_letters(value.body) or _has_letters(value.orelse)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "format":
        return _has_letters(value.func.value)
    return False


def _texts_of(call: ast.Call) -> Iterator[ast.expr]:
    name = _called(call)
    if name in REFUSES or name in OURS:
        yield from call.args
        return
    if not _is_streamlit(call):
        return
    if name not in NO_TEXT_FIRST:
        yield from call.args[:1]
    yield from (word.value for word in call.keywords if word.arg in TEXT_NAMES)


def untranslated(source: str) -> list[int]:
    """Lines where a text goes to a person without gettext, or to gettext as no constant."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in TRANSLATES:
            messages = node.args[:2] if node.func.id != "_" else node.args[:1]
            constant = all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in messages)
            if not constant:
                found.append(node.lineno)
        elif any(_has_letters(text) for text in _texts_of(node)):
            found.append(node.lineno)
    return sorted(found)


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "texts.py"],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_no_text_passes_gettext_by(path: Path) -> None:
    assert untranslated(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "st.title('Drives')",
        "st.markdown(f'{count} pairs')",
        "st.text_input(_('Name'), placeholder='Your name')",
        "st.sidebar.button('Go', key='go')",
        "with st.dialog('Sure?'): pass",
        "raise Refusal('No such item.')",
        "raise NotEnough(f'{item}: too few')",
        "raise Refusal('{item} is gone.'.format(item=item))",
        "at.say('Logged.')",
        "page_header(_('Needs'), 'as of ' + today)",
        "st.markdown(_('One') if one else 'Many')",
        "_(f'{count} pairs')",
        "_(message)",
        "ngettext('{count} pair', plural, count)",
    ],
)
def test_a_planted_text_is_found(planted: str) -> None:
    assert untranslated(planted) == [1]


@pytest.mark.parametrize(
    "fine",
    [
        "st.title(_('Drives'))",
        "st.markdown(f':small[:gray[{text}]]')",
        "st.button(':material/add:', key='more')",
        "st.space('stretch')",
        "raise Refusal(_('{item} is gone.').format(item=item))",
        "st.text_input(_('How many'), key='needs.quantity', placeholder='38.5')",
        "ngettext('{count} pair', '{count} pairs', count)",
    ],
)
def test_what_is_no_text_is_left_alone(fine: str) -> None:
    assert untranslated(fine) == []


def test_the_template_for_translators_is_up_to_date() -> None:
    with TEMPLATE.open("rb") as opened:
        kept = {message.id for message in read_po(opened) if message.id}
    said = set()
    mappings = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))["tool"]["babel"][
        "mappings"
    ]
    methods = [(one["pattern"], one["method"]) for one in mappings]
    for _file, _line, message, _comments, _context in extract_from_dir(str(PACKAGE), methods):
        said.add(message if isinstance(message, str) else tuple(message))
    assert said == kept, f"run: {EXTRACT}"
