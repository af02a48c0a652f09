"""How far a delivery has come, and when it is late."""

from datetime import date, timedelta
from enum import StrEnum

from drives.rules.kinds import DeliveryState

CONFIRM_WITHIN_DAYS = 7
"""Days after which a delivery that was sent, and not confirmed, is late."""


class Stage(StrEnum):
    """Where a delivery waits, as a list of them is told apart."""

    TO_PACK = "planned"
    PACKED = "packed"
    TO_CONFIRM = "sent"
    LATE = "late"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


def late_since(state: DeliveryState, due_on: date, sent_on: date | None, today: date) -> date | None:
    """The first day on which a delivery was late; None where it is not.

    It is late when its day passed and it was not sent, or when it was sent and not confirmed in time.
    """
    if state in (DeliveryState.PLANNED, DeliveryState.PACKED):
        late = due_on + timedelta(days=1)
    elif state is DeliveryState.SENT and sent_on is not None:
        late = sent_on + timedelta(days=CONFIRM_WITHIN_DAYS + 1)
    else:
        return None
    return late if late <= today else None


def stage_of(state: DeliveryState, *, late: bool) -> Stage:
    """Where a delivery of this state waits."""
    return Stage.LATE if late else Stage(state.value)
