"""A label that is read out with the name of what it is for."""

from drives.ui.components.words import md_escape

# A button has no other name than its label: an invisible picture's words are read out, and not seen.
_NOTHING = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def named(name: str, shown: str) -> str:
    """A label that shows ``shown`` (markdown) and is read out with ``name`` (plain text) before it."""
    # Before words or figures, a blank keeps the two apart when they are read out.
    blank = "" if shown.startswith(":material/") else "\u00a0"
    return f"![{md_escape(name)}{blank}]({_NOTHING}){shown}"
