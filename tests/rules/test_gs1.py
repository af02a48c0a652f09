"""Codes as scanners hand them over, by GS1's own vectors where they are at hand (SOURCES.md)."""

import csv
import os
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.errors import Refusal
from drives.rules.dates import DateKind
from drives.rules.gs1 import FNC1, Scan, read_scan
from drives.rules.gtin import check_digit, to_gtin14

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "gs1_engine_vectors.tsv"
GTIN = "12345678901231"


def scan(text: str, year: int = 2026) -> Scan:
    return read_scan(text, year=year)


@pytest.mark.parametrize(
    ("text", "kept", "whole"),
    [
        ("12345670", "12345670", "00000012345670"),
        ("036000291452", "036000291452", "00036000291452"),
        ("0036000291452", "0036000291452", "00036000291452"),
        ("9780764544200", "9780764544200", "09780764544200"),
        ("30712345000010", "30712345000010", "30712345000010"),
        ("01234565", "012345000065", "00012345000065"),
        ("]E00036000291452", "0036000291452", "00036000291452"),
        ("]E412345670", "12345670", "00000012345670"),
        ("]C0036000291452", "036000291452", "00036000291452"),
        ("]I130712345000010", "30712345000010", "30712345000010"),
        ("  036000291452\r\n", "036000291452", "00036000291452"),
    ],
)
def test_a_bare_number_keeps_its_zeros_and_is_known_by_fourteen_digits(
    text: str, kept: str, whole: str
) -> None:
    assert scan(text) == Scan(gtin=whole, barcode=kept)


@pytest.mark.parametrize(
    "text",
    [
        "(01){gtin}(10)A-7(17)261200(30)12",
        "]C101{gtin}10A-7\x1d172612003012",
        "]d2\x1d01{gtin}1726120010A-7\x1d3012",
        "]Q301{gtin}3012\x1d1726120010A-7",
        "\x1d01{gtin}1726120010A-7\x1d3012\x1d",
        "^01{gtin}10A-7^1726120030012",
        "01{gtin}1726120010A-7\x1d3012",
        "https://id.example.org/01/{gtin}/10/A-7?17=261200&30=12&utm=x",
    ],
)
def test_item_lot_date_and_count_come_out_of_each_way_of_writing_them(text: str) -> None:
    assert scan(text.format(gtin=GTIN)) == Scan(
        gtin=GTIN, barcode=GTIN, lot="A-7", use_by=date(2026, 12, 31), count=12
    )


def test_the_three_dates_are_three_and_use_by_counts_first() -> None:
    said = scan("(01)00036000291452(11)260101(13)260102(15)260228(16)260227(17)280200")
    assert said.barcode == "036000291452"
    assert (said.produced_on, said.packed_on) == (date(2026, 1, 1), date(2026, 1, 2))
    assert (said.best_by, said.sell_by, said.use_by) == (
        date(2026, 2, 28),
        date(2026, 2, 27),
        date(2028, 2, 29),
    )
    assert said.date_mark == (date(2028, 2, 29), DateKind.USE_BY)
    assert scan("(15)260228(16)260227").date_mark == (date(2026, 2, 28), DateKind.BEST_BY)
    assert scan("(16)260227").date_mark == (date(2026, 2, 27), DateKind.SELL_BY)
    assert scan("(11)260227").date_mark is None


@pytest.mark.parametrize(
    ("two", "now", "full"),
    [("26", 2026, 2026), ("76", 2026, 2076), ("77", 2026, 1977), ("00", 2049, 2000), ("00", 2050, 2100),
     ("50", 2099, 2050), ("49", 2099, 2149), ("99", 2048, 1999), ("99", 2049, 2099)],
)  # fmt: skip
def test_the_century_is_the_one_that_gs1_says(two: str, now: int, full: int) -> None:
    assert scan(f"(15){two}0500", now).best_by == date(full, 5, 31)


