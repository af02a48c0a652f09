"""How nouns are kept: opening a store, transactions, bulk writing, migrations."""

from drives.store.bulk import allocate_ids, insert_columns, insert_many, insert_row
from drives.store.engine import Store
from drives.store.migrate import current, head, is_current, upgrade
from drives.store.opening import Unopened, open_store
from drives.store.tickets import Busy
from drives.store.transactions import lock_rows, retrying, violated

__all__ = [
    "Busy",
    "Store",
    "Unopened",
    "allocate_ids",
    "current",
    "head",
    "insert_columns",
    "insert_many",
    "insert_row",
    "is_current",
    "lock_rows",
    "open_store",
    "retrying",
    "upgrade",
    "violated",
]
