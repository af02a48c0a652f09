"""The house of the commands' tests."""

from tests.commands.conftest import house

__all__ = ["house"]
