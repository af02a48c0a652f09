"""What is being logged at the table: the basket, where it goes, and the one submit."""

from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from drives.commands.donations import LineDraft, LogDonation, VoidDonation, log_donation, void_donation
from drives.errors import Refusal
from drives.queries.choices import DriveChoice, ItemChoice, SiteChoice
from drives.rules.dates import DateKind
from drives.rules.names import fold_name
from drives.rules.quantity import parse_quantity
from drives.rules.units import is_indivisible
from drives.texts import _, ngettext
from drives.ui import actions, reads, session
from drives.ui.components import amount, md_escape

FORM = "log"
_BASKET = "log.basket"


@dataclass(slots=True)
class Basket:
    """What was counted so far: taps by item (thousandths), and lines entered with exact amounts."""

    tapped: dict[int, int] = field(default_factory=dict)
    exact: list[LineDraft] = field(default_factory=list)

    def lines(self) -> list[LineDraft]:
        """All of it as the lines of one donation."""
        taps = [LineDraft(item_id, quantity) for item_id, quantity in self.tapped.items() if quantity]
        return [*taps, *self.exact]


def basket() -> Basket:
    """This session's basket."""
    found: Basket = st.session_state.setdefault(_BASKET, Basket())
    return found


def clear() -> None:
    """Empty the basket."""
    st.session_state[_BASKET] = Basket()


def step_item(key: str, by: int) -> None:
    """One more or one fewer of an item; never below none."""
    tapped = basket().tapped
    tapped[int(key)] = max(0, tapped.get(int(key), 0) + by)


def matches(found: str, items: tuple[ItemChoice, ...]) -> list[ItemChoice]:
    """Items known under words that hold what was typed; a whole barcode finds its one item."""
    sought = fold_name(found)
    for item in items:
        if any(pack.barcode == sought for pack in item.packs):
            return [item]
    starts = [item for item in items if fold_name(item.name).startswith(sought)]
    holds = [
        item
        for item in items
        if item not in starts and any(sought in fold_name(word) for word in (item.name, *item.words))
    ]
    return starts + holds


def choose_drive_and_site() -> tuple[DriveChoice | None, SiteChoice]:
    """The drive and the site that this table collects for; remembered from one donation to the next."""
    drives = {drive.slug: drive for drive in reads.drives() if drive.closed_on is None}
    sites = {site.slug: site for site in reads.sites()}
    with st.grid(2, min_column_width=150):
        slug = st.selectbox(
            _("Drive"),
            [*drives, ""],
            index=_place([*drives, ""], session.remembered_drive()),
            format_func=lambda value: md_escape(drives[value].name) if value else _("No drive"),
            key="log.drive",
        )
        drive = drives.get(slug or "")
        fitting = [
            s for s in sites if drive is None or not drive.site_ids or sites[s].site_id in drive.site_ids
        ]
        options = fitting or list(sites)
        chosen = st.selectbox(
            _("Site"),
            options,
            index=_place(options, session.remembered_site()),
            format_func=lambda value: md_escape(sites[value].name),
            key="log.site",
        )
    session.remember_drive(slug)
    session.remember_site(chosen)
    st.session_state["log.where"] = (
        None if drive is None else drive.drive_id,
        sites[chosen or options[0]].site_id,
    )
    return drive, sites[chosen or options[0]]


def _place(options: list[str], remembered: str | None) -> int:
    return options.index(remembered) if remembered in options else 0


