"""A count that was compared: where counters and books differ, what is counted again, and finalizing it."""

from collections.abc import Sequence

import streamlit as st

from drives.commands.staged_results import (
    FinalizeCount,
    RecountLines,
    Settled,
    finalize_count,
    recount_lines,
)
from drives.queries.staged_counts import Compared, LineCompared
from drives.texts import _, listed, ngettext
from drives.ui import actions, reads
from drives.ui.components import amount, free_line, md_escape, note, paged, section
from drives.ui.form import Form
from drives.ui.staged_going import abandon_button
from drives.ui.staged_words import becomes_words, counter_called, entry_words, line_called, put_right_words

_LINE_WIDTH = 340


def show_compared(compared: Compared) -> None:
    """Everything that differs, then the reason and the two ways on."""
    form = Form.of(f"counts.finalize.{compared.count.staged_count_id}", "counts.finalize")
    counted = [line for line in compared.lines if line.entries]
    odd = [line for line in counted if line.differ or line.more]
    st.markdown(md_escape(_finding(len(compared.lines), len(counted), len(odd))))
    shown = paged(odd, key="counts.odd")
    with st.grid(3, min_column_width=_LINE_WIDTH, gap="small", key="counts.lines"):
        for line in shown:
            _line(line, form)
    show_alike(compared.lines)
    _finish(compared, odd, form)


def _finding(lines: int, counted: int, odd: int) -> str:
    """How many lines were counted, how many are left alone, and how many of those counted differ."""
    said = [
        ngettext("Counted: {counted} of {count} line.", "Counted: {counted} of {count} lines.", lines).format(
            counted=counted, count=lines
        )
    ]
    left = lines - counted
    if left:
        alone = ngettext(
            "{count} was not counted, and is left alone.",
            "{count} were not counted, and are left alone.",
            left,
        )
        said.append(alone.format(count=left))
    if odd:
        said.append(ngettext("{count} differs.", "{count} differ.", odd).format(count=odd))
    else:
        said.append(_("What was counted is as the books say. Finalize the count to put that on record."))
    return " ".join(said)


def show_alike(lines: Sequence[LineCompared]) -> None:
    """What is as the books say, and what was not counted: by name alone."""
    alike = [line_called(line) for line in lines if line.entries and not line.differ and not line.more]
    left = [line_called(line) for line in lines if not line.entries]
    if alike:
        note(md_escape(_("As the books said: {items}.").format(items=listed(alike))))
    if left:
        said = ngettext(
            "{count} line was not counted, and is left alone",
            "{count} lines were not counted, and are left alone",
            len(left),
        )
        with st.expander(said.format(count=len(left))):
            note(md_escape(listed(left)))


def _line(line: LineCompared, form: Form) -> None:
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown(f"**{md_escape(line_called(line))}**")
        said = [entry_words(one, line.unit) for one in line.entries]
        said += dict.fromkeys(filter(None, (put_right_words(one, line.unit) for one in line.entries)))
        st.markdown("  \n".join(f":small[{md_escape(one)}]" for one in said))
        chosen = line.entries[-1]
        if line.differ:
            entries = {one.entry_id: one for one in line.entries}
            picked = st.selectbox(
                _("Which figure is right?"),
                list(entries),
                index=None,
                format_func=lambda one: _("{amount} ({who})").format(
                    amount=amount(entries[one].counted, line.unit), who=counter_called(entries[one].counter)
                ),
                placeholder=_("Choose one, or have it counted again"),
                key=form.key(f"entry.{line.line_id}"),
            )
            chosen = entries.get(picked or 0, chosen)
        if not line.differ or st.session_state.get(form.key(f"entry.{line.line_id}")) is not None:
            note(md_escape(becomes_words(line, chosen.more)))
        if line.needs_reason:
            free_line(
                _("Why so much?"),
                key=form.key(f"why.{line.line_id}"),
                max_chars=400,
                placeholder=_("given out and not written down …"),
            )
        again = _("Count {item} again").format(item=md_escape(line.item))
        st.checkbox(again, key=form.key(f"again.{line.line_id}"))


def _finish(compared: Compared, odd: Sequence[LineCompared], form: Form) -> None:
    again = tuple(line.line_id for line in odd if st.session_state.get(form.key(f"again.{line.line_id}")))
    section(_("Finalize it"))
    if compared.counted_too:
        note(
            _("You entered figures in this count: somebody else finalizes it, as long as somebody else can.")
            if reads.people_sign_in()
            else _("There are no accounts, so whoever counted finalizes it, too.")
        )
    if odd:
        free_line(
            _("Why do the books differ?"),
            key=form.key("reason"),
            max_chars=400,
            placeholder=_("found behind the shelf, given out and not written down …"),
        )
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Finalize the count"),
            key=form.key("yes"),
            type="secondary" if again else "primary",
            icon=":material/check:",
            on_click=_finalize,
            args=(compared, form),
        )
        if odd:
            st.button(
                _again_words(len(again)),
                key=form.key("recount"),
                icon=":material/replay:",
                type="primary" if again else "secondary",
                disabled=not again,
                on_click=_recount,
                args=(RecountLines(compared.count.staged_count_id, again), form),
            )
        abandon_button()


def _again_words(lines: int) -> str:
    if not lines:
        return _("Count the ticked lines again")
    said = ngettext("Count {count} line again", "Count {count} lines again", lines)
    return said.format(count=lines)


def _finalize(compared: Compared, form: Form) -> None:
    at, state = actions.begin(), st.session_state
    settled = tuple(
        Settled(
            line.line_id,
            state.get(form.key(f"entry.{line.line_id}")),
            state.get(form.key(f"why.{line.line_id}")),
        )
        for line in compared.lines
        if line.entries
    )
    asked = FinalizeCount(compared.count.staged_count_id, state.get(form.key("reason")), settled)
    done = form.send(at, finalize_count, asked)
    if done is None:
        return
    said = _("Finalized: the books of {site} now say what was counted.").format(site=compared.count.site)
    at.say(" ".join([said, *done.losses]))


def _recount(asked: RecountLines, form: Form) -> None:
    at = actions.begin()
    if form.send(at, recount_lines, asked) is not None:
        at.say(_("A recount was asked for. Whoever counts finds it under My count sheets."))


def show_over(compared: Compared) -> None:
    """A count that is over: what it came to, or what was entered before it was abandoned."""
    count = compared.count
    if count.reason:
        st.markdown(md_escape(_("Why the books differed: {reason}").format(reason=count.reason)))
    for line in compared.lines:
        shown = [one for one in line.entries if one.taken or count.reason is None]
        if not shown or not (line.differ or line.more):
            continue
        said = [entry_words(one, line.unit) for one in shown] + ([line.reason] if line.reason else [])
        words = "  \n".join(f":small[{md_escape(one)}]" for one in said)
        st.markdown(f"**{md_escape(line_called(line))}**  \n{words}")
    show_alike(compared.lines)
