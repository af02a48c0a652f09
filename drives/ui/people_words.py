"""What the page People says of an account, and the dialogs of its address."""

from drives.accounts import new_token
from drives.queries.people import AccountShown
from drives.texts import _
from drives.ui import reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import day_of
from drives.ui.form import Form

PEOPLE = AddressDialog("do", "person", "role")
"""``?do=invite``; ``?person=ID`` with ``do=roles``, ``revoke`` (``role=MARK``), ``link``, ``disable``."""


def begin_with_token(form: Form, **values: object) -> Form:
    """The form begun with its fields and a fresh secret: sent again, it is the same request."""
    return form.begin(values | {"token": new_token()})


def is_invited(account: AccountShown) -> bool:
    """Whether nobody came in by it yet."""
    return not account.came and account.disabled_at is None


def state_words(account: AccountShown) -> str:
    """Whether and when somebody was here. Plain text."""
    if account.disabled_at is not None:
        return _("disabled {day}: cannot sign in").format(day=day_of(account.disabled_at))
    if account.seen_at is not None:
        return _("last seen {day}").format(day=day_of(account.seen_at))
    if account.came:
        return _("not seen for a while")
    if account.link_until is None or account.link_until <= reads.now():
        return _("has not come yet; the link has expired, make a new one")
    return _("has not come yet; the link works until {day}").format(day=day_of(account.link_until))
