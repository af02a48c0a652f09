"""A request for every command that its owner would send, and the ids in it that may be another's.

To add a command: one line in ``REQUESTS`` (everything in it the viewers' own), a word in ``KINDS`` for each
id that is named in a new way, and its rows in ``commands.csv``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

from drives.accounts import token_hash
from drives.commands import (
    account_changes,
    adjustments,
    allocation,
    barcodes,
    deliveries,
    delivery_packing,
    donations,
    donor_changes,
    donor_merging,
    drives,
    erasing,
    factors,
    forgotten,
    hand_out,
    issuers,
    item_changes,
    item_values,
    items,
    kits,
    letters,
    lots_at_once,
    mappings,
    merging,
    missing_goods,
    need_lists,
    need_rounds,
    needs,
    organization,
    people,
    places,
    pledge_arrivals,
    pledges,
    recipes,
    setup,
    shares,
    shelf_counts,
    sorting,
    staged_counts,
    staged_entries,
    staged_results,
    standing_needs,
    stock,
    store_pars,
    table_links,
)
from drives.commands.imports import Batch, ImportRequest, runs
from drives.commands.need_writing import PostNeed
from drives.model import Donor, Program, Site
from drives.queries.catalogue import catalogue
from drives.queries.drive_list import drive_list
from drives.rules.dates import DateRule
from drives.rules.kinds import (
    DiscardReason,
    DonorKind,
    Every,
    FactorKind,
    ImportKind,
    Policy,
    ProgramKind,
    SiteKind,
    Why,
)
from drives.rules.roles import COMMAND_LINE, Role
from drives.rules.seen import seen_mark
from drives.rules.units import Unit
from tests.houses import TODAY, q
from tests.roles.world import World

Request = Any
"""A command's request: a frozen dataclass."""


def _log(world: World) -> donations.LogDonation:
    line = donations.LineDraft(world.socks, q("2"))
    return donations.LogDonation(world.gym, (line,), world.a, team_name="Tigerteam")


def _revised_drive(world: World) -> drives.ReviseDrive:
    """Drive A as it stands, with another story."""
    [row] = [one for one in _ask(world, drive_list) if one.drive_id == world.a]
    whole = drives.OpenDrive(
        row.name,
        row.starts_on,
        row.ends_on,
        tuple(one for one, _name in row.programs),
        tuple(one for one, _name in row.sites),
        tuple((goal.item_id, goal.quantity) for goal in row.goals),
        "Another story",
        row.slug,
        row.public,
        tuple(one for one, _name in row.teams),
        ("Newcomers",),
    )
    return drives.ReviseDrive(world.a, row.seen, whole)


def _ask(world: World, asked: Any, **question: Any) -> Any:
    return world.home.house.queries.ask(asked, COMMAND_LINE, **question)


def _row(world: World, model: Any, row_id: int) -> Any:
    [row] = world.home.all(model, model.id == row_id)
    return row


def _revised_item(world: World) -> item_changes.ReviseItem:
    [row] = [one for one in _ask(world, catalogue) if one.item_id == world.socks]
    return item_changes.ReviseItem("Socks", "clothes", Unit.PAIR, DateRule.ADVICE, item_id=world.socks,
                                   seen=row.seen)  # fmt: skip


def _revised_program(world: World) -> places.ReviseProgram:
    whole = places.AddProgram("Pantrywise", ProgramKind.FOOD_BANK, hide_address=True)
    return places.ReviseProgram(world.p, seen_mark(_row(world, Program, world.p)), whole)


def _revised_site(world: World) -> places.ReviseSite:
    whole = places.AddSite("Gymnasium", SiteKind.COLLECTION_SITE, hours="always")
    return places.ReviseSite(world.gym, seen_mark(_row(world, Site, world.gym)), whole)


def _revised_donor(world: World) -> donor_changes.ReviseDonor:
    row = _row(world, Donor, world.donor["Dorothea"])
    whole = donor_changes.AddDonor("Dorothea", DonorKind.PERSON, phone="555 0100")
    return donor_changes.ReviseDonor(row.id, seen_mark(row), whole)


def _rows(**columns: Any) -> ImportRequest:
    return ImportRequest("digest", Batch((2,), {name: (value,) for name, value in columns.items()}))


def _account(name: str = "new@example.org") -> people.AddAccount:
    return people.AddAccount(name, "Newcomer", (people.Granted(Role.ORGANIZER),), "hash of new")


