"""One link of a table: as a card, with its QR code in a dialog, and taken back."""

import html
from datetime import datetime
from functools import partial

import streamlit as st

from drives.commands.table_links import RevokeTableLink, revoke_table_link
from drives.queries.table_links import TableLinkShown
from drives.reach import is_reachable, qr_code, table_until
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.addresses import sheet_address, table_address
from drives.ui.components import md_escape, moment, named, note
from drives.ui.form import Form

LINKS = AddressDialog("link", "do")
"""``?link=ID`` shows a link, with ``do=revoke`` it asks whether to take it back."""

_CODE = (
    '<img src="{code}" alt="{alt}" width="264" height="264" '
    'style="display:block;margin:0 auto;border-radius:12px;background:#fff">'
)


def link_card(link: TableLinkShown) -> None:
    """A link that stands: where, until when, who made it, how it was used."""
    lines = [
        f"**{md_escape(_called(link))}**",
        md_escape(_until(link, _("Works until {moment}"), _("Works until the end of {day}"))),
        md_escape(_used(link)),
        f":small[:gray[{md_escape(_made(link))}]]",
    ]
    with st.container(
        border=True,
        height="stretch",
        gap="small",
        vertical_alignment="distribute",
        key=f"link-{link.link_id}",
    ):
        st.markdown("  \n".join(lines))
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                named(_called(link), _("Show the link")),
                key=f"tables.show.{link.link_id}",
                icon=":material/qr_code_2:",
                on_click=LINKS.open,
                kwargs={"link": link.link_id},
            )
            st.button(
                named(_called(link), _("Revoke …")),
                key=f"tables.revoke.{link.link_id}",
                icon=":material/block:",
                on_click=LINKS.open,
                kwargs={"link": link.link_id, "do": "revoke"},
            )


def over_line(link: TableLinkShown, now: datetime) -> str:
    """A link that is over, and why. Plain text."""
    if link.revoked_at is not None:
        why = _("revoked {moment}").format(moment=moment(link.revoked_at))
    elif link.expires_at <= now:
        why = _until(link, _("worked until {moment}"), _("worked until the end of {day}"))
    else:
        why = _("closed with the drive")
    return " · ".join([_called(link), why, _count(link), _made(link)])


def show_refused_before(links: list[TableLinkShown]) -> None:
    """What was asked of a link that does not stand any more, and was refused: it has no dialog to say it."""
    asked = LINKS.asked().get("link")
    if asked and asked not in {str(one.link_id) for one in links}:
        actions.show_refused(f"tables.revoke.{asked}")


def show_asked(links: list[TableLinkShown]) -> None:
    """Open the dialog that the address asks for, where its link stands."""
    asked = LINKS.asked()
    link = next((one for one in links if str(one.link_id) == asked.get("link")), None)
    if link is None:
        LINKS.close()
    elif asked.get("do") == "revoke":
        LINKS.show(_("Revoke this link?"), partial(_revoking, link))
    else:
        LINKS.show(md_escape(_called(link)), partial(_shown, link), width="medium")


def _shown(link: TableLinkShown) -> None:
    address = table_address(link.link_id)
    by_time = _(
        "Have helpers scan this, or send them the link. It works until {moment}, on any number of phones."
    )
    by_day = _(
        "Have helpers scan this, or send them the link. It works until the end of {day}, on any number of "
        "phones."
    )
    st.markdown(md_escape(_until(link, by_time, by_day)))
    # Drawn into the page: a picture that Streamlit serves can be fetched by whoever learns its address.
    code = html.escape(qr_code(address))
    st.html(_CODE.format(code=code, alt=html.escape(_("QR code of the link"))))
    if not is_reachable(address):
        st.warning(
            _(
                "Phones cannot open this link: it leads to this computer under a name that only this "
                "computer knows. Set DRIVES_URL to the address under which others reach Drives, and start "
                "it again."
            ),
            icon=":material/wifi_off:",
        )
    st.code(address, language=None, wrap_lines=True)
    note(_("Whoever has the link can log here. When it gets around too far, revoke it and make another."))
    with st.container(horizontal=True):
        st.link_button(_("Sheet to print"), sheet_address(link.link_id), icon=":material/print:")
        st.button(_("Done"), type="primary", key="tables.done", on_click=LINKS.close)


def _revoking(link: TableLinkShown) -> None:
    form = Form.of(f"tables.revoke.{link.link_id}", "tables.revoking")
    said = _(
        "{table}: whoever is in by this link is out at the next click, and nobody comes in by it any more. "
        "What was logged stands. A link that was revoked stays so; a new one can be made."
    )
    st.markdown(md_escape(said.format(table=_called(link))))
    note(md_escape(_used(link)))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(_("Revoke it"), type="primary", key=form.key("yes"), on_click=_revoke, args=(link, form))
        st.button(_("Keep it"), key=form.key("no"), on_click=LINKS.close)


def _revoke(link: TableLinkShown, form: Form) -> None:
    at = actions.begin()
    if form.send(at, revoke_table_link, RevokeTableLink(link.link_id)) is not None:
        at.say(_("Revoked: the link for {table} lets nobody in any more.").format(table=_called(link)))
        LINKS.close()


def _called(link: TableLinkShown) -> str:
    if link.label is None:
        return link.site
    return _("{site} · {label}").format(site=link.site, label=link.label)


def _until(link: TableLinkShown, by_time: str, by_day: str) -> str:
    """The sentence that fits: with the {moment} at which it is over, or the {day} at whose end."""
    words, is_day = table_until(link.expires_at, reads.the_organization().time_zone)
    return by_day.format(day=words) if is_day else by_time.format(moment=words)


def _count(link: TableLinkShown) -> str:
    return ngettext("{count} donation", "{count} donations", link.donations).format(count=link.donations)


def _used(link: TableLinkShown) -> str:
    if link.used_at is None:
        return _("Not used yet")
    return _("{donations} logged · last used {moment}").format(
        donations=_count(link), moment=moment(link.used_at)
    )


def _made(link: TableLinkShown) -> str:
    at = moment(link.made_at)
    if link.made_by is None:
        return _("made {moment}").format(moment=at)
    if link.made_here:
        return _("made at the computer of Drives, {moment}").format(moment=at)
    return _("made by {who}, {moment}").format(who=link.made_by, moment=at)
