"""Help beside a task: the place in the guide that tells how."""

from drives.texts import _, current_language
from drives.ui.components.words import md_escape
from drives.ui.guide_text import section_role, section_title


def guide_link(section: str) -> str:
    """A small link to a section of the guide, by its anchor, as markdown.

    It opens beside the page, so that nothing typed there is lost. KeyError where there is no such section.
    """
    title = section_title(section, current_language())
    said = _("Guide: {section}").format(section=title)
    address = f"guide?role={section_role(section)}#{section}"
    return f":small[:material/help: [{md_escape(said)}]({address})]"
