"""A kit by its recipe: what is in it, how many can be built, what so many would take, and building them."""

from functools import partial

import streamlit as st

from drives.commands.kits import AssembleKits, UndoAssembly, assemble_kits, undo_assembly
from drives.errors import Refusal
from drives.queries.choices import SiteChoice
from drives.queries.kit_parts import PartOfKit
from drives.queries.kits import KitRecipe
from drives.rules.kits import buildable, would_take
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import (
    amount,
    day,
    format_quantity,
    goods_of,
    listed,
    md_escape,
    named,
    note,
    typed_quantity,
)
from drives.ui.form import Form, put_back
from drives.ui.inventory_words import past_words


def recipe_card(site: SiteChoice, recipe: KitRecipe, drive_id: int | None) -> None:
    """The card of a kit at a site."""
    form = Form.of(f"kits.{recipe.item_id}", f"kits.{recipe.item_id}").begin({"many": "", "for": 0})
    with st.container(border=True):
        st.markdown(f"#### {md_escape(recipe.item)}")
        st.markdown(_built_words(site, recipe))
        st.markdown("\n".join(f"- {md_escape(_part_words(part))}" for part in recipe.parts))
        since = day(recipe.from_on, today=reads.stamp().today)
        note(md_escape(_("In one kit, by the recipe in use since {day}.").format(day=since)))
        programs = {program.program_id: program.name for program in reads.programs()}
        kept_for = st.session_state.get(form.key("for"), 0)
        most, unseen = _most(recipe, kept_for), bool(kept_for) and not _sees_what_is_kept()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _many_words(most, unseen=unseen),
                key=form.key("many"),
                width=220,
            )
            st.selectbox(
                _("Kept for"),
                [0, *programs],
                format_func=lambda one: programs[one] if one else _("nobody in particular"),
                key=form.key("for"),
                help=_("Goods that are kept for a program go only into kits for it, and go in first."),
            )
        if unseen:
            said = _("What is kept for {program} is not counted in here, and goes in first.")
            note(md_escape(said.format(program=programs[kept_for])))
        elif kept_for and most != recipe.buildable:
            said = _("For {program}, with what is kept for it, {kits} can be put together here.")
            note(md_escape(said.format(program=programs[kept_for], kits=amount(most, recipe.unit))))
        _show_take(form, recipe, kept_for, unseen=unseen)
        form.show_refused()
        if most or unseen:
            st.button(
                named(recipe.item, _("Put together")),
                type="primary",
                width="stretch",
                icon=":material/package_2:",
                key=form.key("build"),
                on_click=_build,
                args=(form, site, recipe, drive_id),
            )


def _many_words(most: int, *, unseen: bool) -> str:
    """What the number stands for: how many, at most so many unless there is more that is not seen."""
    if unseen:
        return _("How many kits")
    if most:
        return _("How many kits (at most {most})").format(most=format_quantity(most))
    return _("What would so many kits take?")


def _part_words(part: PartOfKit) -> str:
    """What is in one kit, how much is free, and where the rest is that stands here. Plain text."""
    rest = part.rest
    said = [
        words.format(quantity=format_quantity(quantity))
        for quantity, words in (
            (rest.allocated, _("{quantity} allocated")),
            (rest.held, _("{quantity} on hold")),
            (rest.past, past_words(rest.past)),
            (sum(rest.kept_for.values()), _("{quantity} kept for programs")),
        )
        if quantity
    ]
    words = {
        "goods": goods_of(part.item, part.quantity, part.unit),
        "available": amount(part.available, part.unit),
        "rest": listed(said),
    }
    if said:
        return _("{goods} · {available} free here; also here: {rest}").format(**words)
    return _("{goods} · {available} free here").format(**words)


def _sees_what_is_kept() -> bool:
    return reads.viewer().may_everywhere(Permission.SEE_STOCK)


def _free(recipe: KitRecipe, program_id: int) -> dict[int, int]:
    """What can go into kits for a program (0: for nobody in particular), by item."""
    return {part.item_id: part.available + part.rest.kept_for.get(program_id, 0) for part in recipe.parts}


