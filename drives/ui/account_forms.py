"""What one changes of one's own account: name, language, password."""

from functools import partial

import streamlit as st

from drives.accounts import PASSWORD_LEAST
from drives.commands.account_changes import (
    ChooseLanguage,
    RenameAccount,
    choose_language,
    rename_account,
)
from drives.queries.people import OwnAccount
from drives.texts import _, languages, ngettext
from drives.ui import actions, reads
from drives.ui.components import md_escape, note, section
from drives.ui.form import Form
from drives.ui.language import language_itself

_BROWSERS = ""


def name_form(mine: OwnAccount) -> None:
    """What one is called here."""
    form = Form.of("account.name", "account.name").begin({"name": mine.name}, mine.name)
    st.text_input(
        _("My name"), key=form.key("name"), max_chars=200, help=_("How others here see who did what.")
    )
    form.show_refused()
    st.button(_("Save the name"), key=form.key("save"), on_click=_rename, args=(mine.account_id, form))


def _rename(account_id: int, form: Form) -> None:
    at, name = actions.begin(), form.text("name")
    if form.send(at, rename_account, RenameAccount(account_id, name)) is not None:
        at.say(_("You are called {name} from now on.").format(name=name))


def language_form(mine: OwnAccount) -> None:
    """The language that one reads here."""
    chosen = mine.language if mine.language in languages() else _BROWSERS
    form = Form.of("account.language", "account.language").begin({"language": chosen}, chosen or "")
    st.selectbox(
        _("My language"),
        [_BROWSERS, *sorted(languages())],
        format_func=lambda tag: language_itself(tag) if tag else _("As my browser asks for"),
        key=form.key("language"),
    )
    form.show_refused()
    st.button(
        _("Save the language"), key=form.key("save"), on_click=_choose_language, args=(mine.account_id, form)
    )


def _choose_language(account_id: int, form: Form) -> None:
    at = actions.begin()
    asked = ChooseLanguage(account_id, form.value("language") or None)
    if form.send(at, choose_language, asked) is not None:
        actions.begin()
        at.say(_("Saved. You read Drives in this language."))


def password_form(mine: OwnAccount) -> None:
    """Another password, the present one known; or that there is none."""
    section(_("My password"))
    if not mine.has_password:
        provider = reads.house().settings.provider
        if provider is None:
            said = _("You have no password here, so there is none to change.")
        else:
            said = _("You sign in with {provider} and have no password here, so there is none to change.")
            said = said.format(provider=provider.name)
        st.markdown(md_escape(said))
        return
    form = Form.of("account.password", "account.password")
    with st.form(form.key("form"), border=False):
        with st.grid(2, min_column_width=240):
            st.text_input(
                _("Present password"),
                type="password",
                key=form.key("old"),
                autocomplete="current-password",
            )
            st.text_input(
                _("New password"), type="password", key=form.key("new"), autocomplete="new-password"
            )
        long_enough = ngettext(
            "At least {least} character: a few words do well. Everywhere else you are signed out, and links "
            "that were made for you do not work any more.",
            "At least {least} characters: a few words do well. Everywhere else you are signed out, and links "
            "that were made for you do not work any more.",
            PASSWORD_LEAST,
        )
        note(long_enough.format(least=PASSWORD_LEAST))
        form.show_refused()
        st.form_submit_button(
            _("Change the password"), key=form.key("change"), on_click=_change_password, args=(form,)
        )


def _change_password(form: Form) -> None:
    at = actions.begin()
    change = partial(
        reads.house().accounts.change_password,
        reads.viewer(),
        form.value("old") or "",
        form.value("new") or "",
        cookie=reads.cookie(),
        claims=reads.provider_claims(),
    )
    if form.read(at, lambda: change() or True):
        at.answered(form.name)
        reads.look_again()
        at.say(_("Your password is changed. You are signed in here, and nowhere else."))
