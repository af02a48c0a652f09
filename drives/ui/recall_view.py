"""What a recall found, in words: on the shelves, on the way and out, and what cannot be ruled out."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.recall import LotRecalled, Recalled, recall, to_tell_sheet
from drives.queries.sheets import Sheet
from drives.rules.recalls import Verdict
from drives.rules.roles import Viewer
from drives.texts import _, listed, ngettext
from drives.ui import reads
from drives.ui.components import amount, day, md_escape, note, paged, section, sheet_export
from drives.ui.line_words import date_kind_name
from drives.ui.recall_find import Sought


def lots_count(lots: int) -> str:
    """So many lots. Plain text."""
    return ngettext("{count} lot", "{count} lots", lots).format(count=lots)


def amounts_of(lots: Sequence[LotRecalled], *, out: bool = False) -> str:
    """How much of each item stands on shelves, or went to programs. Plain text."""
    sums: dict[tuple[str, str], int] = {}
    for lot in lots:
        many = sum(one.quantity for one in lot.went) if out else lot.on_hand
        if many:
            sums[lot.item, lot.unit] = sums.get((lot.item, lot.unit), 0) + many
    said = _("{amount} of {item}")
    return listed([said.format(amount=amount(many, unit), item=item) for (item, unit), many in sums.items()])


def show_recalled(found: Recalled, sought: Sought) -> None:
    """The answer, then the lots."""
    certain, perhaps = found.of(Verdict.FOUND), found.of(Verdict.MAY_BE)
    section(_("Found"), _found_words(certain))
    _lots(certain, "found")
    section(_("Cannot be ruled out"), _perhaps_words(perhaps, sought))
    if sought.item_id is not None:
        _lots(perhaps, "perhaps")
    for item, unit, many in found.unsorted:
        said = _("{amount} of {item} has not been gone through yet, so some of it may be in there too.")
        note(md_escape(said.format(amount=amount(many, unit), item=item)))
    told = (*certain, *(perhaps if sought.item_id is not None else ()))
    programs = sorted({one.program for lot in told for one in lot.went})
    section(_("Programs to tell"), _programs_words(programs))
    if programs:
        _export(sought)


def _found_words(lots: Sequence[LotRecalled]) -> str:
    if not lots:
        return _("Nothing in the books is certain to be affected. What is listed below still may be.")
    here, out = amounts_of(lots), amounts_of(lots, out=True)
    words = {"lots": lots_count(len(lots)), "here": here, "out": out}
    if here and out:
        return _("{lots}: {here} on the shelves; {out} sent to programs.").format(**words)
    if here:
        return _("{lots}: {here} on the shelves; nothing was sent to programs.").format(**words)
    return _("{lots}: nothing on the shelves; {out} sent to programs.").format(**words)


def _perhaps_words(lots: Sequence[LotRecalled], sought: Sought) -> str:
    if not lots:
        return _("Every lot in the books is either listed above or has another lot code or date.")
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


def _programs_words(programs: Sequence[str]) -> str:
    if not programs:
        return _("By the books, none of these lots went to a program.")
    count = ngettext(
        "{count} program got some: {programs}.", "{count} programs got some: {programs}.", len(programs)
    )
    return count.format(count=len(programs), programs=listed(programs))


def _lots(lots: Sequence[LotRecalled], key: str) -> None:
    for lot in paged(lots, key=f"recall.{key}"):
        held = f" :gray-badge[:material/pause: {md_escape(_('on hold'))}]" if lot.held else ""
        lines = [f"**{md_escape(lot.item)}**{held}", f":small[:gray[{md_escape(' · '.join(_marks(lot)))}]]"]
        lines += [f":small[{md_escape(one)}]" for one in _where(lot)]
        with st.container(border=True, key=f"recall-{lot.lot_id}"):
            st.markdown("  \n".join(lines))


def _marks(lot: LotRecalled) -> list[str]:
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
    said.append(_("came in {day}").format(day=day(lot.received_on, today=reads.stamp().today)))
    return said


def _where(lot: LotRecalled) -> list[str]:
    today = reads.stamp().today
    said = [
        _("{amount} at {name}").format(amount=amount(one.figures.on_hand, lot.unit), name=one.site)
        for one in lot.stands
        if one.site is not None and one.figures.on_hand
    ]
    for one in lot.went:
        words = {
            "amount": amount(one.quantity, lot.unit),
            "program": one.program,
            "sent": day(one.sent_on, today=today),
            "arrived": day(one.arrived_on, today=today) if one.arrived_on else "",
        }
        if one.arrived_on is None:
            said.append(_("{amount} on the way to {program}, sent {sent}").format(**words))
        else:
            said.append(_("{amount} to {program}, sent {sent}, arrived {arrived}").format(**words))
    return said


def _export(sought: Sought) -> None:
    verdicts = (Verdict.FOUND,) if sought.item_id is None else (Verdict.FOUND, Verdict.MAY_BE)

    def made(viewer: Viewer) -> Sheet:
        queries = reads.house().queries
        found = queries.ask(recall, viewer, notice=sought.notice, item_id=sought.item_id)
        return to_tell_sheet(found.of(*verdicts))

    with st.container(horizontal=True):
        sheet_export("programs-to-tell", made, (_("Programs to tell (CSV)"), _("Programs to tell (Excel)")))
