"""A way back in by e-mail, where a server for it is set up. Who asks learns nothing about accounts."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from starlette.responses import Response

from drives.errors import Refusal
from drives.queries.organization import organization
from drives.reach import public_address, send_password_link, welcome_link
from drives.rules.roles import EVERYBODY
from drives.web.visit import SIGN_IN, Visit, go
from drives.wiring import House

_log = logging.getLogger(__name__)

# Beside the answer, so that it takes as long for an address without an account.
_later = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forgotten")


def forgot(visit: Visit) -> Response:
    """Ask for the address, and say the same whether or not it has an account."""
    accounts = visit.house.accounts
    if visit.house.settings.mail is None or not accounts.exist():
        return go(SIGN_IN)
    if visit.request.method != "POST":
        return visit.page("forgot.html", sent=False)
    email = visit.field("email")
    try:
        accounts.count_forgotten(email, address=visit.address)
    except Refusal as refusal:
        return visit.page("forgot.html", refusal=refusal, sent=False)
    _later.submit(copy_context().run, _send_link, visit.house, email, str(visit.request.url))
    return visit.page("forgot.html", sent=True)


def _send_link(house: House, email: str, here: str) -> None:
    try:
        token = house.accounts.forgotten(email)
        seen = None if token is None else house.accounts.ticket(token)
        if token is None or seen is None:
            return
        link = welcome_link(public_address(house.settings, here), token)
        name = house.queries.ask(organization, EVERYBODY).name
        # To the address that is kept, whatever was typed that reads alike.
        send_password_link(house.settings, seen.email, seen.name, link, name)
    except Refusal:
        pass
    except Exception as error:
        _log.error("A link for a new password was not sent (%s).", type(error).__name__)
