"""Labels for boxes that were packed at a site: what is in them, how much, until when, whose."""

from functools import partial

import streamlit as st

from drives.documents.labels import BoxLabel, LabelSheet, label_sheets, labels_of
from drives.errors import Refusal
from drives.rules.roles import Viewer
from drives.texts import _
from drives.ui import reads
from drives.ui.components import (
    download,
    md_escape,
    not_set_up,
    note,
    organization_name,
    page_header,
    show_refusal,
)
from drives.ui.label_form import Common, label_rows, sheet_name, sheets_needed
from drives.ui.session import desk


def _common() -> Common:
    at, sites = desk(), {site.slug: site for site in reads.sites()}
    drives = {drive.slug: drive.name for drive in reads.drives() if drive.closed_on is None}
    programs = {one.program_id: one for one in reads.programs_of_labels()}
    with st.grid(3, min_column_width=200, gap="small"):
        site = st.selectbox(
            _("Packed at"),
            list(sites),
            index=list(sites).index(at.site) if at.site in sites else 0,
            format_func=lambda slug: sites[slug].name,
            key="labels.site",
        )
        drive = st.selectbox(
            _("Drive"),
            ["", *drives],
            index=1 + list(drives).index(at.drive) if at.drive in drives else 0,
            format_func=lambda slug: drives[slug] if slug else _("No drive"),
            key="labels.drive",
        )
        program = st.selectbox(
            _("Kept for"),
            [0, *programs],
            format_func=lambda one: programs[one].name if one else _("Whoever needs it"),
            key="labels.program",
        )
    kept_for = programs.get(program)
    if kept_for is not None and kept_for.printed != kept_for.name:
        said = _("Boxes are seen on the way, so these say “{printed}”.").format(printed=kept_for.printed)
        note(md_escape(said))
    if not sites[site].public:
        note(_("This site is not public, so the labels do not name it."))
    return Common(sites[site], drives.get(drive), kept_for)


def _made(labels: tuple[BoxLabel, ...], sheet: LabelSheet, skip: int, _viewer: Viewer) -> bytes:
    return label_sheets(labels, sheet, skip=skip)


def show() -> None:
    """The page."""
    line = _("{organization} · for boxes that are packed").format(organization=organization_name())
    page_header(_("What is in the boxes?"), line, guide="labels")
    if not reads.sites() or not reads.items():
        not_set_up(
            _("Here labels for boxes are printed, once there is a site and an item."),
        )
        return
    common = _common()
    try:
        labels = label_rows(common)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    with st.grid(2, min_column_width=200, gap="small"):
        sheet = LabelSheet(
            st.selectbox(
                _("Label sheets"),
                [one.value for one in LabelSheet],
                format_func=lambda value: sheet_name(LabelSheet(value)),
                key="labels.sheet",
            )
        )
        skip = st.selectbox(
            _("Begin at label"),
            range(labels_of(sheet)),
            format_func=lambda used: str(used + 1),
            help=_("On a sheet of which some labels are used already."),
            key=f"labels.skip.{sheet}",
        )
    if not labels:
        note(_("Choose an item and how many are in a box; then the sheets can be printed."))
        return
    count, sheets = sum(one.boxes for one in labels), sheets_needed(labels, sheet, skip)
    said = _("Labels: {labels} · sheets: {sheets}").format(labels=count, sheets=sheets)
    st.markdown(md_escape(said))
    download(
        _("Labels to print (PDF)"),
        partial(_made, tuple(labels), sheet, skip),
        file_name="labels.pdf",
        key="labels.file",
    )


show()
