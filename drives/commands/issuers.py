"""Which programs may issue letters, and what stands on them. A drive's host is none of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import program_row
from drives.commands.place_changes import refuse_stale
from drives.errors import Refusal
from drives.model import Issuer, Program
from drives.rules.hidden_addresses import holds_address
from drives.rules.roles import Permission
from drives.texts import _

_issuer: Table = Issuer.__table__  # type: ignore[assignment]
_program: Table = Program.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class SetIssuer:
    """What a program's letters say of it, whole; ``seen`` is the mark of what was seen, "" where none was."""

    program_id: int
    name: str
    tax_id: str
    address: str | None = None
    signatory: str | None = None
    active: bool = True
    seen: str = ""


@dataclass(frozen=True, slots=True)
class IssuerSet:
    """The program."""

    program_id: int


@command(Permission.SET_UP)
def set_issuer(work: Work, request: SetIssuer) -> IssuerSet:
    """Have a program issue letters in its name, change what these say from now on, or end it."""
    program = program_row(work.connection, request.program_id)
    kept = typed.as_kept(request, tax_id=typed.line(60), address=typed.lines(400), signatory=typed.lines(400))
    name = typed.name(request.name)
    if not name:
        raise Refusal(_("A letter needs the name of who issues it, as the tax authority knows it."))
    if kept.tax_id is None:
        raise Refusal(
            _("A letter needs the tax id (EIN) of who issues it. Without one, {program} may not issue any.")
            .format(program=program.name)
        )  # fmt: skip
    if tells_hidden(kept, program):
        raise Refusal(
            _("This is the address that {program} hides. Enter its hub or where it gets mail.").format(
                program=program.name
            )
        )
    values = {
        "name": name, "tax_id": kept.tax_id, "address": kept.address, "signatory": kept.signatory,
        "active": kept.active,
    }  # fmt: skip
    own = _issuer.c.program_id == program.id
    row: Any = work.connection.execute(select(_issuer).where(own).with_for_update()).one_or_none()
    if row is None:
        work.connection.execute(insert(_issuer), {"program_id": program.id, **values})
    else:
        refuse_stale(row, request.seen)
        work.connection.execute(update(_issuer).where(own).values(values))
    return IssuerSet(program.id)


def tells_hidden(issuer: Any, program: Any) -> bool:
    """Whether what is printed of an issuer, in its address or beside who signs, is what its program hides."""
    return bool(_telling(issuer, program))


def move_issuer(connection: Connection, gone_id: int, kept_id: int) -> None:
    """A merged program issues no letters: the one that is kept does, by its own word where it has one.

    What the merged one hides is not taken along: the kept one may hide nothing, or something else.
    """
    said_of_kept = select(_issuer.c.program_id).where(_issuer.c.program_id == kept_id)
    own = _issuer.c.program_id == gone_id
    row: Any = connection.execute(select(_issuer).where(own).with_for_update()).one_or_none()
    if row is None:
        return
    if connection.execute(said_of_kept).first() is None:
        gone: Any = connection.execute(select(_program).where(_program.c.id == gone_id)).one()
        values: dict[str, Any] = {"program_id": kept_id, **dict.fromkeys(_telling(row, gone))}
        connection.execute(update(_issuer).where(own).values(values))
    else:
        connection.execute(delete(_issuer).where(own))


def _telling(issuer: Any, program: Any) -> list[str]:
    hidden = program.address if program.hide_address else None
    return [text for text in ("address", "signatory") if holds_address(getattr(issuer, text), hidden)]