REQUESTS: dict[str, Callable[[World], Request]] = {
    # donations
    "log_donation": _log,
    "correct_donation": lambda w: donations.CorrectDonation(w.at_table, _log(w)),
    "void_donation": lambda w: donations.VoidDonation(w.at_table),
    "learn_barcode": lambda w: barcodes.LearnBarcode(w.gym, w.socks, "036000291452", q("12"), w.a),
    "forget_barcode": lambda w: barcodes.ForgetBarcode(w.gym, w.barcode, w.a),
    "make_pledge": lambda w: pledges.MakePledge(
        w.a, w.gym, w.today, "pat@example.org", "another secret", (pledges.PledgedLine(w.socks, q("2")),)
    ),
    "change_pledge": lambda w: pledges.ChangePledge(
        token_hash("secret-of-a"), w.gym, w.today, (pledges.PledgedLine(w.socks, q("3")),)
    ),
    "withdraw_pledge": lambda _w: pledges.WithdrawPledge(token_hash("secret-of-a")),
    "forget_pledgers": lambda _w: pledges.ForgetPledgers(),
    "receive_pledge": lambda w: pledge_arrivals.ReceivePledge(
        w.pledge[w.a], w.gym, (donations.LineDraft(w.socks, q("2")),)
    ),
    "release_pledge": lambda w: pledge_arrivals.ReleasePledge(w.pledge[w.a]),
    "add_donor": lambda _w: donor_changes.AddDonor("Zoe", DonorKind.PERSON),
    "revise_donor": _revised_donor,
    "set_issuer": lambda w: issuers.SetIssuer(w.v, "V Inc.", "12-3456789"),
    "issue_letter": lambda w: letters.IssueLetter(w.donor["Dorothea"], w.p, (w.to_a,)),
    "issue_letters": lambda w: letters.IssueLetters(w.q, w.today.year),
    "replace_letter": lambda w: letters.ReplaceLetter(w.letter),
    "merge_donors": lambda w: donor_merging.MergeDonors(w.donor["Dorothea"], w.donor["Ottokar"]),
    "keep_donors_apart": lambda w: donor_merging.KeepDonorsApart(
        w.donor["Dorothea"], w.donor["Ottokar"]
    ),
    "erase_donor": lambda w: erasing.EraseDonor(w.donor["Dorothea"]),
    # drives and tables
    "open_drive": lambda w: drives.OpenDrive("New", TODAY, TODAY, (w.p,), (w.gym,), ((w.socks, 1000),),
                                             team_ids=(w.donor["Tigerteam"],)),
    "revise_drive": _revised_drive,
    "close_drive": lambda w: drives.CloseDrive(w.a),
    "reopen_drive": lambda w: drives.ReopenDrive(w.a),
    "archive_drive": lambda w: drives.ArchiveDrive(w.a),
    "unarchive_drive": lambda w: drives.UnarchiveDrive(w.a),
    "make_table_link": lambda w: table_links.MakeTableLink(w.a, w.gym, 8),
    "revoke_table_link": lambda w: table_links.RevokeTableLink(w.link),
    # needs
    "post_need": lambda w: PostNeed(w.p, w.socks, q("5"), drive_id=w.a),
    "revise_need": lambda w: needs.ReviseNeed(w.need_p, q("2000")),
    "confirm_need": lambda w: needs.ConfirmNeed(w.need_p),
    "cancel_need": lambda w: needs.CancelNeed(w.need_p),
    "post_needs": lambda w: need_lists.PostNeeds(
        (need_lists.NeedRow(1, PostNeed(w.p, w.socks, q("5"), drive_id=w.a)),)
    ),
    "confirm_needs": lambda w: need_lists.ConfirmNeeds((w.need_p,)),
    "cancel_needs": lambda w: need_lists.CancelNeeds((w.need_p,)),
    "post_standing_need": lambda w: standing_needs.PostStandingNeed(w.p, w.socks, q("5"), Every.WEEKLY),
    "restock_need": lambda w: standing_needs.RestockNeed(w.standing[w.p], q("4")),
    "end_standing_need": lambda w: standing_needs.EndStandingNeed(w.standing[w.p]),
    "post_due_needs": lambda _w: need_rounds.PostDueNeeds(),
    # stock
    "hold": lambda w: stock.HoldLot(w.lot(w.a, "free"), "looked at"),
    "unhold": lambda w: stock.UnholdLot(w.hold_a),
    "discard": lambda w: stock.DiscardGoods(w.lot(w.a, "free"), w.gym, q("1"), DiscardReason.DAMAGED),
    "transfer": lambda w: stock.TransferGoods(w.lot(w.a, "free"), w.gym, w.barn, q("1")),
    "count": lambda w: stock.CountStock(
        w.gym, (stock.Counted(w.lot(w.a, "free"), q("99")),), note="a box fell"
    ),
    "count_shelf": lambda w: shelf_counts.CountShelf(
        w.gym, (shelf_counts.Pile(w.socks, q("99"), q("100"), lot_code="free"),), "a box fell"
    ),
    "adjust_stock": lambda w: adjustments.AdjustStock(
        w.lot(w.a, "free"), w.gym, q("100"), q("99"), "one was torn"
    ),
    "hold_lots": lambda w: lots_at_once.HoldLots((w.lot(w.a, "free"),), "a notice"),
    "unhold_lots": lambda w: lots_at_once.UnholdLots((w.hold_a,)),
    "discard_lots": lambda w: lots_at_once.DiscardLots(
        (lots_at_once.GoodsAt(w.lot(w.a, "free"), w.gym, q("1")),), DiscardReason.RECALLED
    ),
    "set_store_par": lambda w: store_pars.SetStorePar(w.socks, q("40"), w.gym),
    "begin_count": lambda w: staged_counts.BeginCount(w.gym, (w.socks,), account_ids=(w.their_account,)),
    "give_count": lambda w: staged_counts.GiveCount(w.count, (w.account, w.their_account)),
    "enter_count": lambda w: staged_entries.EnterCount(
        w.count,
        (staged_entries.Entered(w.count_line, q("3")),),
        (staged_entries.FoundBeside(w.soap, q("2")),),
    ),
    "compare_count": lambda w: staged_results.CompareCount(w.other_count),
    "recount_lines": lambda w: staged_results.RecountLines(w.compared, (w.compared_line,)),
    "finalize_count": lambda w: staged_results.FinalizeCount(
        w.compared, "one fell", (staged_results.Settled(w.compared_line, w.count_entry, "one fell"),)
    ),
    "abandon_count": lambda w: staged_counts.AbandonCount(w.count),
    "sort_goods": lambda w: sorting.SortGoods(
        w.lot(w.a, item_id=w.bulk), w.gym, q("1"), (sorting.MadeGoods(w.soap, q("1")),)
    ),
    "undo_sorting": lambda w: sorting.UndoSorting(w.sortings[w.a]),
    "write_recipe": lambda w: recipes.WriteRecipe(w.kit, (recipes.RecipePart(w.soap, q("1")),)),
    "retire_recipe": lambda w: recipes.RetireRecipe(w.kit),
    "assemble_kits": lambda w: kits.AssembleKits(
        w.kit, w.gym, q("1"), for_program_id=w.p, drive_id=w.a
    ),
    "take_apart_kits": lambda w: kits.TakeApartKits(w.lot(w.a, item_id=w.kit), w.gym, q("1")),
    "undo_assembly": lambda w: kits.UndoAssembly(w.assemblies[w.a]),
    # allocation and deliveries
    "reserve": lambda w: allocation.Reserve(w.need_p, w.lot(w.a, "free"), w.gym, q("1")),
    "allocate": lambda w: shares.Allocate(
        Policy.FAIR,
        (shares.ShareLine(w.need_p, w.lot(w.a, "free"), w.gym, q("1")),),
        (shares.ShareFacts(w.need_p, 0, 0, q("3000"), q("9"), q("9000"), 10, Why.PART),),
        w.a,
    ),
    "release_shares": lambda w: allocation.ReleaseShares((w.reserved["p"],)),
    "release": lambda w: allocation.Release(w.reserved["p"]),
    "plan_delivery": lambda w: deliveries.PlanDelivery(
        w.p, (w.reserved["p"],), (deliveries.FreeLine(w.lot(w.a, "free"), w.gym, q("1")),)
    ),
    "pack_delivery": lambda w: deliveries.PackDelivery(
        w.planned[w.p], None, (deliveries.Packed(w.line_planned[w.p], q("1")),)
    ),
    "send_delivery": lambda w: deliveries.SendDelivery(
        w.planned[w.p], None, (deliveries.Packed(w.line_planned[w.p], q("1")),)
    ),
    "confirm_delivery": lambda w: deliveries.ConfirmDelivery(
        w.sent[w.p], (deliveries.Arrival(w.line[w.p], q("1")),)
    ),
    "cancel_delivery": lambda w: deliveries.CancelDelivery(w.planned[w.p]),
    "set_delivery_day": lambda w: deliveries.SetDeliveryDay(w.planned[w.p], w.today),
    "give_pick_list": lambda w: delivery_packing.GivePickList(w.planned[w.p], (w.account,)),
    "pick_line": lambda w: delivery_packing.PickLine(
        (delivery_packing.Picked(w.line_planned[w.p], q("1")),)
    ),
    "hand_out": lambda w: hand_out.HandOut(w.p, w.gym, (hand_out.HandedItem(w.socks, q("1")),)),
    "find_missing": lambda w: missing_goods.FindMissing(w.line_missing[w.p], w.gym, q("1")),
    "give_up_missing": lambda w: missing_goods.GiveUpMissing(w.line_missing[w.p]),
    # what is set up
    "set_up_organization": lambda _w: organization.SetUpOrganization("Another name"),
    "set_up_community": lambda _w: setup.SetUpCommunity(
        organization.SetUpOrganization("Another name"), places.AddSite("S", SiteKind.WAREHOUSE),
        places.AddProgram("N", ProgramKind.OTHER), "D", TODAY, TODAY,
    ),
    "add_item": lambda _w: items.AddItem("Hats", "things", Unit.EACH, DateRule.ADVICE),
    "revise_item": _revised_item,
    "set_item_value": lambda w: item_values.SetItemValue(w.socks, 10_000, TODAY),
    "remove_item_value": lambda w: item_values.RemoveItemValue(w.socks, TODAY),
    "add_program": lambda _w: places.AddProgram("N", ProgramKind.OTHER),
    "revise_program": _revised_program,
    "add_site": lambda _w: places.AddSite("S", SiteKind.WAREHOUSE),
    "revise_site": _revised_site,
    "merge_items": lambda w: merging.MergeItems(w.soap, w.socks),
    "merge_programs": lambda w: merging.MergePrograms(w.v, w.p),
    "merge_sites": lambda w: merging.MergeSites(w.kitchen, w.gym),
    "set_factor": lambda _w: factors.SetFactor(FactorKind.VALUE_PER_LB, TODAY, 10_000, "A report"),
    "remove_factor": lambda _w: factors.RemoveFactor(FactorKind.LB_PER_MEAL, TODAY),
    # imports: by name, so without ids
    "import_items": lambda _w: _rows(name="Hats", category="things", unit=Unit.EACH),
    "import_programs": lambda _w: _rows(name="N", kind=ProgramKind.OTHER),
    "import_sites": lambda _w: _rows(name="S", kind=SiteKind.WAREHOUSE),
    "import_drives": lambda _w: _rows(name="D", starts_on=TODAY, ends_on=TODAY),
    "import_needs": lambda _w: _rows(program="Pantrywise", item="Socks", quantity=q("5")),
    "import_donors": lambda _w: _rows(name="Zoe", kind=DonorKind.PERSON),
    "import_donations": lambda _w: _rows(
        received_on=TODAY, item="Socks", quantity=q("5"), drive="autumnal", site="Gymnasium"
    ),
    "import_stock": lambda _w: _rows(item="Soap", site="Barnyard", quantity=q("90")),
    "undo_import": lambda w: runs.UndoImport(w.run),
    "save_mapping": lambda _w: mappings.SaveMapping("School", ImportKind.DONORS, "0" * 64, 'kind = "donors"'),
    "forget_mapping": lambda w: mappings.ForgetMapping(w.mapping),
    # people
    "add_account": lambda _w: _account(),
    "use_ticket": lambda _w: people.UseTicket("hashme", "Me", "a hash"),
    "ask_for_password": lambda _w: forgotten.AskForPassword("me@example.org", "another hash"),
    "set_up_store": lambda _w: setup.SetUpStore(organization.SetUpOrganization("Ours"), _account()),
    "choose_password": lambda w: people.ChoosePassword(w.account, "a hash"),
    "rename_account": lambda w: account_changes.RenameAccount(w.account, "Me too"),
    "choose_language": lambda w: account_changes.ChooseLanguage(w.account, None),
    "grant_role": lambda w: account_changes.GrantRole(w.account, people.Granted(Role.ORGANIZER, w.a)),
    "revoke_role": lambda w: account_changes.RevokeRole(w.account, people.Granted(Role.VOLUNTEER)),
    "disable_account": lambda w: account_changes.DisableAccount(w.account),
    "enable_account": lambda w: account_changes.EnableAccount(w.account),
    "make_ticket": lambda w: account_changes.MakeTicket(w.account, "a new hash"),
}  # fmt: skip

