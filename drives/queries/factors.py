"""The published figures, and what is estimated with them from the goods that were donated."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from drives.model import DonationDayTotal, Factor, Item
from drives.queries.door import Look, query
from drives.queries.sheets import Sheet, scaled
from drives.rules.cash_like import is_cash_like
from drives.rules.estimates import whole_meals, worth
from drives.rules.kinds import FactorKind
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission
from drives.rules.units import Unit


@dataclass(frozen=True, slots=True)
class FactorShown:
    """A figure (ten-thousandths) with the first day it holds and where it was published."""

    kind: FactorKind
    from_on: date
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class EstimateSpan:
    """What was donated while one figure held.

    ``pounds`` in thousandths; ``estimated`` in whole meals, or in ten-thousandths of the currency unit.
    """

    factor: FactorShown
    until: date | None
    pounds: int
    estimated: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate, figure by figure, the newest first; ``pounds_before`` (thousandths) came before any.

    ``unweighed`` names the items that were donated and have no weight: they are not in it.
    """

    spans: tuple[EstimateSpan, ...]
    pounds_before: int
    unweighed: tuple[str, ...]

    @property
    def total(self) -> int:
        """All of it, in the unit of ``estimated``."""
        return sum(span.estimated for span in self.spans)

    @property
    def pounds(self) -> int:
        """The pounds that it is made of, in thousandths."""
        return sum(span.pounds for span in self.spans)


@query(Permission.SEE_STOCK)
def factors(look: Look) -> tuple[FactorShown, ...]:
    """All figures, by kind, the newest first."""
    rows = look.connection.execute(select(Factor.kind, Factor.from_on, Factor.amount, Factor.source)).all()
    found = [FactorShown(*row) for row in rows]
    return tuple(sorted(found, key=lambda one: (list(FactorKind).index(one.kind), -one.from_on.toordinal())))


def factors_sheet(known: Sequence[FactorShown]) -> Sheet:
    """The figures as a table, in the order given."""
    return Sheet(
        ("kind", "from_on", "amount", "source"),
        [(one.kind.value, one.from_on, scaled(one.amount, 4), one.source) for one in known],
    )


@query(Permission.SEE_STOCK)
def estimate(look: Look, *, kind: FactorKind, categories: tuple[str, ...]) -> Estimate:
    """What was donated so far in these categories, each day by the figure that held on it."""
    known = [one for one in factors.function(look) if one.kind is kind]
    items = _items(look, categories)
    spans: list[EstimateSpan] = []
    unweighed: set[str] = set()
    until: date | None = None
    for factor in known:
        pounds = _pounds(look, items, factor.from_on, until, unweighed)
        made = whole_meals if kind is FactorKind.LB_PER_MEAL else worth
        spans.append(EstimateSpan(factor, until, pounds, made(pounds, factor.amount)))
        until = factor.from_on - timedelta(days=1)
    before = _pounds(look, items, None, until, unweighed)
    return Estimate(tuple(spans), before, tuple(sorted(unweighed)))


@dataclass(frozen=True, slots=True)
class _Weighed:
    name: str
    weight: int | None


def _items(look: Look, categories: Sequence[str]) -> dict[int, _Weighed]:
    """The items of the categories, those merged into them included, with what a unit weighs."""
    rows = {
        row.id: row
        for row in look.connection.execute(
            select(Item.id, Item.name, Item.category, Item.unit, Item.unit_weight_lb, Item.merged_into_id)
        )
    }
    found: dict[int, _Weighed] = {}
    for row_id, row in rows.items():
        item = rows[row.merged_into_id or row_id]
        if item.category in categories and not is_cash_like(item.name, item.category):
            found[row_id] = _Weighed(item.name, SCALE if item.unit is Unit.LB else item.unit_weight_lb)
    return found


def _pounds(
    look: Look, items: dict[int, _Weighed], first: date | None, last: date | None, unweighed: set[str]
) -> int:
    donated = func.sum(DonationDayTotal.received - DonationDayTotal.rejected)
    rows = select(DonationDayTotal.item_id, donated.label("donated")).group_by(DonationDayTotal.item_id)
    if first is not None:
        rows = rows.where(DonationDayTotal.received_on >= first)
    if last is not None:
        rows = rows.where(DonationDayTotal.received_on <= last)
    weighed: dict[int, int] = defaultdict(int)
    for row in look.connection.execute(rows):
        item = items.get(row.item_id)
        if item is None or not row.donated:
            continue
        if item.weight is None:
            unweighed.add(item.name)
        else:
            weighed[item.weight] += int(row.donated)
    return sum(weight * quantity for weight, quantity in weighed.items()) // SCALE
