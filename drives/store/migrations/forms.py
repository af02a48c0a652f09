"""What columns are on each engine, as migrations spell it.

Never changed, so that old migrations go on to mean what they meant.
"""

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer
from sqlalchemy import Text as SqlText

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
TEXT = SqlText()
DAY = Date().with_variant(SqlText(), "sqlite")
INSTANT = DateTime(timezone=True).with_variant(SqlText(), "sqlite")
FLAG = Boolean().with_variant(Integer(), "sqlite")
