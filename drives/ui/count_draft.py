"""What was typed of a count and not saved, kept beside the session: a reload loses none of it."""

from contextlib import suppress
from datetime import date
from typing import Any

from drives.errors import Refusal
from drives.rules.dates import DateKind
from drives.texts import _
from drives.ui import reads
from drives.ui.components import note
from drives.ui.count_begun import FORM, Begun, Mark, begun_at
from drives.ui.session import desk


def go_on(site_id: int) -> None:
    """At a session's first look at a site: lay in what the same person typed there and did not save."""
    begun, drafts = begun_at(site_id), reads.house().drafts
    if begun.looked_for:
        return
    begun.looked_for = True
    left = [one for one in drafts.unfinished(reads.viewer()) if one.content.get("count") == site_id]
    if not left or begun.typed:
        return
    taken = None
    with suppress(Refusal):
        taken = drafts.take(reads.viewer(), left[0].draft_id)
    if taken is None or taken.answered:
        return
    for told in taken.content.get("typed", ()):
        with suppress(TypeError, ValueError):
            mark, text, books = _read(told)
            begun.type(mark, text, books)
    begun.found = [one for one in taken.content.get("found", ()) if isinstance(one, int)]
    begun.draft_id, begun.kept = taken.draft_id, taken.content
    if taken.content.get("sent"):
        desk().resume(FORM, taken.content["sent"])
    note(_("What you typed here before is back."))


def keep(site_id: int) -> None:
    """Write down what was typed, where it is not what was written last."""
    begun, viewer, drafts = begun_at(site_id), reads.viewer(), reads.house().drafts
    content = _content(site_id, begun)
    if content == begun.kept:
        return
    if content is None:
        written = begun.draft_id is None or drafts.drop(viewer, begun.draft_id)
        begun.draft_id = None if written else begun.draft_id
    else:
        begun.draft_id = begun.draft_id or drafts.new_id()
        written = drafts.keep(viewer, begun.draft_id, content)
    # What could not be written is tried again with the next figure.
    begun.kept = content if written else begun.kept


def _content(site_id: int, begun: Begun) -> dict[str, Any] | None:
    if not begun.typed and not begun.found:
        return None
    typed = [
        [*(one.isoformat() if isinstance(one, date) else one for one in mark), text, begun.expected[mark]]
        for mark, text in begun.typed.items()
    ]
    return {
        "count": site_id, "typed": typed, "found": list(begun.found), "sent": desk().request_id(FORM)
    }  # fmt: skip


def _read(told: Any) -> tuple[Mark, str, int]:
    item_id, on, kind, lot_code, program_id, text, books = told
    mark = (
        int(item_id),
        None if on is None else date.fromisoformat(on),
        None if kind is None else DateKind(kind),
        lot_code,
        program_id,
    )
    return mark, str(text), int(books)
