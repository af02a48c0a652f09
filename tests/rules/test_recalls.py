"""What a recall is about: unknown is never cleared, and what is certain is certain."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.rules.recalls import Notice, Verdict, plain_code, verdict

FOUND, MAY_BE, OUT = Verdict.FOUND, Verdict.MAY_BE, Verdict.RULED_OUT
MAY, JUNE = date(2025, 5, 5), date(2025, 6, 6)
codes = st.none() | st.text(max_size=12)
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("sought", "known", "said"),
    [
        ("L-123 a", "l123A", FOUND),
        ("L123", None, MAY_BE),
        ("L123", " - ", MAY_BE),
        ("L123", "L124", OUT),
        ("L123", "L123-2", MAY_BE),
        ("2 L123", "L123", MAY_BE),
        ("L1", "XL12", OUT),
        (None, None, FOUND),
    ],
)
def test_a_code_is_compared_by_its_letters_and_digits(
    sought: str | None, known: str | None, said: Verdict
) -> None:
    assert verdict(Notice(sought), known, None) is said


def test_dates_are_a_range_with_both_ends() -> None:
    for mark, said in ((MAY, FOUND), (JUNE, FOUND), (date(2025, 6, 7), OUT), (None, MAY_BE)):
        assert verdict(Notice(None, MAY, JUNE), None, mark) is said
    assert verdict(Notice(None, MAY), None, date(2030, 1, 1)) is FOUND
    assert verdict(Notice("L1", MAY, JUNE), "L2", MAY) is OUT, "another code rules out whatever the date"
    assert verdict(Notice("L1", MAY, JUNE), "L1", None) is MAY_BE


@given(codes, days, days, codes, days)
def test_what_is_not_known_never_clears_and_never_convicts(
    sought: str | None, first: date | None, last: date | None, code: str | None, mark: date | None
) -> None:
    notice = Notice(sought, first, last)
    said = verdict(notice, code, mark)
    assert verdict(notice, None, None) is not OUT
    if said is FOUND and plain_code(sought or ""):
        assert plain_code(code or "") == plain_code(sought or "")
    if said is OUT:
        assert code is not None or mark is not None
    assert verdict(Notice(), code, mark) is FOUND