KINDS = {
    "drive_id": "drive", "site_id": "site", "from_site_id": "site", "to_site_id": "site", "site_ids": "site",
    "program_id": "program", "program_ids": "program", "restricted_to_id": "program", "item_id": "item",
    "goals": "item", "donation_id": "donation", "need_id": "need", "need_ids": "need",
    "standing_need_id": "standing need", "lot_id": "lot", "lot_ids": "lot",
    "hold_id": "hold", "hold_ids": "hold",
    "sorting_id": "sorting", "assembly_id": "assembly", "for_program_id": "program",
    "reservation_id": "reservation", "reservation_ids": "reservation", "delivery_id": "planned",
    "line_id": "line", "donor_id": "donor", "team_id": "team", "team_ids": "team", "account_id": "account",
    "account_ids": "account",
    "link_id": "link", "run_id": "run", "mapping_id": "mapping", "pledge_id": "pledge",
    "donation_ids": "donation", "acknowledgement_id": "letter",
    "item_ids": "item", "staged_count_id": "staged count", "staged_line_id": "count line",
    "staged_entry_id": "count entry",
}  # fmt: skip
"""What kind of id a field holds."""

_OF_COMMAND = {
    ("confirm_delivery", "delivery_id"): "sent",
    ("pack_delivery", "line_id"): "planned line",
    ("send_delivery", "line_id"): "planned line",
    ("pick_line", "line_id"): "planned line",
    ("find_missing", "line_id"): "missing line",
    ("give_up_missing", "line_id"): "missing line",
    ("compare_count", "staged_count_id"): "compared count",
    ("recount_lines", "staged_count_id"): "compared count",
    ("recount_lines", "staged_line_ids"): "compared line",
    ("finalize_count", "staged_count_id"): "compared count",
    ("finalize_count", "staged_line_id"): "compared line",
    ("merge_items", "into_id"): "item",
    ("keep_donors_apart", "other_id"): "donor",
    ("merge_donors", "into_id"): "donor",
    ("merge_programs", "into_id"): "program",
    ("merge_sites", "into_id"): "site",
}


