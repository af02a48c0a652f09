"""Merge a program or a site into another: what follows is said first."""

from drives.commands.merging import Merged, MergePrograms, MergeSites, merge_programs, merge_sites
from drives.texts import _
from drives.ui import reads
from drives.ui.form import Form
from drives.ui.merge_dialog import show_merge
from drives.ui.place_asked import PLACES, PROGRAM, Asked
from drives.ui.session import Desk


def show_place_merge(what: Asked) -> None:
    """Open the dialog where the one that is to go still stands."""
    names = _names(what)
    gone_id = next((row_id for row_id, (slug, _name) in names.items() if slug == what.slug), None)
    if gone_id is None:
        return
    gone = names[gone_id][1]
    others = {row_id: name for row_id, (_slug, name) in names.items() if row_id != gone_id}

    def follows(kept_id: int) -> list[str]:
        return _follows(what, gone, others[kept_id])

    def send(at: Desk, form: Form, kept_id: int) -> Merged | None:
        if what.place == PROGRAM:
            return form.send(at, merge_programs, MergePrograms(gone_id, kept_id))
        return form.send(at, merge_sites, MergeSites(gone_id, kept_id))

    show_merge(PLACES, f"places.merge.{what.place}.{what.slug}", gone, others, follows, send)


def _names(what: Asked) -> dict[int, tuple[str, str]]:
    """Id → slug and name."""
    if what.place == PROGRAM:
        return {one.program_id: (one.slug, one.name) for one in reads.programs_to_set_up()}
    return {one.site_id: (one.slug, one.name) for one in reads.sites_to_set_up()}


def _follows(what: Asked, gone: str, kept: str) -> list[str]:
    if what.place == PROGRAM:
        said = _(
            "From now on the needs, deliveries and drives of {gone} are read as those of {kept}, past days "
            "too, and what is kept for {gone} is kept for {kept}."
        )
    else:
        said = _(
            "From now on what stands at {gone} stands at {kept}, reserved goods too, and its donations and "
            "drives are read as those of {kept}, past days too."
        )
    left = _(
        "{gone} leaves every list, and its own address and words are no longer shown; those of {kept} stay."
    )
    last = _("Merge only what is the same one under two names: this cannot be taken back.")
    return [said.format(gone=gone, kept=kept), left.format(gone=gone, kept=kept), last]
