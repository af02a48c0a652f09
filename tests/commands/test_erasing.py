"""Erasing a donor: what was given stays whole, and no byte of the person is left."""

import pytest

from drives.commands.donations import LineDraft, LogDonation, VoidDonation, log_donation, void_donation
from drives.commands.donor_changes import AddDonor, ReviseDonor, add_donor, revise_donor
from drives.commands.erasing import EraseDonor, erase_donor
from drives.commands.issuers import SetIssuer, set_issuer
from drives.commands.mappings import SaveMapping, save_mapping
from drives.errors import NotAllowed
from drives.exchange.importing import import_file
from drives.model import CashLikeCount, Donation, DonationVoid, Donor, ImportRun, SavedMapping
from drives.queries.donors import donors, erasing
from drives.queries.exports import EXPORTS
from drives.queries.progress import progress
from drives.rules.kinds import DonorKind, ImportKind
from drives.rules.roles import COMMAND_LINE, Role, Viewer
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.files import given, refused, settle_in, taken
from tests.houses import Home, dump, q

CANARY = "Quetzalina"
PERSON = AddDonor(
    f"{CANARY} Ferrante", DonorKind.PERSON, "quetzalina@canary.example", "+1 555 0177", "77 Canary Road",
    True, "CANARY-REF-77",
)  # fmt: skip
TRACES = ("quetzalina", "ferrante", "555 0177", "canary")


@pytest.fixture
def home(house: Home) -> Home:
    """A donor with a gift by hand and gifts from a file, beside another donor."""
    settle_in(house)
    house.do(add_donor, PERSON)
    house.do(add_donor, AddDonor("Anna Other", DonorKind.PERSON))
    line = LineDraft(house.item("Mittens"), q("5"))
    gift = LogDonation(
        house.site("Yard"), (line,), donor_name=PERSON.name, reference="Gift of Quetzalina Ferrante"
    )
    house.do(log_donation, gift)
    taken(house, "donations", FILE)
    return house


FILE = (
    "received_on,item,quantity,site,donor,donor_email\n"
    f"2025-05-02,Rice,3,Gym,{CANARY} Ferrante,quetzalina@canary.example\n"
)


def id_of(home: Home) -> int:
    return next(row.id for row in home.all(Donor) if CANARY in row.name)


def traces(home: Home) -> list[str]:
    """Where in the rows of the store, or in an export, the person still stands."""
    found = [f"table {name}" for name, rows in dump(home.store).items() if _holds("\n".join(rows))]
    return found + [f"export {kind}" for kind in EXPORTS if _holds(given(home, kind).decode())]


def _holds(text: str) -> bool:
    return any(trace in text.casefold() for trace in TRACES)


def test_no_byte_of_the_person_is_left_and_the_ledger_is_whole(home: Home) -> None:
    assert {"table donor", "table donation", "table activity", "table receipt"} <= set(traces(home))
    donor_id = id_of(home)
    figures = home.house.queries.ask(progress, COMMAND_LINE)
    done = home.do(erase_donor, EraseDonor(donor_id))
    assert (done.donor_id, done.references) == (donor_id, 1)
    assert traces(home) == []
    assert verify(home.store) == []
    assert home.house.queries.ask(progress, COMMAND_LINE) == figures
    assert [row.donor_id for row in home.all(Donation)] == [donor_id, donor_id]
    erased = next(row for row in home.all(Donor) if row.id == donor_id)
    assert (erased.name, erased.name_key, erased.credit) == (
        f"Erased donor {donor_id}", f"erased donor {donor_id}", False,
    )  # fmt: skip
    assert [row.name for row in home.all(Donor) if row.id != donor_id] == ["Anna Other"]


def test_who_was_merged_into_the_donor_goes_too(home: Home) -> None:
    from sqlalchemy import update

    other = home.do(add_donor, AddDonor("Ferrante, Q.", DonorKind.PERSON, "q@ferrante.example")).donor_id
    with home.store.write() as connection:
        connection.execute(update(Donor).where(Donor.id == other).values(merged_into_id=id_of(home)))
    home.do(erase_donor, EraseDonor(id_of(home)))
    assert traces(home) == []


def test_an_older_file_does_not_bring_the_person_back_unseen(home: Home) -> None:
    home.do(erase_donor, EraseDonor(id_of(home)))
    [line] = refused(home, "donations", FILE)
    assert "This donation is here already, and its donor was erased since." in line
    assert traces(home) == []
    other = FILE.replace(",3,", ",4,").replace("quetzalina@canary", "another@person")
    assert taken(home, "donations", other)[0] == 1


