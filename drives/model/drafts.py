"""What somebody is in the middle of typing. It comes and goes with people, outside of commands."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Instant, Json, Text


class Draft(Base):
    """A donation that was begun and not logged; ``owner`` is an account, a phone at a table, or a machine.

    It may hold a donor's name, and is of no export. It does not change the store's version.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_owner", "owner"), Index("ix_draft_saved_at", "saved_at"))

    id: Mapped[str] = mapped_column(Text(64), primary_key=True)
    owner: Mapped[str] = mapped_column(Text(300))
    content: Mapped[Any] = mapped_column(Json())
    saved_at: Mapped[datetime] = mapped_column(Instant())
