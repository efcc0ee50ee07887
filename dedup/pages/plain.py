"""Texts with their letters folded and their punctuation kept, with the way back: what sources are looked for in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from dedup.compiled import compiled, part
from dedup.errors import DataError
from dedup.kept import kept
from dedup.text.characters import EXPANDS, SPACE, fold_table

if TYPE_CHECKING:
    from collections.abc import Sequence

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
PAST_ARABIC: Final = 0x700
"""Past all of these."""
_PLANE: Final = 1 << 16
_PAST_ASCII: Final = 0x80
_LOW_SURROGATES = slice(0xDC00, 0xE000)
_TATWEEL, _DASH = 0x0640, ord("-")
_JOINED, _JOINING = 1, 2
"""Letters: one that a TATWEEL may stand before, and one that it may stand behind too."""
_CODE, _LETTER_BIT, _LETTER, _COUNT_BIT, _RARE = 0xFFFF, 16, 3, 26, 1 << 31
"""Parts of an entry of `table`: what a code point becomes, or where it says so; what kind of letter it is; how many it
becomes; whether a closer look is needed, at TATWEEL and where it becomes several."""
_MOST_COUNT = 31
MOST_OF_ONE: Final = 18
"""Code points that one becomes, at most: the ligature of a blessing (U+FDFA)."""


class Plain(NamedTuple):
    """A text with its letters folded and its punctuation kept."""

    original: str
    text: str
    origins: NDArray[np.int32]
    """For each character of ``text`` the one of ``original`` it comes from."""

    def origin(self, index: int) -> int:
        """Where in the original the character at ``index`` stands; the end for one past the last."""
        return len(self.original) if index >= len(self.text) else int(self.origins[index])

    def behind(self, index: int) -> Plain:
        """What stands from the character at ``index`` on."""
        return Plain(self.original, self.text[index:], self.origins[index:]) if index else self

    def slice(self, start: int, end: int) -> str:
        """The words of the original between two offsets of ``text``."""
        return self.original[self.origin(start) : self.origin(end - 1) + 1] if end > start else ""


def plain(original: str) -> Plain:
    """Fold letters, digits, dashes, quotes and spaces; delete marks; keep the way back."""
    units = np.frombuffer(original.encode("utf-32-le", "surrogatepass"), "<u4")
    codes, origins = _plain(units, table())
    return Plain(original, codes.tobytes().decode("utf-32-le", "surrogatepass"), origins)


def plain_all(texts: Sequence[str]) -> list[str]:
    """Each of many short texts folded, none of which holds a line break."""
    return plain("\n".join(texts)).text.split("\n") if texts else []


@part
def fold_plain(units, table, codes, origins):
    """Writes the folded code points of a text, and the place that each comes from; how many there are.

    Of a text in UTF-16 half of each character beyond the plane is left, which is no letter.
    """
    size, is_dash = np.int64(0), False
    for at in range(len(units)):
        unit = units[at]
        if unit >= _PLANE:
            codes[size], origins[size] = unit, at
            size += 1
            continue
        entry = table[unit]
        codes[size], origins[size] = entry & _CODE, at  # whether it counts or not
        if entry < _RARE:
            size += np.int64(entry >> _COUNT_BIT)
        elif unit == _TATWEEL:
            if at == 0 or units[at - 1] != _TATWEEL:
                is_dash = _is_dash(units, at, table)
            size += np.int64(is_dash)
        else:
            for k in range((entry >> _COUNT_BIT) & _MOST_COUNT):
                codes[size], origins[size] = table[_PLANE + (entry & _CODE) + k], at
                size += 1
    return size


@part
def _is_dash(units, first, table):
    """Whether a run of TATWEEL (U+0640) joins no letters: people mean a dash there."""
    after = first
    while after < len(units) and units[after] == _TATWEEL:
        after += 1
    if after < len(units) and _letter(units[after], table):
        return False
    return first == 0 or _letter(units[first - 1], table) != _JOINING


@part
def _letter(unit, table):
    """Which kind of letter a code point is; 0 for none."""
    return (table[unit] >> _LETTER_BIT) & _LETTER if unit < _PLANE else 0


@compiled("Tuple((u4[::1], i4[::1]))(Array(u4, 1, 'C', readonly=True), u4[::1])")
def _plain(units, table):
    room = len(units) * MOST_OF_ONE
    codes, origins = np.empty(room, dtype=np.uint32), np.empty(room, dtype=np.int32)
    size = fold_plain(units, table, codes, origins)
    return codes[:size].copy(), origins[:size].copy()


@kept
def table() -> NDArray[np.uint32]:
    """For `fold_plain`: an entry for each code point of the plane, then what those become that become several.

    Raises:
        DataError: one becomes more than `MOST_OF_ONE`.
    """
    entries = np.arange(_PLANE, dtype=np.uint32) | 1 << _COUNT_BIT
    several: list[int] = []
    for char, text in folds().items():
        if len(text) > MOST_OF_ONE:  # loops make room for no more
            raise DataError(f"U+{ord(char):04X} becomes {len(text)} code points; {MOST_OF_ONE} are allowed for.")
        code = ord(text) if len(text) == 1 else len(several)
        entries[ord(char)] = code | len(text) << _COUNT_BIT | (_RARE if len(text) > 1 else 0)
        several += map(ord, text if len(text) > 1 else "")
    entries[0] = entries[_LOW_SURROGATES] = 0
    entries[_TATWEEL] = _DASH | _RARE
    for char in re.findall(f"[{ARABIC}]", "".join(map(chr, range(PAST_ARABIC)))):
        entries[ord(char)] |= (_JOINED if char in _JOINS_NOTHING else _JOINING) << _LETTER_BIT
    return np.concatenate([entries, np.array(several, dtype=np.uint32)])


@cache
def folds() -> dict[str, str]:
    """The folding table without Latin, and with punctuation made alike instead of deleted."""
    fold = fold_table(FOLD_VERSION)
    table: dict[str, str] = {}
    others = np.flatnonzero((fold.units != np.arange(_PLANE)) & (fold.units != SPACE))
    others = others[others >= _PAST_ASCII]
    for point, unit in zip(others.tolist(), fold.units[others].tolist(), strict=True):
        points = fold.expansions[point] if unit == EXPANDS else (unit,) if unit else ()
        table[chr(point)] = "".join(map(chr, points))
    for alike, char in ((_AS_DASH, "-"), (_AS_QUOTE, '"'), (_AS_SPACE, " ")):
        table.update(dict.fromkeys(alike.replace(char, ""), char))
    return table | _PUNCTUATION
