"""What the environment says, and where the files lie that come with the program."""

from pathlib import Path

import pytest

from drives import settings
from drives.settings import DEFAULT_STORE, Settings, shipped


def test_what_is_said_goes_before_the_environment_and_that_before_the_default() -> None:
    environ = {"DRIVES_STORE": "sqlite:///theirs.db", "DRIVES_LANGUAGE": "es"}
    assert Settings.from_environment({}) == Settings(store=DEFAULT_STORE, language="en")
    assert Settings.from_environment(environ) == Settings(store="sqlite:///theirs.db", language="es")
    assert Settings.from_environment(environ, store="sqlite:///said.db").store == "sqlite:///said.db"


def test_an_empty_variable_says_nothing() -> None:
    assert Settings.from_environment({"DRIVES_STORE": " ", "DRIVES_LANGUAGE": ""}) == Settings()


def test_the_environment_of_the_process_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIVES_STORE", "sqlite:///from-the-process.db")
    assert Settings.from_environment().store == "sqlite:///from-the-process.db"


def test_shipped_files_are_found_when_installed_and_in_a_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "drives"
    monkeypatch.setattr(settings, "_PACKAGE", package)
    with pytest.raises(FileNotFoundError):
        shipped("mappings/x.toml")
    for folder in (tmp_path / "data", package / "data"):
        (folder / "mappings").mkdir(parents=True)
        (folder / "mappings" / "x.toml").write_text("")
        assert shipped("mappings/x.toml") == folder / "mappings" / "x.toml"
