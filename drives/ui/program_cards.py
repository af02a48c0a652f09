"""A program as whoever looks may see it: what it does, where, what it needs most, and how to reach it."""

import streamlit as st

from drives.queries.places import ProgramShown
from drives.texts import _, ngettext
from drives.ui.components import amount, listed, md_escape, one_line
from drives.ui.kind_words import program_kind_name, way_to_help_name

_MOST_NEEDS = 3


def public_program_card(program: ProgramShown) -> None:
    """One program; an address that is hidden from whoever looks is not even known here."""
    said = md_escape(program.description or "")
    parts = [_head(program), said, _needs(program), _takes(program), _welcomes(program)]
    _card(program, parts, f"program-{program.slug}")


def program_to_ask(program: ProgramShown, *, way: str) -> None:
    """One program with how to reach it, where somebody wants to help it in a ``way``."""
    _card(program, [_head(program), md_escape(program.description or "")], f"{way}-{program.slug}")


def _card(program: ProgramShown, parts: list[str], key: str) -> None:
    with st.container(border=True, height="stretch", gap="small", vertical_alignment="distribute", key=key):
        st.markdown("\n\n".join(part for part in parts if part), anchors=False)
        _reach(program)


def _head(program: ProgramShown) -> str:
    facts = [program_kind_name(program.kind)]
    if program.service_area:
        facts.append(_("serves {area}").format(area=program.service_area))
    if program.languages:
        facts.append(_("speaks {languages}").format(languages=program.languages))
    badge = f" :gray-badge[{_('unlisted')}]" if program.unlisted else ""
    return f"### {md_escape(program.name)}{badge}\n\n:small[:gray[{md_escape(' · '.join(facts))}]]"


def _needs(program: ProgramShown) -> str:
    if not program.asked:
        return f":small[:gray[{md_escape(_('Asks for nothing more just now.'))}]]"
    shown = [
        _("**{amount}** {item}").format(
            amount=md_escape(amount(one.still_to_collect, one.unit)), item=md_escape(one.item)
        )
        for one in program.asked[:_MOST_NEEDS]
    ]
    more = len(program.asked) - len(shown)
    if more:
        shown.append(ngettext("{count} more item", "{count} more items", more).format(count=more))
    return f"{md_escape(_('Needs most now:'))} {' · '.join(shown)}"


def _takes(program: ProgramShown) -> str:
    lines = []
    if program.accepted:
        lines.append(f":material/check: **{md_escape(_('Accepted:'))}** {one_line(program.accepted)}")
    if program.not_accepted:
        lines.append(f":material/block: **{md_escape(_('Not accepted:'))}** {one_line(program.not_accepted)}")
    return "  \n".join(lines)


def _welcomes(program: ProgramShown) -> str:
    if not program.welcomes:
        return ""
    who = listed([way_to_help_name(way) for way in program.welcomes])
    return f":material/handshake: {md_escape(_('Welcomes {who}.').format(who=who))}"


def _hidden(address: str | None) -> str:
    """What is said of an address that is kept from most: ``address`` where the viewer may see it."""
    if address is None:
        return _("Its address is not given out.")
    return _(
        "{address}: do not pass this on. Only admins, the program and who delivers there see it."
    ).format(address=address)


def _reach(program: ProgramShown) -> None:
    where = []
    if program.address and not program.hide_address:
        where.append(f":material/home: {md_escape(program.address)}")
    if program.hub:
        where.append(f":material/meeting_room: {md_escape(_('Hub: {hub}').format(hub=program.hub))}")
    if program.hide_address:
        where.append(f":material/visibility_off: {md_escape(_hidden(program.address))}")
    if program.phone:
        where.append(f":material/call: {md_escape(program.phone)}")
    if program.email:
        where.append(f":material/mail: {md_escape(program.email)}")
    with st.container(gap="xsmall"):
        if where:
            st.markdown(":small[" + "]  \n:small[".join(where) + "]")
        if program.url:
            st.link_button(_("Website"), program.url, icon=":material/open_in_new:", type="tertiary")
