"""What an installation carries: everything it needs, and nothing that people entered."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_carries_what_it_needs_and_no_store(tmp_path: Path) -> None:
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
