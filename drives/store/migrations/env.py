"""Alembic's environment: runs inside the transaction that ``drives.store.migrate`` opened."""

from alembic import context

from drives.model import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
