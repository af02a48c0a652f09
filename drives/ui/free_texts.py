"""Which fields of what is sent to a command hold words of one's own."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

_FREE = (
    "accepted by category description donor_name drive_name hours hub in_return label lot_code name "
    "new_teams not_accepted note pack reason reference reject_reason service_area signatory source story "
    "synonyms team_name"
)
FREE = frozenset(_FREE.split())
"""The fields' names; what has another name is an address, a code, a word of a list, or a secret."""


def free_texts(request: object) -> Iterator[str]:
    """Every such text of a request and of what it holds, as typed."""
    if isinstance(request, list | tuple):
        for part in request:
            yield from free_texts(part)
    elif is_dataclass(request):
        for field in fields(request):
            value = getattr(request, field.name)
            if field.name not in FREE:
                yield from free_texts(value)
            elif type(value) is str:  # A word of a list is a str too.
                yield value
            elif isinstance(value, list | tuple):
                yield from (one for one in value if isinstance(one, str))
