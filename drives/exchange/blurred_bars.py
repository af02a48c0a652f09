"""An EAN-13 or UPC-A whose bars run into one another in a photo: no edge is left to measure, so it is fitted.

All but the digits is known of such a code: 95 modules of one width between white margins, the bars at its
ends and middle, and twenty patterns of seven modules (GS1 General Specifications 5.2). For a start, an end,
a bend and a blur they say which greys a row of points should have; what explains the row best is the code.
The best of many guesses is still a guess. So a code is taken only where it explains nearly all of a row,
where no other digit in any place comes near, where parity and check digit are right (nothing was made to
fit them), and where several rows say so and none says otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from drives.errors import Refusal
from drives.rules.gtin import to_gtin14

Numbers = NDArray[np.float64]

_MOST_POINTS = 480
_GAMMA = 2.6
"""Lenses blur light, cameras keep shades of it: the power between the two, with the contrast they add."""
_ROWS_TRIED = 8
_ROWS_AGREED = 3
_EXPLAINED = 0.9
"""How much of a row's dark and light a code must explain (R squared)."""
_CLEAR = 1.15
"""How many times as much any other digit must leave unexplained."""
_HOPELESS = 0.05
"""Where the nearest digits are as far off (squared, of the way from light to dark), there is no code."""
_BLURS = (0.5, 0.7, 0.9, 1.1)
_USUAL = 0.8

_FINE, _MARGIN, _MODULES = 3, 4, 95
_ODD = np.array(
    [
        [int(module) for module in pattern]
        for pattern in (
            "0001101", "0011001", "0010011", "0111101", "0100011",
            "0110001", "0101111", "0111011", "0110111", "0001011",
        )
    ],
    dtype=np.float64,
)  # fmt: skip
_RIGHT = 1 - _ODD
_LEFT = np.concatenate([_ODD, _RIGHT[:, ::-1]])
_PARITIES = (
    "000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010",
)  # fmt: skip
"""Which of the six left digits are of even parity, by the first digit of the thirteen."""
_PLACES = [_MARGIN + 3 + 7 * place + (5 if place > 5 else 0) for place in range(12)]
_ALONG = (np.arange((_MODULES + 2 * _MARGIN) * _FINE) + 0.5) / _FINE / _MODULES - _MARGIN / _MODULES
"""Where a row is sampled: 0 is the code's start and 1 its end."""
_TILT = np.linspace(-1, 1, len(_ALONG))


def read_blurred(grey: Image.Image) -> str | None:
    """The code (13 digits) across a picture, whichever side is up; None where that is not certain."""
    small = grey.copy()
    small.thumbnail((_MOST_POINTS, _MOST_POINTS), Image.Resampling.BOX)
    dark = 1 - (np.asarray(small, dtype=np.float64) / 255) ** _GAMMA
    found = {_across(np.rot90(dark, turns)) for turns in range(4)} - {None}
    return found.pop() if len(found) == 1 else None


def _across(dark: Numbers) -> str | None:
    said: list[str] = []
    for tried, (row, start, end) in enumerate(_rows(dark)):
        code = _read(row, start, end)
        if code is not None:
            said.append(code)
        if tried - len(said) >= _ROWS_TRIED - _ROWS_AGREED:
            return None
    return said[0] if len(said) >= _ROWS_AGREED and len(set(said)) == 1 else None


