"""Where one is signed in: each session in words, ended one by one or all at once."""

import streamlit as st

from drives.accounts import SessionSeen
from drives.rules.kinds import WayIn
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import card_grid, md_escape, moment, named, section

_ASKED = AddressDialog("do")
"""``?do=elsewhere`` or ``?do=everywhere`` asks whether to sign out there."""


def sessions_list() -> None:
    """The sessions, and the ways to end them."""
    found = reads.my_sessions()
    others = sum(1 for one in found if not one.here)
    section(
        _("Where I am signed in"),
        ngettext(
            "Here, and in {count} other place. Is that not you? Sign it out, and change your password.",
            "Here, and in {count} other places. Is one not you? Sign it out, and change your password.",
            others,
        ).format(count=others)
        if others
        else _("Here, and nowhere else."),
    )
    with card_grid(2, key="account.sessions"):
        for one in found:
            _session(one)
    with st.container(horizontal=True):
        if others:
            _opens(_("Sign out everywhere else …"), "elsewhere")
        _opens(_("Sign out everywhere …"), "everywhere")
    _show_asked()


def _opens(label: str, do: str) -> None:
    st.button(label, key=f"account.{do}", icon=":material/logout:", on_click=_ASKED.open, kwargs={"do": do})


def _session(one: SessionSeen) -> None:
    device = one.device or _("A device that is not known")
    badge = f" :green-badge[{md_escape(_('this one'))}]" if one.here else ""
    facts = [way_in_words(one.way_in), _("since {moment}").format(moment=moment(one.begun_at))]
    if not one.here:
        facts.append(_("last seen {moment}").format(moment=moment(one.seen_at)))
    with st.container(border=True, height="stretch", gap="small", key=f"session-{one.mark}"):
        st.markdown(f"**{md_escape(device)}**{badge}  \n:small[:gray[{md_escape(' · '.join(facts))}]]")
        if not one.here:
            st.button(
                named(device, _("Sign out")),
                key=f"account.out.{one.mark}",
                icon=":material/logout:",
                type="tertiary",
                on_click=_sign_out,
                args=(one.mark, device),
            )


def way_in_words(way_in: WayIn) -> str:
    """How somebody came in. Plain text."""
    if way_in is WayIn.PROVIDER:
        provider = reads.house().settings.provider
        return _("with {provider}").format(provider=provider.name) if provider else _("with a provider")
    return {
        WayIn.PASSWORD: _("by password"),
        WayIn.INVITATION: _("by a link"),
        WayIn.TABLE_LINK: _("by a link for a table"),
    }[way_in]


def _sign_out(mark: str, device: str) -> None:
    at, mine = actions.begin(), reads.viewer().account_id
    if mine is None:
        return
    if reads.house().accounts.end_session(mine, mark):
        at.say(_("Signed out: {device}. It counts at the next click there.").format(device=device))
    else:
        at.say(_("This was over already."), kind="note")


def _show_asked() -> None:
    do = _ASKED.asked().get("do")
    if do == "elsewhere":
        _ASKED.show(_("Sign out everywhere else?"), _ask_elsewhere)
    elif do == "everywhere":
        _ASKED.show(_("Sign out everywhere?"), _ask_everywhere)


def _ask_elsewhere() -> None:
    st.markdown(_("Every other browser is signed out at its next click. Here you stay signed in."))
    _buttons(_elsewhere)


def _ask_everywhere() -> None:
    st.markdown(_("Every browser is signed out at its next click, and this one at once."))
    _buttons(_everywhere)


def _buttons(on_yes: object) -> None:
    with st.container(horizontal=True):
        st.button(_("Sign out"), type="primary", key="account.out.yes", on_click=on_yes)  # type: ignore[arg-type]
        st.button(_("Leave it as it is"), key="account.out.no", on_click=_ASKED.close)


def _elsewhere() -> None:
    at, mine = actions.begin(), reads.viewer().account_id
    if mine is not None:
        accounts = reads.house().accounts
        accounts.sign_out_everywhere(mine, but=reads.cookie(), claims=reads.provider_claims())
        at.say(_("You are signed in here, and nowhere else."))
    _ASKED.close()


def _everywhere() -> None:
    actions.begin()
    mine = reads.viewer().account_id
    if mine is not None:
        reads.house().accounts.sign_out_everywhere(mine)
    _ASKED.close()
    actions.sign_out()
