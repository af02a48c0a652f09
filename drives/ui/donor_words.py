"""What is said of a donor in a line: what tells it apart, how often it gave. Plain text."""

from drives.queries.donors import DonorShown, Gave
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import day


def beside_words(donor: DonorShown) -> list[str]:
    """What tells a donor apart from others of its name."""
    return [part for part in (donor.email, donor.phone, donor.reference) if part]


def given_words(gave: Gave | None) -> str:
    """How often a donor gave, and when last."""
    if gave is None:
        return _("nothing logged yet")
    return ngettext(
        "{count} donation, on {day}", "{count} donations, the last on {day}", gave.donations
    ).format(count=gave.donations, day=day(gave.last_on, today=reads.stamp().today))
