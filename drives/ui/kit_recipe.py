"""The form of a recipe: what goes into one kit, from a day on. What was put together before stays."""

from collections.abc import Iterator, Mapping
from functools import partial

import streamlit as st

from drives.commands.recipes import RecipePart, RetireRecipe, WriteRecipe, retire_recipe, write_recipe
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.queries.kits import KitRecipe
from drives.rules.units import is_indivisible
from drives.rules.unsorted import is_unsorted
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import in_unit, item_option, note, quantity_text, typed_quantity
from drives.ui.form import Form

_ROWS = 3


def recipe_form(recipes: Mapping[int, KitRecipe]) -> None:
    """Choose a kit, and write down what goes into one; a kit that has a recipe begins with that."""
    items = {item.item_id: item for item in reads.items() if not is_unsorted(item.name, item.category)}
    kits = [item_id for item_id, item in items.items() if is_indivisible(item.unit)]
    kits.sort(key=lambda item_id: (item_id not in recipes, items[item_id].unit != "kit"))
    chosen = st.selectbox(
        _("Kit"),
        kits,
        index=None,
        format_func=lambda item_id: item_option(items[item_id].name, items[item_id].unit),
        placeholder=_("Choose the item that is a kit"),
        key="kits.recipe.kit",
    )
    if chosen is None:
        note(_("A kit is an item like any other, counted in whole kits. Make it in the catalogue first."))
        return
    form = _begun(chosen, recipes.get(chosen))
    for place in range(form.value("rows")):
        _row(form, place, {item_id: item for item_id, item in items.items() if item_id != chosen})
    st.button(
        _("Another item"),
        key=form.key("more"),
        type="tertiary",
        icon=":material/add:",
        on_click=_one_more,
        args=(form, form.value("rows")),
    )
    st.date_input(
        _("In use from"),
        key=form.key("from_on"),
        format="YYYY-MM-DD",
        help=_("Kits put together on that day or later are made this way. Earlier ones stay as they are."),
    )
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Write it down"),
            type="primary",
            icon=":material/check:",
            key=form.key("write"),
            on_click=_write,
            args=(form, items[chosen], items),
        )
        if chosen in recipes:
            st.button(
                _("Stop making this kit"),
                key=form.key("retire"),
                on_click=_retire,
                args=(form, items[chosen]),
            )


def _begun(item_id: int, recipe: KitRecipe | None) -> Form:
    values: dict[str, object] = {"rows": _ROWS, "from_on": reads.stamp().today}
    if recipe is not None:
        values["rows"] = len(recipe.parts)
        for place, part in enumerate(recipe.parts):
            values[f"item.{place}"] = part.item_id
            values[f"many.{place}"] = quantity_text(part.quantity)
    name = f"kits.recipe.{item_id}"
    return Form.of(name, name).begin(values)


def _row(form: Form, place: int, items: Mapping[int, ItemChoice]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            _("Item {number}").format(number=place + 1),
            list(items),
            index=None,
            format_func=lambda item_id: item_option(items[item_id].name, items[item_id].unit),
            placeholder=_("Type a few letters"),
            key=form.key(f"item.{place}"),
        )
        item = items.get(chosen or 0)
        st.text_input(
            in_unit(_("In one kit"), _("In one kit, in {unit}"), None if item is None else item.unit),
            key=form.key(f"many.{place}"),
            placeholder="2",
            width=150,
        )


def _one_more(form: Form, before: int) -> None:
    st.session_state[form.key("rows")] = before + 1


def _typed(form: Form, kit: ItemChoice, items: Mapping[int, ItemChoice]) -> WriteRecipe:
    return WriteRecipe(kit.item_id, tuple(_parts(form, items)), form.value("from_on"))


def _parts(form: Form, items: Mapping[int, ItemChoice]) -> Iterator[RecipePart]:
    for place in range(form.value("rows")):
        item, many = items.get(form.value(f"item.{place}") or 0), form.text(f"many.{place}")
        if item is None and not many:
            continue
        if item is None:
            raise Refusal(_("Item {number}: choose what it is.").format(number=place + 1))
        try:
            yield RecipePart(item.item_id, typed_quantity(many, whole=is_indivisible(item.unit)))
        except Refusal as refusal:
            raise Refusal(_("{item}: {refusal}").format(item=item.name, refusal=refusal)) from None


def _write(form: Form, kit: ItemChoice, items: Mapping[int, ItemChoice]) -> None:
    at = actions.begin()
    request = form.read(at, partial(_typed, form, kit, items))
    if request is not None and form.send(at, write_recipe, request) is not None:
        at.say(_("Written down: what goes into one of {item}.").format(item=kit.name))


def _retire(form: Form, kit: ItemChoice) -> None:
    at = actions.begin()
    if form.send(at, retire_recipe, RetireRecipe(kit.item_id, form.value("from_on"))) is not None:
        at.say(_("{item} is no longer put together; its parts are not asked for.").format(item=kit.name))