def test_a_gift_under_a_reference_is_refused_as_another_one(home: Home) -> None:
    file = "received_on,item,quantity,site,donor,reference\n2025-05-02,Rice,3,Gym,Zenobia Perch,R7\n"
    taken(home, "donations", file)
    donor_id = next(row.id for row in home.all(Donor) if row.name == "Zenobia Perch")
    home.do(erase_donor, EraseDonor(donor_id))
    [line] = refused(home, "donations", file)
    assert "This reference is known with other content" in line
    assert all(row.name != "Zenobia Perch" for row in home.all(Donor))


def test_what_was_erased_stays_so(home: Home) -> None:
    donor_id = id_of(home)
    [seen] = [one.seen for one in home.house.queries.ask(donors, COMMAND_LINE) if one.donor_id == donor_id]
    home.do(erase_donor, EraseDonor(donor_id))
    assert "was erased before" in home.refusal(erase_donor, EraseDonor(donor_id))
    assert "stays so" in home.refusal(revise_donor, ReviseDonor(donor_id, seen, PERSON))
    assert "That donor" in home.refusal(erase_donor, EraseDonor(999))
    assert home.house.queries.ask(erasing, COMMAND_LINE, donor_id=donor_id) is None


def test_notes_that_hold_the_donors_words_are_named_before(home: Home) -> None:
    home.do(
        log_donation,
        LogDonation(
            home.site("Yard"), (LineDraft(home.item("Mittens"), q("1"), note=f"from {PERSON.name}"),)
        ),
    )
    found = home.house.queries.ask(erasing, COMMAND_LINE, donor_id=id_of(home))
    assert found is not None
    assert (found.name, found.donations, found.notes) == (PERSON.name, 2, (f"from {PERSON.name}",))


def test_texts_that_nobody_can_change_any_more_are_rid_of_the_name(home: Home) -> None:
    name = PERSON.name
    import_file(
        home.house.commands, "donors", b"name,kind\nZoe,person\n",
        name=f"{name}.csv", viewer=COMMAND_LINE, request_id="named",
    )  # fmt: skip
    for called, mapping in ((f"from {name}", "[columns]"), ("plain", f'[constants]\ndonor = "{name}"')):
        home.do(save_mapping, SaveMapping(called, ImportKind.DONATIONS, "0" * 64, mapping))
    cards = LogDonation(
        home.site("Yard"), (LineDraft(home.item("Gift card", Unit.EACH), q("2")),),
        counted_by=name, counted_again_by=f"{name} jr",
    )  # fmt: skip
    gift = home.do(log_donation, cards).donation_id
    home.do(void_donation, VoidDonation(gift, f"given back to {name.upper()}"))
    found = {"table import_run", "table saved_mapping", "table cash_like_count", "table donation_void"}
    assert found <= set(traces(home))
    gone = home.do(erase_donor, EraseDonor(id_of(home))).name
    assert traces(home) == []
    assert home.all(ImportRun)[-1].file_name == f"{gone}.csv"
    assert [row.name for row in home.all(SavedMapping)] == [f"from {gone} 1"]
    assert [row.reason for row in home.all(DonationVoid)] == [f"given back to {gone}"]
    [counted] = home.all(CashLikeCount)
    assert (counted.counted_by, counted.counted_again_by) == (gone, f"{gone} jr")


def test_a_way_to_read_files_goes_where_it_fills_in_the_donor_alone(home: Home) -> None:
    market = home.do(add_donor, AddDonor("Corner Market", DonorKind.BUSINESS)).donor_id
    for kind, called, mapping in (
        (ImportKind.DONATIONS, "place", '[constants]\nsite = "Corner Market"'),
        (ImportKind.DONATIONS, "column", '[columns]\nquantity = "Given at Corner Market"'),
        (ImportKind.DONATIONS, "donor", '[constants]\nsite = "Yard"\ndonor = "the corner market"'),
        (ImportKind.DONATIONS, "team", '[constants]\nteam = "Corner Market"'),
        (ImportKind.DONORS, "list", '[constants]\nname = "Corner Market"'),
        (ImportKind.DRIVES, "drive", '[constants]\nteams = "Staff; Corner Market"'),
        (ImportKind.SITES, "sites", '[constants]\nname = "Corner Market"'),
        (ImportKind.DONATIONS, "no mapping", "Corner Market ["),
    ):
        home.do(save_mapping, SaveMapping(called, kind, "0" * 64, mapping))
    stay = ["column", "no mapping", "place", "sites"]
    found = home.house.queries.ask(erasing, COMMAND_LINE, donor_id=market)
    assert found is not None
    assert found.notes == tuple(f"How files are read: “{name}”" for name in stay)
    home.do(erase_donor, EraseDonor(market))
    assert sorted(row.name for row in home.all(SavedMapping)) == stay


