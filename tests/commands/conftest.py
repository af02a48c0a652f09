"""A house on each engine; whatever a test did in it, every figure must still be provable after."""

from collections.abc import Iterator

import pytest

from drives.store.verify import verify
from tests.houses import Home


@pytest.fixture
def house(store_url: str) -> Iterator[Home]:
    """A fresh house, opened; verified when the test is done with it."""
    home = Home(store_url)
    try:
        yield home
        assert verify(home.store) == []
    finally:
        home.close()
