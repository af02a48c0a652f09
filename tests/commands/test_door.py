"""The door: once for each request id, nothing for whoever may not, nothing left behind by a refusal."""

import importlib
import pkgutil
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import drives.commands
from drives.commands import donations, organization
from drives.commands.door import Command
from drives.errors import Conflict, NotAllowed
from drives.model import Activity, Donation, Move, Receipt, StoreVersion
from drives.rules.roles import EVERYBODY, THIS_MACHINE, Grant, Permission, Role, Viewer
from tests.commands.stocked import brought
from tests.houses import TODAY, Home, dump


def every_command() -> list[Command[Any, Any]]:
    """All commands there are, wherever they are written."""
    walked = pkgutil.walk_packages(drives.commands.__path__, "drives.commands.")
    modules = [importlib.import_module(module.name) for module in walked]
    commands = {id(c): c for module in modules for c in vars(module).values() if isinstance(c, Command)}
    return sorted(commands.values(), key=lambda one: one.name)


def socks(house: Home, quantity: str = "12", **rest: Any) -> donations.LogDonation:
    return donations.LogDonation(house.site(), brought(house, {"Socks": quantity}), **rest)


def version(house: Home) -> int:
    return sum(row.value for row in house.all(StoreVersion))


# Who may what, command by command, stands in tests/roles.
def test_nobody_but_who_may_does_anything(house: Home) -> None:
    told = {
        house.refusal(verb, None, NotAllowed, viewer=EVERYBODY)
        for verb in every_command()
        if verb.permission not in (Permission.HOLD_TICKET, Permission.PLEDGE)
    }
    assert told == {"You may not do this here. Ask an admin of your organization."}


def test_there_are_commands_enough() -> None:
    assert {"log_donation", "void_donation", "reserve", "confirm_delivery", "count"} <= {
        verb.name for verb in every_command()
    }


def test_a_repeat_is_answered_with_the_first_result_and_books_once(house: Home) -> None:
    asked = socks(house)
    first = house.do(donations.log_donation, asked, request_id="one-click")
    before = dump(house.store)
    assert house.do(donations.log_donation, asked, request_id="one-click") == first
    assert dump(house.store) == before
    assert len(house.all(Donation)) == len(house.all(Move)) == 1


def test_a_repeat_of_a_result_with_losses_is_the_same_result(house: Home) -> None:
    zone = organization.SetUpOrganization("Helping Hands", "America/Edmonton")
    first = house.do(organization.set_up_organization, zone, request_id="set-up")
    assert house.do(organization.set_up_organization, zone, request_id="set-up") == first


def test_a_repeat_tells_nobody_else_what_was_done_elsewhere(house: Home) -> None:
    asked = socks(house, drive_id=house.drive())
    first = house.do(donations.log_donation, asked, request_id="one-click")
    other, there = (
        Viewer(name, frozenset({Grant(Role.ORGANIZER, house.drive(drive))}))
        for name, drive in (("Olga", "Autumn"), ("Ozan", "Spring"))
    )
    told = house.refusal(donations.log_donation, asked, viewer=other, request_id="one-click")
    assert told == house.refusal(donations.log_donation, asked, viewer=other, request_id="another")
    assert house.do(donations.log_donation, asked, viewer=there, request_id="one-click") == first


def test_a_known_request_id_with_other_content_is_refused(house: Home) -> None:
    house.do(donations.log_donation, socks(house), request_id="one-click")
    told = house.refusal(donations.log_donation, socks(house, "13"), Conflict, request_id="one-click")
    assert "was sent before with other content" in told
    assert "Nothing more was saved" in told


def test_a_known_request_id_for_another_verb_is_refused(house: Home) -> None:
    first = house.do(donations.log_donation, socks(house), request_id="one-click")
    undo = donations.VoidDonation(first.donation_id)
    house.refusal(donations.void_donation, undo, Conflict, request_id="one-click")


def test_the_same_content_under_two_request_ids_is_two_donations(house: Home) -> None:
    asked = socks(house)
    assert house.do(donations.log_donation, asked) != house.do(donations.log_donation, asked)
    assert house.level(house.lot_of("Socks")) == ("24", "0")


def test_a_refused_request_may_be_sent_again_under_its_id(house: Home) -> None:
    asked = socks(house)
    wrong = replace(asked, lines=())
    house.refusal(donations.log_donation, wrong, request_id="one-click")
    house.do(donations.log_donation, asked, request_id="one-click")
    assert len(house.all(Donation)) == 1


def test_each_command_leaves_one_entry_one_receipt_and_another_version(house: Home) -> None:
    asked = socks(house)
    entries, receipts, before = len(house.all(Activity)), len(house.all(Receipt)), version(house)
    house.do(donations.log_donation, asked, viewer=THIS_MACHINE)
    assert len(house.all(Activity)) == entries + 1
    assert len(house.all(Receipt)) == receipts + 1
    assert version(house) == before + 1
    last = house.all(Activity)[-1]
    assert (last.who, last.command, last.done_at) == ("this machine", "log_donation", house.clock.now)
    assert last.summary["donation_id"] == house.all(Donation)[-1].id


def test_days_are_those_of_the_organization(house: Home) -> None:
    zone = organization.SetUpOrganization("Helping Hands", "Pacific/Kiritimati")
    house.do(organization.set_up_organization, zone)
    house.do(donations.log_donation, socks(house))
    assert house.all(Donation)[0].received_on == date(2025, 5, 21)


def test_a_day_that_has_not_come_is_refused_and_today_is_named(house: Home) -> None:
    told = house.refusal(donations.log_donation, socks(house, received_on=date(2025, 5, 21)))
    assert told == "2025-05-21 has not come yet: today is 2025-05-20. Enter a day up to today."
    house.do(donations.log_donation, socks(house, received_on=TODAY))


def test_what_breaks_unforeseen_leaves_nothing_behind(house: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = socks(house)
    before = dump(house.store)

    def breaks(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("drives.commands.door.Door._record", breaks)
    with pytest.raises(ZeroDivisionError):
        house.do(donations.log_donation, asked)
    assert dump(house.store) == before
