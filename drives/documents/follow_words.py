"""What became of gifts, in whole sentences: for the page, for the report, and as a thank-you to pass on.

No donor is named, no program that is not listed, and no site that is not public. All texts are plain.
"""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_skeleton

from drives.charts.numbers import amount
from drives.queries.follow_through import Followed, FollowThrough, Reached, partners
from drives.texts import _, current_language, listed, ngettext

_THANKED = 8
"""So many items stand in a text of thanks, those first of which most arrived."""


def found(told: FollowThrough) -> str:
    """The finding over all items, in a sentence."""
    if told.last_on is None and any(row.in_kits for row in told.rows):
        return _("Nothing of it is known to have reached a program yet.")
    if told.last_on is None:
        return _("Nothing of it has reached a program yet.")
    return ngettext(
        "Gifts reached {count} program, the last of them on {day}.",
        "Gifts reached {count} programs, the last of them on {day}.",
        told.programs,
    ).format(count=told.programs, day=said_day(told.last_on, told.today))


def story_of(row: Followed, told: FollowThrough) -> str:
    """One item, in one sentence or several: what was given, and what of it reached whom by when."""
    return " ".join([gift_of(row, told), *besides(row, told)])


def gift_of(row: Followed, told: FollowThrough) -> str:
    """What was given of an item, and how much of it reached how many programs by when; one sentence.

    Goods that came in beside those lie among them, so what was reached is told of all of them together.
    """
    words = {
        "item": row.item,
        "given": amount(row.given, row.unit),
        "made": amount(row.made, row.unit),
        "built": amount(row.built, row.unit),
        "kits": amount(row.in_kits, row.unit),
        "others": listed(_others(row)),
    }
    if row.last_on is None:
        return _not_arrived(row, told, words)
    words |= {
        "reached": amount(row.reached_in_all, row.unit),
        "day": said_day(row.last_on, told.today),
        "count": str(row.programs),
    }
    place = _place(told)
    if _tells_others(row):
        return _arrived_with_others(row, place).format(site=place, **words)
    if row.given and place:
        return ngettext(
            "{item}: {given} given at {site}; {reached} reached {count} program by {day}.",
            "{item}: {given} given at {site}; {reached} reached {count} programs by {day}.",
            row.programs,
        ).format(site=place, **words)
    if row.given:
        return ngettext(
            "{item}: {given} given; {reached} reached {count} program by {day}.",
            "{item}: {given} given; {reached} reached {count} programs by {day}.",
            row.programs,
        ).format(**words)
    if row.made:
        return ngettext(
            "{item}: {made} sorted out of gifts; {reached} reached {count} program by {day}.",
            "{item}: {made} sorted out of gifts; {reached} reached {count} programs by {day}.",
            row.programs,
        ).format(**words)
    if row.built:
        return ngettext(
            "{item}: {built} put together; {reached} reached {count} program by {day}.",
            "{item}: {built} put together; {reached} reached {count} programs by {day}.",
            row.programs,
        ).format(**words)
    return ngettext(
        "{item}: {reached} reached {count} program by {day}; none of it was given as such.",
        "{item}: {reached} reached {count} programs by {day}; none of it was given as such.",
        row.programs,
    ).format(**words)


def _not_arrived(row: Followed, told: FollowThrough, words: Mapping[str, str]) -> str:
    place = _place(told)
    if row.given and row.in_kits and place:
        return _("{item}: {given} given at {site}; {kits} went into kits.").format(site=place, **words)
    if row.given and row.in_kits:
        return _("{item}: {given} given; {kits} went into kits.").format(**words)
    if row.given and place:
        return _("{item}: {given} given at {site}.").format(site=place, **words)
    if row.given:
        return _("{item}: {given} given.").format(**words)
    if row.made:
        return _("{item}: {made} sorted out of gifts.").format(**words)
    if row.built:
        return _("{item}: {built} put together.").format(**words)
    return _("{item}: none of it was given as such.").format(**words)


def _arrived_with_others(row: Followed, place: str | None) -> str:
    if row.given and place:
        return ngettext(
            "{item}: {given} given at {site}; with {others} besides, "
            "{reached} reached {count} program by {day}.",
            "{item}: {given} given at {site}; with {others} besides, "
            "{reached} reached {count} programs by {day}.",
            row.programs,
        )
    if row.given:
        return ngettext(
            "{item}: {given} given; with {others} besides, {reached} reached {count} program by {day}.",
            "{item}: {given} given; with {others} besides, {reached} reached {count} programs by {day}.",
            row.programs,
        )
    if row.made:
        return ngettext(
            "{item}: {made} sorted out of gifts; with {others} besides, "
            "{reached} reached {count} program by {day}.",
            "{item}: {made} sorted out of gifts; with {others} besides, "
            "{reached} reached {count} programs by {day}.",
            row.programs,
        )
    return ngettext(
        "{item}: {built} put together; with {others} besides, {reached} reached {count} program by {day}.",
        "{item}: {built} put together; with {others} besides, {reached} reached {count} programs by {day}.",
        row.programs,
    )


