"""The sheet that lies on a table: its link as a QR code, to be printed by whoever may show it."""

from datetime import datetime

from starlette.responses import Response

from drives.errors import Refusal
from drives.queries.organization import organization
from drives.queries.table_links import TableLinkShown, table_link
from drives.reach import is_reachable, public_address, qr_code, table_until
from drives.reach import table_link as link_address
from drives.rules.roles import EVERYBODY
from drives.texts import _
from drives.web.pages import note_page
from drives.web.peers import is_over_tls
from drives.web.visit import FRONT, SIGN_IN, Visit, go
from drives.wiring import utc_now

TABLE_SHEET = "/session/table-sheet/{link_id:int}"


def table_sheet(visit: Visit) -> Response:
    """The sheet of a link, for whoever may make links for its drive; nobody else learns that there is one."""
    viewer, path = visit.viewer(), visit.request.url.path
    if viewer is None:
        return go(f"{SIGN_IN}?next={path}")
    try:
        link = visit.house.queries.ask(table_link, viewer, link_id=visit.request.path_params["link_id"])
    except Refusal as refusal:
        return note_page(_("No such sheet"), str(refusal), status=404, link=(FRONT, _("Go on")))
    if not link.lets_in(utc_now()):
        said = _("This link lets nobody in any more. Make a new one, and print that.")
        return note_page(_("This link is over"), said, status=404, link=(FRONT, _("Go on")))
    address = _address(visit, link)
    return visit.page(
        "table_sheet.html",
        link=link,
        until=_until(visit, link.expires_at),
        address=address,
        code=qr_code(address),
        reachable=is_reachable(address),
    )


def _address(visit: Visit, link: TableLinkShown) -> str:
    here, url = visit.request.url, visit.house.settings.url
    scheme = "https" if is_over_tls(visit.request.scope, url) else here.scheme
    begins = public_address(visit.house.settings, str(here.replace(scheme=scheme)))
    return link_address(begins, visit.house.accounts.seals.table_token(link.link_id))


def _until(visit: Visit, at: datetime) -> str:
    words, is_day = table_until(at, visit.house.queries.ask(organization, EVERYBODY).time_zone)
    if is_day:
        return _("Works until the end of {day}.").format(day=words)
    return _("Works until {moment}.").format(moment=words)
