"""Accounts changed: roles given and taken away, the way in closed and opened, one's own name and language."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from drives.accounts import hash_password, new_token, token_hash
from drives.commands.account_changes import (
    ChooseLanguage,
    DisableAccount,
    EnableAccount,
    GrantRole,
    MakeTicket,
    RenameAccount,
    RevokeRole,
    choose_language,
    disable_account,
    enable_account,
    grant_role,
    make_ticket,
    rename_account,
    revoke_role,
)
from drives.commands.merging import MergePrograms, merge_programs
from drives.commands.people import AddAccount, Granted, add_account
from drives.errors import Conflict, NotAllowed, Refusal, Unknown
from drives.model import Account, Activity, RoleGrant
from drives.rules.kinds import TicketKind
from drives.rules.roles import EVERYBODY, Permission, Role, Viewer
from tests.commands.test_races import at_once
from tests.houses import Home

PASSWORD = "lantern orbit velvet crumb"
_HASHED = hash_password(PASSWORD)
_numbers = count(1)


def added(house: Home, *granted: Granted, name: str = "Ann", came: bool = True) -> int:
    """An account of this name with these grants; who came in once has a password."""
    asked = AddAccount(
        f"{name.lower()}@example.org",
        name,
        granted,
        ticket_hash=None if came else token_hash(new_token()),
        password_hash=_HASHED if came else None,
    )
    return int(house.do(add_account, asked).account_id)


def enters(house: Home, name: str = "ann") -> Callable[[], Viewer | None]:
    """Somebody signs in: who she is, as of each click after."""
    accounts = house.house.accounts
    signed_in = accounts.sign_in(f"{name}@example.org", PASSWORD, address="203.0.113.7", device=None)
    return lambda: accounts.viewer(signed_in.cookie)


ADMIN = Granted(Role.ADMIN)


def test_a_role_that_is_given_or_taken_away_counts_at_the_next_click(house: Home) -> None:
    ann = added(house)
    look = enters(house)
    drive, program = house.drive(), house.program()
    for granted, permission in (
        (ADMIN, Permission.KEEP_ACCOUNTS),
        (Granted(Role.ORGANIZER, drive), Permission.RUN_DRIVES),
        (Granted(Role.PROGRAM_STAFF, program_id=program), Permission.POST_NEEDS),
        (Granted(Role.VOLUNTEER), Permission.SEE_PROGRESS),
    ):
        added(house, ADMIN, name=f"other{next(_numbers)}")
        house.do(grant_role, GrantRole(ann, granted))
        viewer = look()
        assert viewer is not None
        assert viewer.may(permission)
        house.do(grant_role, GrantRole(ann, granted))
        assert len(house.all(RoleGrant, RoleGrant.account_id == ann)) == 1
        house.do(revoke_role, RevokeRole(ann, granted))
        viewer = look()
        assert viewer is not None
        assert not viewer.may(permission)
    assert not house.all(RoleGrant, RoleGrant.account_id == ann)


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("granted", "said"),
    [
        (Granted(Role.PUBLIC), "not given to accounts"),
        (Granted(Role.TABLE_HELPER), "not given to accounts"),
        (Granted(Role.PROGRAM_STAFF), "belong to one program"),
        (Granted(Role.VOLUNTEER, drive_id=1), "for one drive"),
        (Granted(Role.ORGANIZER, drive_id=99), "That drive is not here"),
        (Granted(Role.PROGRAM_STAFF, program_id=99), "That program is not here"),
    ],
)
def test_a_role_that_nobody_can_have_is_refused(house: Home, granted: Granted, said: str) -> None:
    ann = added(house)
    assert said in house.refusal(grant_role, GrantRole(ann, granted))


def test_a_role_that_is_not_held_cannot_be_taken_away(house: Home) -> None:
    ann = added(house, Granted(Role.ORGANIZER, house.drive()))
    for granted in (ADMIN, Granted(Role.ORGANIZER), Granted(Role.ORGANIZER, house.drive("Autumn"))):
        assert house.refusal(revoke_role, RevokeRole(ann, granted), Conflict) == (
            "Ann does not have this role (any more)."
        )


def test_a_role_for_a_program_that_was_merged_is_taken_away_with_it(house: Home) -> None:
    one, kept = house.program("Shelter"), house.program("Haven")
    staff = [Granted(Role.PROGRAM_STAFF, program_id=program) for program in (one, kept)]
    ann = added(house, *staff)
    house.do(merge_programs, MergePrograms(one, into_id=kept))
    house.do(revoke_role, RevokeRole(ann, staff[1]))
    assert not house.all(RoleGrant)


def test_who_is_disabled_is_out_at_the_next_click_and_signs_in_again_once_enabled(house: Home) -> None:
    added(house, ADMIN, name="Other")
    ann, look = added(house, Granted(Role.VOLUNTEER)), enters(house)
    token = new_token()
    house.do(make_ticket, MakeTicket(ann, token_hash(token)))
    house.do(disable_account, DisableAccount(ann))
    assert look() is None
    assert "disabled already" in house.refusal(disable_account, DisableAccount(ann), Conflict)
    assert "Enable the account first" in house.refusal(make_ticket, MakeTicket(ann, token_hash("x")))
    with pytest.raises(Refusal, match="disabled"):
        enters(house)
    house.do(enable_account, EnableAccount(ann))
    assert look() is None, "a session of before lets in again"
    assert house.house.accounts.ticket(token) is None, "a link of before works again"
    viewer = enters(house)()
    assert viewer is not None
    assert viewer.has(Role.VOLUNTEER)
    assert "is not disabled" in house.refusal(enable_account, EnableAccount(ann), Conflict)


def test_the_last_admin_who_can_sign_in_is_kept(house: Home) -> None:
    ann = added(house, ADMIN, Granted(Role.VOLUNTEER))
    invited = added(house, ADMIN, name="Invited", came=False)
    gone = added(house, ADMIN, name="Gone")
    house.do(disable_account, DisableAccount(gone))
    said = "Ann is the only admin who can sign in"
    assert said in house.refusal(disable_account, DisableAccount(ann))
    assert said in house.refusal(revoke_role, RevokeRole(ann, ADMIN))
    house.do(revoke_role, RevokeRole(ann, Granted(Role.VOLUNTEER)))
    house.do(revoke_role, RevokeRole(invited, ADMIN))
    house.do(enable_account, EnableAccount(gone))
    house.do(disable_account, DisableAccount(ann))
    assert said.replace("Ann", "Gone") in house.refusal(revoke_role, RevokeRole(gone, ADMIN))


def test_the_only_admin_is_kept_also_before_coming(house: Home) -> None:
    ann = added(house, ADMIN, came=False)
    assert "only admin" in house.refusal(disable_account, DisableAccount(ann))


def test_two_who_take_away_the_last_two_admins_at_once_leave_one(house: Home) -> None:
    for _round in range(4):
        names = [f"admin{next(_numbers)}" for _one in range(2)]
        one, two = (added(house, ADMIN, name=name) for name in names)
        for other in house.all(RoleGrant, RoleGrant.role == Role.ADMIN):
            if other.account_id not in (one, two):
                house.do(revoke_role, RevokeRole(other.account_id, ADMIN))
        answers = at_once(
            [
                partial(house.do, disable_account, DisableAccount(one)),
                partial(house.do, revoke_role, RevokeRole(two, ADMIN)),
            ]
        )
        assert [type(answer) for answer in answers].count(Refusal) == 1
        standing = house.all(Account, Account.id.in_((one, two)), Account.disabled_at.is_(None))
        admins = {row.account_id for row in house.all(RoleGrant, RoleGrant.role == Role.ADMIN)}
        assert len([row for row in standing if row.id in admins]) == 1


def test_a_new_link_is_an_invitation_until_somebody_came_and_ends_the_one_before(house: Home) -> None:
    accounts = house.house.accounts
    bob = added(house, name="Bob", came=False)
    kinds = []
    tokens = [new_token() for _one in range(3)]
    for token in tokens[:2]:
        kinds.append(house.do(make_ticket, MakeTicket(bob, token_hash(token))).kind)
    assert accounts.ticket(tokens[0]) is None
    house.clock.now += timedelta(days=13)
    cookie = accounts.use_ticket(tokens[1], name="Bob", password=PASSWORD, device=None).cookie
    kinds.append(house.do(make_ticket, MakeTicket(bob, token_hash(tokens[2]))).kind)
    assert kinds == [TicketKind.INVITATION, TicketKind.INVITATION, TicketKind.PASSWORD]
    assert accounts.viewer(cookie) is not None
    accounts.use_ticket(tokens[2], name="Bob", password="another velvet orbit lantern", device=None)
    assert accounts.viewer(cookie) is None


def test_one_changes_ones_own_name_and_language_and_nobody_elses(house: Home) -> None:
    ann, bob = added(house, Granted(Role.VOLUNTEER)), added(house, ADMIN, name="Bob")
    mine = Viewer.of("ann@example.org", Role.VOLUNTEER, account_id=ann)
    house.do(rename_account, RenameAccount(ann, "  Ann   Lee "), viewer=mine)
    house.do(choose_language, ChooseLanguage(ann, "en"), viewer=mine)
    assert [(row.name, row.language) for row in house.all(Account)] == [("Ann Lee", "en"), ("Bob", None)]
    house.do(choose_language, ChooseLanguage(ann, None), viewer=mine)
    assert house.refusal(rename_account, RenameAccount(ann, " "), viewer=mine) == (
        "Still to fill in: your name."
    )
    assert "does not speak" in house.refusal(choose_language, ChooseLanguage(ann, "xx"), viewer=mine)
    for verb, request in ((rename_account, RenameAccount), (choose_language, ChooseLanguage)):
        texts = {house.refusal(verb, request(other, "en"), Unknown, viewer=mine) for other in (bob, 99)}
        assert len(texts) == 1


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("verb", "asked"),
    [
        (grant_role, lambda account_id: GrantRole(account_id, ADMIN)),
        (revoke_role, lambda account_id: RevokeRole(account_id, ADMIN)),
        (disable_account, DisableAccount),
        (enable_account, EnableAccount),
        (make_ticket, lambda account_id: MakeTicket(account_id, token_hash("x"))),
    ],
)
def test_only_an_admin_keeps_accounts_and_an_unknown_one_is_refused(
    house: Home, verb: Any, asked: Callable[[int], Any]
) -> None:
    ann = added(house, ADMIN)
    for viewer in (EVERYBODY, *(Viewer.of("x", role) for role in Role if role is not Role.ADMIN)):
        house.refusal(verb, asked(ann), NotAllowed, viewer=viewer)
    house.refusal(verb, asked(99), Unknown)


def test_what_lets_somebody_in_is_not_in_the_trail(house: Home) -> None:
    ann = added(house, came=False)
    hashed = token_hash(new_token())
    house.do(make_ticket, MakeTicket(ann, hashed))
    assert hashed not in str(house.all(Activity))