def _others(row: Followed) -> list[str]:
    """What came in beside what a sentence of the item begins with."""
    said = []
    if row.made > 0 and row.given:
        said.append(_("{amount} sorted out of gifts").format(amount=amount(row.made, row.unit)))
    if row.built > 0 and (row.given or row.made):
        said.append(_("{amount} put together").format(amount=amount(row.built, row.unit)))
    if row.beside > 0 and (row.given or row.made or row.built):
        said.append(_("{amount} bought or found").format(amount=amount(row.beside, row.unit)))
    return said


def _tells_others(row: Followed) -> bool:
    """Whether what was reached may be told only together with what else came in."""
    first = row.usable if row.given else row.made or row.built
    return bool(_others(row)) and (row.beside > 0 or row.reached_in_all > first)


def reached_in_kits(row: Followed, told: FollowThrough) -> list[str]:
    """How many programs it reached in kits that have goods of others in them as well; or nothing."""
    if row.in_kits_last_on is None:
        return []
    said = ngettext(
        "Kits with it in them reached {count} program by {day}.",
        "Kits with it in them reached {count} programs by {day}.",
        row.in_kits_reached,
    )
    return [said.format(count=row.in_kits_reached, day=said_day(row.in_kits_last_on, told.today))]


def besides(row: Followed, told: FollowThrough) -> list[str]:
    """What else is to be said of an item, a sentence each."""
    said = []
    unusable = row.given - row.usable
    if unusable > 0:
        said.append(_("Not usable: {amount}.").format(amount=amount(unusable, row.unit)))
    if row.sorted:
        said.append(_("Sorted into other items: {amount}.").format(amount=amount(row.sorted, row.unit)))
    if row.in_kits and not (row.given and row.last_on is None):
        said.append(_("Put into kits: {amount}.").format(amount=amount(row.in_kits, row.unit)))
    said += reached_in_kits(row, told)
    if row.last_on is not None and _tells_others(row):
        return said
    if row.given and row.made:
        said.append(_("Out of sorted gifts besides: {amount}.").format(amount=amount(row.made, row.unit)))
    if row.built and (row.given or row.made):
        said.append(_("Put together besides: {amount}.").format(amount=amount(row.built, row.unit)))
    if row.beside > 0:
        said.append(_("Bought or found besides: {amount}.").format(amount=amount(row.beside, row.unit)))
    return said


def whereabouts(row: Followed, told: FollowThrough) -> str:
    """Whom an item reached and when, and where the rest of it is, parted by dots."""
    parts = [_arrived(one, row, told) for one in row.reached]
    for quantity, said in (
        (row.in_transit, _("{amount} on the way")),
        (row.on_hand, _("{amount} still here")),
        (row.lost, _("{amount} spoiled or lost")),
    ):
        if quantity > 0:
            parts.append(said.format(amount=amount(quantity, row.unit)))
    return " · ".join(parts)


def _arrived(one: Reached, row: Followed, told: FollowThrough) -> str:
    words = {"amount": amount(one.quantity, row.unit), "day": said_day(one.last_on, told.today)}
    if one.program is not None:
        return _("{program}: {amount} by {day}").format(program=one.program, **words)
    return ngettext(
        "{count} partner program: {amount} by {day}",
        "{count} partner programs: {amount} by {day}",
        one.programs,
    ).format(count=one.programs, **words)


def thank_you(told: FollowThrough, organization: str) -> str:
    """A text to pass on: what was given, what reached whom, and thanks. A line a paragraph."""
    drive, place = told.drive, _place(told)
    if drive and place:
        thanks = _("Thank you to everybody who gave to {drive} at {site}!").format(drive=drive, site=place)
    elif drive:
        thanks = _("Thank you to everybody who gave to {drive}!").format(drive=drive)
    elif place:
        thanks = _("Thank you to everybody who gave at {site}!").format(site=place)
    else:
        thanks = _("Thank you to everybody who gave!")
    gifts = [row for row in told.rows if row.given or ((row.made or row.built) and row.reached)]
    lines = [thanks, *(_thanked(row, told) for row in gifts[:_THANKED])]
    more = len(gifts) - _THANKED
    if more > 0:
        lines.append(
            ngettext(
                "You gave {count} more kind of thing as well.",
                "You gave {count} more kinds of things as well.",
                more,
            ).format(count=more)
        )
    names = programs_reached(told)
    if names:
        lines.append(_("What you gave went to {programs}.").format(programs=names))
    if any(row.in_transit > 0 or row.on_hand > 0 for row in told.rows):
        lines.append(_("The rest waits on our shelves or is on its way. We will see that it arrives."))
    return "\n\n".join([*lines, organization])


def _thanked(row: Followed, told: FollowThrough) -> str:
    return " ".join([gift_of(row, told), *reached_in_kits(row, told)])


def programs_reached(told: FollowThrough) -> str:
    """The programs that were reached, as a sentence lists them; "" where none was."""
    names = [name for name in told.names if name is not None]
    others = told.programs - len(names)
    if others:
        names.append(partners(others))
    return listed(names) if names else ""


def _place(told: FollowThrough) -> str | None:
    """The site, where it may be named to everybody."""
    return told.site.name if told.site is not None and told.site.public else None


def said_day(on: date, today: date) -> str:
    """A day as a text to pass on says it: "March 14", with the year where it is not this one."""
    locale = current_language().replace("-", "_")
    return format_skeleton("MMMMd" if on.year == today.year else "yMMMMd", on, locale=locale)
