"""What imports, their columns and what they did are called."""

from drives.commands.imports import ImportDone
from drives.exchange.import_report import Verdict
from drives.rules.kinds import ImportKind
from drives.rules.quantity import SCALE
from drives.texts import _, ngettext
from drives.ui.components import format_quantity


def kind_name(kind: str) -> str:
    """What the rows of a kind of file are."""
    return {
        "items": _("Items"),
        "programs": _("Programs"),
        "sites": _("Sites"),
        "drives": _("Drives"),
        "needs": _("Needs"),
        "donors": _("Donors and teams"),
        "donations": _("Donations"),
        "stock": _("A count of stock"),
    }[kind]


UNDOABLE = (ImportKind.DONATIONS, ImportKind.NEEDS)
"""What an import of can be taken back as one."""


def how_to_mend(kind: ImportKind) -> str:
    """Why an import of a kind that is not ``UNDOABLE`` is not taken back as one, and what to do instead."""
    return {
        ImportKind.ITEMS: _(
            "Not undone as one: donations, needs and stock go by these items, and what a row wrote over was "
            "not kept. Change, merge or retire what is wrong in the Catalogue."
        ),
        ImportKind.PROGRAMS: _(
            "Not undone as one: needs and deliveries go by these programs, and what a row wrote over was not "
            "kept. Change or merge what is wrong on Programs and sites."
        ),
        ImportKind.SITES: _(
            "Not undone as one: donations and stock go by these sites, and what a row wrote over was not "
            "kept. Change or merge what is wrong on Programs and sites."
        ),
        ImportKind.DRIVES: _(
            "Not undone as one: donations, needs and goals go by these drives, and what a row wrote over was "
            "not kept. Change, close or archive what is wrong on Drives."
        ),
        ImportKind.DONORS: _(
            "Not undone as one: donations and letters go by these donors, and what a row wrote over was not "
            "kept. Change, merge or erase what is wrong on Donors."
        ),
        ImportKind.STOCK: _(
            "Not undone as one: goods have moved since, and later counts went by this one. Count again what "
            "is wrong, with a file or at the shelf: the books follow the latest count."
        ),
    }[kind]


