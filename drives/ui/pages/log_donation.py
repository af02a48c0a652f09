"""Log a donation."""

from drives.texts import _
from drives.ui.components import empty_state, page_header

page_header(_("Log a donation"))
empty_state(_("Items to count and one button to log them will stand here."))
