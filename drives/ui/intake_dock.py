"""What is being logged, always in sight at the bottom, and the dialogs that the table opens."""

from drives.queries.choices import DriveChoice, SiteChoice
from drives.rules.cash_like import is_cash_like
from drives.rules.kinds import Source
from drives.texts import _
from drives.ui.actions import show_refused
from drives.ui.basket import FORM, basket, known_items
from drives.ui.components import TallyLine, running_list
from drives.ui.exact_amount import show_asked
from drives.ui.intake import clear, log_it, not_logged
from drives.ui.intake_doubts import change_it, doubted, show_doubts
from drives.ui.intake_from import ask_who_counted, source_of
from drives.ui.intake_list import see_list, show_list
from drives.ui.intake_scan import count_code
from drives.ui.learn_code import show_asked_code
from drives.ui.line_words import remark
from drives.ui.session import desk


def show_dock(site: SiteChoice) -> None:
    """The running list with its one big button."""
    items, counted, sent = known_items(), basket(), desk().request_id(FORM)
    counted.known = items
    desk().counted = not_logged()
    lines = counted.lines(source_of(sent))
    on_list = [(line, items[line.item_id]) for line in lines if line.item_id in items]

    def above() -> None:
        show_refused(FORM)
        show_doubts()
        if any(is_cash_like(item.name, item.category) for _line, item in on_list):
            ask_who_counted(sent)

    running_list(
        [TallyLine(item.name, item.unit, line.received, remark(line, item)) for line, item in on_list],
        sent=sent,
        on_log=log_it,
        on_clear=clear,
        on_list=see_list,
        label=_label(sent).format(site=site.name),
        show_above=above,
        on_doubted=change_it if doubted() else None,
    )


def _label(sent: str) -> str:
    if basket().correcting is not None:
        return _("Replace it")
    if source_of(sent) is Source.PURCHASED:
        return _("Log it as bought at {site}")
    return _("Log it at {site}")


def show_dialogs(drive: DriveChoice | None, site: SiteChoice) -> None:
    """The dialog that is open, if any."""
    show_asked_code(count_code, site_id=site.site_id, drive_id=None if drive is None else drive.drive_id)
    show_asked()
    show_list()
