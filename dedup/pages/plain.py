"""Texts with their letters folded and their punctuation kept, with the way back: what sources are looked for in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from dedup.compiled import Fixed, compiled, part
from dedup.text.characters import EXPANDS, SPACE, fold_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

ARABIC: Final = "\u0620-\u063f\u0641-\u064a\u0671-\u06d3\u06fa-\u06ff"
"""Letters of the Arabic block as a character class, tatweel (U+0640) left out."""
FOLD_VERSION: Final = 1

_AS_DASH = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212_\u2500"
_AS_QUOTE = "\"'\u00ab\u00bb\u201c\u201d\u201e\u2018\u2019\u2039\u203a`"
_AS_SPACE = "\u00a0\u2002\u2003\u2009\u202f\t"
_PUNCTUATION = {"،": ",", "؛": ";", "؟": "?", "\u2026": ".", "[": "(", "]": ")", "|": "/", "\\": "/"}
_JOINS_NOTHING: Final = "اأإآدذرزوؤةىء"
"""Letters that no TATWEEL (U+0640) joins to the next one."""
_PLANE: Final = 1 << 16
_LOW_SURROGATES = slice(0xDC00, 0xE000)
_TATWEEL, _DASH = 0x0640, ord("-")
_JOINED, _JOINING = 1, 2
"""Letters: one that a TATWEEL may stand before, and one that it may stand behind too."""
_SEVERAL, _STROKE = 0xFFFF, 0xFFFE
"""No characters: stand for a code point that becomes several, and for TATWEEL."""

TABLES: Final = "Tuple((u2[::1], u1[::1], u2[::1], i8[::1], u2[::1]))"
"""The type of `tables` for compiled functions."""


class Plain(NamedTuple):
    """A text with its letters folded and its punctuation kept."""

    original: str
    text: str
    origins: NDArray[np.int32]
    """For each character of ``text`` the one of ``original`` it comes from."""

    def origin(self, index: int) -> int:
        """Where in the original the character at ``index`` stands; the end for one past the last."""
        return len(self.original) if index >= len(self.text) else int(self.origins[index])

    def slice(self, start: int, end: int) -> str:
        """The words of the original between two offsets of ``text``."""
        return self.original[self.origin(start) : self.origin(end - 1) + 1] if end > start else ""


def plain(original: str) -> Plain:
    """Fold letters, digits, dashes, quotes and spaces; delete marks; keep the way back."""
    units = np.frombuffer(original.encode("utf-32-le", "surrogatepass"), "<u4")
    codes, origins = _plain(units, tables())
    return Plain(original, codes.tobytes().decode("utf-32-le", "surrogatepass"), origins)


@part
def fold_plain(units, tables, codes, origins):
    """Writes the folded code points of a text, and the place that each comes from; how many there are.

    Of a text in UTF-16 half of each character beyond the plane is left, which is no letter.
    """
    folds, letters, points, starts, several = tables
    size, is_dash = 0, False
    for at in range(len(units)):
        unit = units[at]
        code = np.uint32(folds[unit]) if unit < _PLANE else np.uint32(unit)
        if code == _SEVERAL:
            place = np.searchsorted(points, unit)
            for k in range(starts[place], starts[place + 1]):
                codes[size], origins[size] = several[k], at
                size += 1
            continue
        if code == _STROKE:
            if at == 0 or units[at - 1] != _TATWEEL:
                is_dash = _is_dash(units, at, letters)
            code = np.uint32(_DASH if is_dash else 0)
        codes[size], origins[size] = code, at
        size += code != 0
    return size


@part
def _is_dash(units, first, letters):
    """Whether a run of TATWEEL (U+0640) joins no letters: people mean a dash there."""
    after = first
    while after < len(units) and units[after] == _TATWEEL:
        after += 1
    if after < len(units) and units[after] < _PLANE and letters[units[after]]:
        return False
    return first == 0 or units[first - 1] >= _PLANE or letters[units[first - 1]] != _JOINING


@part
def most_of_one(tables):
    """How many code points one may become."""
    starts = tables[3]
    return (starts[1:] - starts[:-1]).max()


@compiled(f"Tuple((u4[::1], i4[::1]))(Array(u4, 1, 'C', readonly=True), {TABLES})")
def _plain(units, tables):
    room = len(units) * most_of_one(tables)
    codes, origins = np.empty(room, dtype=np.uint32), np.empty(room, dtype=np.int32)
    size = fold_plain(units, tables, codes, origins)
    return codes[:size].copy(), origins[:size].copy()


@cache
def tables() -> Fixed:
    """For `fold_plain`: what each code point becomes, and what kind of letter it is, (65536,) both.

    Then the code points that become several, ascending; where in the last array those of each begin; these.
    """
    to = folds()
    units = np.arange(_PLANE, dtype=np.uint16)
    for char, text in to.items():
        units[ord(char)] = ord(text) if len(text) == 1 else _SEVERAL if text else 0
    units[_LOW_SURROGATES] = 0
    units[_STROKE] = _SEVERAL
    several = {int(point): to.get(chr(point), chr(point)) for point in np.flatnonzero(units == _SEVERAL)}
    units[_TATWEEL] = _STROKE
    letters = np.zeros(_PLANE, dtype=np.uint8)
    for char in re.findall(f"[{ARABIC}]", "".join(map(chr, range(_PLANE)))):
        letters[ord(char)] = _JOINED if char in _JOINS_NOTHING else _JOINING
    return Fixed(
        units,
        letters,
        np.array(list(several), dtype=np.uint16),
        np.cumsum([0, *map(len, several.values())]).astype(np.int64),
        np.array([ord(char) for text in several.values() for char in text], dtype=np.uint16),
    )


@cache
def folds() -> dict[str, str]:
    """The folding table without Latin, and with punctuation made alike instead of deleted."""
    fold = fold_table(FOLD_VERSION)
    table: dict[str, str] = {}
    for point, unit in enumerate(fold.units.tolist()):
        if point < 0x80 or unit in (point, SPACE):
            continue
        points = fold.expansions[point] if unit == EXPANDS else (unit,) if unit else ()
        table[chr(point)] = "".join(map(chr, points))
    for alike, char in ((_AS_DASH, "-"), (_AS_QUOTE, '"'), (_AS_SPACE, " ")):
        table.update(dict.fromkeys(alike.replace(char, ""), char))
    return table | _PUNCTUATION
