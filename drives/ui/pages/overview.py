"""What our programs need now."""

from drives.texts import _
from drives.ui.components import empty_state, page_header

page_header(_("What our programs need now"))
empty_state(_("The most wanted items will stand here, each drive, and needs against donations."))
