"""A kit by its recipe: what is in it, how many can be built, what so many would take, and building them."""

from functools import partial

import streamlit as st

from drives.commands.kits import AssembleKits, UndoAssembly, assemble_kits, undo_assembly
from drives.errors import Refusal
from drives.queries.choices import SiteChoice
from drives.queries.kits import KitRecipe
from drives.rules.kits import would_take
from drives.rules.quantity import SCALE
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import amount, day, goods_of, listed, md_escape, named, note, typed_quantity
from drives.ui.form import Form, put_back


def recipe_card(site: SiteChoice, recipe: KitRecipe, drive_id: int | None) -> None:
    """The card of a kit at a site."""
    form = Form.of(f"kits.{recipe.item_id}", f"kits.{recipe.item_id}").begin({"many": "", "for": 0})
    with st.container(border=True):
        st.markdown(f"#### {md_escape(recipe.item)}")
        st.markdown(_built_words(site, recipe))
        st.markdown(
            "\n".join(
                "- "
                + md_escape(
                    _("{goods} · {available} free here").format(
                        goods=goods_of(part.item, part.quantity, part.unit),
                        available=amount(part.available, part.unit),
                    )
                )
                for part in recipe.parts
            )
        )
        since = day(recipe.from_on, today=reads.stamp().today)
        note(md_escape(_("In one kit, by the recipe in use since {day}.").format(day=since)))
        programs = {program.program_id: program.name for program in reads.programs()}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _("How many kits"), key=form.key("many"), placeholder=_built_placeholder(recipe), width=140
            )
            st.selectbox(
                _("Kept for"),
                [0, *programs],
                format_func=lambda one: programs[one] if one else _("nobody in particular"),
                key=form.key("for"),
                help=_("Goods that are kept for a program go only into kits for it, and go in first."),
            )
        _show_take(form, recipe)
        form.show_refused()
        st.button(
            named(recipe.item, _("Put together")),
            type="primary",
            width="stretch",
            icon=":material/package_2:",
            key=form.key("build"),
            on_click=_build,
            args=(form, site, recipe, drive_id),
        )


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
    }
    said = (
        _("**{kits}** can be put together at {site} now; then there is too little of {limits}.")
        if recipe.buildable
        else _("None can be put together at {site} now: there is too little of {limits}.")
    ).format(**{name: md_escape(word) for name, word in words.items()})
    beside = [
        _("Elsewhere: {kits}.").format(kits=listed(elsewhere)) if elsewhere else "",
        _("Needs ask for {amount} more than there are.").format(amount=amount(recipe.wanted, recipe.unit))
        if recipe.wanted
        else "",
    ]
    return " ".join([said, *(md_escape(one) for one in beside if one)])


def _built_placeholder(recipe: KitRecipe) -> str:
    return str(min(recipe.buildable, recipe.wanted or recipe.buildable) // SCALE or 12)


def _show_take(form: Form, recipe: KitRecipe) -> None:
    """What so many would take, while one types; nothing where no number stands there."""
    try:
        kits = typed_quantity(form.text("many"), whole=True) // SCALE
    except Refusal:
        return
    parts = {part.item_id: part for part in recipe.parts}
    free = {part.item_id: part.available for part in recipe.parts}
    taken = would_take({part.item_id: part.quantity for part in recipe.parts}, kits, free)
    short = [
        goods_of(parts[one.item_id].item, one.short, parts[one.item_id].unit) for one in taken if one.short
    ]
    whole = listed([goods_of(parts[one.item_id].item, one.needed, parts[one.item_id].unit) for one in taken])
    said = (
        _("That takes {all}. Missing here: {short}.")
        if short
        else _("That takes {all}, and all of it is here.")
    )
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
