"""Whom to tell of a recall: each program that got some, how to reach it, how much it got and when."""

from collections.abc import Iterable, Sequence

import streamlit as st

from drives.queries.recall import LotRecalled, Recalled, WentOut, recall, to_tell_sheet
from drives.queries.sheets import Sheet
from drives.rules.recalls import Verdict
from drives.rules.roles import Viewer
from drives.texts import _, listed, ngettext
from drives.ui import reads
from drives.ui.components import day, goods_of, md_escape, section, sheet_export
from drives.ui.loss_words import sums_words
from drives.ui.recall_find import Sought
from drives.ui.recall_view import lots_told, marks_of

_LINES_IN_SIGHT = 3

Got = tuple[LotRecalled, WentOut]


def show_programs(found: Recalled, sought: Sought) -> None:
    """Each program with its sum; many deliveries to one are folded."""
    got: dict[tuple[str, int], list[Got]] = {}
    for lot in lots_told(found, sought):
        for one in lot.went:
            got.setdefault((one.program, one.program_id), []).append((lot, one))
    section(_("Programs to tell"), _programs_words(sorted(name for name, _id in got)))
    for (_name, program_id), some in sorted(got.items()):
        _program(program_id, some)
    if got:
        _export(sought)


def _programs_words(programs: Sequence[str]) -> str:
    if not programs:
        return _("By the books, none of these lots went to a program.")
    count = ngettext(
        "{count} program got some: {programs}.", "{count} programs got some: {programs}.", len(programs)
    )
    return count.format(count=len(programs), programs=listed(programs))


def _program(program_id: int, got: Sequence[Got]) -> None:
    _lot, first = got[0]
    reached = " · ".join(filter(None, (first.phone, first.email))) or _("no phone or e-mail on record")
    lines = "\n".join(f"- {md_escape(_line(lot, one))}" for lot, one in got)
    with st.container(border=True, gap="small", key=f"recall.program.{program_id}"):
        head = f"**{md_escape(first.program)}** · {md_escape(reached)}"
        st.markdown(f"{head}  \n{md_escape(_got_words(got))}")
        if len(got) <= _LINES_IN_SIGHT:
            st.markdown(lines)
            return
        count = ngettext("{count} delivery line", "{count} delivery lines", len(got)).format(count=len(got))
        with st.expander(count, key=f"recall.program.{program_id}.lines"):
            st.markdown(lines)


def _got_words(got: Sequence[Got]) -> str:
    certain, perhaps = (_sum(got, verdict) for verdict in (Verdict.FOUND, Verdict.MAY_BE))
    words = {"found": certain, "perhaps": perhaps}
    if certain and perhaps:
        return _("Got {found}, certainly of it; {perhaps} more may be of it.").format(**words)
    if certain:
        return _("Got {found}, certainly of it.").format(**words)
    return _("Got {perhaps}: it may be of it.").format(**words)


def _sum(got: Iterable[Got], verdict: Verdict) -> str:
    return sums_words((lot.item, lot.unit, one.quantity) for lot, one in got if lot.verdict is verdict)


def _line(lot: LotRecalled, one: WentOut) -> str:
    today = reads.stamp().today
    words = {
        "goods": goods_of(lot.item, one.quantity, lot.unit),
        "marks": ", ".join(marks_of(lot)),
        "sent": day(one.sent_on, today=today),
        "arrived": day(one.arrived_on, today=today) if one.arrived_on else "",
    }
    if one.arrived_on is None:
        return _("{goods} ({marks}): on the way, sent {sent}").format(**words)
    return _("{goods} ({marks}): sent {sent}, arrived {arrived}").format(**words)


def _export(sought: Sought) -> None:
    def made(viewer: Viewer) -> Sheet:
        queries = reads.house().queries
        found = queries.ask(recall, viewer, notice=sought.notice, item_id=sought.item_id)
        return to_tell_sheet(lots_told(found, sought))

    with st.container(horizontal=True):
        sheet_export("programs-to-tell", made, (_("Programs to tell (CSV)"), _("Programs to tell (Excel)")))
