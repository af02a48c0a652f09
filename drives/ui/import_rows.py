"""Every row with what would become of it; cells are mended and rows left out where they stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import pandas as pd
import streamlit as st

from drives.exchange.import_report import ImportReport, Verdict, reason
from drives.exchange.importing import import_file
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import choose_page, md_escape, note, person_hint
from drives.ui.import_draft import Draft
from drives.ui.import_words import column_name, figure, verdict_name

_ALL = "all"
_ROWS = 25
_TOLD = 5
_ROW, _VERDICT, _REASON, _OUT = "row", "verdict", "reason", "out"


def show_rows(at: Draft) -> ImportReport:
    """The rows of the file; what a trial says of them. A Refusal where the file is refused as a whole."""
    report = check(at)
    for told in report.notices:
        note(md_escape(told))
    verdicts = report.verdicts
    st.markdown(_("**What becomes of each row?**"))
    st.markdown(md_escape(_summary(report)))
    if not verdicts:
        return report
    counts = Counter(verdicts.values())
    options = {verdict: count for verdict in Verdict if (count := counts[verdict])}
    shown = _which(at, options, len(verdicts))
    lines = [line for line, verdict in verdicts.items() if shown in (_ALL, verdict)]
    page = choose_page(len(lines), key="import.rows", size=_ROWS)
    _table(at, report, lines[(page - 1) * _ROWS : page * _ROWS])
    return report


def _hint(at: Draft, report: ImportReport, cells: Mapping[int, Sequence[str]]) -> None:
    """Point out where a note that is shown may tell who somebody is."""
    notes = at.choices.columns.get("note", ())
    places = [place for place, header in enumerate(report.headers) if header in notes]
    person_hint(*(row[place] for row in cells.values() for place in places))


def check(at: Draft) -> ImportReport:
    """What would become of each row; tried again where something was chosen anew."""
    options = at.options(dry_run=True)
    asked = (at.kind, options)
    if at.checked is None or at.checked[0] != asked:
        with st.spinner(_("Checking every row …")):
            report = import_file(
                reads.house().commands,
                at.kind,
                at.content,
                viewer=reads.viewer(),
                request_id=f"check-{uuid4().hex}",
                name=at.name,
                options=options,
            )
        at.checked = (asked, report)
    return at.checked[1]


def _summary(report: ImportReport) -> str:
    counts = Counter(report.verdicts.values())
    if not counts:
        return _("This file has a header and no rows: there is nothing to import.")
    rows = sum(counts.values())
    parts = [
        ngettext("{count} row", "{count} rows", rows).format(count=figure(rows)),
        _("{count} would be imported").format(count=figure(counts[Verdict.NEW])),
    ]
    if counts[Verdict.KNOWN]:
        parts.append(_("{count} known already").format(count=figure(counts[Verdict.KNOWN])))
    if counts[Verdict.REFUSED]:
        parts.append(_("{count} refused").format(count=figure(counts[Verdict.REFUSED])))
    if counts[Verdict.LEFT_OUT]:
        parts.append(_("{count} left out").format(count=figure(counts[Verdict.LEFT_OUT])))
    return " · ".join(parts)


def _which(at: Draft, options: dict[Verdict, int], rows: int) -> str:
    """Which rows to show: at first those that are refused, where there are any."""
    names = {
        str(verdict): _("{verdict} ({count})").format(verdict=verdict_name(verdict), count=figure(count))
        for verdict, count in options.items()
    }
    names = {_ALL: _("all ({count})").format(count=figure(rows)), **names}
    key = at.key("which")
    if st.session_state.get(key) not in names:
        st.session_state[key] = Verdict.REFUSED.value if Verdict.REFUSED in options else _ALL
    chosen = st.radio(
        _("Rows to show"),
        list(names),
        key=key,
        format_func=names.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
    )
    return str(chosen)


def _table(at: Draft, report: ImportReport, lines: list[int]) -> None:
    places = [place for place, header in enumerate(report.headers) if header]
    cells = dict(report.rows(lines))
    shown = [line for line in lines if line in cells]
    reasons = _reasons(report, frozenset(shown))
    wrong = _wrong_places(at, report, frozenset(shown))
    typed = {str(place): [cells[line][place] for line in shown] for place in places}
    columns: dict[str, Any] = {
        _ROW: shown,
        _VERDICT: [verdict_name(report.verdicts[line]) for line in shown],
        # What is to be mended stands first: on a phone the rest is out of sight.
        **{place: typed[place] for place in wrong},
        _REASON: [" ".join(reasons.get(line, ())) for line in shown],
        _OUT: [line in at.left_out for line in shown],
        **typed,
    }
    refused = any(report.verdicts[line] is Verdict.REFUSED for line in shown)
    out = any(report.verdicts[line] is Verdict.LEFT_OUT for line in shown)
    names = {
        _ROW: st.column_config.NumberColumn(_("Row"), width=60, pinned=True),
        _VERDICT: st.column_config.TextColumn(_("Verdict"), width=110),
        _REASON: st.column_config.TextColumn(_("Why"), width=420) if refused else None,
        _OUT: st.column_config.CheckboxColumn(_("Leave out"), width=90) if refused or out else None,
        **{str(place): st.column_config.TextColumn(report.headers[place]) for place in places},
    }
    key = at.key(f"cells.{len(at.mends)}.{len(at.left_out)}.{shown[0] if shown else 0}.{len(shown)}")
    st.data_editor(
        pd.DataFrame(columns),
        key=key,
        column_config=names,
        disabled=[_ROW, _VERDICT, _REASON],
        hide_index=True,
        num_rows="fixed",
        on_change=_mend,
        args=(at, key, shown),
        alt=_("The rows of the file, each with what becomes of it"),
    )
    _hint(at, report, cells)
    if refused:
        said = "\n".join(
            _("- Row {row}: {reason}").format(row=line, reason=md_escape(" ".join(reasons[line])))
            for line in [line for line in shown if line in reasons][:_TOLD]
        )
        st.markdown(said)
        note(_("Mend a cell where it stands, or leave the row out: every row is checked again at once."))


def _wrong_places(at: Draft, report: ImportReport, lines: frozenset[int]) -> list[str]:
    """The file's columns in which something is wrong with these lines, as the table calls them."""
    named = {fault.column for fault in report.faults if fault.row in lines and fault.column}
    headers = {header for name in named for header in at.choices.columns.get(name, ())}
    return [str(place) for place, header in enumerate(report.headers) if header in headers]


def _reasons(report: ImportReport, lines: frozenset[int]) -> dict[int, list[str]]:
    """What is wrong with these lines, the columns called as on this page."""
    told: dict[int, list[str]] = {}
    for fault in report.faults:
        if fault.row in lines:
            name = None if fault.column is None else column_name(fault.column)
            told.setdefault(fault.row, []).append(reason(name, fault.expected))
    return told


def _mend(at: Draft, key: str, lines: list[int]) -> None:
    """Take over what was typed into the table."""
    edited = st.session_state[key]["edited_rows"]
    for index, changes in edited.items():
        line = lines[int(index)]
        for column, value in changes.items():
            if column == _OUT:
                at.left_out = at.left_out | {line} if value else at.left_out - {line}
            else:
                at.mends[line, int(column)] = value or ""
