"""The import itself: what stands in its way, how far it is, and what it did."""

from collections import Counter

import streamlit as st

from drives.errors import Refusal
from drives.exchange.import_report import ImportReport, Verdict
from drives.exchange.importing import import_file
from drives.exchange.writing import to_csv, to_xlsx
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import download, md_escape, note
from drives.ui.import_draft import Draft, let_go
from drives.ui.import_runs import UNDO
from drives.ui.import_words import figure, what_was_done
from drives.ui.session import desk

_FORM = "import"


def show_go(at: Draft, report: ImportReport) -> None:
    """The button that imports, and what it waits for."""
    counts = Counter(report.verdicts.values())
    actions.show_refused(_FORM)
    if not counts[Verdict.NEW]:
        if counts[Verdict.KNOWN] and not counts[Verdict.REFUSED]:
            st.markdown(_("Everything in this file is known already, so there is nothing to import."))
        _downloads(report, done=False)
        return
    if refused := counts[Verdict.REFUSED]:
        key = at.key("leave")
        st.session_state.setdefault(key, at.leave_bad)
        label = ngettext(
            "Leave out the {count} refused row, and import the others",
            "Leave out the {count} refused rows, and import the others",
            refused,
        )
        at.leave_bad = st.checkbox(label.format(count=figure(refused)), key=key)
    sent = desk().request_id(_FORM)
    label = ngettext("Import {count} row", "Import {count} rows", counts[Verdict.NEW])
    st.button(
        label.format(count=figure(counts[Verdict.NEW])),
        type="primary",
        icon=":material/upload:",
        key=f"import.go.{sent}",
        disabled=bool(refused) and not at.leave_bad,
        on_click=_go,
        args=(at, sent),
    )
    _downloads(report, done=False)


def _go(at: Draft, sent: str) -> None:
    actions.begin()
    at.going = sent


def run_begun(at: Draft) -> None:
    """Do the import that was begun, where one was, and say how far it is.

    It comes before the rows are drawn again, so that the bar is seen at once. An import that was cut
    short is asked again, and done once.
    """
    sent = desk().request_id(_FORM)
    if at.going != sent or at.checked is None:
        return
    rows = max(1, len(at.checked[1].verdicts))
    bar = st.progress(0.0, _("Reading the rows …"))

    def told(read: int) -> None:
        said = _("{read} of {rows} rows read").format(read=figure(read), rows=figure(rows))
        bar.progress(min(0.9, read / rows), said)

    try:
        report = import_file(
            reads.house().commands,
            at.kind,
            at.content,
            viewer=reads.viewer(),
            request_id=f"import-{sent}",
            name=at.name,
            options=at.options(dry_run=False),
            told=told,
        )
    except Refusal as refusal:
        desk().refusals[_FORM] = refusal
        at.going = at.checked = None
        st.rerun()
    at.going = None
    if report.saved:
        at.done, at.content = report, b""
    else:
        # Somebody changed the store since the rows were checked: they are shown as they stand now.
        at.checked = None
    desk().answered(_FORM)
    reads.look_again()
    st.rerun()


def show_done(report: ImportReport) -> None:
    """What an import did."""
    said = " ".join(what_was_done(report.kind, report.done))
    st.success(md_escape(said), icon=":material/check_circle:")
    if left := report.refused_rows + len(report.options.left_out):
        note(
            md_escape(
                ngettext("{count} row was left out.", "{count} rows were left out.", left).format(
                    count=figure(left)
                )
            )
        )
    with st.container(horizontal=True):
        st.button(
            _("Import another file"),
            key="import.another",
            type="primary",
            icon=":material/upload_file:",
            on_click=let_go,
        )
        if report.done.run_id is not None and report.kind in ("donations", "needs"):
            st.button(
                _("Undo"),
                key="import.undo.now",
                icon=":material/undo:",
                on_click=UNDO.open,
                kwargs={"undo": report.done.run_id},
            )
    _downloads(report, done=True)


def _downloads(report: ImportReport, *, done: bool) -> None:
    """Every row with its verdict, as a file."""
    if not report.verdicts:
        return
    key = "done" if done else "trial"
    with st.container(horizontal=True):
        download(
            _("Report (CSV)"),
            lambda _viewer: to_csv(report.sheet()),
            file_name="import-report.csv",
            key=f"import.report.csv.{key}",
        )
        download(
            _("Report (Excel)"),
            lambda _viewer: to_xlsx(report.sheet()),
            file_name="import-report.xlsx",
            key=f"import.report.xlsx.{key}",
        )
