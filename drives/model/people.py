"""Who signs in, with which roles; what lets people in; the links that table helpers open.

Sessions and failed tries come and go with people, not with commands: they do not change the store's
version. Of anything that lets somebody in only its hash is kept.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Instant, Kind, RowId, Text
from drives.rules.kinds import TicketKind, WayIn
from drives.rules.roles import Role


class Account(Base):
    """A person who may sign in. ``password`` is an argon2id hash, None until one was chosen.

    ``email_key`` is the address as it is compared. What an OpenID provider said before ``signed_out_at`` lets
    nobody in any more.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    email: Mapped[str] = mapped_column(Text(254))
    email_key: Mapped[str] = mapped_column(Text(254), unique=True)
    name: Mapped[str] = mapped_column(Text(200))
    language: Mapped[str | None] = mapped_column(Text(20))
    password: Mapped[str | None] = mapped_column(Text(300))
    made_at: Mapped[datetime] = mapped_column(Instant())
    disabled_at: Mapped[datetime | None] = mapped_column(Instant())
    signed_out_at: Mapped[datetime | None] = mapped_column(Instant())


class RoleGrant(Base):
    """A role of an account: an organizer's may be for one drive, program staff's is for one program."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "role = 'volunteer' OR role = 'program_staff' OR role = 'organizer' OR role = 'admin'",
            name="role_granted",
        ),
        CheckConstraint("(program_id IS NOT NULL) = (role = 'program_staff')", name="program_for_staff_only"),
        CheckConstraint("drive_id IS NULL OR role = 'organizer'", name="drive_for_organizers_only"),
        Index("ix_role_grant_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    account_id: Mapped[int] = mapped_column(RowId(), ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(Kind(Role))
    drive_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("drive.id"))
    program_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("program.id"))
    granted_at: Mapped[datetime] = mapped_column(Instant())


class Ticket(Base):
    """A link that works once until it expires: an invitation, or a way to choose a new password."""

    __tablename__ = "ticket"

    hash: Mapped[str] = mapped_column(Text(64), primary_key=True)
    kind: Mapped[TicketKind] = mapped_column(Kind(TicketKind))
    account_id: Mapped[int] = mapped_column(RowId(), ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(Instant())
    expires_at: Mapped[datetime] = mapped_column(Instant())
    used_at: Mapped[datetime | None] = mapped_column(Instant())


class TableLink(Base):
    """A link with which helpers log donations for one drive at one site, until it expires or is revoked.

    Its secret is signed with the store's key, so that it can be shown again and is kept nowhere.
    """

    __tablename__ = "table_link"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="expires_after_made"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    drive_id: Mapped[int] = mapped_column(RowId(), ForeignKey("drive.id"))
    site_id: Mapped[int] = mapped_column(RowId(), ForeignKey("site.id"))
    label: Mapped[str | None] = mapped_column(Text(100))
    made_at: Mapped[datetime] = mapped_column(Instant())
    expires_at: Mapped[datetime] = mapped_column(Instant())
    revoked_at: Mapped[datetime | None] = mapped_column(Instant())


class TableEntry(Base):
    """A donation that was logged through a table link; ``mark`` tells one helper's phone from another's."""

    __tablename__ = "table_entry"
    __table_args__ = (
        Index("ix_table_entry_link_id", "link_id"),
        Index("ix_table_entry_mark", "mark"),
    )

    donation_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("donation.id"), primary_key=True, autoincrement=False
    )
    link_id: Mapped[int] = mapped_column(RowId(), ForeignKey("table_link.id"))
    mark: Mapped[str] = mapped_column(Text(64))


class Session(Base):
    """Somebody is in: an account's, or a table link's. Over when it expired or was ended."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (link_id IS NULL)", name="of_an_account_or_a_link"),
        Index("ix_session_account_id", "account_id"),
    )

    hash: Mapped[str] = mapped_column(Text(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("account.id"))
    link_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("table_link.id"))
    way_in: Mapped[WayIn] = mapped_column(Kind(WayIn))
    device: Mapped[str | None] = mapped_column(Text(200))
    begun_at: Mapped[datetime] = mapped_column(Instant())
    seen_at: Mapped[datetime] = mapped_column(Instant())
    expires_at: Mapped[datetime] = mapped_column(Instant())
    ended_at: Mapped[datetime | None] = mapped_column(Instant())


class FailedTry(Base):
    """How often in a row signing in failed for an account or from an address, by the hash of its name."""

    __tablename__ = "failed_try"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures_not_negative"),)

    hash: Mapped[str] = mapped_column(Text(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Count())
    last_at: Mapped[datetime] = mapped_column(Instant())


class SigningKey(Base):
    """The key with which this store signs cookies and table links; made when it is first needed."""

    __tablename__ = "signing_key"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Text(100))
    made_at: Mapped[datetime] = mapped_column(Instant())
