"""What the environment says, and where the files lie that come with the program."""

import re
from pathlib import Path

import pytest

from drives import settings
from drives.errors import Refusal
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


def test_every_variable_that_is_asked_for_is_read() -> None:
    asked = set(re.findall(r'"(DRIVES_[A-Z_]+)"', Path(settings.__file__).read_text("utf-8")))
    assert asked == set(settings._NAMES)


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


MAIL = {
    "DRIVES_SMTP_URL": "smtps://me%40x:p%3Aw@mail.example.org",
    "DRIVES_MAIL_FROM": "Drives <d@example.org>",
}
OIDC = {
    "DRIVES_OIDC_METADATA_URL": "https://login.example.org/.well-known/openid-configuration",
    "DRIVES_OIDC_CLIENT_ID": "drives",
    "DRIVES_OIDC_CLIENT_SECRET": "hush-hush",
}
URL = {"DRIVES_URL": "https://drives.example.org/"}


def test_how_the_internet_reaches_us_is_read_whole() -> None:
    read = Settings.from_environment(
        {**MAIL, **OIDC, **URL, "DRIVES_TRUSTED_PROXIES": "127.0.0.1, 10.1.2.3/8"}
    )
    assert read.url == "https://drives.example.org"
    assert [str(network) for network in read.trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/8"]
    assert read.mail is not None
    assert (read.mail.host, read.mail.port, read.mail.tls) == ("mail.example.org", 465, True)
    assert (read.mail.user, read.mail.password) == ("me@x", "p:w")
    assert read.provider is not None
    assert read.provider.name == "login.example.org"
    assert "hush-hush" not in repr(read)
    assert "p:w" not in repr(read)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"DRIVES_URL": "drives.example.org"}, "DRIVES_URL has to be"),
        ({"DRIVES_URL": "https://drives.example.org/app"}, "DRIVES_URL has to be"),
        ({"DRIVES_TRUSTED_PROXIES": "proxy"}, "DRIVES_TRUSTED_PROXIES has to be"),
        ({**MAIL}, "DRIVES_SMTP_URL, DRIVES_MAIL_FROM needs DRIVES_URL as well."),
        ({**URL, "DRIVES_MAIL_FROM": "d@example.org"}, "DRIVES_MAIL_FROM needs DRIVES_SMTP_URL as well."),
        ({**URL, **MAIL, "DRIVES_SMTP_URL": "https://mail"}, "DRIVES_SMTP_URL has to be"),
        ({**URL, **MAIL, "DRIVES_SMTP_URL": "smtp://mail:x"}, "DRIVES_SMTP_URL has to be"),
        ({**URL, **MAIL, "DRIVES_SMTP_URL": "smtp://"}, "DRIVES_SMTP_URL has to be"),
        ({**URL, **MAIL, "DRIVES_MAIL_FROM": "Drives"}, "DRIVES_MAIL_FROM has to be"),
        (
            {**URL, "DRIVES_OIDC_CLIENT_ID": "x"},
            "DRIVES_OIDC_METADATA_URL, DRIVES_OIDC_CLIENT_SECRET as well",
        ),
        ({**OIDC}, "DRIVES_URL as well"),
    ],
)
def test_what_cannot_be_read_or_is_half_said_is_refused(environ: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        Settings.from_environment(environ)
    assert said in str(refused.value)
