"""Signing in and out, and coming in by a link: an invitation, a new password, a table."""

from starlette.responses import Response

from drives.accounts import COOKIE, PASSWORD_LEAST
from drives.errors import Refusal, Unknown
from drives.rules.kinds import TicketKind
from drives.texts import _
from drives.web.pages import note_page
from drives.web.provider import LOGOUT, login_address
from drives.web.visit import FRONT, SET_UP, SIGN_IN, Visit, go

# A table helper has the intake page alone, so it is her front page.
TABLE = FRONT


def sign_in(visit: Visit) -> Response:
    """Ask for e-mail and password, and go on to what was asked for; the page again where they do not fit."""
    accounts = visit.house.accounts
    if not accounts.exist():
        return go(SET_UP)
    refusal = None
    if visit.request.method == "POST":
        try:
            signed_in = accounts.sign_in(
                visit.field("email"), visit.field("password"), address=visit.address, device=visit.device
            )
        except Refusal as refused:
            refusal = refused
        else:
            return visit.come_in(signed_in, visit.onward)
    viewer, settings, claims = visit.viewer(), visit.house.settings, visit.claims
    return visit.page(
        "sign_in.html",
        refusal=refusal,
        onward=visit.onward,
        mine=viewer.name if viewer is not None and viewer.account_id is not None else None,
        why_not=accounts.why_not(claims) if viewer is None and claims is not None else None,
        provider=None if settings.provider is None else settings.provider.name,
        by_mail=settings.mail is not None,
    )


def sign_out(visit: Visit) -> Response:
    """End the session on the server and in the browser: the way out where scripts do not run."""
    if visit.request.method != "POST":
        return visit.page("sign_out.html")
    claims = visit.claims
    visit.house.accounts.sign_out(visit.cookie, claims)
    answer = go(SIGN_IN if claims is None else LOGOUT)
    answer.delete_cookie(COOKIE, path="/")
    # What the browser kept of the pages goes too, so that "back" shows nothing.
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def provider(visit: Visit) -> Response:
    """Go to the OpenID provider; whoever was signed in here before is not any more."""
    if visit.house.settings.provider is None or not visit.house.accounts.exist():
        return go(SIGN_IN)
    return visit.signed_out(login_address())


def welcome(visit: Visit) -> Response:
    """Come in by an invitation or with a new password; the link works once."""
    accounts, token = visit.house.accounts, visit.request.path_params["token"]
    seen = accounts.ticket(token)
    if seen is None:
        return _no_such_link(_("This link does not work (any more). Ask for a new one."))
    refusal = None
    if visit.request.method == "POST":
        name = visit.field("name") if seen.kind is TicketKind.INVITATION else seen.name
        try:
            signed_in = accounts.use_ticket(
                token, name=name, password=visit.field("password"), device=visit.device
            )
        except Unknown as unknown:
            return _no_such_link(str(unknown))
        except Refusal as refused:
            refusal = refused
        else:
            return visit.come_in(signed_in, FRONT)
    return visit.page(
        "welcome.html",
        refusal=refusal,
        invited=seen.kind is TicketKind.INVITATION,
        name=seen.name,
        email=seen.email,
        least=PASSWORD_LEAST,
    )


def table(visit: Visit) -> Response:
    """Let a helper log donations at one table. Whoever is signed in here is asked first."""
    accounts, token = visit.house.accounts, visit.request.path_params["token"]
    viewer = visit.viewer()
    if visit.request.method == "HEAD":
        # A program that looks where the link leads comes in to no table.
        return go(TABLE)
    if accounts.is_at_table(token, viewer):
        return go(TABLE)
    if viewer is not None and viewer.account_id is not None and visit.request.method != "POST":
        return visit.page("table.html", mine=viewer.name)
    try:
        return visit.come_in(accounts.open_table(token, device=visit.device), TABLE)
    except Unknown as unknown:
        # She has no account to sign in with: the sentence says whom to ask.
        return _no_such_link(str(unknown), (FRONT, _("Go on to the public pages")))


def _no_such_link(says: str, onward: tuple[str, str] | None = None) -> Response:
    return note_page(_("This link is over"), says, status=404, link=onward or (SIGN_IN, _("Sign in")))