def exact_amount() -> None:
    """A line with an exact amount, what of it was rejected, its date mark, and who brought it."""
    items = {item.item_id: item for item in reads.items()}
    with st.expander(_("Exact amounts, rejects, dates, who brought it"), key="log.more"):
        with st.grid(3, min_column_width=200):
            st.selectbox(
                _("Item"),
                list(items),
                index=None,
                format_func=lambda item_id: f"{md_escape(items[item_id].name)} ({items[item_id].unit})",
                placeholder=_("Choose an item"),
                key="log.exact.item",
            )
            st.text_input(_("Received, rejects included"), key="log.exact.received", placeholder="38.5")
            st.text_input(_("Of these rejected"), key="log.exact.rejected", placeholder="0")
            st.text_input(_("Why rejected"), key="log.exact.reason", max_chars=200)
            st.date_input(_("Date on the goods"), value=None, key="log.exact.mark")
            st.selectbox(
                _("What the date means"),
                [kind.value for kind in DateKind],
                format_func=lambda kind: date_kind_name(DateKind(kind)),
                key="log.exact.kind",
            )
        actions.show_refused("log.exact")
        st.button(_("Add to the list"), key="log.exact.add", icon=":material/add:", on_click=_add_exact)
        with st.grid(3, min_column_width=200):
            st.date_input(
                _("Received on"), value="today", max_value=reads.stamp().today, key="log.received_on"
            )
            st.text_input(_("Donor (may stay empty)"), key="log.donor", max_chars=200)
            st.text_input(_("Team (may stay empty)"), key="log.team", max_chars=200)


def date_kind_name(kind: DateKind) -> str:
    """What a date mark means, in words."""
    return {
        DateKind.BEST_BY: _("best by"),
        DateKind.SELL_BY: _("sell by"),
        DateKind.USE_BY: _("use by"),
        DateKind.EXPIRES: _("expires"),
    }[kind]


def _add_exact() -> None:
    state = st.session_state
    items = {item.item_id: item for item in reads.items()}
    item = items.get(state["log.exact.item"])
    try:
        if item is None:
            raise Refusal(_("Choose the item first."))
        whole = is_indivisible(item.unit)
        received = parse_quantity(state["log.exact.received"], whole=whole)
        rejected = parse_quantity(state["log.exact.rejected"] or "0", zero_allowed=True, whole=whole)
    except Refusal as refusal:
        actions.refuse("log.exact", refusal)
        return
    mark: date | None = state["log.exact.mark"]
    line = LineDraft(
        item.item_id,
        received,
        rejected,
        reject_reason=(state["log.exact.reason"].strip() or None) if rejected else None,
        date_mark=mark,
        date_kind=DateKind(state["log.exact.kind"]) if mark else None,
    )
    basket().exact.append(line)
    for key in ("received", "rejected", "reason"):
        state[f"log.exact.{key}"] = ""
    state["log.exact.mark"] = None


def log_it() -> None:
    """Log the basket as one donation; what was counted stays where it is refused."""
    state = st.session_state
    drive_id, site_id = state["log.where"]
    lines = tuple(basket().lines())
    request = LogDonation(
        site_id,
        lines,
        drive_id,
        received_on=state.get("log.received_on"),
        donor_name=(state.get("log.donor") or "").strip() or None,
        team_name=(state.get("log.team") or "").strip() or None,
    )
    logged = actions.run(log_donation, request, form=FORM)
    if logged is None:
        return
    clear()
    for key in ("log.donor", "log.team"):
        if key in state:
            state[key] = ""
    session.say(_what_was_logged(lines), undo=lambda: _undo(logged.donation_id, lines))


def _what_was_logged(lines: tuple[LineDraft, ...]) -> str:
    items = {item.item_id: item for item in reads.items()}
    if len(lines) == 1:
        item = items[lines[0].item_id]
        return _("Logged {amount}: {item}.").format(
            amount=amount(lines[0].received, item.unit), item=item.name
        )
    return ngettext(
        "Logged a donation of {count} item.", "Logged a donation of {count} items.", len(lines)
    ).format(count=len(lines))


def _undo(donation_id: int, lines: tuple[LineDraft, ...]) -> None:
    if actions.run(void_donation, VoidDonation(donation_id), form=f"{FORM}.undo.{donation_id}") is None:
        return
    kept = Basket()
    for line in lines:
        if line == LineDraft(line.item_id, line.received):
            kept.tapped[line.item_id] = kept.tapped.get(line.item_id, 0) + line.received
        else:
            kept.exact.append(line)
    st.session_state[_BASKET] = kept
    session.say(_("Taken back: nothing of it is logged. What was counted is in the list again."), kind="note")
