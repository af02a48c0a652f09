"""What an import says of each row before anything is saved; cells mended and rows left out."""

from collections.abc import Iterator

import pytest

from drives.exchange.import_report import Verdict
from drives.exchange.writing import to_csv
from drives.store.verify import verify
from tests.files import COMMUNITY, bring, taken
from tests.houses import Home, dump

LOG = (
    "Day,Item,Quantity,Site,Drive\n"
    "2025-04-01,Socks,12,Gym,spring\n"
    "2025-04-02,Sokcs,3,Gym,spring\n"
    "2025-04-03,Rice,x,Gym,spring\n"
    "2025-04-04,Beans,2,Gym,spring\n"
)


@pytest.fixture(scope="module")
def kept(_module_url: str) -> Iterator[Home]:
    home = Home(_module_url)
    for kind, text in COMMUNITY.items():
        taken(home, kind, text)
    taken(home, "donations", LOG.splitlines(keepends=True)[0] + "2025-04-04,Beans,2,Gym,spring\n")
    yield home
    assert verify(home.store) == []
    home.close()


@pytest.fixture(scope="module")
def _module_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('reports')}/drives.db"


def look(home: Home, text: str, kind: str = "donations", **options: object):  # type: ignore[no-untyped-def]
    before = dump(home.store)
    report = bring(home, kind, text, dry_run=True, skip_bad_rows=True, **options)
    assert dump(home.store) == before
    return report


def test_every_row_has_its_verdict_and_nothing_is_saved(kept: Home) -> None:
    report = look(kept, LOG)
    assert report.verdicts == {
        2: Verdict.NEW, 3: Verdict.REFUSED, 4: Verdict.REFUSED, 5: Verdict.KNOWN,
    }  # fmt: skip
    assert set(report.reasons) == {3, 4}
    assert "Socks" in report.reasons[3]
    assert (report.done.added, report.done.known) == (1, 1)


def test_a_mended_cell_is_read_as_it_was_typed_and_a_row_left_out_is_not_there(kept: Home) -> None:
    report = look(kept, LOG, mends={(3, 1): "Socks"}, left_out=frozenset({4}))
    assert list(report.verdicts.values()) == [Verdict.NEW, Verdict.NEW, Verdict.LEFT_OUT, Verdict.KNOWN]
    assert not report.faults
    assert dict(report.rows({3, 4})) == {
        3: ["2025-04-02", "Socks", "3", "Gym", "spring"],
        4: ["2025-04-03", "Rice", "x", "Gym", "spring"],
    }


def test_the_report_has_every_row_with_its_verdict_and_no_cell_that_a_spreadsheet_would_run(
    kept: Home,
) -> None:
    report = look(kept, LOG + "2025-04-05,=1+1,1,Gym,spring\n")
    lines = to_csv(report.sheet()).decode().splitlines()
    assert lines[0] == "row,verdict,reason,Day,Item,Quantity,Site,Drive"
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["2", "would be imported"], ["3", "refused"], ["4", "refused"], ["5", "known already"],
        ["6", "refused"],
    ]  # fmt: skip
    assert ",'=1+1," in lines[5]


@pytest.mark.parametrize("kind", list(COMMUNITY))
def test_what_is_there_already_is_known_row_by_row_whatever_its_kind(kept: Home, kind: str) -> None:
    assert set(look(kept, COMMUNITY[kind], kind).verdicts.values()) == {Verdict.KNOWN}


def test_a_changed_row_of_what_is_there_is_not_known(kept: Home) -> None:
    header, gym, *rest = COMMUNITY["sites"].splitlines(keepends=True)
    report = look(kept, header.replace("\n", ",hours\n") + gym.replace("\n", ",9-5\n"), "sites")
    assert rest
    assert list(report.verdicts.values()) == [Verdict.NEW]


def test_needs_donors_and_counts_are_known_again_too(kept: Home) -> None:
    for kind, text in (
        ("needs", "program,item,quantity,reference\nShelter,Socks,5,N-1\nShelter,Rice,4,\n"),
        ("donors", "name,kind\nAnn,person\nScouts,team\n"),
        ("stock", "item,site,quantity,counted_on\nBeans,Gym,7,2025-05-01\n"),
    ):
        assert set(look(kept, text, kind).verdicts.values()) == {Verdict.NEW}
        taken(kept, kind, text)
        assert set(look(kept, text, kind).verdicts.values()) == {Verdict.KNOWN}, kind


def test_a_wide_row_is_known_where_all_of_it_is(kept: Home) -> None:
    mapping = '[unpivot]\ncolumns = ["Socks", "Rice"]\n'
    wide = "Day,Site,Drive,Socks,Rice\n2025-04-06,Gym,spring,1,2\n"
    taken(kept, "donations", wide.replace(",1,2", ",1,"), mapping=mapping)
    assert look(kept, wide, mapping=mapping).verdicts == {2: Verdict.NEW}
    taken(kept, "donations", wide, mapping=mapping)
    assert look(kept, wide, mapping=mapping).verdicts == {2: Verdict.KNOWN}
