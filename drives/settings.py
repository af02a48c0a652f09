"""What the environment says, read once: the only reader of ``os.environ``."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from drives.errors import Refusal
from drives.texts import _

DEFAULT_STORE = "sqlite:///data/drives.db"

_PACKAGE = Path(__file__).resolve().parent
_NAMES = (
    "DRIVES_STORE",
    "DRIVES_LANGUAGE",
    "DRIVES_URL",
    "DRIVES_TRUSTED_PROXIES",
    "DRIVES_SMTP_URL",
    "DRIVES_MAIL_FROM",
    "DRIVES_OIDC_METADATA_URL",
    "DRIVES_OIDC_CLIENT_ID",
    "DRIVES_OIDC_CLIENT_SECRET",
    "DRIVES_OIDC_NAME",
)
_SMTP_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The server that takes e-mail from us, and the address it comes from."""

    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An OpenID provider; ``name`` is what its button says."""

    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the store is, the language until people choose one, and how the internet reaches us.

    ``url`` is the address by which people reach us ("https://drives.example.org", no slash at the end).
    """

    store: str = DEFAULT_STORE
    language: str = "en"
    url: str | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    mail: Mail | None = None
    provider: Provider | None = None

    @property
    def is_for_others(self) -> bool:
        """Whether people come from elsewhere: then nobody is taken for the one user of this machine."""
        host = urlsplit(self.url or "").hostname
        return bool(self.trusted_proxies) or host not in (None, "localhost", "127.0.0.1", "::1")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, store: str | None = None) -> Self:
        """Settings from DRIVES_STORE and the other variables; ``store``, from the command line, goes first.

        Refusal where a variable cannot be read, or where one that belongs to others is missing.
        """
        environ = os.environ if environ is None else environ
        said = {name: kept for name in _NAMES if (kept := environ.get(name, "").strip())}
        return cls(
            store=store or said.get("DRIVES_STORE", DEFAULT_STORE),
            language=said.get("DRIVES_LANGUAGE", "en"),
            url=_url(said.get("DRIVES_URL")),
            trusted_proxies=_networks(said.get("DRIVES_TRUSTED_PROXIES", "")),
            mail=_mail(said),
            provider=_provider(said),
        )


def _url(said: str | None) -> str | None:
    if said is None:
        return None
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise Refusal(_("DRIVES_URL has to be an address such as https://drives.example.org."))
    return f"{parts.scheme}://{parts.netloc}"


def _networks(said: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one.strip(), strict=False) for one in said.split(",") if one.strip())
    except ValueError:
        raise Refusal(
            _("DRIVES_TRUSTED_PROXIES has to be addresses or networks such as 127.0.0.1, 10.0.0.0/8.")
        ) from None


def _all_or_none(said: Mapping[str, str], *names: str) -> bool:
    """Whether these variables are all there, with DRIVES_URL; a Refusal where some are."""
    if not any(name in said for name in names):
        return False
    missing = [name for name in (*names, "DRIVES_URL") if name not in said]
    if missing:
        raise Refusal(
            _("{given} needs {missing} as well.").format(
                given=", ".join(name for name in names if name in said), missing=", ".join(missing)
            )
        )
    return True


def _mail(said: Mapping[str, str]) -> Mail | None:
    if not _all_or_none(said, "DRIVES_SMTP_URL", "DRIVES_MAIL_FROM"):
        return None
    try:
        parts = urlsplit(said["DRIVES_SMTP_URL"])
        default = _SMTP_PORTS[parts.scheme]
        port = parts.port or default
    except (KeyError, ValueError):
        raise Refusal(_smtp_form()) from None
    if not parts.hostname:
        raise Refusal(_smtp_form())
    if "@" not in parseaddr(said["DRIVES_MAIL_FROM"])[1]:
        raise Refusal(_("DRIVES_MAIL_FROM has to be an address such as Drives <drives@example.org>."))
    return Mail(
        host=parts.hostname,
        port=port,
        tls=parts.scheme == "smtps",
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        sender=said["DRIVES_MAIL_FROM"],
    )


def _smtp_form() -> str:
    return _("DRIVES_SMTP_URL has to be an address such as smtps://user:password@mail.example.org:465.")


def _provider(said: Mapping[str, str]) -> Provider | None:
    wanted = ("DRIVES_OIDC_METADATA_URL", "DRIVES_OIDC_CLIENT_ID", "DRIVES_OIDC_CLIENT_SECRET")
    if not _all_or_none(said, *wanted):
        return None
    metadata_url, client_id, client_secret = (said[name] for name in wanted)
    name = said.get("DRIVES_OIDC_NAME") or urlsplit(metadata_url).hostname or client_id
    return Provider(metadata_url=metadata_url, client_id=client_id, client_secret=client_secret, name=name)


def shipped(name: str) -> Path:
    """The path of a file that comes with the program, such as ``catalogue.csv`` or ``mappings/x.toml``.

    It lies in ``drives/data`` when installed and in ``data`` of a clone. FileNotFoundError where it is
    in neither.
    """
    for folder in (_PACKAGE / "data", _PACKAGE.parent / "data"):
        if (path := folder / name).exists():
            return path
    raise FileNotFoundError(name)
