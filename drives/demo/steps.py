"""A step of the demo: when it is done, and what."""

from collections.abc import Callable
from datetime import datetime

Step = tuple[datetime, Callable[[], object]]
