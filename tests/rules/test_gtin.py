import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.errors import Refusal
from drives.rules.gtin import check_digit, expand_upc_e, is_gtin, parse_barcode, to_gtin14

DIGITS = st.text("0123456789", min_size=7, max_size=13).filter(lambda body: len(body) + 1 in (8, 12, 13, 14))


@given(DIGITS, st.data())
def test_one_wrong_digit_is_always_seen(body: str, data: st.DataObject) -> None:
    code = body + check_digit(body)
    assert is_gtin(code)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[place]]))
    assert not is_gtin(code[:place] + other + code[place + 1 :])


@given(DIGITS)
def test_leading_zeros_do_not_make_another_article(body: str) -> None:
    code = body + check_digit(body)
    assert to_gtin14(code) == to_gtin14(code.zfill(14)) == code.zfill(14)


@pytest.mark.parametrize(
    ("short", "long"),
    [("01234565", "012345000065"), ("01234531", "012300000451"), ("05096893", "050968000093")],
)
def test_a_short_upc_stands_for_its_long_one(short: str, long: str) -> None:
    assert expand_upc_e(short) == long
    assert is_gtin(long)


@pytest.mark.parametrize("code", ["01234560", "21234565", "0123456", "0123456a"])
def test_what_is_no_short_upc_is_refused(code: str) -> None:
    with pytest.raises(Refusal):
        expand_upc_e(code)


def test_a_barcode_is_kept_as_typed() -> None:
    assert parse_barcode(" 037000862086 ") == "037000862086"
    assert parse_barcode("BOX-17/a") == "BOX-17/a"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("037000862087", "should be 6"),
        ("37000862086", "this has 11"),
        ("١٢٣٤٥٦٧٨", "digits 0 to 9"),
        ("a" * 41, "1 to 40"),
        ("né", "1 to 40"),
        ("]C1\x1d01", "1 to 40"),
    ],
)
def test_a_wrong_barcode_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        parse_barcode(text)
