"""What is left of a donor who was erased, and by what words such a one was known."""

from drives.rules.names import fold_name

_SHORTEST = 4


def erased_name(donor_id: int) -> str:
    """The neutral word under which a donor stands on: one of its own, in every language and file."""
    return f"Erased donor {donor_id}"


def is_erased(donor_id: int, name: str) -> bool:
    """Whether a donor was erased."""
    return name == erased_name(donor_id)


def words_of_donor(*told: str | None) -> set[str]:
    """What a donor was called by, folded, as it may stand in other texts; very short words are left out."""
    folded = {fold_name(text) for text in told if text}
    return {word for word in folded if len(word) >= _SHORTEST}
