"""Files that were brought in: what each made, so that it can be undone as one; mappings kept for the next."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Flag, Instant, Kind, RowId, Text
from drives.rules.kinds import ImportedNoun, ImportKind


class ImportRun(Base):
    """One import that saved something; ``file_name`` is without folders, ``undone_at`` its last undoing."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(Kind(ImportKind))
    file_name: Mapped[str] = mapped_column(Text(200))
    imported_at: Mapped[datetime] = mapped_column(Instant())
    who: Mapped[str] = mapped_column(Text(200))
    rows: Mapped[int] = mapped_column(Count())
    added: Mapped[int] = mapped_column(Count())
    updated: Mapped[int] = mapped_column(Count())
    known: Mapped[int] = mapped_column(Count())
    made: Mapped[int] = mapped_column(Count())
    undone_at: Mapped[datetime | None] = mapped_column(Instant())
    undone_by: Mapped[str | None] = mapped_column(Text(200))


class ImportSpan(Base):
    """Rows that an import made, from the first id to the last; those ``undone`` were taken back with it.

    What was made stands once as made, and again as undone when it was taken back: a donation with all
    that it was corrected into.
    """

    __tablename__ = "import_span"
    __table_args__ = (
        CheckConstraint("last_id >= first_id", name="last_after_first"),
        Index("ix_import_span_run_id", "run_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    run_id: Mapped[int] = mapped_column(RowId(), ForeignKey("import_run.id"))
    noun: Mapped[ImportedNoun] = mapped_column(Kind(ImportedNoun))
    first_id: Mapped[int] = mapped_column(RowId())
    last_id: Mapped[int] = mapped_column(RowId())
    undone: Mapped[bool] = mapped_column(Flag())


class SavedMapping(Base):
    """How files of one header are read, as the TOML of a mapping file; ``header`` is their fingerprint."""

    __tablename__ = "saved_mapping"
    __table_args__ = (
        Index("uq_saved_mapping_name", "kind", "name_key", unique=True),
        Index("ix_saved_mapping_header", "header"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    name: Mapped[str] = mapped_column(Text(100))
    name_key: Mapped[str] = mapped_column(Text(200))
    kind: Mapped[ImportKind] = mapped_column(Kind(ImportKind))
    header: Mapped[str] = mapped_column(Text(64))
    mapping: Mapped[str] = mapped_column(Text(100_000))
    saved_at: Mapped[datetime] = mapped_column(Instant())
