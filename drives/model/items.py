"""Items, their packs and barcodes, their values by date, and the other words people use for them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Flag, Kind, LocalDate, Money, Quantity, RowId, Text
from drives.rules.dates import DateRule
from drives.rules.units import Unit


class Item(Base):
    """What is counted, in one unit. A merged item keeps its row and points to the one it became."""

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("unit_weight_lb > 0", name="unit_weight_positive"),
        CheckConstraint("unit_value >= 0", name="unit_value_not_negative"),
        CheckConstraint("people_per_unit > 0", name="people_per_unit_positive"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    name: Mapped[str] = mapped_column(Text(200))
    name_key: Mapped[str] = mapped_column(Text(400), unique=True)
    category: Mapped[str] = mapped_column(Text(100))
    unit: Mapped[Unit] = mapped_column(Kind(Unit))
    sku: Mapped[str | None] = mapped_column(Text(60), unique=True)
    unit_weight_lb: Mapped[int | None] = mapped_column(Quantity())
    unit_value: Mapped[int | None] = mapped_column(Money())
    date_rule: Mapped[DateRule] = mapped_column(Kind(DateRule))
    people_per_unit: Mapped[int | None] = mapped_column(Quantity())
    active: Mapped[bool] = mapped_column(Flag())
    merged_into_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("item.id"))


class ItemPack(Base):
    """A barcode, a named multiple of the item's unit, or both."""

    __tablename__ = "item_pack"
    __table_args__ = (
        CheckConstraint("barcode IS NOT NULL OR pack IS NOT NULL", name="says_something"),
        CheckConstraint("(pack IS NULL) = (pack_quantity IS NULL)", name="pack_has_quantity"),
        CheckConstraint("pack_quantity > 0", name="pack_quantity_positive"),
        Index("ix_item_pack_item_id", "item_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"))
    barcode: Mapped[str | None] = mapped_column(Text(40), unique=True)
    pack: Mapped[str | None] = mapped_column(Text(100))
    pack_quantity: Mapped[int | None] = mapped_column(Quantity())


class ItemValue(Base):
    """What a unit of an item is worth from a day on; ``Item.unit_value`` is the newest of them."""

    __tablename__ = "item_value"
    __table_args__ = (CheckConstraint("unit_value >= 0", name="unit_value_not_negative"),)

    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(LocalDate(), primary_key=True)
    unit_value: Mapped[int] = mapped_column(Money())


class ItemSynonym(Base):
    """Another word for an item; one word means one item."""

    __tablename__ = "item_synonym"
    __table_args__ = (Index("ix_item_synonym_item_id", "item_id"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"))
    synonym: Mapped[str] = mapped_column(Text(200))
    synonym_key: Mapped[str] = mapped_column(Text(400), unique=True)
