"""The tests' own PostgreSQL: for root and for anybody else, and gone with whoever started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.postgres import NoPostgres, _copied, _reachable, binaries, server

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("postgres_url")

ASK = """
import os, sys
import psycopg
from tests.postgres import server
if sys.argv[1:]:
    # Here and not before the start, since the interpreter itself may lie where only root may look.
    import pwd
    user = pwd.getpwnam(sys.argv[1])
    os.setgroups([]), os.setgid(user.pw_gid), os.setuid(user.pw_uid)
with server() as url:
    host = url.partition("host=")[2]
    with psycopg.connect(f"host={host} user=tester dbname=postgres") as connection:
        print(os.geteuid(), os.stat(host).st_uid, oct(os.stat(host).st_mode & 0o777),
              connection.execute("SELECT current_setting('server_version_num')::int >= 150000").fetchone()[0])
"""


def ask(*user: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", ASK, *user], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_it_runs_for_whoever_runs_the_tests() -> None:
    me, owner, mode, recent = ask()
    assert int(me) == os.geteuid()
    assert (int(owner) != 0, mode, recent) == (True, "0o700", "True")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else"
)
def test_it_runs_for_a_normal_user_as_that_user() -> None:
    if not _reachable(binaries() / "bin" / "postgres"):
        pytest.skip("a normal user cannot reach these binaries: the virtual environment is root's own")
    me, owner, mode, recent = ask("nobody")
    assert int(me) != 0
    assert (owner, mode, recent) == (me, "0o700", "True")


def test_it_dies_with_an_owner_who_is_killed() -> None:
    owner = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    folder = Path(owner.stdout.readline().strip().partition("host=")[2])
    pid = int((folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    for _attempt in range(1000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.01)
    else:
        pytest.fail("the server outlived its owner")
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def test_binaries_that_others_cannot_reach_run_from_a_copy(tmp_path: Path) -> None:
    copied = _copied(binaries(), tmp_path)
    told = subprocess.run(
        [copied / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert told.startswith("postgres (PostgreSQL)")


def test_where_there_is_none_it_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(NoPostgres, match="not installed"), server():
        pass
