"""The installed command, as others script against it: what it prints, where, and what it exits with."""

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pytest

from drives import cli
from drives.commands.standing_needs import PostStandingNeed, post_standing_need
from drives.model import Allocation, Reservation
from drives.rules.kinds import Every
from drives.store import open_store
from tests.commands.stocked import stocked as shelved
from tests.files import COMMUNITY, settle_in
from tests.houses import Home, dump
from tests.installed import ROOT, SCRIPT, Installed

DONATIONS = (
    "received_on,item,quantity,site,drive,reference\n"
    "2025-05-01,Rice,2.5,Gym,spring,R1\n2025-05-02,Socks,3,Gym,spring,R2\n"
)


class Said(NamedTuple):
    """What a run of the command gave."""

    code: int
    out: bytes
    err: str


Drives = Callable[..., Said]


@pytest.fixture
def drives(installed: Installed, tmp_path: Path) -> Drives:
    """Runs the installed command in an empty folder."""

    def run(*arguments: str, **environment: str) -> Said:
        done = installed.run(*arguments, folder=tmp_path, **environment)
        return Said(done.returncode, done.stdout, done.stderr.decode())

    return run


@pytest.fixture
def stocked(drives: Drives, tmp_path: Path) -> Drives:
    """The same, with a community in its default store."""
    home = Home(f"sqlite:///{tmp_path}/data/drives.db")
    settle_in(home)
    home.close()
    (tmp_path / "log.csv").write_text(DONATIONS, encoding="utf-8")
    return drives


