"""Whose a file is that was made for somebody: it stands in its media type, which no browser gets to see."""

from hashlib import sha256

from drives.rules.roles import Viewer

_FOR = "for="


def type_for(media_type: str, viewer: Viewer) -> str:
    """The media type of a file that is made for a viewer: "text/csv; for=…"."""
    return f"{media_type}; {_FOR}{_mark(viewer)}"


def is_for(media_type: str, viewer: Viewer) -> bool:
    """Whether a file of this media type was made for the viewer; one that names nobody is nobody's."""
    return f"{_FOR}{_mark(viewer)}" in _parts(media_type)


def type_alone(media_type: str) -> str:
    """The media type without whose the file is."""
    return "; ".join(part for part in _parts(media_type) if not part.startswith(_FOR))


def _parts(media_type: str) -> list[str]:
    return [part.strip() for part in media_type.split(";")]


def _mark(viewer: Viewer) -> str:
    return sha256(viewer.name.encode()).hexdigest()[:32]
