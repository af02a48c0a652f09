"""What the environment says, read once: the only reader of ``os.environ``."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

DEFAULT_STORE = "sqlite:///data/drives.db"

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the store is and in what language people are spoken to until they choose one."""

    store: str = DEFAULT_STORE
    language: str = "en"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, store: str | None = None) -> Self:
        """Settings from DRIVES_STORE and DRIVES_LANGUAGE; ``store``, said on the command line, goes first."""
        environ = os.environ if environ is None else environ
        return cls(
            store=store or environ.get("DRIVES_STORE", "").strip() or DEFAULT_STORE,
            language=environ.get("DRIVES_LANGUAGE", "").strip() or "en",
        )


def shipped(name: str) -> Path:
    """The path of a file that comes with the program, such as ``catalogue.csv`` or ``mappings/x.toml``.

    It lies in ``drives/data`` when installed and in ``data`` of a clone. FileNotFoundError where it is
    in neither.
    """
    for folder in (_PACKAGE / "data", _PACKAGE.parent / "data"):
        if (path := folder / name).exists():
            return path
    raise FileNotFoundError(name)
