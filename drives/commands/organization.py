"""Set up the organization that runs this store."""

from dataclasses import asdict, dataclass
from zoneinfo import available_timezones

from sqlalchemy import Table, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.errors import Conflict, Refusal
from drives.model import Organization
from drives.rules.progress import NEED_LAPSE_DAYS
from drives.rules.roles import Permission
from drives.rules.seen import seen_mark
from drives.texts import _, languages

_organization: Table = Organization.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class SetUpOrganization:
    """Who runs this store, where its days begin, and what its money is.

    ``seen`` is the mark of the settings that were changed; without one whatever stands is replaced.
    """

    name: str
    time_zone: str = "UTC"
    currency: str | None = None
    locale: str = "en"
    contact: str | None = None
    tax_id: str | None = None
    need_lapse_days: int = NEED_LAPSE_DAYS
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class OrganizationChanged:
    """The organization's name."""

    name: str


@command(Permission.SET_UP)
def set_up_organization(work: Work, request: SetUpOrganization) -> OrganizationChanged:
    """Say, or change, who runs this store."""
    request = typed.as_kept(request, contact=typed.lines(500), tax_id=typed.line(60), locale=typed.line(20))
    name = typed.name(request.name)
    if not name:
        raise Refusal(_("Your organization needs a name. Enter one."))
    if request.time_zone not in available_timezones():
        raise Refusal(
            _("{zone} is no time zone that is known here. Choose one such as America/Chicago.").format(
                zone=request.time_zone
            )
        )
    if request.locale is None:
        raise Refusal(_("A language is missing. Choose one, such as en."))
    if request.locale.split("-")[0] not in languages():
        raise Refusal(
            _("The language {language} is none of those that are here: {languages}. Choose one.").format(
                language=request.locale, languages=", ".join(sorted(languages()))
            )
        )
    if not 1 <= request.need_lapse_days <= 3650:
        raise Refusal(
            _("Needs lapse after 1 to 3650 days, not {days}. Change the number.").format(
                days=request.need_lapse_days
            )
        )
    if request.currency is not None and not (
        len(request.currency) == 3 and request.currency.isascii() and request.currency.isupper()
    ):
        raise Refusal(_("A currency is three capital letters, such as USD."))
    values = {**asdict(request), "name": name}
    del values["seen"]
    stands = work.connection.execute(select(_organization).with_for_update()).one_or_none()
    if request.seen is not None and request.seen != seen_mark(() if stands is None else stands[1:]):
        raise Conflict(
            _("These settings were changed meanwhile. Nothing was saved: reload the page and try again.")
        )
    if stands is None:
        work.connection.execute(insert(_organization), {"id": 1, **values})
    else:
        work.connection.execute(update(_organization).values(values))
    return OrganizationChanged(name)