def kind_of(command: str, path: str) -> str:
    """The kind of id at a path of a command's request."""
    name = path.rpartition(".")[2]
    return _OF_COMMAND.get((command, name)) or KINDS[name]


def id_paths(request: Any) -> Iterator[str]:
    """Where a request names ids, like ``becomes.lines.item_id``; fails where a part was left empty."""
    hints = get_type_hints(type(request))
    for field in fields(request):
        value = getattr(request, field.name)
        if _is_id(field.name, hints[field.name]):
            yield field.name
            continue
        inner = value[0] if isinstance(value, tuple) and value else value
        if is_dataclass(inner):
            yield from (f"{field.name}.{path}" for path in id_paths(inner))
        else:
            assert not _names_ids(hints[field.name]), f"{type(request).__name__}.{field.name}: fill it in"


def _is_id(name: str, hint: Any) -> bool:
    return name == "goals" or (name.endswith(("_id", "_ids")) and int in _types(hint))


def _names_ids(hint: Any) -> bool:
    """Whether what a hint says holds dataclasses that name ids."""
    return any(
        _is_id(name, inner) or _names_ids(inner)
        for one in _types(hint)
        if is_dataclass(one)
        for name, inner in get_type_hints(one).items()
    )


def _types(hint: Any) -> Iterator[Any]:
    yield hint
    for one in get_args(hint):
        yield from _types(one)


def with_id(request: Any, path: str, one: int) -> Any:
    """The request with another id at a path; of several the first one."""
    name, _dot, rest = path.partition(".")
    value = getattr(request, name)
    if not rest:
        if name == "goals":
            return replace(request, goals=((one, 1000),))
        return replace(request, **{name: (one,) if isinstance(value, tuple) else one})
    if isinstance(value, tuple):
        return replace(request, **{name: (with_id(value[0], rest, one), *value[1:])})
    return replace(request, **{name: with_id(value, rest, one)})
