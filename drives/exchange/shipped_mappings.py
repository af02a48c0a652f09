"""The mappings that come with Drives: for files of programs that others keep."""

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from drives.exchange.mapping import Mapping as FileMapping
from drives.exchange.mapping_files import read_mapping
from drives.settings import shipped


@cache
def shipped_mappings() -> Mapping[str, FileMapping]:
    """Each by its file's name without the ending, in the order of the names."""
    found = {}
    for path in sorted(shipped("mappings").glob("*.toml")):
        kind = tomllib.loads(path.read_text(encoding="utf-8"))["kind"]
        found[path.stem] = read_mapping(path, kind)
    return MappingProxyType(found)
