"""The group that runs this store, and the factors it reckons with.

Until it is set up there is no row: UTC, no currency, 60 days.
"""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Kind, LocalDate, Money, RowId, Text
from drives.rules.kinds import FactorKind


class Organization(Base):
    """At most one row, with id 1."""

    __tablename__ = "organization"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("need_lapse_days BETWEEN 1 AND 3650", name="need_lapse_days_in_range"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text(200))
    contact: Mapped[str | None] = mapped_column(Text(500))
    tax_id: Mapped[str | None] = mapped_column(Text(60))
    time_zone: Mapped[str] = mapped_column(Text(60))
    currency: Mapped[str | None] = mapped_column(Text(3))
    locale: Mapped[str] = mapped_column(Text(20))
    need_lapse_days: Mapped[int] = mapped_column(Count())


class Factor(Base):
    """A published figure that estimates are made with from a day on, and where it was published."""

    __tablename__ = "factor"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    kind: Mapped[FactorKind] = mapped_column(Kind(FactorKind), primary_key=True)
    from_on: Mapped[date] = mapped_column(LocalDate(), primary_key=True)
    amount: Mapped[int] = mapped_column(Money())
    source: Mapped[str] = mapped_column(Text(400))
