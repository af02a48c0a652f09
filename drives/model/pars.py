"""What the store itself wants to have available: its par levels, as people set them."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Quantity, RowId


class StorePar(Base):
    """So much of an item is to be available, everywhere together or at one site.

    It is the store's own; what a program keeps on its shelf is said by its standing need.
    """

    __tablename__ = "store_par"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(
            "uq_store_par_item",
            "item_id",
            unique=True,
            sqlite_where=text("site_id IS NULL"),
            postgresql_where=text("site_id IS NULL"),
        ),
        Index(
            "uq_store_par_item_at_site",
            "item_id",
            "site_id",
            unique=True,
            sqlite_where=text("site_id IS NOT NULL"),
            postgresql_where=text("site_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"))
    site_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("site.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