@pytest.fixture
def in_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs the command in this process, so that faults can be planted in it."""

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["drives", "--store", f"sqlite:///{tmp_path}/store.db", *arguments])
        try:
            cli.main()
        except SystemExit as leaving:
            return int(leaving.code or 0)
        return 0

    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_options: None, raising=False)
    monkeypatch.setattr("sys.stderr.reconfigure", lambda **_options: None, raising=False)
    return run


def test_a_store_is_made_in_the_data_folder_when_it_is_missing(drives: Drives, tmp_path: Path) -> None:
    assert drives("export", "items").out.startswith(b"name,category,unit,")
    assert (tmp_path / "data" / "drives.db").exists()


def test_a_community_comes_in_goes_out_and_proves_itself(stocked: Drives, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text(COMMUNITY["items"], encoding="utf-8")
    known = stocked("import", "items", "items.csv")
    assert known.out.decode() == "items: 0 added, 0 changed; 3 were known already.\n"
    done = stocked("import", "donations", "log.csv")
    assert (done.code, done.err) == (0, "")
    assert done.out.decode() == "donations: 2 added, 0 changed; 0 were known already.\n"
    again = stocked("import", "donations", "log.csv")
    assert (again.code, again.out.decode()) == (0, "donations: 0 added, 0 changed; 2 were known already.\n")
    out = stocked("export", "progress", "--drive", "spring")
    assert (out.code, out.err) == (0, "")
    assert out.out.startswith(b"item,category,unit,needed,goal,pledged,received,")
    assert b"\r\nRice,Food,lb,0,,0,2.5,0,2.5," in out.out
    told = stocked("export", "donations", "--format", "json")
    assert [row["quantity"] for row in json.loads(told.out)] == ["2.5", "3"]
    for ending, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert stocked("report", "--drive", "Spring", "-o", f"spring.{ending}") == (0, b"", "")
        assert (tmp_path / f"spring.{ending}").read_bytes().startswith(begins)
    unknown = stocked("report", "--drive", "sprung", "-o", "sprung.pdf")
    assert (unknown.code, unknown.err) == (1, 'There is no drive "sprung". Did you mean "spring"?\n')
    assert not (tmp_path / "sprung.pdf").exists()
    assert stocked("report", "--drive", "spring", "-o", "spring.txt").code == 2
    assert stocked("verify").code == 0


def test_stock_is_shared_out_or_said_how_it_would_be(drives: Drives, tmp_path: Path) -> None:
    home = Home(f"sqlite:///{tmp_path}/data/drives.db", datetime.now(UTC).date())
    shelved(home, {"Socks": "310"}, drive="Spring")
    home.need("Socks", "100", "Pantry")
    home.need("Socks", "400", "Shelter")
    before = dump(home.store)
    would = drives("allocate", "--drive", "spring", "--dry-run")
    assert (would.code, would.out.count(b"\r\n")) == (0, 1)
    assert would.err == "Nothing was shared out: no stock that may go is asked for.\n"
    would = drives("allocate", "--dry-run", "--policy", "fair")
    assert (would.code, would.err) == (0, "2 needs: 0 in full, 2 in part, 0 with nothing.\n")
    assert dump(home.store) == before
    rows = list(csv.DictReader(io.StringIO(would.out.decode(), newline="")))
    assert [(row["program"], row["quantity"], row["site"]) for row in rows] == [
        ("Pantry", "62", "Gym"), ("Shelter", "248", "Gym"),
    ]  # fmt: skip
    assert rows[0]["why"] == "62 of 100: 62% for each normal need, 310 available for 500 asked."
    done = drives("allocate", "--policy", "oldest")
    assert (done.code, done.err) == (0, "2 needs: 1 in full, 1 in part, 0 with nothing.\n")
    assert [row.quantity for row in home.all(Reservation)] == [100_000, 210_000]
    assert home.all(Allocation)[0].policy == "oldest"
    home.close()


def test_sharing_out_by_an_unknown_policy_or_drive_is_told(in_process: Callable[..., int]) -> None:
    assert in_process("allocate", "--policy", "first-come") == 2
    assert in_process("allocate", "--drive", "nowhere") == 1


def test_an_export_asks_again_first_for_what_repeats(drives: Drives, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/weekly.db"
    assert drives("--store", url, "init").code == 0
    today = datetime.now(UTC).date()
    home = Home(url, today - timedelta(days=15))
    home.do(post_standing_need, PostStandingNeed(home.program(), home.item(), 100_000, Every.WEEKLY))
    home.close()
    rows = list(csv.DictReader(io.StringIO(drives("--store", url, "export", "needs").out.decode())))
    assert [(row["posted_on"], row["status"]) for row in rows] == [
        ((today - timedelta(days=ago)).isoformat(), status)
        for ago, status in ((15, "cancelled"), (8, "cancelled"), (1, "open"))
    ]


def test_refused_rows_are_told_on_standard_error_and_nothing_is_saved(
    stocked: Drives, tmp_path: Path
) -> None:
    before = stocked("export", "donations").out
    (tmp_path / "bad.csv").write_text(DONATIONS + "2025-05-03,Sox,1,Gym,spring,\n" * 60, encoding="utf-8")
    said = stocked("import", "donations", "bad.csv", "--rejects", "rejects.csv")
    assert said.code == 1
    lines = said.err.splitlines()
    assert lines[0] == (
        'bad.csv, row 4, column item: found "Sox". There is no such item. Did you mean "Socks"?'
    )
    assert (len(lines), lines[-1]) == (51, "… and 10 more.")
    assert stocked("export", "donations").out == before
    assert len((tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines()) == 61
    skipped = stocked("import", "donations", "bad.csv", "--skip-bad-rows")
    assert skipped.code == 1
    assert len(stocked("export", "donations").out.splitlines()) == 3


def test_a_trial_saves_nothing(stocked: Drives) -> None:
    done = stocked("import", "donations", "log.csv", "--dry-run")
    assert (done.code, done.out.decode()) == (
        0,
        "donations: 2 would be added, 0 changed; 0 are known already. Nothing was saved.\n",
    )
    assert len(stocked("export", "donations").out.splitlines()) == 1


def test_the_edmonton_mapping_is_found_by_its_name(drives: Drives, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "Location,Stake,Ward,Bags,Neighbourhood,ID\nHall,Red,W,1.5,N,7\n", encoding="utf-8"
    )
    assert drives("init").code == 0
    assert drives("import", "donations", "log.csv", "--mapping", "edmonton-food-drive.toml").code == 0
    assert b"Food bag,1.5,bag" in drives("export", "donations").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("import", "kittens", "x.csv"),
        ("import", "donations"),
        ("import", "items", "items.csv", "--drive", "spring"),
        ("import", "needs", "needs.csv", "--site", "Gym"),
        ("export", "lots", "--as-of", "2025-05-01"),
        ("export", "progress", "--as-of", "yesterday"),
        ("export", "progress", "--drive", "spring", "--program", "shelter"),
        ("export", "progress", "--format", "pdf"),
        ("serve", "--port", "high"),
    ],
)
def test_wrong_usage_is_two(
    in_process: Callable[..., int], arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert in_process(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Error: " in said.err


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("import", "items", "no/where.csv"), "where.csv: There is no such file. Check its name and folder."),
        (("export", "progress", "--drive", "sprung"), 'There is no drive "sprung".'),
        (("export", "items", "-o", "no/where.csv"), "where.csv cannot be written."),
        (("--store", "mysql://x", "verify"), "The store must be a file or a PostgreSQL database"),
        (
            ("import", "items", "x.csv", "--mapping", "gone.toml"),
            "gone.toml: This mapping file cannot be opened.",
        ),
    ],
)
def test_the_answer_no_is_one_line_and_exit_one(
    in_process: Callable[..., int],
    arguments: tuple[str, ...],
    answer: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert in_process(*arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(answer)
    assert len(said.err.splitlines()) == 1


def test_a_file_that_is_no_store_is_left_as_it_is(drives: Drives, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear all", encoding="utf-8")
    said = drives("--store", "sqlite:///letter.db", "init")
    assert said.code == 1
    assert "letter.db is not a store of this program." in said.err
    assert (tmp_path / "letter.db").read_text(encoding="utf-8") == "Dear all"


def test_an_export_overwrites_its_file_and_writes_utf_8_whatever_the_locale(
    stocked: Drives, tmp_path: Path
) -> None:
    (tmp_path / "sites.csv").write_text("name,kind\nGrüne Küche,warehouse\n", encoding="utf-8")
    assert stocked("import", "sites", "sites.csv", LC_ALL="C", PYTHONIOENCODING="ascii").code == 0
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    assert stocked("export", "sites", "-o", "out.csv", LC_ALL="C").code == 0
    assert "Grüne Küche" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert "Grüne Küche".encode() in stocked("export", "sites", LC_ALL="C", PYTHONIOENCODING="ascii").out
    assert stocked("export", "items", "-o", "items.xlsx").code == 0
    assert (tmp_path / "items.xlsx").read_bytes().startswith(b"PK")
    (tmp_path / "bad.csv").write_text("name,kind\nKüche,Küche\n", encoding="utf-8")
    assert 'found "Küche"' in stocked("import", "sites", "bad.csv", LC_ALL="C", PYTHONIOENCODING="ascii").err


def test_the_store_is_named_by_the_environment_or_before_it_by_an_option(
    drives: Drives, tmp_path: Path
) -> None:
    assert drives("init", DRIVES_STORE="sqlite:///one.db").code == 0
    assert drives("--store", "sqlite:///two.db", "init", DRIVES_STORE="sqlite:///one.db").code == 0
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["one.db", "two.db"]
    assert not (tmp_path / "data").exists()


def test_verify_names_a_difference_and_exits_with_one(drives: Drives, tmp_path: Path) -> None:
    home = Home(f"sqlite:///{tmp_path}/store.db")
    home.item("Socks")
    with home.store.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO donation_total (item_id, drive_id, program_id, received, rejected)"
            " VALUES (1, 0, 0, 5000, 0)"
        )
    home.close()
    said = drives("--store", "sqlite:///store.db", "verify")
    assert said.code == 1
    assert b"Socks" in said.out
    assert said.err == "1 difference was found.\n"


def test_found_drift_stops_writing_until_a_verify_finds_none(stocked: Drives, tmp_path: Path) -> None:
    wrong = (
        "INSERT INTO donation_total (item_id, drive_id, program_id, received, rejected)"
        " VALUES (1, 77, 0, 5000, 0)"
    )
    store = open_store(f"sqlite:///{tmp_path}/data/drives.db")
    with store.write() as connection:
        connection.exec_driver_sql(wrong)
    assert stocked("verify").code == 1
    before = dump(store)
    refused = stocked("import", "donations", "log.csv")
    assert refused.code == 1
    assert "does not agree with itself: 1 difference" in refused.err
    assert dump(store) == before
    assert stocked("export", "donations").code == 0
    with store.write() as connection:
        connection.exec_driver_sql("DELETE FROM donation_total WHERE drive_id = 77")
    assert stocked("import", "donations", "log.csv").code == 1, "what was found stands until it is looked at"
    assert stocked("verify").code == 0
    assert stocked("import", "donations", "log.csv").code == 0
    assert stocked("verify").code == 0
    store.close()


def test_a_taken_port_is_told_in_one_line_with_what_next(drives: Drives) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = drives("serve", "--port", str(taken.getsockname()[1]))
    assert said.code == 1
    assert said.err.endswith("is in use, or not this machine's. Choose another with --port or --host.\n")
    assert len(said.err.splitlines()) == 1


def test_the_version_is_that_of_the_installed_package(drives: Drives) -> None:
    assert drives("--version") == Said(0, f"{version('drives')}\n".encode(), "")


def test_init_on_postgresql_makes_a_store(drives: Drives, postgresql_url: str) -> None:
    assert drives("--store", postgresql_url, "init").code == 0
    assert drives("--store", postgresql_url, "export", "items").out.startswith(b"name,category,unit")


def test_a_demo_community_is_made_in_an_empty_store_only(drives: Drives) -> None:
    assert drives("init", "--demo").code == 0
    assert len(drives("export", "drives").out.splitlines()) > 1
    assert drives("verify").code == 0
    again = drives("init", "--demo")
    assert again.code == 1
    assert len(again.err.splitlines()) == 1


def test_what_is_unforeseen_is_told_with_a_reference_and_without_a_traceback(
    in_process: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("SELECT * FROM donor")

    monkeypatch.setattr("drives.exchange.importing.read_columns", broken)
    (tmp_path / "items.csv").write_text("name,category,unit\nA,B,each\n", encoding="utf-8")
    assert in_process("import", "items", str(tmp_path / "items.csv")) == 1
    said = capsys.readouterr().err
    [reference] = re.findall(
        r"^Something broke \(ref ([0-9A-F]{4})\)\. Nothing was saved\.$", said, re.MULTILINE
    )
    assert "Traceback" not in said
    assert "SELECT" not in said + caplog.text
    assert f"ref {reference}: ZeroDivisionError at " in caplog.text
    assert str(tmp_path) not in caplog.text


def test_nothing_is_saved_where_writing_breaks(
    in_process: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for kind, text in COMMUNITY.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        assert in_process("import", kind, str(tmp_path / f"{kind}.csv")) == 0
    home = Home(f"sqlite:///{tmp_path}/store.db")
    before = dump(home.store)

    def broken(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("drives.ledger.Ledger.tally_donations", broken)
    (tmp_path / "log.csv").write_text(DONATIONS, encoding="utf-8")
    assert in_process("import", "donations", str(tmp_path / "log.csv")) == 1
    assert dump(home.store) == before
    assert "Nothing was saved." in capsys.readouterr().err
    home.close()


def test_only_on_a_terminal_an_import_says_how_far_it_is(
    in_process: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    (tmp_path / "items.csv").write_text(COMMUNITY["items"], encoding="utf-8")
    for on_a_terminal in (False, True):
        monkeypatch.setattr(sys.stderr, "isatty", lambda it_is=on_a_terminal: it_is)
        assert in_process("import", "items", str(tmp_path / "items.csv")) == 0
        said = capsys.readouterr()
        assert len(said.out.splitlines()) == 1
        assert ("Reading items.csv" in said.err) == on_a_terminal
        assert bool(said.err) == on_a_terminal


def test_rejects_that_could_not_be_written_stop_an_import_before_it_begins(
    stocked: Drives, tmp_path: Path
) -> None:
    said = stocked("import", "donations", "log.csv", "--rejects", "no/where.csv")
    assert (said.code, said.out) == (1, b"")
    assert said.err.startswith("where.csv cannot be written.")
    assert len(stocked("export", "donations").out.splitlines()) == 1
    assert stocked("import", "donations", "log.csv", "--rejects", str(tmp_path / "r.csv")).code == 0


@pytest.mark.parametrize("url", ["sqlite:///a\0b.db", "postgresql+psycopg://me@here:port/x"])
def test_a_store_with_an_odd_address_is_told_in_one_line(
    in_process: Callable[..., int], capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert in_process("--store", url, "verify") == 1
    said = capsys.readouterr().err
    assert "(ref " not in said
    assert "store" in said
    assert len(said.splitlines()) == 1


def test_an_output_that_takes_nothing_is_told_and_is_one(stocked: Drives, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this machine has no /dev/full")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for arguments in (("export", "items"), ("import", "donations", "log.csv")):
        with full.open("wb") as output:
            done = subprocess.run(
                [SCRIPT, *arguments], cwd=tmp_path, env=environment, stdout=output,
                stderr=subprocess.PIPE, check=False,
            )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr.decode().startswith("Standard output cannot be written")
        assert len(done.stderr.splitlines()) == 1
    assert len(stocked("export", "donations").out.splitlines()) == 3


def test_what_was_typed_is_shown_cut_and_with_its_control_characters_visible(
    in_process: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert in_process("export", "progress", "--drive", "\x1b[31m" + "x" * 100) == 1
    said = capsys.readouterr().err
    assert said.startswith('There is no drive "\\x1b[31m' + "x" * 34 + '…".')
    assert in_process("export", "progress", "--as-of", "\x1bday") == 2
    assert "\x1b" not in capsys.readouterr().err
