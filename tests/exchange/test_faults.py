import pytest

from drives.exchange.faults import Fault, Faults, UnreadableFile, column_letter, file_name, visible


def test_a_fault_is_one_line_with_all_five_parts() -> None:
    fault = Fault("/home/ann/log.csv", 7, "quantity", "1,000", "This could be 1000 or 1.")
    assert fault.line() == 'log.csv, row 7, column quantity: found "1,000". This could be 1000 or 1.'


def test_nothing_found_is_said() -> None:
    line = Fault("log.csv", 7, "item", "", "A value is needed here.").line()
    assert line == "log.csv, row 7, column item: nothing found. A value is needed here."


def test_what_was_found_is_cut_at_forty_characters() -> None:
    line = Fault("log.csv", 7, "note", "x" * 500, "Too long.").line()
    assert 'found "' + "x" * 39 + '…".' in line
    assert 'found "' + "x" * 40 + '".' in Fault("log.csv", 7, "note", "x" * 40, "No.").line()


def test_nothing_in_a_fault_can_break_its_line_or_colour_the_terminal() -> None:
    found = "a\nb\r\x1b[31m\u202ec\ud800\x00"
    line = Fault("evil\n\u202e.csv", 2, "no\nte", found, "Mend\nit.").line()
    assert line.isprintable()
    assert r"a\nb\r\x1b[31m\u202ec\ud800\x00" in line


@pytest.mark.parametrize(
    "path", ["log.csv", "/var/data/log.csv", "../../log.csv", r"C:\Users\Ann\log.csv", "folder/log.csv/"]
)
def test_a_files_name_comes_without_its_folders(path: str) -> None:
    assert file_name(path) == "log.csv"


def test_fifty_lines_are_kept_and_the_rest_counted() -> None:
    faults = Faults()
    assert not faults
    for row in range(2, 64):
        faults.add(Fault("log.csv", row, "item", "x", "No."))
    lines = list(faults.lines())
    assert (len(faults), len(lines), lines[-1]) == (62, 51, "… and 12 more.")
    assert faults.rows == set(range(2, 64))


def test_a_refused_file_says_each_of_its_faults() -> None:
    refusal = UnreadableFile(
        [Fault("a.csv", 1, "item", None, "One."), Fault("a.csv", None, None, None, "Two.")]
    )
    assert str(refusal) == "a.csv, row 1, column item: One.\na.csv: Two."
    assert len(refusal.faults) == 2


def test_columns_have_a_spreadsheets_letters() -> None:
    assert [column_letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_visible_leaves_honest_text_alone() -> None:
    assert visible("Jalapeño 👩‍👧") == "Jalapeño 👩\\u200d👧"
