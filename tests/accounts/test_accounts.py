"""Coming in and going out: by password, by a link that works once, by a table link, by a provider."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import argon2
import pytest
from sqlalchemy import select

from drives.accounts import Claims, TooManyTries, hash_password, new_token, token_hash
from drives.accounts.attempts import FREE_TRIES, FREE_TRIES_OF_ADDRESS, count_try
from drives.accounts.passwords import refuse_weak
from drives.commands.people import AddAccount, Granted, add_account
from drives.errors import Conflict, Refusal, Unknown
from drives.model import Account, FailedTry, Session, TableLink
from drives.rules.kinds import WayIn
from drives.rules.roles import EVERYBODY, Role, Viewer
from drives.store import retrying
from tests.houses import Home, dump
from tests.quickly import hasher_in_use

PASSWORD = "lantern orbit velvet crumb"
ANN = AddAccount("Ann@Example.org", "Ann", (Granted(Role.ADMIN),), password_hash=hash_password(PASSWORD))


def enter(house: Home, email: str = "ann@example.org", password: str = PASSWORD) -> str:
    return house.house.accounts.sign_in(email, password, address="203.0.113.7", device="phone").cookie


def test_a_store_has_no_accounts_until_there_is_one(house: Home) -> None:
    assert not house.house.accounts.exist()
    house.do(add_account, ANN)
    assert house.house.accounts.exist()


def test_who_signed_in_is_found_again_until_she_signs_out(house: Home) -> None:
    accounts = house.house.accounts
    account_id = house.do(add_account, ANN).account_id
    cookie = enter(house, " ANN@example.org")
    viewer = accounts.viewer(cookie)
    assert viewer is not None
    assert (viewer.account_id, viewer.name, viewer.has(Role.ADMIN)) == (account_id, "ann@example.org", True)
    accounts.sign_out(cookie)
    assert accounts.viewer(cookie) is None


def test_only_hashes_are_kept(house: Home) -> None:
    house.do(add_account, ANN)
    cookie = enter(house)
    kept = str(dump(house.store))
    assert PASSWORD not in kept
    assert cookie.split(".")[0] not in kept


def test_a_cookie_that_we_did_not_sign_is_nobodys(house: Home) -> None:
    house.do(add_account, ANN)
    cookie = enter(house)
    token, _dot, seal = cookie.rpartition(".")
    for forged in ("", "x", token, f"{token}.", f"{new_token()}.{seal}", f"{token}x.{seal}", "é.é"):
        assert house.house.accounts.viewer(forged) is None


def test_a_wrong_password_and_an_unknown_address_are_told_alike(house: Home) -> None:
    house.do(add_account, ANN)
    told = set()
    for email, password in (
        ("ann@example.org", "wrong"),
        ("bob@example.org", PASSWORD),
        ("ann@example.org", ""),
    ):
        with pytest.raises(Refusal) as refused:
            enter(house, email, password)
        told.add(str(refused.value))
    assert len(told) == 1
    assert not house.all(Session)


def test_many_wrong_tries_slow_down_the_account_and_the_address(house: Home) -> None:
    house.do(add_account, ANN)
    for _try in range(FREE_TRIES):
        with pytest.raises(Refusal, match="do not go together"):
            enter(house, password="wrong")
    with pytest.raises(TooManyTries) as waits:
        enter(house)
    assert 0 < waits.value.seconds <= 15
    assert not house.all(Session)
    with pytest.raises(Refusal, match="do not go together"):
        enter(house, "bob@example.org")  # An address has more free tries: many may share it.
    house.clock.now += timedelta(seconds=16)
    assert house.house.accounts.viewer(enter(house)) is not None
    kept = [row.failures for row in house.all(FailedTry)]
    assert max(kept) == FREE_TRIES + 1  # those of the address: five of hers, one of his, one forgiven


def test_a_session_ends_when_it_is_old_or_idle(house: Home) -> None:
    house.do(add_account, ANN)
    accounts, cookie = house.house.accounts, enter(house)
    for _day in range(29):
        house.clock.now += timedelta(days=1)
        assert accounts.viewer(cookie) is not None
    house.clock.now += timedelta(days=1)
    assert accounts.viewer(cookie) is None
    idle = enter(house)
    house.clock.now += timedelta(days=7)
    assert accounts.viewer(idle) is None


def test_signing_out_everywhere_ends_all_sessions_but_the_one_kept(house: Home) -> None:
    account_id = house.do(add_account, ANN).account_id
    accounts, here, there = house.house.accounts, enter(house), enter(house)
    assert [one.here for one in accounts.sessions_of(account_id, here)] == [True, False]
    accounts.sign_out_everywhere(account_id, but=here)
    assert accounts.viewer(there) is None
    assert accounts.viewer(here) is not None
    accounts.sign_out_everywhere(account_id)
    assert accounts.viewer(here) is None


def test_an_invitation_works_once_and_expires(house: Home) -> None:
    accounts, token = house.house.accounts, new_token()
    house.do(add_account, AddAccount("bob@example.org", "Bob", (Granted(Role.VOLUNTEER),), token_hash(token)))
    seen = accounts.ticket(token)
    assert seen is not None
    assert (seen.name, seen.email) == ("Bob", "bob@example.org")
    before = dump(house.store)
    with pytest.raises(Refusal, match="characters"):
        accounts.use_ticket(token, name="Bob", password="short", device=None)
    with pytest.raises(Refusal, match="easy to guess"):
        accounts.use_ticket(token, name="Bob", password="password123", device=None)
    assert dump(house.store) == before
    cookie = accounts.use_ticket(token, name="Bob B.", password=PASSWORD, device=None).cookie
    viewer = accounts.viewer(cookie)
    assert viewer is not None
    assert viewer.has(Role.VOLUNTEER)
    assert accounts.ticket(token) is None
    with pytest.raises(Unknown):
        accounts.use_ticket(token, name="Eve", password=PASSWORD, device=None)
    late = new_token()
    house.do(add_account, AddAccount("cid@example.org", "Cid", (), token_hash(late)))
    house.clock.now += timedelta(days=14)
    assert accounts.ticket(late) is None


def test_a_disabled_account_is_out_at_once(house: Home) -> None:
    account_id = house.do(add_account, ANN).account_id
    accounts, cookie = house.house.accounts, enter(house)
    table = Account.__table__

    def disable(connection):  # type: ignore[no-untyped-def]
        connection.execute(table.update().where(table.c.id == account_id).values(disabled_at=house.clock.now))

    retrying(house.store, disable)
    assert accounts.viewer(cookie) is None
    with pytest.raises(Refusal, match="disabled"):
        enter(house)


def test_a_table_link_lets_in_to_its_table_until_it_is_revoked(house: Home) -> None:
    site, drive = house.site(), house.drive()
    accounts, table = house.house.accounts, TableLink.__table__

    def made(connection):  # type: ignore[no-untyped-def]
        row = {"id": 7, "drive_id": drive, "site_id": site, "made_at": house.clock.now}
        connection.execute(table.insert(), row | {"expires_at": house.clock.now + timedelta(days=3)})

    retrying(house.store, made)
    token = accounts.seals.table_token(7)
    one, two = (accounts.open_table(token, device=None).cookie for _phone in range(2))
    first, second = accounts.viewer(one), accounts.viewer(two)
    assert first is not None
    assert second is not None
    assert first.tables == second.tables == {(drive, site)}
    assert first.scope != second.scope
    with pytest.raises(Unknown):
        accounts.open_table(token + "x", device=None)

    def revoke(connection):  # type: ignore[no-untyped-def]
        connection.execute(table.update().values(revoked_at=house.clock.now))

    retrying(house.store, revoke)
    assert accounts.viewer(one) is None
    with pytest.raises(Unknown):
        accounts.open_table(token, device=None)


def test_a_provider_lets_in_whose_verified_address_has_an_account(house: Home) -> None:
    account_id = house.do(add_account, ANN).account_id
    accounts, now = house.house.accounts, house.clock.now
    said = Claims("https://id.example.org", "1", "ann@example.org", True, now)
    viewer = accounts.provider_viewer(said)
    assert viewer is not None
    assert viewer.account_id == account_id
    assert accounts.provider_viewer(Claims(said.issuer, "1", said.email, False, now)) is None
    assert accounts.provider_viewer(Claims(said.issuer, "2", "eve@example.org", True, now)) is None
    accounts.sign_out(None, said)
    assert accounts.provider_viewer(said) is None
    again = Claims(said.issuer, "1", said.email, True, now + timedelta(minutes=1))
    assert accounts.provider_viewer(again) is not None
    house.clock.now += timedelta(minutes=2)
    accounts.sign_out_everywhere(account_id)
    assert accounts.provider_viewer(again) is None
    unseen = Claims(said.issuer, "1", said.email, True, now + timedelta(seconds=90))
    assert accounts.provider_viewer(unseen) is None
    assert [row.way_in for row in house.all(Session)] == [WayIn.PROVIDER] * 2


def test_the_first_account_sets_up_and_no_second_one_does(house: Home) -> None:
    first = AddAccount("a@example.org", "A", (Granted(Role.ADMIN),), password_hash="kept", first=True)
    house.do(add_account, first)
    second = AddAccount("b@example.org", "B", (Granted(Role.ADMIN),), first=True)
    assert "accounts already" in house.refusal(add_account, second, Conflict)
    assert "has an account" in house.refusal(add_account, AddAccount("A@example.org", "A", ()), Conflict)
    house.refusal(add_account, second, viewer=EVERYBODY)


@pytest.mark.parametrize(
    "weak", ["", "123456789", "qwertyuiop", "password1234", "ann@example.org", "x" * 201]
)
def test_weak_and_breached_passwords_are_refused(weak: str) -> None:
    with pytest.raises(Refusal):
        refuse_weak(weak, ("ann@example.org",))


def test_all_processes_of_a_store_sign_alike(house: Home) -> None:
    other = Home(house.url)
    code = house.house.accounts.seals.set_up_code()
    assert other.house.accounts.seals.set_up_code() == code
    assert other.house.accounts.seals.is_set_up_code(code.lower().replace("-", " "))
    assert not other.house.accounts.seals.is_set_up_code("AAAAA-AAAAA")
    with house.store.read() as connection:
        assert len(connection.execute(select(Account)).all()) == 0
    other.close()


def test_parallel_tries_are_each_counted(house: Home) -> None:
    with ThreadPoolExecutor(4) as threads:
        tries = [
            threads.submit(count_try, house.store, ("account x", "address y"), house.clock.now)
            for _n in range(4)
        ]
    assert [one.exception() for one in tries] == [None] * 4
    assert [row.failures for row in house.all(FailedTry)] == [4, 4]


def test_sessions_that_are_long_over_are_swept_away(house: Home) -> None:
    house.do(add_account, ANN)
    enter(house)
    house.clock.now += timedelta(days=61)
    enter(house)
    assert len(house.all(Session)) == 1


def test_many_wrong_tries_from_one_address_slow_it_down_for_a_minute_at_most(house: Home) -> None:
    for number in range(FREE_TRIES_OF_ADDRESS):
        count_try(house.store, (f"account {number}", "address 203.0.113.7"), house.clock.now)
    with pytest.raises(TooManyTries) as waits:
        count_try(house.store, ("account new", "address 203.0.113.7"), house.clock.now)
    assert 0 < waits.value.seconds <= 60
    count_try(house.store, ("account new", "address 203.0.113.8"), house.clock.now)


def test_an_address_that_only_reads_alike_is_not_let_in_by_a_provider(house: Home) -> None:
    house.do(add_account, AddAccount("a@strasse.example", "A", (Granted(Role.ADMIN),), password_hash="x"))
    accounts, now = house.house.accounts, house.clock.now
    for email in ("a@stra\u00dfe.example", "a@\uff53trasse.example", "a\u200b@strasse.example"):
        assert accounts.provider_viewer(Claims("https://id", "9", email, True, now)) is None
    assert accounts.provider_viewer(Claims("https://id", "9", "A@Strasse.example", True, now)) is not None


def test_signing_out_before_the_first_look_counts(house: Home) -> None:
    house.do(add_account, ANN)
    said = Claims("https://id", "1", "ann@example.org", True, house.clock.now)
    house.house.accounts.sign_out(None, said)
    assert house.house.accounts.provider_viewer(said) is None


def test_an_account_that_was_only_invited_keeps_nobody_out(house: Home) -> None:
    token = new_token()
    invited = AddAccount("a@example.org", "A", (Granted(Role.ADMIN),), token_hash(token), first=True)
    house.do(add_account, invited)
    assert not house.house.accounts.exist()
    again = new_token()
    house.do(add_account, replace(invited, ticket_hash=token_hash(again)))
    assert house.house.accounts.ticket(token) is None
    house.house.accounts.use_ticket(again, name="A", password=PASSWORD, device=None)
    assert house.house.accounts.exist()
    assert len(house.all(Account)) == 1


def test_another_password_ends_what_was_open(house: Home) -> None:
    house.do(add_account, ANN)
    accounts, here, there = house.house.accounts, enter(house), enter(house)
    link = accounts.forgotten("ann@example.org")
    assert link is not None
    viewer = accounts.viewer(here)
    assert viewer is not None
    with pytest.raises(Refusal, match="old password"):
        accounts.change_password(viewer, "wrong", "another lamp over rivers", cookie=here)
    assert accounts.viewer(there) is not None
    accounts.change_password(viewer, PASSWORD, "another lamp over rivers", cookie=here)
    assert (accounts.viewer(here) is None, accounts.viewer(there) is None) == (False, True)
    assert accounts.ticket(link) is None


def test_asking_for_a_password_leaves_an_invitation_as_it_is(house: Home) -> None:
    token = new_token()
    house.do(add_account, AddAccount("bob@example.org", "Bob", (), token_hash(token)))
    assert house.house.accounts.forgotten("bob@example.org") is not None
    assert house.house.accounts.ticket(token) is not None


def test_an_account_without_a_password_gets_none_by_changing_it(house: Home) -> None:
    account_id = house.do(add_account, replace(ANN, password_hash=None)).account_id
    viewer = Viewer.of("ann@example.org", Role.ADMIN, account_id=account_id)
    before = dump(house.store)
    with pytest.raises(Refusal, match="no password here"):
        house.house.accounts.change_password(viewer, "", "another lamp over rivers", cookie=None)
    assert dump(house.store) == before


def test_a_session_of_a_provider_stays_when_everything_else_ends(house: Home) -> None:
    account_id = house.do(add_account, ANN).account_id
    accounts, now = house.house.accounts, house.clock.now
    said, cookie = Claims("https://id", "1", "ann@example.org", True, now), enter(house)
    viewer = accounts.provider_viewer(said, device="Firefox")
    assert viewer is not None
    assert [one.here for one in accounts.sessions_of(account_id, None, said)] == [True, False]
    assert [one.device for one in accounts.sessions_of(account_id, "stale", said)] == ["Firefox", "phone"]
    accounts.change_password(viewer, PASSWORD, "another lamp over rivers", cookie=None, claims=said)
    assert (accounts.viewer(cookie), accounts.provider_viewer(said)) == (None, viewer)
    accounts.sign_out_everywhere(account_id, claims=said)
    assert accounts.provider_viewer(said) == viewer
    # A cookie that stands goes before what a provider said.
    cookie = enter(house, password="another lamp over rivers")
    accounts.sign_out_everywhere(account_id, but=cookie, claims=said)
    assert (accounts.viewer(cookie) is None, accounts.provider_viewer(said)) == (False, None)


def test_passwords_are_kept_as_rfc_9106_asks() -> None:
    # The tests themselves keep theirs at little cost (tests/quickly.py).
    kept = hasher_in_use.hash("a password of the app")
    asked = argon2.extract_parameters(kept)
    assert (asked.type, asked.time_cost) == (argon2.Type.ID, 3)
    assert asked.memory_cost >= 64 * 1024
    assert min(asked.salt_len, asked.hash_len) >= 16
