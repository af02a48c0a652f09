"""``drives account``: who may sign in, from the terminal; what it prints, and what it exits with."""

import re
from pathlib import Path

import pytest

from drives.cli.account import accounts as verbs
from drives.model import Account, RoleGrant
from drives.rules.roles import Role
from tests.houses import Home, dump
from tests.test_cli import Drives, drives, stocked

__all__ = ["drives", "stocked"]

LINK = re.compile(r"/session/welcome/([\w-]{40,})\n")


def opened(tmp_path: Path) -> Home:
    return Home(f"sqlite:///{tmp_path}/data/drives.db")


def test_accounts_come_and_go_from_the_terminal(stocked: Drives, tmp_path: Path) -> None:
    refused = stocked("account", "add", "bob@example.org")
    assert (refused.code, refused.out) == (1, b"")
    assert refused.err == "The first account keeps the others. Add it with --role admin.\n"
    added = stocked("account", "add", "Ada@example.org", "--name", "Ada", "--role", "admin")
    assert (added.code, added.err) == (0, "")
    token = LINK.fullmatch(added.out.decode())
    assert token is not None
    home = opened(tmp_path)
    seen = home.house.accounts.ticket(token[1])
    assert seen is not None
    assert seen.email == "Ada@example.org"
    home.close()
    there = {"DRIVES_URL": "https://drives.example.org"}
    bob = stocked("account", "add", "bob@example.org", "--role", "organizer", "--drive", "spring", **there)
    assert bob.out.startswith(b"https://drives.example.org/session/welcome/")
    granted = stocked("account", "grant", "BOB@example.org", "--role", "volunteer")
    assert granted.out == b"bob@example.org: organizer, volunteer\n"
    assert stocked("account", "grant", "bob@example.org", "--role", "volunteer").code == 0
    revoked = stocked("account", "grant", "bob@example.org", "--role", "volunteer", "--revoke")
    assert revoked.out == b"bob@example.org: organizer\n"
    again = stocked("account", "grant", "bob@example.org", "--role", "volunteer", "--revoke")
    assert (again.code, again.out) == (1, b"")
    assert LINK.fullmatch(stocked("account", "password", "bob@example.org").out.decode())
    for _once_more in range(2):
        done = stocked("account", "disable", "bob@example.org")
        assert (done.code, done.out) == (0, b"bob@example.org cannot sign in any more.\n")
    listed = stocked("account", "list").out.decode().splitlines()
    assert listed == [
        "Ada@example.org\tAda\tadmin\tinvited",
        "bob@example.org\tbob@example.org\torganizer (Spring)\tdisabled",
    ]
    last = stocked("account", "disable", "ada@example.org")
    assert last.code == 1
    assert last.err.startswith("Ada is the only admin")
    home = opened(tmp_path)
    assert [row.role for row in home.all(RoleGrant)] == [Role.ADMIN, Role.ORGANIZER]
    home.close()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "eve@example.org", "--role", "boss"), 2, "--role"),
        (("add", "eve@example.org", "--role", "volunteer", "--drive", "spring"), 2, "--role organizer"),
        (("add", "eve@example.org", "--role", "program_staff"), 2, "--program"),
        (("grant", "ada@example.org", "--role", "admin", "--program", "x"), 2, "--program"),
        (("add", "eve@example.org", "--role", "organizer", "--drive", "sprig"), 1, 'Did you mean "spring"?'),
        (("add", "eve"), 1, "This is not an e-mail address."),
        (("add", "ADA@example.org", "--role", "admin"), 1, "has an account already"),
        (("password", "eve@example.org"), 1, "Nobody signs in with eve@example.org."),
        (("disable", "eve@example.org"), 1, "Nobody signs in with eve@example.org."),
    ],
)
def test_what_cannot_be_is_refused_and_saves_nothing(
    stocked: Drives, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    assert stocked("account", "add", "ada@example.org", "--role", "admin").code == 0
    home = opened(tmp_path)
    before = dump(home.store)
    done = stocked("account", *arguments)
    assert (done.code, done.out) == (code, b"")
    assert said in done.err
    assert dump(home.store) == before
    assert [row.email for row in home.all(Account)] == ["ada@example.org"]
    home.close()


def test_every_verb_is_in_the_readme() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    names = {one.name or one.callback.__name__ for one in verbs.registered_commands if one.callback}
    assert names == {"add", "list", "disable", "password", "grant"}
    for name in names:
        assert f"drives account {name}" in readme
