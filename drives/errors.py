"""Every refusal a person can meet: what, how much, what next.

A refusal is an answer, not a crash: the transaction it came from saved nothing, and its text is
fit to be shown as it stands. Anything that is not a ``Refusal`` is unforeseen and never shown raw.
"""


class Refusal(Exception):
    """The answer is no. ``str(refusal)`` is one or two whole sentences, already translated."""


class NotAllowed(Refusal):
    """This viewer may not do or see that."""


class Unknown(Refusal):
    """What was named does not exist here (any more)."""


class Conflict(Refusal):
    """It was already said, with other content: a request id or a reference used twice."""


class RowsRefused(Refusal):
    """Rows of a list cannot be, so nothing of it was saved; ``lines`` has a sentence for each of them."""

    def __init__(self, head: str, lines: tuple[str, ...]) -> None:
        super().__init__(f"{head} {' '.join(lines)}")
        self.head, self.lines = head, lines


class NotEnough(Refusal):
    """There is less than was asked for; the text carries the figures."""
