"""Kits: what they are put together of, and the papers of putting them together and taking them apart."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Instant, LocalDate, Quantity, RowId


class Recipe(Base):
    """A version of what a kit is put together of, from a day on; never changed, only followed by another.

    Of two for one day the later written holds. One without lines says that the kit is no more put together.
    """

    __tablename__ = "recipe"
    __table_args__ = (Index("ix_recipe_item_id", "item_id"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"))
    from_on: Mapped[date] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class RecipeLine(Base):
    """How much of an item goes into one kit."""

    __tablename__ = "recipe_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    recipe_id: Mapped[int] = mapped_column(RowId(), ForeignKey("recipe.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(Quantity())


class Assembly(Base):
    """Kits put together at a site by a recipe, or (without one) taken apart; ``undone_at`` where undone."""

    __tablename__ = "assembly"

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    recipe_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("recipe.id"))
    location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    done_on: Mapped[date] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())
    undone_at: Mapped[datetime | None] = mapped_column(Instant())


class AssemblyBatch(Base):
    """Kits of one lot that are all made of the very same: as much of the same lots in each of them.

    Taken apart, they are kits of the batch ``of_batch_id``.
    """

    __tablename__ = "assembly_batch"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_assembly_batch_assembly_id", "assembly_id"),
        Index("ix_assembly_batch_lot_id", "lot_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    assembly_id: Mapped[int] = mapped_column(RowId(), ForeignKey("assembly.id"))
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
    of_batch_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("assembly_batch.id"))


class AssemblyLine(Base):
    """One of the transfers of a batch: its kits, or a lot that is in them, from or to the workbench."""

    __tablename__ = "assembly_line"
    __table_args__ = (Index("ix_assembly_line_batch_id", "batch_id"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    batch_id: Mapped[int] = mapped_column(RowId(), ForeignKey("assembly_batch.id"))
    transfer_id: Mapped[int] = mapped_column(RowId(), ForeignKey("transfer.id"), unique=True)
