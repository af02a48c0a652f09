"""Deliveries in words: what is on one, when it goes, how far it has come, what became of each line."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from drives.queries.deliveries import DeliveryListed, GoodsOn
from drives.queries.delivery_seen import LineSeen
from drives.queries.to_go import KeptToGo
from drives.rules.deliveries import Stage
from drives.rules.kinds import DeliveryWay
from drives.rules.units import Unit
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import amount, day, format_quantity, goods_of, listed, md_escape
from drives.ui.components.words import quiet
from drives.ui.kind_words import shortfall_name, stage_name
from drives.ui.line_words import date_kind_name

_NAMED = 4
_COLOURS = {
    Stage.TO_PACK: "gray", Stage.PACKED: "blue", Stage.TO_CONFIRM: "blue", Stage.LATE: "red",
    Stage.CONFIRMED: "green", Stage.CANCELLED: "gray",
}  # fmt: skip


def goods_words(goods: Sequence[GoodsOn]) -> str:
    """What is on a delivery; once it was confirmed, what arrived."""
    said = [
        goods_of(one.item, one.quantity if one.arrived is None else one.arrived, one.unit)
        for one in goods[:_NAMED]
    ]
    more = len(goods) - _NAMED
    if more > 0:
        said.append(ngettext("{count} more item", "{count} more items", more).format(count=more))
    return listed(said)


def item_totals(goods: Iterable[tuple[str, Unit, int]], *, none: bool = False) -> list[str]:
    """How much of each item (thousandths of its unit) in all, in the order in which they come. Plain text.

    What there is nothing of is left out, unless ``none`` of it is to be said too.
    """
    sums: dict[tuple[str, Unit], int] = defaultdict(int)
    for item, unit, quantity in goods:
        sums[item, unit] += quantity
    return [goods_of(item, quantity, unit) for (item, unit), quantity in sums.items() if quantity or none]


def in_all_words(lines: Sequence[LineSeen]) -> str:
    """What goes, or what arrived, of each item in all; empty where each stands in one line anyhow."""
    if len({line.item_id for line in lines}) == len(lines):
        return ""
    totals = item_totals((line.item, line.unit, _now(line)) for line in lines)
    return _("In all: {goods}.").format(goods=listed(totals)) if totals else ""


def stage_badge(one: DeliveryListed) -> str:
    """How far it has come, as a badge. Markdown."""
    return f":{_COLOURS[one.stage]}-badge[{stage_name(one.stage)}]"


def when_words(one: DeliveryListed) -> str:
    """The day that matters most of a delivery now."""
    today = reads.stamp().today
    if one.cancelled_on is not None:
        return _("cancelled {day}").format(day=day(one.cancelled_on, today=today))
    if one.confirmed_on is not None:
        return _("confirmed {day}").format(day=day(one.confirmed_on, today=today))
    if one.sent_on is not None:
        return _("sent {day}, not confirmed yet").format(day=day(one.sent_on, today=today))
    if one.way is DeliveryWay.PICKED_UP:
        return _("they pick it up {day}").format(day=day(one.due_on, today=today))
    return _("goes out {day}").format(day=day(one.due_on, today=today))


def marks_words(line: LineSeen | KeptToGo) -> str:
    """The date and the lot code on the goods of a line; nothing where there are none."""
    said = []
    if line.date_mark is not None and line.date_kind is not None:
        on = day(line.date_mark, today=reads.stamp().today)
        said.append(_("{kind} {day}").format(kind=date_kind_name(line.date_kind), day=on))
    if line.lot_code:
        said.append(_("lot {code}").format(code=line.lot_code))
    return " · ".join(said)


def line_words(line: LineSeen) -> str:
    """How much of what goes with a line; once it was confirmed, what arrived."""
    return goods_of(line.item, _now(line), line.unit)


def _now(line: LineSeen) -> int:
    return line.stands if line.arrived is None else line.arrived


def left_words(line: LineSeen) -> list[str]:
    """What of a line cannot go any more, and that its lot is held, a remark each."""
    said = []
    if line.stands < line.quantity:
        text = _("{left} of {amount} can still go")
        said.append(text.format(left=format_quantity(line.stands), amount=amount(line.quantity, line.unit)))
    if line.held:
        said.append(_("on hold: leave it on its shelf"))
    return said


def lines_by_item(lines: Sequence[LineSeen]) -> str:
    """The lines as a list: an item a line with its sum, and within it what stands apart of it. Markdown."""
    items: dict[int, list[LineSeen]] = defaultdict(list)
    for line in lines:
        items[line.item_id].append(line)
    said = []
    for some in items.values():
        [whole] = item_totals(((line.item, line.unit, _now(line)) for line in some), none=True)
        if len(some) == 1:
            said.append(f"- **{md_escape(whole)}** {_quiet(_facts(some[0]))}".rstrip())
            continue
        said.append(f"- **{md_escape(whole)}**")
        for line in some:
            facts = [amount(_now(line), line.unit), *_facts(line)]
            said.append(f"    - {_quiet(facts)}")
    return "\n".join(said)


def _facts(line: LineSeen) -> list[str]:
    facts = [
        line.site or "",
        marks_words(line),
        "" if line.for_need or not line.quantity else _("not for a need"),
        *fate_words(line),
    ]
    return [fact for fact in facts if fact]


def _quiet(facts: Sequence[str]) -> str:
    return quiet(md_escape(" · ".join(facts))) if facts else ""


def fate_words(line: LineSeen) -> list[str]:
    """What became of a line so far, a remark each."""
    said = left_words(line)
    if line.planned > line.quantity:
        text = _("{planned} planned, {packed} packed")
        said.append(
            text.format(planned=amount(line.planned, line.unit), packed=amount(line.quantity, line.unit))
        )
    if line.beyond:
        said.append(_("arrived beyond what was sent"))
    if line.arrived is None:
        return said
    if line.arrived != line.quantity:
        said.append(_("{amount} sent").format(amount=amount(line.quantity, line.unit)))
    for one in line.short:
        if one.lost:
            text = _("{amount} lost: {reason}")
            said.append(text.format(amount=amount(one.lost, line.unit), reason=shortfall_name(one.reason)))
        if one.returned:
            text = _("{amount} came back: {reason}")
            said.append(
                text.format(amount=amount(one.returned, line.unit), reason=shortfall_name(one.reason))
            )
    if line.searched:
        said.append(_("{amount} still being looked for").format(amount=amount(line.searched, line.unit)))
    return said
