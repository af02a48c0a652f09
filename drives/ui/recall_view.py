"""What a recall found, in words: what is certain, what cannot be ruled out, and how much of it is held."""

from collections.abc import Sequence

from drives.queries.recall import LotRecalled, Recalled
from drives.rules.recalls import Verdict
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import day, goods_of, md_escape, note, sections
from drives.ui.line_words import date_kind_name
from drives.ui.loss_words import sums_words
from drives.ui.recall_find import Sought


def lots_count(lots: int) -> str:
    """So many lots. Plain text."""
    return ngettext("{count} lot", "{count} lots", lots).format(count=lots)


def amounts_of(lots: Sequence[LotRecalled], *, out: bool = False) -> str:
    """How much of each item stands on shelves, or went to programs. Plain text."""
    return sums_words(
        (lot.item, lot.unit, sum(one.quantity for one in lot.went) if out else lot.on_hand) for lot in lots
    )


def lots_told(found: Recalled, sought: Sought) -> tuple[LotRecalled, ...]:
    """The lots that are told one by one: of any item, those that may be of it are too many to help."""
    verdicts = (Verdict.FOUND,) if sought.item_id is None else (Verdict.FOUND, Verdict.MAY_BE)
    return found.of(*verdicts)


def show_figures(found: Recalled, sought: Sought) -> None:
    """The answer: what is certain, and what cannot be ruled out."""
    certain, perhaps = found.of(Verdict.FOUND), found.of(Verdict.MAY_BE)
    # Of any item they are too many to name.
    held = "" if sought.item_id is None else _held_words(perhaps)
    sections(
        [
            (_("Found"), f"{_found_words(certain)} {_held_words(certain)}".rstrip()),
            (_("Cannot be ruled out"), f"{_perhaps_words(perhaps, sought)} {held}".rstrip()),
        ]
    )
    for item, unit, many in found.unsorted:
        said = _("Not gone through yet, so some of it may be in there too: {goods}.")
        note(md_escape(said.format(goods=goods_of(item, many, unit))))


def _found_words(lots: Sequence[LotRecalled]) -> str:
    if not lots:
        return _("Nothing in the books is certain to be affected. What cannot be ruled out still may be.")
    here, out = amounts_of(lots), amounts_of(lots, out=True)
    words = {"lots": lots_count(len(lots)), "here": here, "out": out}
    if here and out:
        return _("{lots}: {here} on the shelves; {out} sent to programs.").format(**words)
    if here:
        return _("{lots}: {here} on the shelves; nothing was sent to programs.").format(**words)
    return _("{lots}: nothing on the shelves; {out} sent to programs.").format(**words)


def _perhaps_words(lots: Sequence[LotRecalled], sought: Sought) -> str:
    if not lots:
        return _("Every other lot in the books has another lot code or date.")
    words = {"lots": lots_count(len(lots)), "here": amounts_of(lots), "out": amounts_of(lots, out=True)}
    if sought.item_id is None:
        return _(
            "{lots} of any item have no lot code or no date that says otherwise, so they may be of it. "
            "Choose the item to see which."
        ).format(**words)
    if words["here"] and words["out"]:
        said = _(
            "{here} on the shelves and {out} sent out, {lots} in all, may be affected: nothing known "
            "rules them out."
        )
    elif words["here"]:
        said = _("{here} on the shelves, {lots} in all, may be affected: nothing known rules them out.")
    else:
        said = _("{out} sent out, {lots} in all, may be affected: nothing known rules them out.")
    return said.format(**words)


def _held_words(lots: Sequence[LotRecalled]) -> str:
    """How what stands on the shelves adds up from what is on hold and what is not."""
    held = [lot for lot in lots if lot.on_hand and lot.held]
    free = [lot for lot in lots if lot.on_hand and not lot.held]
    if not held:
        return ""
    if not free:
        return _("All that is on the shelves is on hold already.")
    said = _("Of what is on the shelves, on hold already: {held}; not on hold: {free}.")
    return said.format(held=amounts_of(held), free=amounts_of(free))


def marks_of(lot: LotRecalled) -> list[str]:
    """What is known of a lot: what it is a part of, its lot code and its date. Plain text."""
    said = []
    if lot.part is not None and lot.unknown:
        said.append(_("kits, some not put together here; {part} may be in them").format(part=lot.part))
    elif lot.part is not None:
        said.append(_("kits; {part} may be in them").format(part=lot.part))
    said.append(_("lot code {code}").format(code=lot.lot_code) if lot.lot_code else _("no lot code"))
    if lot.date_mark is not None and lot.date_kind is not None:
        on = day(lot.date_mark, today=reads.stamp().today)
        said.append(_("{kind} {day}").format(kind=date_kind_name(lot.date_kind), day=on))
    else:
        said.append(_("no date"))
    return said
