"""What is on its way to a program, and what is planned for it; it says what arrived."""

import streamlit as st

from drives.exchange.delivery_calendar import calendar_file
from drives.queries.deliveries import DeliveryListed
from drives.rules.kinds import DeliveryState
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import day, download, empty_state, md_escape, named, note, page_header
from drives.ui.delivery_open import show_asked
from drives.ui.delivery_rows import DELIVERIES, under_way
from drives.ui.delivery_words import goods_words, stage_badge, when_words


def _line(on_its_way: int) -> str:
    programs = [program.name for program in reads.programs()]
    return ngettext(
        "{program} · {count} on its way · as of {day}",
        "{program} · {count} on their way · as of {day}",
        on_its_way,
    ).format(program=", ".join(programs), count=on_its_way, day=day(reads.stamp().today))


def _card(one: DeliveryListed) -> None:
    with st.container(border=True, gap="small", key=f"coming-{one.delivery_id}"):
        st.markdown(f"**{md_escape(goods_words(one.goods))}** {stage_badge(one)}")
        several = len(reads.programs()) > 1
        note(md_escape(f"{one.program} · {when_words(one)}" if several else when_words(one)))
        with st.container(horizontal=True):
            if one.state is DeliveryState.SENT:
                st.button(
                    named(when_words(one), _("Confirm what arrived …")),
                    type="primary",
                    key=f"coming.confirm.{one.delivery_id}",
                    on_click=DELIVERIES.open,
                    kwargs={"delivery": one.delivery_id, "do": "confirm"},
                )
            st.button(
                named(when_words(one), _("See all of it")),
                key=f"coming.open.{one.delivery_id}",
                on_click=DELIVERIES.open,
                kwargs={"delivery": one.delivery_id},
            )


def show() -> None:
    """The page."""
    coming = under_way(reads.all_deliveries())
    sent = [one for one in coming if one.state is DeliveryState.SENT]
    page_header(_("What is coming to us?"), _line(len(sent)), guide="confirm-a-delivery")
    if not coming:
        empty_state(
            _("What is planned for you and what is on its way shows here. You then say what arrived.")
        )
    for one in sorted(coming, key=lambda one: (one.state is not DeliveryState.SENT, one.due_on)):
        _card(one)
    if coming and reads.viewer().is_signed_in:
        queries = reads.house().queries
        download(
            _("Calendar of deliveries"),
            lambda viewer: calendar_file(queries, viewer),
            file_name="deliveries.ics",
            key="coming.calendar",
        )
    show_asked()


show()
