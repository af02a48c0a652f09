"""Plain pages beside the dashboard: HTML that works without scripts, in the language the browser asks for."""

import base64
import hashlib
import logging
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse, Response

import drives
from drives.errors import Refusal
from drives.texts import _, current_language, ngettext

_log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("drives.web"),
        autoescape=select_autoescape(),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The texts of a page are in the language in use when it is drawn.
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    icon = (Path(drives.__file__).parent / "ui" / "assets" / "icon.svg").read_bytes()
    environment.globals["icon"] = f"data:image/svg+xml;base64,{base64.b64encode(icon).decode()}"
    environment.globals["look"] = _look()
    environment.globals.update(organization="", refusal=None)
    return environment


@lru_cache(maxsize=1)
def _look() -> str:
    return (Path(__file__).parent / "templates" / "look.css").read_text("utf-8")


@lru_cache(maxsize=1)
def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_look().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def page(template: str, *, status: int = 200, **says: Any) -> Response:
    """The page of a template, never to be kept by a browser; what it is told is escaped."""
    text = _environment().get_template(template).render(language=current_language(), **says)
    headers = {"cache-control": "no-store", "content-security-policy": _policy(), "vary": "Accept-Language"}
    return HTMLResponse(text, status, headers)


def note_page(title: str, says: str, *, status: int, link: tuple[str, str] | None = None) -> Response:
    """A page that says one thing; ``link`` is where to go on, and what that is called."""
    return page("note.html", status=status, title=title, says=says, link=link)


def broken_page(error: Exception) -> Response:
    """What nobody foresaw: logged with a short reference, told without a word of its inside."""
    if isinstance(error, Refusal):
        return note_page(_("Not now"), str(error), status=503)
    reference = secrets.token_hex(2).upper()
    _log.error("Unforeseen (ref %s)", reference, exc_info=error)
    said = _("Something broke (ref {reference}). Nothing was saved.").format(reference=reference)
    return note_page(_("Something broke"), said, status=500)
