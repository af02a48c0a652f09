"""Codes in pictures: those that others took (SOURCES.md), and those that nobody can read."""

import os
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from drives.errors import Refusal
from drives.exchange import pictures
from drives.exchange.pictures import PictureCode, codes_in
from drives.rules.gs1 import read_scan

TOO_COARSE = {"upca-2__40.png", "upca-2__44.png"}
"""Blurred, and less than two points to a bar: zxing-cpp reads neither, at whatever size."""
BARCODES = Path(__file__).parents[3] / "shared" / "data" / "barcodes"


def png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def drawn(text: str, form: zxingcpp.BarcodeFormat, **options: object) -> Image.Image:
    """A code as a picture, with the white margin it needs."""
    bars = Image.fromarray(zxingcpp.create_barcode(text, form, **options).to_image(scale=3))
    paper = Image.new("L", (bars.width + 60, bars.height + 60), 255)
    paper.paste(bars, (30, 30))
    return paper


def test_the_pictures_of_others_decode_to_what_stands_under_them() -> None:
    if not BARCODES.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{BARCODES} is absent")
        pytest.skip("../shared/data/barcodes is not at hand")
    taken = sorted(BARCODES.glob("*.png"))
    assert len(taken) == 22
    for picture in taken:
        if picture.name in TOO_COARSE:
            with pytest.raises(Refusal, match="Hold it closer"):
                codes_in(picture.read_bytes())
            continue
        expected = picture.with_suffix(".txt").read_bytes().decode()
        assert [code.text for code in codes_in(picture.read_bytes())] == [expected], picture.name


@pytest.mark.parametrize(
    ("text", "form", "found"),
    [
        ("036000291452", zxingcpp.BarcodeFormat.UPCA, PictureCode("036000291452", "036000291452")),
        ("9780764544200", zxingcpp.BarcodeFormat.EAN13, PictureCode("9780764544200", "9780764544200")),
        ("12345670", zxingcpp.BarcodeFormat.EAN8, PictureCode("12345670", "]E412345670")),
        ("Größe 7", zxingcpp.BarcodeFormat.QRCode, PictureCode("Größe 7", "Größe 7")),
    ],
)
def test_a_code_is_handed_over_as_a_scanner_does(
    text: str, form: zxingcpp.BarcodeFormat, found: PictureCode
) -> None:
    assert codes_in(png(drawn(text, form))) == (found,)
    turned = drawn(text, form).rotate(90, expand=True, fillcolor=255)
    assert codes_in(png(turned)) == (found,)


def test_a_short_upc_is_handed_over_as_the_long_one_it_stands_for() -> None:
    [code] = codes_in(png(drawn("01234565", zxingcpp.BarcodeFormat.UPCE)))
    assert (code.text, code.scanned) == ("01234565", "012345000065")


def test_a_code_with_lot_and_date_is_read_whole() -> None:
    [code] = codes_in(png(drawn("(01)12345678901231(17)261200(10)A-7", zxingcpp.BarcodeFormat.DataMatrix)))
    said = read_scan(code.scanned, year=2026)
    assert (said.gtin, said.lot, str(said.use_by)) == ("12345678901231", "A-7", "2026-12-31")


def test_two_codes_in_one_picture_are_two_and_the_same_twice_is_one() -> None:
    one = drawn("036000291452", zxingcpp.BarcodeFormat.UPCA)
    two = drawn("9780764544200", zxingcpp.BarcodeFormat.EAN13)
    both = Image.new("L", (max(one.width, two.width), 2 * one.height + two.height), 255)
    both.paste(one, (0, 0))
    both.paste(two, (0, one.height))
    both.paste(one, (0, one.height + two.height))
    assert [code.text for code in codes_in(png(both))] == ["036000291452", "9780764544200"]


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (b"", "no picture"),
        (b"%PDF-1.7 not a picture", "no picture"),
        (png(Image.new("L", (300, 200), 255)), "No code was found"),
        (png(drawn("036000291452", zxingcpp.BarcodeFormat.UPCA))[:200], "no picture"),
        (png(Image.new("1", (9000, 8000), 1)), "more than 64 million points"),
        (png(Image.new("1", (20000, 20000), 1)), "more than 64 million points"),
    ],
)
def test_what_cannot_be_read_is_said(picture: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        codes_in(picture)


def test_a_file_that_is_too_large_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_MEGABYTES", 0)
    with pytest.raises(Refusal, match="megabytes"):
        codes_in(png(drawn("036000291452", zxingcpp.BarcodeFormat.UPCA)))