def test_a_signature_on_letters_is_named_before_and_left_to_an_admin(home: Home) -> None:
    home.do(
        set_issuer, SetIssuer(home.program("Haven"), "Haven Inc.", "12", None, f"{PERSON.name}, treasurer")
    )
    found = home.house.queries.ask(erasing, COMMAND_LINE, donor_id=id_of(home))
    assert found is not None
    assert found.notes == (f"{PERSON.name}, treasurer",)


REFERRED = (
    "received_on,item,quantity,site,donor,reference\n"
    f"2025-05-03,Rice,2,Gym,{CANARY} Ferrante,Ferrante's second bag of {CANARY} Ferrante\n"
)


def test_a_gift_whose_reference_was_changed_is_known_again(home: Home) -> None:
    assert taken(home, "donations", REFERRED) == (1, 0, 0)
    home.do(erase_donor, EraseDonor(id_of(home)))
    assert traces(home) == []
    [line] = refused(home, "donations", REFERRED)
    assert "This donation is here already, and its donor was erased since. Take the row out." in line
    assert taken(
        home, "donations", REFERRED.replace("second", "third").replace(f",{CANARY} Ferrante,", ",,")
    )[0]


def test_of_equal_rows_none_is_counted_again(home: Home) -> None:
    twice = FILE + FILE.splitlines()[1] + "\n"
    assert taken(home, "donations", twice) == (1, 0, 1)
    home.do(erase_donor, EraseDonor(id_of(home)))
    assert len(refused(home, "donations", twice)) == 2


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"{CANARY} Ferrante,,", "A donor of this name was erased here."),
        (f"{CANARY.upper()}  ferrante,,", "A donor of this name was erased here."),
        ("Q. F.,QUETZALINA@canary.example,", "This donor was erased here. Take the row out."),
        ("Q. F.,,CANARY-REF-77", "This donor was erased here. Take the row out."),
    ],
)
def test_an_older_list_of_donors_brings_nobody_back(home: Home, row: str, told: str) -> None:
    home.do(erase_donor, EraseDonor(id_of(home)))
    [line] = refused(home, "donors", f"kind,name,email,reference\nperson,{row}\n")
    assert told in line
    other = f"kind,name,email\nperson,{CANARY} Ferrante,another@person.example\n"
    assert taken(home, "donors", other) == (1, 0, 0)


def test_a_new_gift_by_the_same_words_is_asked_about(home: Home) -> None:
    home.do(erase_donor, EraseDonor(id_of(home)))
    gift = "received_on,item,quantity,site,donor,donor_email\n2025-05-02,Rice,4,Gym,{donor}\n"
    for donor, told in (
        (f"{CANARY} Ferrante,", "Somebody of this name was erased here."),
        ("Somebody,quetzalina@canary.example", "Somebody with this e-mail was erased here."),
    ):
        [line] = refused(home, "donations", gift.format(donor=donor))
        assert told in line
    assert taken(home, "donations", gift.format(donor=","))[0] == 1
    assert traces(home) == []


def test_words_are_whole_words(home: Home) -> None:
    line = LineDraft(home.item("Mittens"), q("1"), note="of Annabel")
    anna = home.do(add_donor, AddDonor("Anna", DonorKind.PERSON)).donor_id
    for reference in ("Annapolis-7", "from anna, 3", "Anna2026", "anna_smith"):
        home.do(log_donation, LogDonation(home.site("Yard"), (line,), reference=reference))
    found = home.house.queries.ask(erasing, COMMAND_LINE, donor_id=anna)
    assert found is not None
    assert found.notes == ()
    assert home.do(erase_donor, EraseDonor(anna)).references == 3
    references = {row.reference for row in home.all(Donation)}
    assert {one for one in references if one and "anna" in one.casefold()} == {"Annapolis-7"}


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.VOLUNTEER, Role.PROGRAM_STAFF, Role.TABLE_HELPER])
def test_who_does_not_keep_donors_erases_nobody(home: Home, role: Role) -> None:
    viewer = Viewer.of("somebody", role)
    home.refusal(erase_donor, EraseDonor(id_of(home)), NotAllowed, viewer=viewer)
