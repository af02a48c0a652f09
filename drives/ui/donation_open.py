"""A donation opened in a dialog: everything that is known of it, and what can be done with it."""

from functools import partial

import streamlit as st

from drives.documents.slip import slip_file
from drives.queries.donation_list import Fate
from drives.queries.donation_seen import DonationSeen, EntrySeen, LineSeen
from drives.queries.whereabouts import Whereabouts
from drives.rules.kinds import LocationKind, Source
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    amount,
    day,
    download,
    format_quantity,
    goods_of,
    md_escape,
    moment,
    note,
)
from drives.ui.donation_rows import DONATIONS, fate_badge, fate_name, items_words
from drives.ui.donation_void import ask_to_void, void_form
from drives.ui.intake_correct import CORRECT
from drives.ui.line_words import date_kind_name


def show_opened() -> None:
    """Open the dialog of the donation that the address names, where whoever looks may see it."""
    asked = DONATIONS.asked()
    number = asked.get("open", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return
    found = reads.one_donation(int(number))
    if found is None:
        note(_("That donation is not here (any more)."))
        return
    title = _("Donation {reference}").format(reference=md_escape(found.reference or number))
    if asked.get("do") == "void" and found.fate is Fate.STANDS:
        form = void_form(found)
        DONATIONS.show(_("Void this donation?"), partial(ask_to_void, found, form), form.name, width="medium")
        return
    DONATIONS.show(title, partial(_opened, found), width="large")


def _opened(donation: DonationSeen) -> None:
    st.markdown(f"{' · '.join(_facts(donation))} {fate_badge(donation.fate)}".rstrip())
    if donation.void is not None:
        st.markdown(_void_words(donation))
    for line in donation.lines:
        _line(line)
    _entries(donation)
    if donation.fate is Fate.STANDS:
        _acts(donation)
    elif donation.stands_now is not None:
        st.button(
            _("Open the one that stands"),
            key="donations.stands",
            on_click=DONATIONS.open,
            kwargs={"open": donation.stands_now},
        )


def _facts(donation: DonationSeen) -> list[str]:
    """When it came, where, for what and from whom, as markdown."""
    words = {
        "day": day(donation.received_on, today=reads.stamp().today),
        "site": donation.site,
        "drive": donation.drive or "",
        "donor": donation.donor or "",
        "team": donation.team or "",
    }
    said = [
        _("Received **{day}**"),
        _("At **{site}**"),
        _("For **{drive}**") if donation.drive else _("For no drive"),
        _("From **{donor}**") if donation.donor else _("From nobody named"),
        _("Team **{team}**") if donation.team else "",
    ]
    escaped = {name: md_escape(word) for name, word in words.items()}
    return [one.format(**escaped) for one in said if one]


def _void_words(donation: DonationSeen) -> str:
    void = donation.void
    assert void is not None
    words = {"when": md_escape(moment(void.voided_at)), "who": md_escape(void.who)}
    if void.reason:
        return _("Voided {when} by {who}: “{reason}”").format(**words, reason=md_escape(void.reason))
    return _("Voided {when} by {who}; no reason was given.").format(**words)


def _line(line: LineSeen) -> None:
    goods = f"**{md_escape(goods_of(line.item, line.received, line.unit))}**"
    bought = line.source is Source.PURCHASED
    what = _("{goods}, bought").format(goods=goods) if bought else goods
    with st.container(border=True, gap="xsmall"):
        st.markdown(what)
        for said in (*_remarks(line), *_where(line)):
            note(md_escape(said))


def _remarks(line: LineSeen) -> list[str]:
    said = []
    if line.pack is not None and line.pack_quantity:
        count = format_quantity(line.received * SCALE // line.pack_quantity)
        said.append(_("counted as {count} × {pack}").format(count=count, pack=line.pack))
    if line.rejected:
        words = {"amount": amount(line.rejected, line.unit), "reason": line.reject_reason}
        text = _("{amount} of it rejected: {reason}") if line.reject_reason else _("{amount} of it rejected")
        said.append(text.format(**words))
    marks = []
    if line.date_mark is not None and line.date_kind is not None:
        marks.append(_("{kind} {day}").format(kind=date_kind_name(line.date_kind), day=day(line.date_mark)))
    if line.lot_code is not None:
        marks.append(_("lot code {code}").format(code=line.lot_code))
    if line.kept_for is not None:
        marks.append(_("kept for {program}").format(program=line.kept_for))
    if marks:
        said.append(" · ".join(marks))
    if line.note:
        said.append(_("Note: {note}").format(note=line.note))
    return said


def _where(line: LineSeen) -> list[str]:
    """Where its goods are, with those that are alike."""
    if not line.places:
        return []
    places = " · ".join(_place(one, line) for one in line.places)
    if not line.others:
        return [_("Now: {places}").format(places=places)]
    return [
        ngettext(
            "Now, together with {count} other donation that is alike: {places}",
            "Now, together with {count} other donations that are alike: {places}",
            line.others,
        ).format(count=line.others, places=places)
    ]


def _place(one: Whereabouts, line: LineSeen) -> str:
    said = {
        LocationKind.COLLECTION_SITE: _("{amount} at {name}"),
        LocationKind.WAREHOUSE: _("{amount} at {name}"),
        LocationKind.TRANSIT: _("{amount} on the way"),
        LocationKind.PROGRAM: _("{amount} with {name}"),
        LocationKind.WORKBENCH: _("{amount} sorted or made into kits"),
        LocationKind.DISCARD: _("{amount} discarded"),
        LocationKind.COUNT_DIFFERENCE: _("{amount} missing at a count")
        if one.quantity > 0
        else _("{amount} more found at a count"),
    }[one.kind]
    return said.format(amount=amount(abs(one.quantity), line.unit), name=one.name or "")


def _entries(donation: DonationSeen) -> None:
    """Who logged it, and every entry that it had: each is kept, and can be opened."""
    st.markdown("\n".join(f"- {_entry(one, donation)}" for one in donation.entries))


def _entry(entry: EntrySeen, donation: DonationSeen) -> str:
    what = md_escape(items_words(entry.items))
    if entry.donation_id != donation.donation_id:
        what = f"[{what}](donations?open={entry.donation_id})"
    first, alone = entry is donation.entries[0], len(donation.entries) == 1
    if not entry.by_hand:
        said = (
            _("Brought in from a file by {who}, {when}")
            if alone
            else _("Brought in from a file by {who}, {when}: {what} ({fate})")
        )
    elif first:
        said = _("Logged by {who}, {when}") if alone else _("Logged by {who}, {when}: {what} ({fate})")
    else:
        said = _("Corrected by {who}, {when}: {what} ({fate})")
    return said.format(
        who=md_escape(entry.who),
        when=md_escape(moment(entry.recorded_at)),
        what=what,
        fate=fate_name(entry.fate),
    )


def _acts(donation: DonationSeen) -> None:
    queries, donation_id = reads.house().queries, donation.donation_id
    with st.container(horizontal=True):
        st.page_link(
            "pages/log_donation.py",
            label=_("Correct …"),
            icon=":material/edit:",
            query_params={CORRECT: str(donation_id)},
        )
        download(
            _("Print a slip"),
            lambda viewer: slip_file(queries, viewer, donation_id),
            file_name=f"donation-{donation.reference or donation_id}.pdf",
            key=f"donations.slip.{donation_id}",
        )
        if (donation.donor or donation.team) and reads.viewer().may_everywhere(Permission.KEEP_DONORS):
            st.page_link(
                "pages/letters.py",
                label=_("Letter"),
                icon=":material/mail:",
                query_params={"donation": str(donation_id)},
            )
        st.button(
            _("Void …"),
            key=f"donations.void.{donation_id}",
            icon=":material/block:",
            on_click=DONATIONS.open,
            kwargs={"open": donation_id, "do": "void"},
        )
