"""Codes in a picture: what a phone's camera saw, as a scanner would have handed it over.

Decoded here on the server, by zxing-cpp, and what is too blurred for it by ``blurred_bars``; no picture
goes to anybody else, and none is kept.
"""

from dataclasses import dataclass
from io import BytesIO
from warnings import catch_warnings, simplefilter

import zxingcpp
from PIL import Image, ImageOps
from zxingcpp import BarcodeFormat, BarcodeFormats

from drives.errors import Refusal
from drives.exchange.blurred_bars import read_blurred
from drives.texts import _

MOST_MEGABYTES = 20
MOST_MEGAPIXELS = 64
"""The largest camera of a common phone has 50 or 64 million points."""

_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
_ENOUGH_PIXELS = 2400
_SMALL_PIXELS = 800
_READ = BarcodeFormats(
    [
        BarcodeFormat.EANUPC,
        BarcodeFormat.DataBar,
        BarcodeFormat.Code128,
        BarcodeFormat.Code39,
        BarcodeFormat.ITF,
        BarcodeFormat.QRCode,
        BarcodeFormat.DataMatrix,
    ]
)
_BARE = frozenset(
    {
        BarcodeFormat.DataBarOmni,
        BarcodeFormat.DataBarStk,
        BarcodeFormat.DataBarStkOmni,
        BarcodeFormat.DataBarLtd,
    }
)


@dataclass(frozen=True, slots=True)
class PictureCode:
    """A code: as people print it under the bars, and as a scanner hands it over (for ``read_scan``)."""

    text: str
    scanned: str


def codes_in(picture: bytes) -> tuple[PictureCode, ...]:
    """Every different code in a picture (JPEG, PNG, WebP, BMP, GIF), in reading order; at least one.

    Refusal where the picture is too large, cannot be read, or shows no code.
    """
    grey = _opened(picture)
    found = _read(grey)
    if not found and max(grey.size) <= _SMALL_PIXELS:
        # Bars of less than two points are told apart once there are more points to draw them with.
        found = _read(grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.LANCZOS))
    if not found:
        blurred = read_blurred(grey)
        if blurred is None:
            raise Refusal(_("No code was found in the picture. Hold it closer, flat and in good light."))
        return (_numbered(blurred),)
    return tuple(dict.fromkeys(map(_as_scanned, found)))


def _opened(picture: bytes) -> Image.Image:
    if len(picture) > MOST_MEGABYTES * 1_000_000:
        raise Refusal(
            _("This picture has more than {most} megabytes. Take a smaller one.").format(most=MOST_MEGABYTES)
        )
    try:
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(picture), formats=_FORMATS)
        if image.width * image.height > MOST_MEGAPIXELS * 1_000_000:
            raise Image.DecompressionBombError
        image.draft("L", (_ENOUGH_PIXELS, _ENOUGH_PIXELS))
        grey = _on_white(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refusal(
            _("This picture has more than {most} million points. Take a smaller one.").format(
                most=MOST_MEGAPIXELS
            )
        ) from None
    except (OSError, ValueError, SyntaxError):
        raise Refusal(_("This is no picture that can be read. Take a photo as JPEG or PNG.")) from None
    grey.thumbnail((_ENOUGH_PIXELS, _ENOUGH_PIXELS))
    return grey


def _on_white(image: Image.Image) -> Image.Image:
    """The picture in shades of grey; what is transparent in it is paper."""
    if image.has_transparency_data:
        coloured = image.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(paper, coloured).convert("L")
    return ImageOps.exif_transpose(image).convert("L")


def _read(image: Image.Image) -> list[zxingcpp.Barcode]:
    found = zxingcpp.read_barcodes(image, formats=_READ, text_mode=zxingcpp.TextMode.HRI)
    return [code for code in found if code.valid and code.text]


def _as_scanned(code: zxingcpp.Barcode) -> PictureCode:
    if code.content_type is zxingcpp.ContentType.GS1:
        raw = code.bytes.decode("latin-1")
        text = code.text.removeprefix("(01)") if code.format in _BARE else code.text
        return PictureCode(text, f"{code.symbology_identifier}{raw}")
    if code.format is BarcodeFormat.UPCE:
        printed = code.extra["UPCE"] if isinstance(code.extra, dict) else code.text
        return PictureCode(printed, code.text.removeprefix("0"))
    if code.format in (BarcodeFormat.EAN13, BarcodeFormat.UPCA):
        return _numbered(code.text)
    if code.format is BarcodeFormat.EAN8:
        return PictureCode(code.text, f"{code.symbology_identifier}{code.text}")
    return PictureCode(code.text, code.text)


def _numbered(digits: str) -> PictureCode:
    """An EAN-13 or UPC-A: one that begins with 0 is a UPC-A, which stands under its bars with 12 digits."""
    text = digits[1:] if len(digits) == 13 and digits[0] == "0" else digits
    return PictureCode(text, text)
