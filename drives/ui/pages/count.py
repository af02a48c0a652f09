"""Count what stands on a site's shelves. The books stay shut at first: who sees a figure finds it."""

import streamlit as st

from drives.queries.choices import SiteChoice
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    day,
    empty_state,
    export_button,
    md_escape,
    not_set_up,
    organization_name,
    page_header,
)
from drives.ui.count_draft import go_on, keep
from drives.ui.count_list import add_found, lines_of, show_lines
from drives.ui.count_save import save_bar, show_asked, show_told
from drives.ui.count_which import which_count
from drives.ui.session import desk


def _line() -> str:
    return _("{organization} · what is on the shelves now, {day}").format(
        organization=organization_name(), day=day(reads.stamp().today)
    )


def _first(sites: dict[str, SiteChoice]) -> str:
    """The site worked at last, else the first where something stands."""
    remembered = desk().site
    if remembered in sites:
        return str(remembered)
    return next((slug for slug, site in sites.items() if reads.sheet_of(site.site_id)), next(iter(sites)))


def _choose() -> tuple[SiteChoice, str, bool]:
    """The site, what is sought on its list, and whether the books are open."""
    sites = {site.slug: site for site in reads.sites()}
    if "site" not in st.query_params:
        st.query_params["site"] = _first(sites)
    with st.grid(2, min_column_width=220):
        names = {slug: site.name for slug, site in sites.items()}
        chosen = choose_in_address(_("Site"), names, name="site", key="count.site", bare_first=False)
        sought = st.text_input(
            _("Find on the list"),
            key="q",
            type="search",
            live="150ms",
            bind="query-params",
            icon=":material/search:",
            placeholder=_("Find an item, a date or a program"),
            label_visibility="collapsed",
        )
    desk().site = chosen
    return sites[chosen], sought or "", bool(st.session_state.get("count.books"))


def show() -> None:
    """The page."""
    page_header(_("What is on the shelf?"), _line(), guide="count", flash=False)
    if not reads.sites() or not reads.items():
        not_set_up(
            _("Here what stands on the shelves is counted, once there is a site and an item."),
        )
        return
    which_count(
        _(
            "For one person at one shelf: what you save corrects the books at once. Where several should "
            "count, and somebody else check it, use Count together."
        ),
        (_("Count together"), "counts"),
    )
    site, sought, books_shown = _choose()
    show_told(site)
    go_on(site.site_id)
    lines = lines_of(site.site_id)
    in_books = sum(1 for line in lines if line.books)
    if in_books:
        said = ngettext(
            "{count} line is on record at {site}. Enter what you count; a line left empty stays as it is.",
            "{count} lines are on record at {site}. Enter what you count; a line left empty stays as it is.",
            in_books,
        ).format(count=in_books, site=site.name)
        st.markdown(md_escape(said))
    else:
        empty_state(
            _("Nothing stands at {site} by the books. If you find something there, add it below.").format(
                site=site.name
            )
        )
    show_lines(site.site_id, lines, sought, books_shown=books_shown)
    add_found(site.site_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            _("Show what the books say"),
            key="count.books",
            help=_("Counting without them is surer: who sees a figure tends to find it."),
        )
        export_button("stock")
    save_bar(site, len(lines))
    show_asked(site)
    keep(site.site_id)


show()