def column_name(column: str) -> str:
    """What a column of the contract is called on a page; ``column`` is its name in files."""
    return {
        "accepted": _("What is accepted"),
        "active": _("In use"),
        "address": _("Address"),
        "archived_on": _("Archived on"),
        "barcode": _("Barcode"),
        "category": _("Category"),
        "closed_on": _("Closed on"),
        "confirmed_on": _("Confirmed on"),
        "counted_on": _("Counted on"),
        "credit": _("May be named"),
        "date_kind": _("Kind of date"),
        "date_mark": _("Date on the goods"),
        "date_rule": _("Date rule"),
        "description": _("Description"),
        "donor": _("Donor"),
        "donor_email": _("Donor's e-mail"),
        "drive": _("Drive"),
        "email": _("E-mail"),
        "ends_on": _("Last day"),
        "goals": _("Goals"),
        "hide_address": _("Hide the address"),
        "hours": _("Hours"),
        "hub": _("Hub"),
        "item": _("Item"),
        "kind": _("Kind"),
        "languages": _("Languages"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "lot_code": _("Lot code"),
        "name": _("Name"),
        "needed_by": _("Needed by"),
        "not_accepted": _("What is not accepted"),
        "note": _("Note"),
        "pack": _("Pack"),
        "pack_quantity": _("Units in a pack"),
        "people_per_unit": _("People per unit"),
        "phone": _("Phone"),
        "posted_on": _("Posted on"),
        "priority": _("Priority"),
        "program": _("Program"),
        "programs": _("Programs"),
        "public": _("Public"),
        "quantity": _("Quantity"),
        "received_on": _("Received on"),
        "reference": _("Reference"),
        "reject_reason": _("Why rejected"),
        "rejected": _("Rejected"),
        "repeat_quantity": _("Quantity each time"),
        "repeats": _("Repeats"),
        "restricted_to": _("Kept for a program"),
        "service_area": _("Service area"),
        "site": _("Site"),
        "sites": _("Sites"),
        "sku": _("SKU"),
        "slug": _("Short name in addresses"),
        "source": _("Donated or purchased"),
        "starts_on": _("First day"),
        "status": _("Status"),
        "story": _("Story"),
        "synonyms": _("Other words for it"),
        "team": _("Team"),
        "teams": _("Teams"),
        "told_by": _("Told by"),
        "told_how": _("Told how"),
        "told_on": _("Told on"),
        "unit": _("Unit"),
        "unit_value": _("Value of a unit"),
        "unit_weight_lb": _("Weight of a unit (lb)"),
        "unlisted": _("Unlisted"),
        "url": _("Web page"),
        "value_from": _("Value from"),
        "welcomes": _("Ways to help"),
    }[column]


def shipped_name(mapping: str) -> str:
    """What a mapping that comes with Drives reads; ``mapping`` is the name of its file."""
    return {
        "edmonton-food-drive": _("Edmonton food drive: log of routes"),
        "human-essentials-donation-sites": _("Human Essentials: donation sites"),
        "human-essentials-donations": _("Human Essentials: donations"),
        "human-essentials-donations-in-kind": _("Human Essentials: donations with values"),
        "human-essentials-inventory": _("Human Essentials: inventory"),
        "human-essentials-participants": _("Human Essentials: drive participants"),
        "human-essentials-partners": _("Human Essentials: partners"),
        "human-essentials-purchases": _("Human Essentials: purchases"),
        "human-essentials-storage-locations": _("Human Essentials: storage locations"),
        "human-essentials-storage-locations-stock": _("Human Essentials: stock of storage locations"),
        "human-essentials-vendors": _("Human Essentials: vendors"),
    }[mapping]


def figure(count: int) -> str:
    """So many, as people here write it."""
    return format_quantity(count * SCALE)


def verdict_name(verdict: Verdict) -> str:
    """What becomes of a row, in a word or two."""
    return {
        Verdict.NEW: _("ok"),
        Verdict.KNOWN: _("known already"),
        Verdict.REFUSED: _("refused"),
        Verdict.LEFT_OUT: _("left out"),
    }[verdict]


def what_was_done(kind: str, done: ImportDone) -> list[str]:
    """What an import did, in whole sentences of plain text."""
    said = [_added(kind, done.added)] if done.added or not done.updated else []
    if done.updated:
        said.append(
            ngettext(
                "{count} that was there was changed.", "{count} that were there were changed.", done.updated
            ).format(count=figure(done.updated))
        )
    if done.known:
        said.append(
            ngettext("{count} was known already.", "{count} were known already.", done.known).format(
                count=done.known
            )
        )
    if done.made:
        said.append(
            ngettext(
                "{count} more was made because the rows name it: a donor, an item, a site or a drive.",
                "{count} more were made because the rows name them: donors, items, sites or drives.",
                done.made,
            ).format(count=figure(done.made))
        )
    return [*said, *done.losses]


def _added(kind: str, count: int) -> str:
    return {
        "items": ngettext("{count} item was added.", "{count} items were added.", count),
        "programs": ngettext("{count} program was added.", "{count} programs were added.", count),
        "sites": ngettext("{count} site was added.", "{count} sites were added.", count),
        "drives": ngettext("{count} drive was added.", "{count} drives were added.", count),
        "needs": ngettext("{count} need was posted.", "{count} needs were posted.", count),
        "donors": ngettext("{count} donor was added.", "{count} donors were added.", count),
        "donations": ngettext("{count} donation was logged.", "{count} donations were logged.", count),
        "stock": ngettext(
            "{count} row of the count was booked.", "{count} rows of the count were booked.", count
        ),
    }[kind].format(count=figure(count))