def test_weights_are_exact() -> None:
    assert scan("(3103)000123").weight_kg == Decimal("0.123")
    assert scan("(3200)000120").weight_lb == Decimal(120)
    assert scan("(3205)123456").weight_lb == Decimal("1.23456")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Nothing was scanned"),
        ("036000291453", "should be 2"),
        ("01234560", "should be"),
        ("36000291452", "has 11|this has 11"),
        ("SOCKS-1", "no barcode number: SOCKS-1"),
        ("(01)12345678901232", "should be 1"),
        ("(17)261301", "no day: 261301"),
        ("(17)260230", "no day: 260230"),
        ("(00)123456789012345675", r"\(00\)"),
        ("(392)12", r"\(392\)"),
        ("]C10112345678901231235XYZ", r"\(235X\)"),
        ("(10)A(10)B", "two different"),
        ("(10)12345^", "not written as"),
        ("(10)a b", r"\(10\).*a b"),
        ("]Q1HELLO", "no barcode number: HELLO"),
        ("https://example.org/about", "web address"),
        ("]E0036000291452", "has 13 digits, this has 12"),
        ("1" * 500, "longer than"),
        ("٠٣٦٠٠٠٢٩١٤٥٢", "no barcode number"),
    ],
)
def test_what_is_no_code_is_refused_with_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        scan(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        said = scan(text)
    except Refusal:
        return
    assert said != Scan()


@given(
    st.text("0123456789", min_size=13, max_size=13),
    st.text("ABCxyz019-/()", min_size=1, max_size=20),
    st.dates(date(1980, 1, 1), date(2070, 12, 31)),
    st.integers(0, 99_999_999),
)
def test_what_is_written_by_gs1_is_read_back(body: str, lot: str, day: date, count: int) -> None:
    gtin = body + check_digit(body)
    raw = f"01{gtin}17{day:%y%m%d}10{lot}{FNC1}37{count}"
    typed = f"(01){gtin}(10){lot.replace('(', chr(92) + '(')}(37){count}(17){day:%y%m%d}"
    for text in (f"]d2{raw}", typed):
        said = scan(text)
        assert (said.gtin, said.lot, said.use_by, said.count) == (to_gtin14(gtin), lot, day, count)


KNOWN = re.compile(r"(?:01|1[0135-7]|21|30|37|3[12]0[0-5])\Z")
FIXED = {"01": 14, "11": 6, "13": 6, "15": 6, "16": 6, "17": 6, "31": 6, "32": 6}


def oracle(expected: str) -> dict[str, str] | None:
    """The fields of an engine's answer where all of them are ours; None where one is not."""
    said: dict[str, str] = {}
    rest = expected
    while rest:
        rest = rest.removeprefix("^")
        name = rest[:4] if rest[:2] in ("31", "32") else rest[:2]
        if not KNOWN.match(name):
            return None
        size = FIXED.get(name[:2]) or (rest[len(name) :] + "^").index("^")
        said[name], rest = rest[len(name) : len(name) + size], rest[len(name) + size :]
    return said


def answer(row: dict[str, str]) -> dict[str, str] | None:
    """What must come out of a vector; None where it must be refused."""
    if row["should_succeed"] != "true":
        return None
    if row["kind"] == "linter":
        fields = dict(re.findall(r"\((\d+)\)([^(]+)", row["input"]))
        return fields if all(KNOWN.match(name) for name in fields) else None
    if row["kind"] == "bracketed_AI_to_^FNC1" or row["expected"].startswith("^"):
        return oracle(row["expected"])
    # A bare number of an EAN says one thing, which in an element string is 01.
    bare = row["expected"]
    return {"01": bare.zfill(14)} if row["note"] in ("EAN13", "EAN8") and bare.isdigit() else None


def as_fields(said: Scan) -> dict[str, str]:
    days = {"11": said.produced_on, "13": said.packed_on, "15": said.best_by, "16": said.sell_by,
            "17": said.use_by}  # fmt: skip
    fields = {name: f"{day:%y%m%d}" for name, day in days.items() if day is not None}
    fields |= {"01": said.gtin} if said.gtin else {}
    fields |= {"10": said.lot} if said.lot else {}
    fields |= {"21": said.serial} if said.serial else {}
    fields |= {"37": str(said.count)} if said.count is not None else {}
    for begin, weight in (("310", said.weight_kg), ("320", said.weight_lb)):
        if weight is not None:
            places = -int(weight.as_tuple().exponent)
            fields[f"{begin}{places}"] = f"{int(weight.scaleb(places)):06d}"
    return fields


def test_the_vectors_of_gs1_are_read_or_refused_as_its_engine_says() -> None:
    if not VECTORS.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{VECTORS} is absent")
        pytest.skip(f"{VECTORS.name} is not at hand")
    with VECTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    read, refused = 0, 0
    for row in rows:
        text, expected = row["input"].replace("<GS>", FNC1), answer(row)
        if expected is not None:
            assert as_fields(scan(text)) == expected, row
            read += 1
            continue
        with pytest.raises(Refusal) as refusal:
            scan(text)
        assert str(refusal.value).endswith("."), row
        refused += 1
    print(f"{read} vectors read, {refused} refused")
    assert (read, refused) == (10, len(rows) - 10)
