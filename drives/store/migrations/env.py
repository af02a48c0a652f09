"""Alembic's environment: runs inside the transaction that ``drives.store.migrate`` opened."""

from alembic import context

from drives.model import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite can undo DDL as well, now that BEGIN is ours.
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
