"""Codes in pictures: those that others took (SOURCES.md), and those that nobody can read."""

import os
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from drives.errors import Refusal
from drives.exchange import pictures
from drives.exchange.blurred_bars import read_blurred
from drives.exchange.pictures import PictureCode, codes_in
from drives.rules.gs1 import read_scan

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


def photographed(
    code: str,
    *,
    blur: float = 0.8,
    painted: int | None = None,
    misprinted: bool = False,
    part: tuple[float, float] = (0, 1),
) -> Image.Image:
    """An EAN-13 as a camera sees it that cannot focus: two points to a module, blurred in light by so many.

    One of its 13 digits may be painted over, the eighth printed like the ninth, all but a part cut off.
    """
    drawing = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.EAN13).to_image(scale=1)
    row = np.trim_zeros(np.asarray(drawing)[10] < 128)
    assert len(row) == 95
    if painted is not None:
        begin = 3 + 7 * (painted - 2) + (5 if painted > 7 else 0)
        row[begin : begin + 7] = True
    if misprinted:
        row[50:57] = row[57:64]
    light = np.where(np.repeat(np.pad(row, 10), 12), 0.03, 0.75)
    away = np.arange(-48, 49) / 12 / blur
    bell = np.exp(-0.5 * away**2)
    seen = np.convolve(np.pad(light, 48, mode="edge"), bell / bell.sum(), "valid").reshape(-1, 6).mean(axis=1)
    first, last = (int(share * len(seen)) for share in part)
    grey = np.tile(255 * seen[first:last] ** (1 / 2.6), (60, 1))
    paper = np.full((100, grey.shape[1]), 220.0)
    paper[20:80] = grey + np.random.default_rng(1).normal(0, 2, grey.shape)
    return Image.fromarray(paper.clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("code", ["0036000291452", "9780764544200"])
def test_bars_that_run_into_one_another_are_read_as_one(code: str) -> None:
    photo = photographed(code).rotate(180 if code[0] == "0" else 0)
    assert not zxingcpp.read_barcodes(photo), "the library reads this, so it is no test of what follows it"
    said = code.removeprefix("0") if code[0] == "0" else code
    assert codes_in(png(photo)) == (PictureCode(said, said),)


def noise() -> Image.Image:
    grey = np.random.default_rng(2).normal(128, 50, (120, 200))
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def stripes() -> Image.Image:
    """Bars as wide as those of a code, which are none."""
    wide = np.random.default_rng(3).choice([2, 2, 4, 6, 8], 45)
    row = np.repeat(np.where(np.arange(45) % 2, 220, 40), wide)
    return Image.fromarray(np.tile(row, (80, 1)).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.5))


def words() -> Image.Image:
    page = Image.new("L", (300, 160), 235)
    for line in range(10):
        ImageDraw.Draw(page).text(
            (8, 8 + 15 * line), "Illinois will fill bills in little hill mills", fill=20
        )
    return page


def shades() -> Image.Image:
    y, x = np.mgrid[0:160, 0:220]
    return Image.fromarray((128 + 60 * np.sin(x / 31) + 50 * np.cos(y / 23)).astype(np.uint8))


@pytest.mark.parametrize(
    "picture",
    [
        noise(),
        stripes(),
        words(),
        shades(),
        photographed("9780764544200", blur=2),
        photographed("9780764544200", misprinted=True),
        photographed("9780764544200", painted=4),
        photographed("0036000291452", painted=12),
        photographed("9780764544200", part=(0, 0.55)),
        photographed("9780764544200", part=(0.4, 1)),
        Image.new("L", (3, 900), 9),
        Image.new("L", (900, 2), 9),
    ],
)
def test_no_code_is_made_up(picture: Image.Image) -> None:
    with pytest.raises(Refusal, match="No code was found"):
        codes_in(png(picture))


@pytest.mark.parametrize(("picture", "blur"), [("upca-2__28", 1.2), ("ean13-3__01", 2), ("ean13-3__25", 2.5)])
def test_a_picture_blurred_further_is_read_right_or_not_at_all(picture: str, blur: float) -> None:
    if not BARCODES.exists():
        pytest.skip("../shared/data/barcodes is not at hand")  # The test of all of them says where it fails.
    taken = Image.open(BARCODES / f"{picture}.png").convert("L").filter(ImageFilter.GaussianBlur(blur))
    expected = (BARCODES / f"{picture}.txt").read_text()
    assert read_blurred(taken) in {None, expected.zfill(13)}


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
