"""Donors who are one: pairs that may be, both sides of a pair beside each other, and what merging does."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from drives.commands.donor_merging import (
    TAKEN_OVER,
    KeepDonorsApart,
    MergeDonors,
    keep_donors_apart,
    merge_donors,
)
from drives.queries.donor_doubles import Alike, Double, donor_doubles, doubles_sheet
from drives.queries.donors import DonorShown, Gave
from drives.queries.sheets import Sheet
from drives.rules.kinds import DonorKind
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import listed, md_escape, named, note, sheet_export
from drives.ui.donor_words import beside_words, given_words
from drives.ui.form import Form
from drives.ui.kind_words import donor_kind_name


def show_doubles(dialog: AddressDialog) -> None:
    """The dialog with all pairs that may be one."""
    dialog.show(_("Who may be the same?"), partial(_pairs, dialog), width="large")


def _pairs(dialog: AddressDialog) -> None:
    doubles = reads.doubles()
    if not doubles:
        st.markdown(_("Nobody: no two have the same name, e-mail or telephone, or nearly the same name."))
        return
    said = ngettext(
        "{count} pair may be one donor. Nothing is merged until you say so.",
        "{count} pairs may be one donor each. Nothing is merged until you say so.",
        len(doubles),
    )
    st.markdown(said.format(count=len(doubles)))
    with st.container(horizontal=True):
        sheet_export("duplicates", _sheet)
    for double in doubles:
        _pair(double, dialog)


def _sheet(viewer: Viewer) -> Sheet:
    pairs = reads.house().queries.ask(donor_doubles, viewer)
    return doubles_sheet(pairs)


def _pair(double: Double, dialog: AddressDialog) -> None:
    first, second = double.first, double.second
    both = _("{first} and {second}").format(first=first.name, second=second.name)
    key = f"{first.donor_id}.{second.donor_id}"
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        why = listed([_alike_name(one) for one in double.why])
        st.markdown(f"**{md_escape(both)}**  \n:small[:gray[{md_escape(why)}]]", width="stretch")
        st.button(
            named(both, _("Compare")),
            key=f"donors.compare.{key}",
            on_click=dialog.open,
            kwargs={"do": "merge", "donor": second.donor_id, "with": first.donor_id},
        )


def _alike_name(why: Alike) -> str:
    return {
        Alike.EMAIL: _("the same e-mail"),
        Alike.NAME: _("the same name"),
        Alike.PHONE: _("the same telephone"),
        Alike.SPELLING: _("nearly the same name"),
    }[why]


def show_merge_of(donor: DonorShown, other: DonorShown | None, dialog: AddressDialog) -> None:
    """The dialog that merges a donor: with whom is asked first, where the address does not say it."""
    if other is None:
        title = _("Who is the same as {donor}?").format(donor=md_escape(donor.name))
        dialog.show(title, partial(_choose_other, donor, dialog), f"donors.other.{donor.donor_id}")
        return
    name = f"donors.merge.{donor.donor_id}.{other.donor_id}"
    title = _("Are these one donor?")
    dialog.show(title, partial(_compare, donor, other, name, dialog), name, width="large")


def _choose_other(donor: DonorShown, dialog: AddressDialog) -> None:
    others = {
        one.donor_id: " · ".join([one.name, *beside_words(one)])
        for one in reads.all_donors()
        if one.donor_id != donor.donor_id and _is_team(one) is _is_team(donor)
    }
    form = Form.of(f"donors.other.{donor.donor_id}", "other")
    st.selectbox(
        _("The same one under another name"),
        list(others),
        index=None,
        format_func=lambda one: others[one],
        placeholder=_("Choose the same one under its other name"),
        key=form.key("with"),
        on_change=_chosen,
        args=(donor, form, dialog),
    )


def _chosen(donor: DonorShown, form: Form, dialog: AddressDialog) -> None:
    dialog.open(do="merge", donor=donor.donor_id, **{"with": form.value("with")})


def _is_team(donor: DonorShown) -> bool:
    return donor.kind is DonorKind.TEAM


def _compare(one: DonorShown, other: DonorShown, name: str, dialog: AddressDialog) -> None:
    gave = {each.donor_id: each for each in reads.gifts_of(tuple(sorted((one.donor_id, other.donor_id))))}
    both = {each.donor_id: each for each in (one, other)}
    most = max(both, key=lambda each: (gave[each].donations if each in gave else 0, -each))
    form = Form.of(name, "merge").begin({"into": most})
    with st.grid(2, min_column_width=240):
        for each in both.values():
            _side(each, gave.get(each.donor_id))
    kept_id = st.radio(
        _("The one that is kept"),
        list(both),
        format_func=lambda each: md_escape(_called(both, each)),
        key=form.key("into"),
    )
    gone, kept = (both[each] for each in (next(each for each in both if each != kept_id), kept_id))
    st.markdown("\n".join(f"- {md_escape(said)}" for said in _follows(gone, kept, gave)))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Merge them"),
            type="primary",
            key=form.key("yes"),
            on_click=_merge,
            args=(gone, kept, form, dialog),
        )
        st.button(
            _("These are two"),
            key=form.key("no"),
            help=_("They come up as possible duplicates no more."),
            on_click=_keep_apart,
            args=(one, other, form, dialog),
        )


def _called(both: Mapping[int, DonorShown], donor_id: int) -> str:
    """A name that tells the two apart."""
    donor = both[donor_id]
    if len({each.name for each in both.values()}) == len(both):
        return donor.name
    return " · ".join([donor.name, *beside_words(donor), given_words(_gave(donor_id))])


def _gave(donor_id: int) -> Gave | None:
    return next(iter(reads.gifts_of((donor_id,))), None)


def _side(donor: DonorShown, gave: Gave | None) -> None:
    told = [
        donor_kind_name(donor.kind),
        donor.email,
        donor.phone,
        donor.address,
        donor.reference,
        _("may be named in public") if donor.credit else _("not to be named"),
        given_words(gave),
    ]
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{md_escape(donor.name)}**")
        for said in told:
            if said:
                note(md_escape(said))


def _follows(gone: DonorShown, kept: DonorShown, gave: Mapping[int, Gave]) -> list[str]:
    names = {"gone": gone.name, "kept": kept.name}
    count = gave[gone.donor_id].donations if gone.donor_id in gave else 0
    said = [
        ngettext(
            "{count} donation of {gone} counts as given by {kept}, on past days too.",
            "{count} donations of {gone} count as given by {kept}, on past days too.",
            count,
        ).format(count=count, **names)
    ]
    taken = [
        field_name
        for field, field_name in zip(TAKEN_OVER, _field_names(), strict=True)
        if getattr(kept, field) is None and getattr(gone, field) is not None
    ]
    if taken:
        said.append(_("{kept} gets from {gone}: {fields}.").format(fields=listed(taken), **names))
    if gone.credit and not kept.credit:
        said.append(
            _("{kept} is still not to be named in public: that was said of {gone} alone.").format(**names)
        )
    said.append(
        _("{gone} leaves the lists. Its name, e-mail and reference find {kept}, in files too.").format(
            **names
        )
    )
    said.append(_("Merge only who is one under two names: this cannot be taken back."))
    return said


def _field_names() -> tuple[str, ...]:
    return _("e-mail"), _("telephone"), _("postal address"), _("reference")


def _keep_apart(one: DonorShown, other: DonorShown, form: Form, dialog: AddressDialog) -> None:
    at = actions.begin()
    if form.send(at, keep_donors_apart, KeepDonorsApart(one.donor_id, other.donor_id)) is None:
        return
    dialog.close()
    said = _("Kept: {one} and {other} are two, and come up as duplicates no more.")
    at.say(said.format(one=one.name, other=other.name))


def _merge(gone: DonorShown, kept: DonorShown, form: Form, dialog: AddressDialog) -> None:
    at = actions.begin()
    if form.send(at, merge_donors, MergeDonors(gone.donor_id, kept.donor_id)) is None:
        return
    dialog.close()
    at.say(_("{gone} is now part of {kept}.").format(gone=gone.name, kept=kept.name))
