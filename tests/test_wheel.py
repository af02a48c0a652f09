"""What an installation carries: everything it needs, and nothing that people entered."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
INSTALLED = """
import runpy, sys
from drives.cli import main
from drives.web.serve import entry_path

entry = entry_path()
assert entry.is_relative_to(sys.argv.pop(1)), entry
assert (entry.parent / ".streamlit" / "config.toml").is_file()
assert runpy.run_path(str(entry))["app"]
main()
"""
"""The entry as ``drives serve`` takes it up, then a command."""
LOG = "Location,Stake,Ward,Bags,Neighbourhood,ID\nHall,Red,W,1.5,N,7\n"


def test_the_wheel_carries_what_it_needs_and_no_store_and_runs_outside_a_clone(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    for private in ("data/drives.db", "data/ours.db", "data/drives.db.lock", "data/drives.db-wal"):
        (tree / private).write_text("a donor's name")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        str(tree),
    ]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("drives-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        "drives/data/catalogue.csv",
        "drives/data/demo.toml",
        "drives/data/help.csv",
        "drives/data/mappings/edmonton-food-drive.toml",
        "drives/guide/en/organizer.md",
        "drives/guide/pictures/log.png",
        "drives/streamlit_app.py",
        "drives/.streamlit/config.toml",
        "drives/store/migrations/env.py",
        "drives/ui/pages/overview.py",
    }
    assert needed <= names
    assert [name for name in names if ".db" in name or name.endswith(".lock")] == []

    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    zipfile.ZipFile(wheel).extractall(installed)
    elsewhere.mkdir()
    (elsewhere / "log.csv").write_text(LOG, encoding="utf-8")
    asked = ["import", "donations", "log.csv", "--mapping", "edmonton-food-drive.toml"]
    ran = subprocess.run(
        [sys.executable, "-c", INSTALLED, str(installed), *asked],
        cwd=elsewhere, env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout == "donations: 1 added, 0 changed; 0 were known already.\n", ran.stderr
    assert (elsewhere / "data" / "drives.db").exists()
