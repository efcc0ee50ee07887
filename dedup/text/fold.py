"""Text to folded words, with the way back to the original.

Folding makes the spellings of one word equal: hamza seats and alef forms, tashkeel, tatweel,
ى/ي, ة/ه, digits, presentation forms, invisible marks, punctuation. Agencies write 1.5 as its
fraction, REH and its integer, without spaces: that gives the two words of 1.5. Folding is for
comparing only; what people see is always the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dedup.text.characters import DECIMAL_REH, EXPANDS, FoldTable, fold_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Letters that are joined to a number, fraction, REH, integer: a word of folded text.
_DECIMAL = re.compile(f"(?<![^ ])([^ 0-9]*)([0-9]+){chr(DECIMAL_REH)}([0-9]+)(?![^ ])")


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A folded text that remembers where each of its words stands in the original."""

    original: str
    text: str
    """Folded letters and digits; every run of anything else became spaces."""
    origins: NDArray[np.int64]
    """(len(text),): index in ``original`` of the character each folded one came from; of both words of a decimal number
    with REH, where it begins, and of the space between them, where it ends."""

    @cached_property
    def words(self) -> list[str]:
        """The folded words, in order."""
        return self.text.split()

    @cached_property
    def spans(self) -> NDArray[np.int64]:
        """(words, 2): begin and end of each word in ``original``, its marks included."""
        letters = np.frombuffer(self.text.encode("utf-16-le"), dtype="<u2") != 0x20
        edges = np.flatnonzero(np.diff(letters, prepend=False, append=False)).reshape(-1, 2)
        after = np.append(self.origins, len(self.original))
        # A space may have come from the same character as the word before it.
        ends = np.maximum(after[edges[:, 1]], self.origins[edges[:, 1] - 1] + 1)
        return np.stack([self.origins[edges[:, 0]], ends], axis=1)

    def excerpt(self, first: int, last: int) -> str:
        """The original text from word ``first`` to word ``last``, both included."""
        return self.original[self.spans[first, 0] : self.spans[last, 1]].strip()


def fold(text: str, *, version: int) -> Folded:
    """``text`` folded, with offsets."""
    table = fold_table(version)
    units = _units(text)
    codes, sources = _expand(table.units[units], units, table)
    kept = np.flatnonzero(codes)
    origins = _characters_of(units, kept if sources is None else sources[kept])
    folded = _decode(codes[kept])
    for number in _DECIMAL.finditer(folded):
        begin, end = number.span()
        origins[begin:end] = origins[begin]
        origins[end - 1 - len(number[2])] = origins[end] if end < len(origins) else len(text)
    return Folded(original=text, text=_with_decimals(folded), origins=origins)


def folded_words(text: str, *, version: int) -> list[str]:
    """The folded words of ``text``; `fold` without the offsets, for the many."""
    table = fold_table(version)
    units = _units(text)
    codes, _ = _expand(table.units[units], units, table)
    return _with_decimals(_decode(codes[codes != 0])).split()


def _with_decimals(folded: str) -> str:
    """With each decimal number in the order of its words; as long as before."""
    return _DECIMAL.sub(r"\1\3 \2", folded)


def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


def _decode(codes: NDArray[np.uint16]) -> str:
    return codes.tobytes().decode("utf-16-le")


def _expand(
    codes: NDArray[np.uint16], units: NDArray[np.uint16], table: FoldTable
) -> tuple[NDArray[np.uint16], NDArray[np.int64] | None]:
    """Writes out the code points that become several; 4 articles in 1,000 hold one."""
    at = np.flatnonzero(codes == EXPANDS)
    if not len(at):
        return codes, None
    repeats = np.ones(len(codes), dtype=np.int64)
    written = [table.expansions[int(units[i])] for i in at]
    repeats[at] = [len(points) for points in written]
    sources = np.repeat(np.arange(len(codes)), repeats)
    longer = codes[sources]
    longer[longer == EXPANDS] = [point for points in written for point in points]
    return longer, sources


def _characters_of(units: NDArray[np.uint16], origins: NDArray[np.int64]) -> NDArray[np.int64]:
    """UTF-16 positions to positions in the Python string, where a surrogate pair is one."""
    low = (units & 0xFC00) == 0xDC00
    return origins - np.cumsum(low)[origins] if low.any() else origins