def _rows(dark: Numbers) -> Iterator[tuple[Numbers, float, float]]:
    """Rows (each the mean of a few) with the most change along them, and where that begins and ends."""
    thick = max(3, len(dark) // 48)
    if len(dark) < thick or dark.shape[1] <= _MODULES:
        return
    bands = dark[: len(dark) // thick * thick].reshape(-1, thick, dark.shape[1]).mean(axis=1)
    near = np.ones(max(5, dark.shape[1] // 16))
    found = []
    for band in bands:
        change = np.convolve(np.abs(np.diff(band)), near / len(near), "same")
        ends = np.flatnonzero(np.diff(np.pad((change > change.max() / 4).astype(int), 1)))
        runs = list(zip(ends[::2], ends[1::2], strict=True))
        if runs:
            start, end = max(runs, key=lambda run: run[1] - run[0])
            if end - start >= _MODULES:
                found.append((float(change[start:end].sum()), band, float(start), float(end)))
    found.sort(key=lambda one: -one[0])
    for _change, band, start, end in found[:_ROWS_TRIED]:
        yield band, start, end


def _read(row: Numbers, start: float, end: float) -> str | None:
    """The code that a row's dark and light say from about ``start`` to ``end``."""
    off, lens, at = _nearest(row, start, end)
    if off > _HOPELESS:
        return None
    samples = _sampled(row, at)
    digits = tuple(lens.compare(samples)[1][0])
    left = _unexplained(samples[0], digits, lens)
    others = (
        (*digits[:place], other, *digits[place + 1 :])
        for place in range(12)
        for other in range(len(lens.digits[place > 5]))
        if other != digits[place]
    )
    if left > 1 - _EXPLAINED or any(_unexplained(samples[0], one, lens) < _CLEAR * left for one in others):
        return None
    return _said(digits)


def _said(digits: tuple[int, ...]) -> str | None:
    """The thirteen digits of twelve patterns; None where no code has their parity or check digit."""
    parity = "".join(str(pattern // 10) for pattern in digits[:6])
    if parity not in _PARITIES:
        return None
    code = "".join(map(str, (_PARITIES.index(parity), *(pattern % 10 for pattern in digits))))
    try:
        to_gtin14(code)
    except Refusal:
        return None
    return code


@dataclass(frozen=True, slots=True)
class _Lens:
    """How patterns look through a bell-shaped blur of so many modules.

    ``frame`` is the code without its digits, ``levels`` finds dark, light and tilt by what is known of it,
    ``digits`` are the patterns of the left and of the right half with a module on each side.
    """

    width: float
    frame: Numbers
    levels: Numbers
    digits: tuple[Numbers, Numbers]

    def compare(self, samples: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
        """What the nearest patterns leave unexplained of each sampled row, and which twelve they are."""
        dark, light, tilt = (samples[:, _KNOWN] @ self.levels.T).T[:, :, None]
        plain = (samples - light - tilt * _TILT) / np.where(dark > 0, dark, np.inf)
        off = ((plain - self.frame)[:, _GUARDS] ** 2).sum(axis=1)
        nearest = []
        for place, begin in enumerate(_PLACES):
            seen, patterns = plain[:, _window(begin)], self.digits[place > 5]
            distance = (seen**2).sum(axis=1)[:, None] - 2 * seen @ patterns.T + (patterns**2).sum(axis=1)
            off = off + distance.min(axis=1)
            nearest.append(distance.argmin(axis=1))
        return off / len(_ALONG), np.stack(nearest, axis=1)


def _nearest(row: Numbers, start: float, end: float) -> tuple[float, _Lens, Numbers]:
    """The lens and the place (start, length in points, bend) that leave least unexplained, and how much."""
    module = (end - start) / _MODULES
    at, steps = np.array([start, end - start, 0.0]), np.array([0.7, 0.7, 0.05]) * (module, module, 1)
    reach = (6, 6, 2)
    best = (np.inf, _lens(_USUAL), at)
    for blurs in ((_USUAL,), *[_BLURS] * 5):
        around = np.array(list(product(*(range(-most, most + 1) for most in reach)))) * steps
        around[:, 1] -= around[:, 0]  # So the end stays where it is while the start moves.
        places = at + around
        samples = _sampled(row, places)
        for lens in map(_lens, blurs):
            off = lens.compare(samples)[0]
            if off.min() < best[0]:
                best = (float(off.min()), lens, places[off.argmin()])
        at, reach, steps = best[2], (1, 1, 1), steps * 0.6
        if best[0] > 2 * _HOPELESS:
            break
    return best


def _sampled(row: Numbers, places: Numbers) -> Numbers:
    """The row's values along a code at each place, in thirds of a module; a bend is a share of its length."""
    start, length, bend = np.atleast_2d(places).T[:, :, None]
    points = start + length * (_ALONG + bend * _ALONG * (1 - _ALONG))
    values: Numbers = np.interp(points, np.arange(len(row)) + 0.5, row)
    return values


def _unexplained(samples: Numbers, digits: tuple[int, ...], lens: _Lens) -> float:
    """What a whole code leaves unexplained of a sampled row in uneven light (1 less R squared)."""
    modules = _FRAME.copy()
    for place, begin in enumerate(_PLACES):
        modules[begin : begin + 7] = (_LEFT if place < 6 else _RIGHT)[digits[place]]
    seen = _blurred(modules, lens.width)
    known = np.stack([seen, seen * _TILT, np.ones_like(seen), _TILT, _TILT**2], axis=1)
    rest = samples - known @ np.linalg.lstsq(known, samples)[0]
    return float(rest.var() / samples.var())


def _blurred(modules: Numbers, width: float) -> Numbers:
    reach = int(4 * width * _FINE)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (width * _FINE)) ** 2)
    return np.convolve(np.pad(np.repeat(modules, _FINE), reach, "edge"), bell / bell.sum(), "valid")


def _window(begin: int) -> slice:
    return slice((begin - 1) * _FINE, (begin + 8) * _FINE)


def _framed() -> Numbers:
    """A code's modules, 1 is a bar, 0 is paper; a half where only the digit says which."""
    modules = np.full(_MODULES + 2 * _MARGIN, 0.5)
    modules[:_MARGIN] = modules[-_MARGIN:] = 0
    for begin, bars in ((0, (1, 0, 1)), (45, (0, 1, 0, 1, 0)), (92, (1, 0, 1))):
        modules[_MARGIN + begin : _MARGIN + begin + len(bars)] = bars
    for place, begin in enumerate(_PLACES):
        modules[begin], modules[begin + 6] = (0, 1) if place < 6 else (1, 0)
    return modules


_FRAME = _framed()
_KNOWN = np.repeat(_FRAME != 0.5, _FINE)
_GUARDS = np.ones(len(_ALONG), dtype=bool)
for _begin in _PLACES:
    _GUARDS[_window(_begin)] = False


@cache
def _lens(width: float) -> _Lens:
    frame = _blurred(_FRAME, width)
    known = np.stack([frame, np.ones_like(frame), _TILT], axis=1)[_KNOWN]
    digits = []
    for patterns, before, after in ((_LEFT, 1, 0), (_RIGHT, 0, 1)):
        beside = [[0.5, 0.5, before, *pattern, after, 0.5, 0.5] for pattern in patterns]
        seen = [_blurred(np.array(modules), width) for modules in beside]
        digits.append(np.array(seen)[:, 2 * _FINE : -2 * _FINE])
    return _Lens(width, frame, np.linalg.pinv(known), (digits[0], digits[1]))
