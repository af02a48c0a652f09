"""Donations from files: grouped by reference, known again, refused whole, or taken row by row."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from drives.commands import donations
from drives.errors import Unknown
from drives.model import Activity, Donation, DonationLine, Donor, Drive, Item, Site
from drives.rules.kinds import DonationState
from tests.files import bring, cells, noun, refused, settle_in, taken
from tests.houses import Home, dump, q

HEADER = (
    "received_on,item,quantity,unit,pack,rejected,drive,site,donor,donor_email,team,source,reference,note\n"
)


@pytest.fixture
def home(house: Home) -> Home:
    """A house with some items, programs, sites and drives."""
    settle_in(house)
    return house


def row(**cells: str) -> str:
    """A row under HEADER, two pairs of socks at the gym unless said otherwise."""
    said = {
        "received_on": "2025-05-01",
        "item": "Socks",
        "quantity": "2",
        "drive": "spring",
        "site": "Gym",
        **cells,
    }
    return ",".join(said.get(name, "") for name in HEADER.strip().split(",")) + "\n"


def test_rows_with_one_reference_are_one_donation(home: Home) -> None:
    file = (
        HEADER + row(reference="A1") + row(reference="A1", item="Rice", quantity="1.5") + row(reference="A2")
    )
    assert taken(home, "donations", file) == (2, 0, 0)
    assert len(home.all(Donation)) == 2
    assert [line.position for line in home.all(DonationLine)] == [1, 2, 1]
    assert cells(home, "progress", "item", "donated") == [("Rice", "1.5"), ("Socks", "4")]


def test_an_item_may_repeat_in_one_donation(home: Home) -> None:
    assert taken(home, "donations", HEADER + row(reference="A1") * 2) == (1, 0, 0)
    assert cells(home, "progress", "donated") == [("4",)]


def test_the_same_file_again_adds_nothing_and_changes_nothing(home: Home) -> None:
    file = HEADER + row(reference="A1", note="a box") + row(donor="Ann", team="Scouts") + row()
    assert taken(home, "donations", file) == (3, 0, 0)
    before = dump(home.store)
    assert taken(home, "donations", file) == (0, 0, 3)
    assert dump(home.store) == before


def test_two_cases_are_the_same_content_as_twenty_four(home: Home) -> None:
    taken(home, "donations", HEADER + row(reference="A1", quantity="2", pack="Case of 12"))
    assert cells(home, "donations", "quantity", "pack") == [("2", "case of 12")]
    assert cells(home, "progress", "received") == [("24",)]
    assert taken(home, "donations", HEADER + row(reference="A1", quantity="24")) == (0, 0, 1)
    assert "other content" in refused(home, "donations", HEADER + row(reference="A1", quantity="23"))[0]


def test_other_content_under_a_known_reference_is_refused_showing_both(home: Home) -> None:
    taken(home, "donations", HEADER + row(reference="A1"))
    [line] = refused(home, "donations", HEADER + row(reference="A1", quantity="3", donor="Ann"))
    assert line == (
        'donations.csv, row 2, column reference: found "A1". This reference is known with other content: '
        "there 2025-05-01, Gym, 2 Socks; here 2025-05-01, Gym, a new donor, 3 Socks. "
        "Use another reference, or correct the donation that is there."
    )


def test_one_reference_under_two_drives_is_two_donations(home: Home) -> None:
    taken(home, "donations", HEADER + row(reference="A1"))
    assert taken(home, "donations", HEADER + row(reference="A1", drive="autumn", quantity="9")) == (1, 0, 0)
    assert taken(home, "donations", HEADER + row(reference="A1", drive="", quantity="8")) == (1, 0, 0)


def test_a_voided_donation_stays_known_by_what_it_said(home: Home) -> None:
    taken(home, "donations", HEADER + row(reference="A1") + row())
    for donation in home.all(Donation):
        home.do(donations.void_donation, donations.VoidDonation(donation.id))
    assert taken(home, "donations", HEADER + row(reference="A1") + row()) == (0, 0, 2)
    assert cells(home, "progress", "donated") == [("0",)]


def test_what_was_voided_can_come_in_with_what_it_should_have_said(home: Home) -> None:
    taken(home, "donations", HEADER + row(reference="A1"))
    home.do(donations.void_donation, donations.VoidDonation(home.all(Donation)[0].id))
    assert taken(home, "donations", HEADER + row(reference="A1", quantity="5")) == (1, 0, 0)
    assert cells(home, "progress", "donated") == [("5",)]


def test_a_corrected_donation_is_known_as_it_was_and_as_it_is(home: Home) -> None:
    taken(home, "donations", HEADER + row(reference="A1"))
    [old] = home.all(Donation)
    line = donations.LineDraft(noun(home, Item, "Socks"), q("7"))
    becomes = donations.LogDonation(old.site_id, (line,), old.drive_id, date(2025, 5, 1))
    home.do(donations.correct_donation, donations.CorrectDonation(old.id, becomes))
    assert taken(home, "donations", HEADER + row(reference="A1")) == (0, 0, 1)
    assert taken(home, "donations", HEADER + row(reference="A1", quantity="7")) == (0, 0, 1)
    refused(home, "donations", HEADER + row(reference="A1", quantity="8"))


def test_a_correction_asks_for_no_reason_that_the_file_did_not_know_where_a_line_is_as_it_was(
    home: Home,
) -> None:
    file = HEADER + row(reference="A1", rejected="1") + row(reference="A1", item="Rice", quantity="3")
    taken(home, "donations", file)
    [old] = home.all(Donation)
    socks, rice = noun(home, Item, "Socks"), noun(home, Item, "Rice")

    def asked(received: str, rejected: str, donation_id: int = old.id) -> donations.CorrectDonation:
        lines = (
            donations.LineDraft(socks, q(received), q(rejected)), donations.LineDraft(rice, q("4")),
        )  # fmt: skip
        becomes = donations.LogDonation(old.site_id, lines, old.drive_id, date(2025, 5, 1))
        return donations.CorrectDonation(donation_id, becomes)

    for changed in (("2", "2"), ("3", "1")):
        assert "Socks: say why" in home.refusal(donations.correct_donation, asked(*changed))
    corrected = home.do(donations.correct_donation, asked("2", "1")).donation_id
    assert home.do(donations.correct_donation, asked("2", "1", corrected)).donation_id > corrected
    assert "Socks: say why" in home.refusal(donations.log_donation, asked("2", "1").becomes)


def test_two_equal_rows_without_reference_stay_two_and_a_longer_file_adds_what_is_new(home: Home) -> None:
    assert taken(home, "donations", HEADER + row() * 2) == (2, 0, 0)
    assert taken(home, "donations", HEADER + row() * 2) == (0, 0, 2)
    assert taken(home, "donations", HEADER + row() * 3 + row(quantity="5")) == (2, 0, 2)
    assert cells(home, "progress", "donated") == [("11",)]


def test_a_row_without_reference_is_not_taken_for_a_donation_logged_by_hand(home: Home) -> None:
    asked = donations.LogDonation(
        noun(home, Site, "Gym"), (donations.LineDraft(noun(home, Item, "Socks"), q("2")),),
        noun(home, Drive, "Spring"), date(2025, 5, 1),
    )  # fmt: skip
    logged = home.do(donations.log_donation, asked)
    assert taken(home, "donations", HEADER + row()) == (1, 0, 0)
    assert (logged.reference,) in cells(home, "donations", "reference")


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("column", "other", "found"),
    [
        ("received_on", "2025-05-02", "2025-05-02"),
        ("site", "Hall", "Hall"),
        ("donor", "Bea", "Bea"),
        ("team", "", ""),
    ],
)
def test_rows_of_one_donation_agree_on_day_site_donor_and_team(
    home: Home, column: str, other: str, found: str
) -> None:
    said = {"donor": "Ann", "team": "Scouts", "reference": "A1"}
    [line] = refused(home, "donations", HEADER + row(**said) + row(**{**said, column: other}))
    assert line.startswith(f"donations.csv, row 3, column {column}: ")
    assert (f'"{found}"' in line) if found else ("nothing found" in line)
    assert "row 2 says" in line


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("column", "said", "answer"),
    [
        ("item", "Sox", 'There is no such item. Did you mean "Socks"?'),
        ("drive", "sprung", 'There is no such drive. Did you mean "Spring"?'),
        ("site", "Gymn", 'There is no such site. Did you mean "Gym"?'),
        ("item", "Zzzzqqq", "There is no such item. Import it first, or have the mapping create it."),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(home: Home, column: str, said: str, answer: str) -> None:
    [line] = refused(home, "donations", HEADER + row(**{column: said}))
    assert line == f'donations.csv, row 2, column {column}: found "{said}". {answer}'


def test_an_unknown_program_is_refused_with_the_nearest(home: Home) -> None:
    file = "received_on,item,quantity,site,restricted_to\n2025-05-01,Rice,1,Gym,Shelta\n"
    assert 'Did you mean "Shelter"?' in refused(home, "donations", file)[0]


@pytest.mark.parametrize("said", ["Socks", "  SOCKS ", "calcetines", "036000291452", "0036000291452"])
def test_an_item_is_named_by_name_synonym_or_barcode(home: Home, said: str) -> None:
    taken(home, "donations", HEADER + row(item=said))
    assert cells(home, "donations", "item") == [("Socks",)]


def test_an_item_is_named_by_its_sku_before_anything_else(home: Home) -> None:
    taken(home, "items", "name,category,unit,sku\nRICE,Odd,each,ODD\n", dry_run=True)
    taken(home, "donations", HEADER + row(item="rice", quantity="0.125"))
    assert cells(home, "donations", "item", "quantity") == [("Rice", "0.125")]


def test_unknown_donors_and_teams_are_made_once(home: Home) -> None:
    file = (
        HEADER
        + row(donor="Ann", team="Ann")
        + row(donor="ANN ", donor_email="ann@example.org")
        + row(donor="Bea")
    )
    taken(home, "donations", file)
    assert cells(home, "donors", "name", "kind", "email") == [
        ("Ann", "person", "ann@example.org"),
        ("Ann", "team", ""),
        ("Bea", "person", ""),
    ]


def test_donors_are_matched_by_reference_then_e_mail_then_name(home: Home) -> None:
    taken(
        home,
        "donors",
        "name,kind,email,reference\nAnn Lee,business,ann@example.org,D-7\nAnn Lee,person,lee@example.org,\n",
    )
    file = (
        HEADER
        + row(donor="D-7")
        + row(donor="Anne", donor_email="LEE@example.org", quantity="3")
        + row(donor="Ann Lee", donor_email="new@example.org", quantity="4")
    )
    taken(home, "donations", file)
    assert cells(home, "donations", "quantity", "donor_email") == [
        ("2", "ann@example.org"),
        ("3", "lee@example.org"),
        ("4", "new@example.org"),
    ]
    assert len(home.all(Donor)) == 3


def test_a_donation_without_site_goes_to_its_drives_only_site(home: Home) -> None:
    taken(home, "donations", HEADER + row(site=""))
    assert cells(home, "donations", "site") == [("Gym",)]


@pytest.mark.parametrize(
    ("drive", "answer"),
    [
        ("autumn", "No site is named, and Autumn has 2. Name the one that took it in."),
        ("", "No site is named, and no drive that would have one. Name the site."),
    ],
)
def test_a_donation_without_any_one_site_is_refused(home: Home, drive: str, answer: str) -> None:
    assert refused(home, "donations", HEADER + row(site="", drive=drive))[0].endswith(answer)


def test_the_drive_and_site_given_stand_in_where_a_row_names_none(home: Home) -> None:
    file = HEADER + row(site="", drive="") + row(site="Gym", drive="spring", quantity="3")
    taken(home, "donations", file, drive="autumn", site="hall")
    assert cells(home, "donations", "drive", "site", "quantity") == [
        ("autumn", "Hall", "2"),
        ("spring", "Gym", "3"),
    ]


def test_a_drive_given_that_is_not_there_is_refused(home: Home) -> None:
    before = dump(home.store)
    with pytest.raises(Unknown, match='Did you mean "Autumn"'):
        bring(home, "donations", HEADER + row(drive=""), drive="autum")
    assert dump(home.store) == before


def test_bought_goods_are_on_hand_but_not_donated(home: Home) -> None:
    taken(home, "donations", HEADER + row(source="Purchased", quantity="5") + row())
    assert cells(home, "progress", "received", "donated", "on_hand") == [("2", "2", "7")]
    assert cells(home, "moves", "from", "quantity") == [("donor", "2"), ("supplier", "5")]


def test_rejected_goods_are_received_but_never_enter_stock(home: Home) -> None:
    taken(
        home,
        "donations",
        HEADER + row(quantity="5", rejected="2") + row(quantity="3", rejected="3", note="all"),
    )
    assert cells(home, "progress", "received", "rejected", "donated", "on_hand") == [("8", "5", "3", "3")]


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("said", "column", "answer"),
    [
        (
            {"rejected": "3"},
            "rejected",
            "Only 2 were received, rejects included. Enter at most that, in pair.",
        ),
        (
            {"quantity": "1.5"},
            "quantity",
            "1.5 is not whole, and pair is counted in whole numbers. Enter 1 or 2.",
        ),
        (
            {"rejected": "0.5"},
            "rejected",
            "0.5 is not whole, and pair is counted in whole numbers. Enter 0 or 1.",
        ),
        ({"unit": "lb"}, "unit", "Socks is counted in pair. Give the quantity in pair, or name a pack."),
        (
            {"pack": "bale"},
            "pack",
            "Socks comes in these packs: case of 12. Name one, or leave the pack empty.",
        ),
        ({"received_on": "2025-05-21"}, "received_on", "This day has not come yet: today is 2025-05-20."),
        (
            {"quantity": "999999999", "pack": "case of 12"},
            "quantity",
            "This is too large: at most 999,999,999.",
        ),
        ({"quantity": "0"}, "quantity", "Zero is not a quantity here"),
        ({"quantity": "-1"}, "quantity", "This is below zero."),
        ({"quantity": "1.2345"}, "quantity", "4 decimals are too many: at most 3 are kept."),
        ({"received_on": "03/04/2025"}, "received_on", "This could be 2025-03-04 or 2025-04-03."),
        ({"received_on": ""}, "received_on", "A value is needed here. Fill it in."),
    ],
)
def test_what_is_wrong_is_said_with_its_column_and_nothing_is_saved(
    home: Home, said: dict[str, str], column: str, answer: str
) -> None:
    [line] = refused(home, "donations", HEADER + row(quantity="4") + row(**said))
    assert line.startswith(f"donations.csv, row 3, column {column}: ")
    assert answer in line


def test_an_address_that_is_none_is_left_out_with_a_warning_and_its_row_is_kept(home: Home) -> None:
    report = bring(home, "donations", HEADER + row(donor="Ann", donor_email="not one"))
    assert (report.lines(), report.done.added) == ([], 1)
    assert report.notices == (
        'donations.csv, row 2, column donor_email: found "not one". This is not an e-mail address. '
        "Enter one like name@example.org. The row is kept without it.",
    )
    assert cells(home, "donations", "donor", "donor_email") == [("Ann", "")]


def test_a_date_needs_its_kind_and_an_item_that_keeps_dates(home: Home) -> None:
    header = "received_on,item,quantity,site,date_mark,date_kind\n"
    [line] = refused(home, "donations", header + "2025-05-01,Beans,1,Gym,2026-01-01,\n")
    assert "column date_mark" in line
    assert "say what the date 2026-01-01 means" in line
    taken(home, "items", "name,category,unit,date_rule\nBeans,Food,can,none\n")
    assert (
        "keeps no dates"
        in refused(home, "donations", header + "2025-05-01,Beans,1,Gym,2026-01-01,use_by\n")[0]
    )
    [line] = refused(home, "donations", header + "2025-05-01,Beans,1,Gym,,use_by\n")
    assert "column date_kind" in line


def test_every_fault_has_its_line_in_the_order_of_the_rows(home: Home) -> None:
    file = HEADER + row(item="Sox") + row(quantity="x") + row(item="Soxx", quantity="0")
    lines = refused(home, "donations", file)
    assert [line.split(":")[0] for line in lines] == [
        "donations.csv, row 2, column item",
        "donations.csv, row 3, column quantity",
        "donations.csv, row 4, column quantity",
        "donations.csv, row 4, column item",
    ]


def test_after_fifty_lines_one_says_how_many_more(home: Home) -> None:
    lines = refused(home, "donations", HEADER + row(item="Sox") * 53)
    assert len(lines) == 51
    assert lines[-1] == "… and 3 more."


def test_good_rows_land_when_bad_ones_are_to_be_skipped(home: Home) -> None:
    report = bring(
        home, "donations", HEADER + row() + row(item="Sox") + row(quantity="x"), skip_bad_rows=True
    )
    assert report.saved
    assert len(report.lines()) == 2
    assert (report.done.added, report.refused_rows) == (1, 2)
    assert cells(home, "progress", "donated") == [("2",)]


@pytest.mark.parametrize("wrong", [{"item": "Sox"}, {"quantity": "x"}])
def test_a_donation_of_which_a_row_is_refused_is_left_out_whole(home: Home, wrong: dict[str, str]) -> None:
    file = HEADER + row(reference="A1") + row(reference="A1", **wrong) + row(reference="A2")
    report = bring(home, "donations", file, skip_bad_rows=True)
    assert cells(home, "donations", "reference") == [("A2",)]
    assert [line.split(":")[0] for line in report.lines()] == [
        "donations.csv, row 2, column reference",
        f"donations.csv, row 3, column {next(iter(wrong))}",
    ]
    mended = HEADER + row(reference="A1") + row(reference="A1") + row(reference="A2")
    assert taken(home, "donations", mended) == (1, 0, 1)


def test_rejects_come_back_as_they_stood_and_can_be_mended_and_imported(home: Home) -> None:
    file = HEADER + row() + row(item="=Sox", note="a; b") + row(quantity="x")
    report = bring(home, "donations", file, skip_bad_rows=True)
    rejects = report.rejects().decode()
    assert rejects.splitlines()[0] == "refused_because," + HEADER.strip()
    assert "item: There is no such item." in rejects.splitlines()[1]
    assert ",'=Sox,2," in rejects.splitlines()[1]
    mended = rejects.replace("'=Sox", "Socks").replace(",x,", ",3,")
    again = bring(home, "donations", mended)
    assert again.lines() == []
    assert again.done.added == 2
    assert "refused_because" in again.notices[0]


def test_a_trial_saves_nothing_and_says_what_would_be(home: Home) -> None:
    before = dump(home.store)
    report = bring(home, "donations", HEADER + row(donor="Ann", reference="A1"), dry_run=True)
    assert dump(home.store) == before
    assert not report.saved
    assert report.done.added == 1
    assert report.lines() == []


def test_an_import_is_one_entry_in_the_trail(home: Home) -> None:
    before = len(home.all(Activity))
    taken(home, "donations", HEADER + row() * 5)
    entries = home.all(Activity)
    assert len(entries) == before + 1
    assert entries[-1].command == "import_donations"
    assert entries[-1].summary["added"] == 5


def test_a_header_without_rows_is_done_and_adds_nothing(home: Home) -> None:
    before = dump(home.store)
    assert taken(home, "donations", HEADER) == (0, 0, 0)
    assert dump(home.store) == before


def test_what_a_mapping_creates_is_made_with_the_rows_or_not_at_all(home: Home) -> None:
    mapping = """
        [constants]
        received_on = 2025-05-02
        item = "Bag"
        drive = "Big drive"
        [[create.items]]
        name = "Bag"
        category = "Food"
        unit = "bag"
        [[create.drives]]
        name = "Big drive"
        starts_on = 2025-05-01
        ends_on = 2025-05-30
        [create.sites]
        column = "Where"
        kind = "collection_site"
    """
    refused(home, "donations", "Where,quantity\nBarn,1.5\nMill,x\n", mapping=_with_site(mapping))
    report = bring(home, "donations", "Where,quantity\nBarn,1.5\nMill,2\n", mapping=_with_site(mapping))
    assert (report.done.added, report.done.made) == (2, 4)
    assert cells(home, "donations", "drive", "site", "quantity") == [
        ("big-drive", "Barn", "1.5"),
        ("big-drive", "Mill", "2"),
    ]
    assert bring(home, "donations", "Where,quantity\nBarn,1.5\n", mapping=_with_site(mapping)).done.made == 0


def _with_site(mapping: str) -> str:
    return '[columns]\nsite = "Where"\n' + mapping


def test_restricted_goods_make_a_lot_of_their_own(home: Home) -> None:
    header = "received_on,item,quantity,site,restricted_to,lot_code\n"
    taken(home, "donations", header + "2025-05-01,Rice,3,Gym,,\n2025-05-01,Rice,4,Gym,pantry,L1\n")
    assert cells(home, "stock", "quantity", "restricted_to", "lot_code") == [
        ("3", "", ""),
        ("4", "Pantry", "L1"),
    ]
    assert cells(home, "progress", "available", program="pantry") == [("4",)]


def test_voided_donations_are_not_exported(home: Home) -> None:
    taken(home, "donations", HEADER + row(reference="A1") + row(reference="A2"))
    [first] = home.all(Donation, Donation.reference == "A1")
    home.do(donations.void_donation, donations.VoidDonation(first.id))
    assert cells(home, "donations", "reference") == [("A2",)]
    assert {row.state for row in home.all(Donation)} == {DonationState.POSTED, DonationState.VOIDED}


def test_of_a_donation_known_with_other_content_every_row_is_given_back(home: Home) -> None:
    taken(home, "donations", HEADER + row(reference="A1"))
    file = HEADER + row(reference="A1") + row(reference="A1", item="Rice") + row(reference="A2")
    report = bring(home, "donations", file, skip_bad_rows=True)
    assert (report.done.added, report.refused_rows) == (1, 2)
    assert len(report.rejects().splitlines()) == 3


def test_nothing_is_created_where_every_row_is_refused(home: Home) -> None:
    before = dump(home.store)
    mapping = '[constants]\nitem = "Bag"\n[[create.items]]\nname = "Bag"\ncategory = "Food"\nunit = "bag"\n'
    file = "received_on,quantity,site\n2025-05-01,x,Gym\n2025-05-01,1,Gymm\n"
    assert not bring(home, "donations", file, mapping=mapping, skip_bad_rows=True).saved
    assert dump(home.store) == before


def test_two_imports_of_one_file_at_once_add_it_once(home: Home) -> None:
    file = HEADER + "".join(row(reference=f"A{n}", donor="Ann") for n in range(30)) + row(donor="Bea") * 3
    with ThreadPoolExecutor(2) as both:
        reports = list(both.map(lambda _one: bring(home, "donations", file), range(2)))
    assert sorted((one.done.added, one.done.known) for one in reports) == [(0, 33), (33, 0)]
    assert cells(home, "donors", "name") == [("Ann",), ("Bea",)]
