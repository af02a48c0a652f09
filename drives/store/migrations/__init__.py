"""Migrations of a store; what Alembic runs."""
