"""What the last proof of a store came to; while anything differs, the door for writes is shut (DESIGN 7)."""

from datetime import datetime

from sqlalchemy import Table, delete, insert

from drives.model import Verification
from drives.store.engine import Store

_verification: Table = Verification.__table__  # type: ignore[assignment]


def keep_verdict(store: Store, differences: int, verified_at: datetime) -> None:
    """Keep how many differences were found, in place of what was kept before."""
    with store.write() as connection:
        connection.execute(delete(_verification))
        connection.execute(
            insert(_verification), {"id": 1, "verified_at": verified_at, "differences": differences}
        )
