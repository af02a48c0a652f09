"""Somebody needs help now: numbers and links, large. This app takes no reports and says where to make one."""

from urllib.parse import urlsplit

import streamlit as st

from drives.texts import _, current_language
from drives.ui import reads
from drives.ui.components import card_grid, day, md_escape, page_header, section
from drives.ui.help_lines import HelpLine, call_address, help_lines, text_address

_EMERGENCY = "911"


def _link(shown: str, address: str) -> str:
    return f"[{md_escape(shown)}]({address})"


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"


def _line(line: HelpLine) -> None:
    """One help line: what to dial on top, as large as a heading, then whom one reaches."""
    web = _link(_host(line.url), line.url)
    large = web if line.phone is None else _link(line.phone, call_address(line.phone))
    further = []
    if line.text is not None:
        text = _link(line.text, text_address(line.text))
        further.append(f":material/sms: {_('Text {number}').format(number=text)}")
    if line.phone is not None:
        further.append(f":material/language: {web}")
    further.append(f":material/schedule: {md_escape(line.hours)}")
    if line.languages is not None:
        further.append(f":material/translate: {md_escape(line.languages)}")
    checked = _("Last checked {day}").format(day=day(line.checked_on, today=reads.stamp().today))
    with st.container(border=True, height="stretch", gap="small", vertical_alignment="distribute"):
        st.markdown(
            f"## {large}\n\n**{md_escape(line.name)}**\n\n{md_escape(line.purpose)}\n\n"
            + "  \n".join(f":small[{one}]" for one in further),
            anchors=False,
        )
        st.markdown(f":small[:gray[{md_escape(checked)}]]")


def show() -> None:
    """The page."""
    page_header(_("Somebody needs help now"), _("Free to call, from anywhere in the United States."))
    with st.container(border=True):
        st.markdown(
            f"## {_link(_EMERGENCY, call_address(_EMERGENCY))}\n\n"
            + md_escape(_("In an emergency, or when somebody is in danger right now, call this first.")),
            anchors=False,
        )
    with card_grid(2, key="help_lines.cards"):
        for line in help_lines(current_language()):
            _line(line)
    section(_("Where to make a report"), _("Not here: this app takes no reports and keeps none."))
    st.markdown(
        _(
            "- Danger right now: 911.\n"
            "- A child who is missing or sexually exploited: NCMEC or its CyberTipline, above.\n"
            "- Trafficking: the National Human Trafficking Hotline, above.\n"
            "- A child who is hurt or neglected: your state's child protection line; 211 knows its number.\n"
            "\nPlease write nothing about a person in need into this app, not even in a note."
        )
    )


show()
