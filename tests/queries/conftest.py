"""A house on each engine; whatever a test did in it, every figure must still be provable after."""

from tests.commands.conftest import house

__all__ = ["house"]
