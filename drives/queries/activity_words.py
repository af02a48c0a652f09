"""What was done and who did it: a sentence for every command, a person for every name in the trail."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from drives.model import Account, Drive, Site, TableLink
from drives.rules.roles import BY_ITSELF, COMMAND_LINE, EVERYBODY, THIS_MACHINE
from drives.store.merges import read_as
from drives.texts import _

_TABLE = "table link "


class About(StrEnum):
    """What kind of thing something was done to."""

    DONATIONS = "donations"
    DONORS = "donors"
    NEEDS = "needs"
    STOCK = "stock"
    DELIVERIES = "deliveries"
    DRIVES = "drives"
    ITEMS = "items"
    PLACES = "places"
    FILES = "files"
    ACCOUNTS = "accounts"
    SETTINGS = "settings"


def about_name(about: About) -> str:
    """What a kind of thing is called in a list to choose from."""
    return {
        About.DONATIONS: _("Donations"),
        About.DONORS: _("Donors"),
        About.NEEDS: _("Needs"),
        About.STOCK: _("Stock"),
        About.DELIVERIES: _("Allocation and deliveries"),
        About.DRIVES: _("Drives and tables"),
        About.ITEMS: _("Catalogue"),
        About.PLACES: _("Programs and sites"),
        About.FILES: _("Files brought in"),
        About.ACCOUNTS: _("Accounts and sign-in"),
        About.SETTINGS: _("Settings"),
    }[about]


def deeds() -> Mapping[About, Mapping[str, str]]:
    """Every command by what it is about, as a sentence that somebody did it."""
    return {
        About.DONATIONS: {
            "log_donation": _("Logged a donation"),
            "correct_donation": _("Corrected a donation"),
            "void_donation": _("Voided a donation"),
            "make_pledge": _("Pledged to bring something"),
            "change_pledge": _("Changed a pledge"),
            "withdraw_pledge": _("Took a pledge back"),
            "receive_pledge": _("Logged a pledge that arrived"),
            "release_pledge": _("Released a pledge"),
            "forget_pledgers": _("Forgot who made pledges that are over"),
        },
        About.DONORS: {
            "add_donor": _("Added a donor"),
            "revise_donor": _("Changed a donor"),
            "erase_donor": _("Erased a donor"),
            "merge_donors": _("Merged two donors"),
            "keep_donors_apart": _("Said that two donors are two"),
            "issue_letter": _("Issued a letter"),
            "issue_letters": _("Issued the letters of a year"),
            "replace_letter": _("Issued a letter in the place of another"),
            "set_issuer": _("Said who issues letters"),
        },
        About.NEEDS: {
            "post_need": _("Posted a need"),
            "post_needs": _("Posted needs"),
            "revise_need": _("Changed a need"),
            "confirm_need": _("Confirmed a need"),
            "confirm_needs": _("Confirmed needs"),
            "cancel_need": _("Cancelled a need"),
            "cancel_needs": _("Cancelled needs"),
            "post_standing_need": _("Posted a need that repeats"),
            "restock_need": _("Said what is on a program's shelf"),
            "end_standing_need": _("Ended a need that repeats"),
            "post_due_needs": _("Posted the needs that repeat"),
        },
        About.STOCK: {
            "hold": _("Held goods back"),
            "unhold": _("Let held goods go out again"),
            "discard": _("Discarded goods"),
            "transfer": _("Took goods to another site"),
            "count": _("Counted goods"),
            "count_shelf": _("Counted a shelf"),
            "adjust_stock": _("Corrected what the books say"),
            "hold_lots": _("Held several lots back"),
            "unhold_lots": _("Let several held lots go out again"),
            "discard_lots": _("Discarded several lots"),
            "set_store_par": _("Set how much of an item to keep"),
            "begin_count": _("Began a count together"),
            "give_count": _("Gave a count to its counters"),
            "enter_count": _("Entered what was counted"),
            "compare_count": _("Compared what was counted"),
            "recount_lines": _("Asked for a recount"),
            "finalize_count": _("Finalized a count"),
            "abandon_count": _("Abandoned a count"),
            "sort_goods": _("Sorted bulk goods"),
            "undo_sorting": _("Undid a sorting"),
            "assemble_kits": _("Put kits together"),
            "take_apart_kits": _("Took kits apart"),
            "undo_assembly": _("Undid work on kits"),
            "write_recipe": _("Wrote a kit's recipe"),
            "retire_recipe": _("Retired a kit's recipe"),
        },
        About.DELIVERIES: {
            "reserve": _("Set goods aside for a need"),
            "allocate": _("Shared stock out among needs"),
            "release_shares": _("Took back what was shared out"),
            "release": _("Let goods that were set aside go"),
            "plan_delivery": _("Planned a delivery"),
            "set_delivery_day": _("Moved a delivery to another day"),
            "give_pick_list": _("Gave a pick list to volunteers"),
            "pick_line": _("Ticked a line of a pick list"),
            "pack_delivery": _("Packed a delivery"),
            "send_delivery": _("Sent a delivery"),
            "confirm_delivery": _("Confirmed a delivery"),
            "cancel_delivery": _("Cancelled a delivery"),
            "hand_out": _("Handed goods out"),
            "find_missing": _("Found goods that were missing from a delivery"),
            "give_up_missing": _("Gave up looking for goods that were missing from a delivery"),
        },
        About.DRIVES: {
            "open_drive": _("Opened a drive"),
            "revise_drive": _("Changed a drive"),
            "close_drive": _("Closed a drive"),
            "reopen_drive": _("Opened a drive again"),
            "archive_drive": _("Archived a drive"),
            "unarchive_drive": _("Took a drive out of the archive"),
            "make_table_link": _("Made a link for a table"),
            "revoke_table_link": _("Revoked a link for a table"),
        },
        About.ITEMS: {
            "add_item": _("Added an item"),
            "revise_item": _("Changed an item"),
            "set_item_value": _("Set an item's value"),
            "remove_item_value": _("Removed an item's value"),
            "merge_items": _("Merged two items"),
            "learn_barcode": _("Taught a barcode"),
            "forget_barcode": _("Took back a barcode"),
        },
        About.PLACES: {
            "add_program": _("Added a program"),
            "revise_program": _("Changed a program"),
            "merge_programs": _("Merged two programs"),
            "add_site": _("Added a site"),
            "revise_site": _("Changed a site"),
            "merge_sites": _("Merged two sites"),
        },
        About.FILES: {
            "import_items": _("Brought in items from a file"),
            "import_programs": _("Brought in programs from a file"),
            "import_sites": _("Brought in sites from a file"),
            "import_drives": _("Brought in drives from a file"),
            "import_needs": _("Brought in needs from a file"),
            "import_donors": _("Brought in donors from a file"),
            "import_donations": _("Brought in donations from a file"),
            "import_stock": _("Brought in stock from a file"),
            "undo_import": _("Undid an import"),
            "save_mapping": _("Kept how a file is read"),
            "forget_mapping": _("Forgot how a file is read"),
        },
        About.ACCOUNTS: {
            "add_account": _("Added an account"),
            "grant_role": _("Gave a role"),
            "revoke_role": _("Took a role away"),
            "disable_account": _("Disabled an account"),
            "enable_account": _("Enabled an account"),
            "make_ticket": _("Made a link to come in with"),
            "use_ticket": _("Came in by a link and chose a password"),
            "ask_for_password": _("Asked for a new password"),
            "choose_password": _("Changed the password"),
            "rename_account": _("Changed a name"),
            "choose_language": _("Chose a language"),
        },
        About.SETTINGS: {
            "set_up_store": _("Set Drives up, with the first account"),
            "set_up_organization": _("Changed the settings"),
            "set_up_community": _("Set the community up"),
            "set_factor": _("Set a figure for estimates"),
            "remove_factor": _("Removed a figure for estimates"),
        },
    }


@dataclass(frozen=True, slots=True)
class Who:
    """Who did something: a name in words, and the e-mail of an account.

    ``table`` is where the table of a helper stands: the same for all links to it, whatever they are for.
    """

    name: str
    email: str | None = None
    table: str | None = None


def who_words(connection: Connection, names: Iterable[str]) -> dict[str, Who]:
    """Who the names in the trail are: an account by its name, a table by where it stands, and the machine."""
    asked = set(names)
    found = {
        "": Who(_("Not known")),
        COMMAND_LINE.name: Who(_("Command line")),
        THIS_MACHINE.name: Who(_("This machine")),
        BY_ITSELF.name: Who(_("Drives")),
        EVERYBODY.name: Who(_("Somebody who was not signed in")),
    }
    accounts = select(Account.email_key, Account.email, Account.name).where(
        Account.email_key.in_(asked - set(found))
    )
    found |= {row.email_key: Who(row.name, row.email) for row in connection.execute(accounts)}
    tables = _tables(connection, {_link_of(name) for name in asked} - {0})
    gone = Who(_("A table that is gone"))
    return {
        name: found.get(name) or (tables.get(_link_of(name), gone) if _link_of(name) else Who(name))
        for name in asked
    }


def table_words(site: str, drive: str) -> str:
    """A table by where it stands: "Table at Gym, Fall drive"."""
    return _("Table at {site}, {drive}").format(site=site, drive=drive)


def names_of_tables(connection: Connection) -> dict[str, str]:
    """Tables for a file, by their name in the trail: "table at Gym, Fall drive, by the door".

    In no language but the store's own; tables of one place are counted from the second on: " (2)".
    """
    kept = Site.__table__.alias()
    rows = connection.execute(
        select(TableLink.id, TableLink.label, kept.c.name.label("site"), Drive.name.label("drive"))
        .join(Drive, Drive.id == TableLink.drive_id)
        .join(Site, Site.id == TableLink.site_id)
        .join(kept, kept.c.id == read_as(Site))
        .order_by(TableLink.id)
    )
    found: dict[str, str] = {}
    met: Counter[str] = Counter()
    for row in rows:
        said = ", ".join(filter(None, (f"table at {row.site}", row.drive, row.label)))
        met[said] += 1
        found[table_name(row.id)] = said if met[said] == 1 else f"{said} ({met[said]})"
    return found


def is_of_table(name: str) -> bool:
    """Whether a name in the trail is a table's."""
    return _link_of(name) > 0


def table_name(link_id: int) -> str:
    """Under which name the trail has whoever helped at a table."""
    return f"{_TABLE}{link_id}"


def _link_of(name: str) -> int:
    number = name.removeprefix(_TABLE)
    return int(number) if number != name and number.isascii() and number.isdecimal() else 0


def _tables(connection: Connection, link_ids: set[int]) -> dict[int, Who]:
    if not link_ids:
        return {}
    kept = Site.__table__.alias()
    rows = (
        select(TableLink.id, TableLink.label, kept.c.name.label("site"), Drive.name.label("drive"))
        .join(Drive, Drive.id == TableLink.drive_id)
        .join(Site, Site.id == TableLink.site_id)
        .join(kept, kept.c.id == read_as(Site))
        .where(TableLink.id.in_(link_ids))
    )
    found = {}
    for row in connection.execute(rows):
        table = table_words(row.site, row.drive)
        name = table if row.label is None else _("{table} · {label}").format(table=table, label=row.label)
        found[row.id] = Who(name, table=table)
    return found
