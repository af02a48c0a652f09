"""Pledging: a plain form for everybody, and a page for each pledge that its secret link opens.

Whoever pledges needs no account and is told nothing of what was pledged before, under whatever e-mail.
Programs that fill in forms find a field that people do not see, wait where they come too often
(``accounts/attempts.py``), and meet the caps of the command (``rules/pledges.py``).
"""

import logging
import re
import secrets
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from typing import NamedTuple

from starlette.responses import Response

from drives.accounts import token_hash
from drives.charts.numbers import amount, short_day
from drives.commands.pledges import (
    ChangePledge,
    MakePledge,
    PledgedLine,
    WithdrawPledge,
    change_pledge,
    make_pledge,
    withdraw_pledge,
)
from drives.errors import Refusal, Unknown
from drives.queries.organization import organization
from drives.queries.pledges import ItemToPledge, OwnPledge, PledgeOffer, own_pledge, pledge_offer
from drives.reach import pledge_link, public_address, send_pledge_link
from drives.rules.kinds import PledgeState
from drives.rules.quantity import SCALE, parse_quantity, to_text
from drives.rules.roles import EVERYBODY
from drives.rules.units import unit_name
from drives.texts import _
from drives.web.pages import note_page
from drives.web.visit import FRONT, Visit, go
from drives.wiring import House

PLEDGE, PLEDGED = "/pledge/{slug}", "/pledged/{token}"

_log = logging.getLogger(__name__)
_NONCE = re.compile(r"[0-9A-Za-z_-]{16,64}\Z")

# Beside the answer: to send takes as long as the other server likes.
_later = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pledged")


class _Offered(NamedTuple):
    """An item on the form: its unit in words, at most so much of it (thousandths), what is said of it."""

    item_id: int
    item: str
    unit: str
    most: int
    said: str


def pledge(visit: Visit) -> Response:
    """The form of a drive; what was pledged stands at an address of its own after."""
    house = visit.house
    try:
        offer = house.queries.ask(pledge_offer, EVERYBODY, slug=visit.request.path_params["slug"])
    except Refusal as none_taken:
        return _no_form(none_taken)
    refusal = None
    if visit.request.method == "POST":
        try:
            return go(f"/pledged/{_made(visit, offer)}")
        except Refusal as refused:
            refusal = refused
    nonce = visit.field("nonce") if _NONCE.match(visit.field("nonce")) else secrets.token_urlsafe(24)
    values = defaultdict(str, {"by": offer.ends_on.isoformat(), **visit.typed})
    items = _offered(offer)
    return visit.page("pledge.html", refusal=refusal, offer=offer, items=items, values=values, nonce=nonce)


def pledged(visit: Visit) -> Response:
    """One pledge, for whoever has its secret: what, where, until when; taken back or changed."""
    house, token = visit.house, visit.request.path_params["token"]
    digest = token_hash(token)
    try:
        shown = house.queries.ask(own_pledge, EVERYBODY, digest=digest)
    except Unknown as unknown:
        return _no_form(unknown)
    refusal = None
    if visit.request.method == "POST":
        try:
            house.accounts.count_pledge(address=visit.address)
            _done(visit, shown, digest)
        except Refusal as refused:
            refusal = refused
        else:
            return go(f"/pledged/{token}")
    values = defaultdict(str, {**_as_typed(shown), **visit.typed})
    offer = _offer_of(house, shown)
    return visit.page(
        "pledged.html",
        refusal=refusal,
        pledge=shown,
        offer=offer,
        items=() if offer is None else _offered(offer, shown),
        standing=shown.state in (PledgeState.OPEN, PledgeState.LATE),
        title=_title(shown),
        amount=amount,
        values=values,
        nonce=secrets.token_urlsafe(24),
        by_words=short_day(shown.by_on),
        until_words=short_day(shown.waits_until),
        mailed=house.settings.mail is not None,
    )


def _made(visit: Visit, offer: PledgeOffer) -> str:
    """The secret of the pledge that was typed; the same form sent twice is one pledge, and one secret."""
    house, nonce = visit.house, visit.field("nonce")
    _refuse_programs(visit)
    if not _NONCE.match(nonce):
        raise Refusal(_("This form is not ours, or too old. Load the page again, and fill it in anew."))
    house.accounts.count_pledge(address=visit.address)
    email = visit.field("email").strip()
    token = house.accounts.seals.secret(f"pledge {nonce}")
    asked = MakePledge(
        offer.drive_id,
        _site_typed(visit, offer),
        _day_typed(visit),
        email,
        token_hash(token),
        _lines_typed(visit, offer),
        visit.field("name").strip() or None,
    )
    is_again = _is_kept(house, asked.digest)
    house.commands.perform(make_pledge, asked, viewer=EVERYBODY, request_id=f"pledge-{nonce}")
    if house.settings.mail is not None and not is_again:
        link = pledge_link(public_address(house.settings, str(visit.request.url)), token)
        _later.submit(copy_context().run, _send, house, email, link, offer.name)
    return token


def _is_kept(house: House, digest: str) -> bool:
    """Whether the form was sent before: then nothing is mailed again."""
    try:
        house.queries.ask(own_pledge, EVERYBODY, digest=digest)
    except Unknown:
        return False
    return True