def _most(recipe: KitRecipe, program_id: int) -> int:
    """How many can be built for a program, in thousandths, of what whoever looks may know of."""
    parts = {part.item_id: part.quantity for part in recipe.parts}
    return buildable(parts, _free(recipe, program_id)).kits * SCALE


def _built_words(site: SiteChoice, recipe: KitRecipe) -> str:
    """How many can be built, what limits it, how many elsewhere, and how many are wanted; as markdown."""
    elsewhere = [
        _("{amount} at {site}").format(amount=amount(at.kits, recipe.unit), site=at.site)
        for at in recipe.at_sites
        if at.site_id != site.site_id
    ]
    words = {
        "kits": amount(recipe.buildable, recipe.unit),
        "site": site.name,
        "limits": listed(list(recipe.limiting)),
        "missing": _one_more_takes(recipe),
    }
    said = (
        _("**{kits}** can be put together at {site} now; then there is too little of {limits}.")
        if recipe.buildable
        else _("None can be put together at {site} now. For a single one, this is missing here: {missing}.")
    ).format(**{name: md_escape(word) for name, word in words.items()})
    beside = [
        _("Elsewhere: {kits}.").format(kits=listed(elsewhere)) if elsewhere else "",
        _("Needs ask for {amount} more than there are.").format(amount=amount(recipe.wanted, recipe.unit))
        if recipe.wanted
        else "",
    ]
    return " ".join([said, *(md_escape(one) for one in beside if one)])


def _one_more_takes(recipe: KitRecipe) -> str:
    """What is missing here of the parts of a single kit. Plain text."""
    parts = {part.item_id: part.quantity for part in recipe.parts}
    missing = {one.item_id: one.short for one in would_take(parts, 1, _free(recipe, 0)) if one.short}
    return listed(
        [
            goods_of(part.item, missing[part.item_id], part.unit)
            for part in recipe.parts
            if part.item_id in missing
        ]
    )


def _show_take(form: Form, recipe: KitRecipe, program_id: int, *, unseen: bool) -> None:
    """What so many would take, while one types; nothing where no number stands there."""
    try:
        kits = typed_quantity(form.text("many"), whole=True) // SCALE
    except Refusal:
        return
    parts = {part.item_id: part for part in recipe.parts}
    quantities = {part.item_id: part.quantity for part in recipe.parts}
    taken = would_take(quantities, kits, _free(recipe, program_id))
    short = [
        goods_of(parts[one.item_id].item, one.short, parts[one.item_id].unit) for one in taken if one.short
    ]
    whole = listed([goods_of(parts[one.item_id].item, one.needed, parts[one.item_id].unit) for one in taken])
    if not short:
        said = _("That takes {all}, and all of it is here.")
    elif unseen:
        said = _("That takes {all}. Missing here, unless it is kept for the program: {short}.")
    else:
        said = _("That takes {all}. Missing here: {short}.")
    note(md_escape(said.format(all=whole, short=listed(short))))


def _typed(form: Form, site: SiteChoice, recipe: KitRecipe, drive_id: int | None) -> AssembleKits:
    quantity = typed_quantity(form.text("many"), whole=True)
    return AssembleKits(
        recipe.item_id, site.site_id, quantity, for_program_id=form.value("for") or None, drive_id=drive_id
    )


def _build(form: Form, site: SiteChoice, recipe: KitRecipe, drive_id: int | None) -> None:
    at = actions.begin()
    request = form.read(at, partial(_typed, form, site, recipe, drive_id))
    if request is None:
        return
    done = form.send(at, assemble_kits, request)
    if done is not None:
        goods = goods_of(recipe.item, request.quantity, recipe.unit)
        said = _("Put together: {goods}.").format(goods=goods)
        at.say(said, undo=partial(undo, done.document_id))


def undo(assembly_id: int) -> None:
    """Take work on kits back, and say so; a callback."""
    put_back(undo_assembly, UndoAssembly(assembly_id), _("Undone: everything is where it was."))
