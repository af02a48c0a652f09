"""The first account of a store, from elsewhere: by the code that stands in the terminal."""

from zoneinfo import available_timezones

from starlette.responses import Response

from drives.accounts import PASSWORD_LEAST
from drives.commands.organization import SetUpOrganization
from drives.commands.people import AddAccount
from drives.errors import Conflict, Refusal
from drives.texts import _, current_language
from drives.web.visit import FRONT, SIGN_IN, Visit, go
from drives.wiring import House


def set_up(visit: Visit) -> Response:
    """Set up the organization and its admin, who is signed in after; the page again where that is refused."""
    accounts = visit.house.accounts
    if accounts.exist():
        return go(SIGN_IN)
    refusal = None
    if visit.request.method == "POST":
        name, email = visit.field("name"), visit.field("email")
        organization = SetUpOrganization(
            visit.organization() or visit.field("organization"),
            visit.field("zone"),
            locale=current_language(),
        )
        try:
            signed_in = accounts.set_up(
                visit.field("code"),
                organization,
                AddAccount(email, name, ()),
                visit.field("password"),
                address=visit.address,
                device=visit.device,
            )
        except Conflict:
            return go(SIGN_IN)
        except Refusal as refused:
            refusal = refused
        else:
            return visit.come_in(signed_in, FRONT)
    return visit.page(
        "set_up.html", refusal=refusal, zones=sorted(available_timezones()), least=PASSWORD_LEAST
    )


def set_up_line(house: House) -> str | None:
    """What is printed where Drives starts as long as there are no accounts; None once there are."""
    if house.accounts.exist():
        return None
    return _("No accounts yet. To set up from another computer, use this code: {code}").format(
        code=house.accounts.seals.set_up_code()
    )