def _done(visit: Visit, shown: OwnPledge, digest: str) -> None:
    """Take the pledge back or change it, as the button says."""
    house, nonce = visit.house, visit.field("nonce")
    _refuse_programs(visit)
    if not _NONCE.match(nonce):
        raise Refusal(_("This form is not ours, or too old. Load the page again, and fill it in anew."))
    sent = f"pledged-{nonce}"
    if visit.field("do") == "withdraw":
        house.commands.perform(withdraw_pledge, WithdrawPledge(digest), viewer=EVERYBODY, request_id=sent)
        return
    offer = house.queries.ask(pledge_offer, EVERYBODY, slug=shown.slug)
    asked = ChangePledge(
        digest, _site_typed(visit, offer), _day_typed(visit), _lines_typed(visit, offer, shown)
    )
    house.commands.perform(change_pledge, asked, viewer=EVERYBODY, request_id=sent)


def _refuse_programs(visit: Visit) -> None:
    """A field that people do not see stays empty unless a program fills it in."""
    if visit.field("website"):
        raise Refusal(_("Leave the field “Website” empty: it is there to catch robots. Nothing was saved."))


def _site_typed(visit: Visit, offer: PledgeOffer) -> int:
    known = {str(site.site_id): site.site_id for site in offer.sites}
    if visit.field("site") not in known:
        raise Refusal(_("Choose where you will bring it."))
    return known[visit.field("site")]


def _day_typed(visit: Visit) -> date:
    try:
        return date.fromisoformat(visit.field("by").strip())
    except ValueError:
        raise Refusal(_("Choose the day by which you will bring it, like 2026-12-31.")) from None


def _lines_typed(
    visit: Visit, offer: PledgeOffer, before: OwnPledge | None = None
) -> tuple[PledgedLine, ...]:
    """What was typed beside the items on the form, each at most what it takes of it."""
    lines = []
    for one in _offered(offer, before):
        typed = visit.field(f"item-{one.item_id}").strip()
        quantity = _quantity(one.item, typed) if typed else 0
        if quantity > one.most:
            raise Refusal(
                _("{item}: {quantity} pledged, {most} still to bring. Enter at most that.").format(
                    item=one.item, quantity=to_text(quantity), most=to_text(one.most)
                )
            )
        if quantity:
            lines.append(PledgedLine(one.item_id, quantity))
    return tuple(lines)


def _offered(offer: PledgeOffer, before: OwnPledge | None = None) -> tuple[_Offered, ...]:
    """What the form asks for, and what was pledged ``before``: that may stay, or be lowered, in any case."""
    had = {} if before is None else {one.item_id: one for one in before.items}
    asked = [
        _Offered(
            one.item_id,
            one.item,
            unit_name(one.unit, 2 * SCALE),
            max(one.still_to_collect, had[one.item_id].quantity if one.item_id in had else 0),
            _still_to_bring(one),
        )
        for one in offer.items
    ]
    for one in asked:
        had.pop(one.item_id, None)
    kept = [
        _Offered(
            one.item_id, one.item, unit_name(one.unit, 2 * SCALE), one.quantity,
            _("You pledged {amount}. Keep it, or enter less.").format(amount=amount(one.quantity, one.unit)),
        )
        for one in had.values()
    ]  # fmt: skip
    return (*kept, *asked)


def _still_to_bring(one: ItemToPledge) -> str:
    wanted, pledged = amount(one.still_to_collect, one.unit), amount(one.pledged, one.unit)
    if not one.pledged:
        return _("{amount} still to bring").format(amount=wanted)
    return _("{amount} still to bring, {pledged} pledged already").format(amount=wanted, pledged=pledged)


def _quantity(item: str, typed: str) -> int:
    try:
        return parse_quantity(typed, zero_allowed=True)
    except Refusal as refusal:
        raise Refusal(_("{item}: {refusal}").format(item=item, refusal=refusal)) from None


def _offer_of(house: House, shown: OwnPledge) -> PledgeOffer | None:
    """What a pledge may be changed to; None where its drive takes none any more."""
    try:
        return house.queries.ask(pledge_offer, EVERYBODY, slug=shown.slug)
    except Refusal:
        return None


def _as_typed(shown: OwnPledge) -> dict[str, str]:
    """A pledge as somebody would type it into the form."""
    items = {f"item-{one.item_id}": to_text(one.quantity) for one in shown.items}
    return {"site": str(shown.site.site_id), "by": shown.by_on.isoformat(), **items}


def _title(shown: OwnPledge) -> str:
    return {
        PledgeState.OPEN: _("Thank you. We are looking forward to it"),
        PledgeState.LATE: _("You are still welcome"),
        PledgeState.ARRIVED: _("It arrived. Thank you"),
        PledgeState.RELEASED: _("This pledge is over"),
        PledgeState.WITHDRAWN: _("You took this pledge back"),
        PledgeState.CHANGED: _("You changed this pledge"),
    }[shown.state]


def _no_form(refusal: Refusal) -> Response:
    status = 404 if isinstance(refusal, Unknown) else 409
    return note_page(_("Nothing to pledge here"), str(refusal), status=status, link=(FRONT, _("Go on")))


def _send(house: House, email: str, link: str, drive: str) -> None:
    try:
        ours = house.queries.ask(organization, EVERYBODY).name
        send_pledge_link(house.settings, email, link, drive, ours)
    except Refusal:
        pass
    except Exception as error:
        _log.error("The link of a pledge was not sent (%s).", type(error).__name__)
