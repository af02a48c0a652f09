"""Needs."""

from drives.texts import _
from drives.ui.components import empty_state, page_header

page_header(_("Needs"))
empty_state(_("What programs ask for will stand here, with what is still to collect."))
