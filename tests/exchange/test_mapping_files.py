from pathlib import Path

import pytest

from drives.exchange.faults import UnreadableFile
from drives.exchange.mapping import NO_MAPPING, LeaveOut, Mapping, Unpivot
from drives.exchange.mapping_files import read_mapping

WHOLE = """
kind = "donations"
sheet = "Log"
skip_rows = 2
decimal_mark = ","
date_format = "%d/%m/%Y"
ignore = ["Total*"]
[columns]
note = ["Ward", "Neighbourhood"]
site = "Location"
[constants]
received_on = 2026-04-03
drive = "Winter drive"
[[leave_out]]
column = "Status"
matches = ["void*"]
[[leave_out]]
column = "Bags"
is_empty = true
[[leave_out]]
column = "Year"
not_equals = 2026
[unpivot]
after_column = "Comments"
columns = ["Kids *"]
except = ["* Value"]
[create.items]
from_headers = true
category = "Baby"
unit = "each"
[[create.drives]]
name = "Winter drive"
starts_on = 2026-04-01
ends_on = "2026-04-30"
programs = ["Food bank", "Shelter"]
public = true
[create.sites]
column = "Location"
kind = "collection_site"
"""


def test_a_whole_mapping_is_read() -> None:
    mapping = read_mapping(WHOLE, "donations")
    assert (mapping.sheet, mapping.skip_rows, mapping.decimal_mark) == ("Log", 2, ",")
    assert mapping.columns == {"note": ("Ward", "Neighbourhood"), "site": ("Location",)}
    assert mapping.constants == {"received_on": "2026-04-03", "drive": "Winter drive"}
    assert mapping.leave_out == (
        LeaveOut("Status", "matches", ("void*",)),
        LeaveOut("Bags", "is_empty", ("yes",)),
        LeaveOut("Year", "not_equals", ("2026",)),
    )
    assert mapping.unpivot == Unpivot("Comments", ("Kids *",), ("* Value",))
    items, sites, drives = mapping.create
    assert (items.kind, items.from_headers, items.values) == (
        "items",
        True,
        {"category": "Baby", "unit": "each"},
    )
    assert (sites.kind, sites.column, sites.values) == ("sites", "Location", {"kind": "collection_site"})
    assert drives.values == {
        "name": "Winter drive",
        "starts_on": "2026-04-01",
        "ends_on": "2026-04-30",
        "programs": "Food bank;Shelter",
        "public": "yes",
    }
    assert mapping.headers == ("Ward", "Neighbourhood", "Location", "Status", "Bags", "Year", "Comments")


def test_an_empty_mapping_changes_nothing() -> None:
    assert read_mapping("", "donations", "x.toml") == Mapping(name="x.toml")
    assert NO_MAPPING.headers == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("colums = 1", r'A mapping has no "colums" here. It may have: kind, sheet'),
        (
            '[columns]\nqty = "Bags"',
            r'columns names "qty", but donations have the columns: received_on, item',
        ),
        ('[constants]\nnonsense = "x"', r'constants names "nonsense"'),
        ("[constants]\nquantity = 1.5", r"constants.quantity is a text"),
        ("[columns]\nitem = []", r"columns.item is a text or a list"),
        ("[columns]\nitem = 3", r"columns.item is a text or a list"),
        ('[columns]\nitem = ""', r"columns.item is a text or a list"),
        ('columns = "x"', r"columns is a table: write it as \[columns\]"),
        ('kind = "needs"', r"for needs, not for donations"),
        ('decimal_mark = ";"', r"decimal_mark is"),
        ('date_format = "%d/%m"', r"does not name a day, a month and a year"),
        ("skip_rows = -1", r"skip_rows is a whole number"),
        ("skip_rows = true", r"skip_rows is a whole number"),
        ("skip_rows = 1.0", r"skip_rows is a whole number"),
        (
            '[leave_out]\ncolumn = "A"\nequals = "x"',
            r"leave_out is a list of tables: write each as \[\[leave_out\]\]",
        ),
        ('[[leave_out]]\ncolumn = "A"', r"a column and one test: equals, not_equals, is_empty, matches"),
        ('[[leave_out]]\ncolumn = "A"\nequals = "x"\nmatches = "y"', r"a column and one test"),
        ('[[leave_out]]\nequals = "x"', r"a column and one test"),
        ('[[leave_out]]\ncolumn = "A"\nis_empty = "yes"', r"is_empty is true or false"),
        ('[[leave_out]]\ncolumn = "A"\nunder = 3', r'no "leave_out.under" here'),
        ("[unpivot]", r"says which columns are items"),
        ('[unpivot]\ncolumns = ["*"]\n[columns]\nitem = "A"', r"take it out of columns"),
        ('[unpivot]\nfrom = "A"', r'no "unpivot.from" here'),
        ('[create.donors]\nname = "x"', r'no "create.donors" here'),
        ('[[create.items]]\nname = "x"', r"create.items needs category, unit, and a name"),
        ('[[create.items]]\ncategory = "x"\nunit = "bag"', r"and a name or a column"),
        ('[create.sites]\ncolumn = "A"\nname = "B"\nkind = "warehouse"', r"and a name or a column"),
        ("[create.sites]\nfrom_headers = true\nkind = 'warehouse'", r"for items of an unpivot only"),
        ('[[create.items]]\nname = "x"\nprice = "2"', r'create.items names "price"'),
        ("[columns", r"not TOML"),
        ("a = 1\na = 2", r"not TOML"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why) as caught:
        read_mapping(text, "donations", "my.toml")
    assert str(caught.value).startswith("my.toml: ")
    assert "\n" not in str(caught.value)


def test_only_what_has_items_can_be_unpivoted() -> None:
    with pytest.raises(UnreadableFile, match="sites have no item"):
        read_mapping('[unpivot]\ncolumns = ["*"]', "sites")


def test_a_mapping_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^gone.toml: .*cannot be opened"):
        read_mapping(tmp_path / "gone.toml", "donations")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFile, match="not TOML"):
        read_mapping(tmp_path / "odd.toml", "donations")


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_bytes(b"\xef\xbb\xbfskip_rows = 1\n")
    assert read_mapping(tmp_path / "m.toml", "donations").skip_rows == 1
