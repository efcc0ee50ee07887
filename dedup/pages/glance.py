"""Where in a text a source may be named: one compiled pass over a batch of texts, before any is read.

Most texts name no source, or only words that are a source's name in the right place. The pass folds
the texts as `dedup.pages.agencies.plain` does, cuts them into words and compares the words' hashes with
those of all names. It may see a name where none is; it never misses one that `SourceIndex.at` finds.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from dedup.compiled import compiled
from dedup.pages.agencies import SEVERAL, Plain, dash_tatweels, folded_units
from dedup.pages.name_table import (
    ALONE,
    BASIS,
    DIGIT,
    INTRODUCED,
    NO_CLASS,
    PRIME,
    STRONG,
    classes,
    expansions,
    name_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_BASIS, _PRIME = np.uint64(BASIS), np.uint64(PRIME)
_BRACKETS: Final = (ord("("), ord("/"))
_PLANE: Final = 1 << 16


@dataclass(slots=True, eq=False)  # not frozen: two are made for each article, and that takes thrice as long
class Glance:
    """What the words of a text allow."""

    places: Sequence[int]
    """Where in the text a name may begin, ascending."""
    mentions: Sequence[int]
    """Where in the folded text one may begin that is a source though it stands in running text, ascending."""
    _batch: _Batch = field(repr=False)
    _index: int

    def __bool__(self) -> bool:
        """Whether any source may be named."""
        return bool(self.places)

    def any_in(self, start: int, end: int) -> bool:
        """Whether a name may begin in that part of the text."""
        first = bisect_left(self.places, start)
        return first < len(self.places) and self.places[first] < end

    def plain(self) -> Plain:
        """The text folded, as `dedup.pages.agencies.plain` gives it."""
        return self._batch.plain(self._index)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    texts: Sequence[str]
    codes: NDArray[np.uint32]
    """Code points of the texts, folded, one after the other."""
    origins: NDArray[np.int32]
    """For each of them the character of its text that it comes from."""
    offsets: NDArray[np.int64]
    """(texts + 1,): text ``i`` has ``codes[offsets[i]:offsets[i + 1]]``."""
    changed: NDArray[np.bool_]
    """(texts,): whether any character was deleted or became several."""

    def plain(self, index: int) -> Plain:
        part = slice(self.offsets[index], self.offsets[index + 1])
        text = self.codes[part].tobytes().decode("utf-32-le", "surrogatepass")
        origins = self.origins[part] if self.changed[index] else None
        return Plain(original=self.texts[index], text=text, origins=origins)


def glance(texts: Sequence[str]) -> list[Glance]:
    """For each text the names that may be in it."""
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
    units = "".join(map(dash_tatweels, texts)).encode("utf-32-le", "surrogatepass")
    codes, origins, offsets, changed = _fold(np.frombuffer(units, dtype="<u4"), ends, folded_units(), *expansions())
    table = name_table()
    found = _find(
        codes,
        offsets,
        classes(),
        table.heads,
        table.firsts,
        table.rests,
        table.words,
        table.kinds,
        table.nouns,
    )
    batch = _Batch(texts=texts, codes=codes, origins=origins, offsets=offsets, changed=changed)
    texts_of, places, says = found.T
    speaking = says > 0
    numbers = np.arange(len(texts) + 1)
    in_text = origins[offsets[texts_of] + places].tolist()
    folded = places[speaking].tolist()
    first = np.searchsorted(texts_of, numbers).tolist()
    mention = np.searchsorted(texts_of[speaking], numbers).tolist()
    return [
        Glance(in_text[first[i] : first[i + 1]], folded[mention[i] : mention[i + 1]], batch, i)
        for i in range(len(texts))
    ]


@compiled(
    "Tuple((u4[::1], i4[::1], i8[::1], b1[::1]))(Array(u4, 1, 'C', readonly=True), i8[::1], u2[::1], u2[::1],"
    "i8[::1], u2[::1])"
)
def _fold(units, ends, folds, points, starts, several):
    room = len(units)
    for unit in units:
        if unit < _PLANE and folds[unit] == SEVERAL:
            room += len(several)
    codes, origins = np.empty(room, dtype=np.uint32), np.empty(room, dtype=np.int32)
    offsets, changed = np.zeros(len(ends) + 1, dtype=np.int64), np.zeros(len(ends), dtype=np.bool_)
    count = begin = 0
    for text in range(len(ends)):
        for i in range(begin, ends[text]):
            code = units[i]
            if code < _PLANE:
                code = np.uint32(folds[code])
            if code == SEVERAL:
                changed[text] = True
                place = np.searchsorted(points, units[i])
                for k in range(starts[place], starts[place + 1]):
                    codes[count], origins[count] = several[k], i - begin
                    count += 1
            elif code:
                codes[count], origins[count] = code, i - begin
                count += 1
            else:
                changed[text] = True
        begin, offsets[text + 1] = ends[text], count
    return codes[:count], origins[:count], offsets, changed


@njit(nogil=True)
def _shift(table):
    """How far a hash is shifted to be a slot of the table."""
    bits = 0
    while 1 << bits < len(table):
        bits += 1
    return np.uint64(64 - bits)


@njit(nogil=True)
def _slot(table, shift, value):
    """The slot of a hash in a table; -1 if it is not there."""
    slot = np.int64(value >> shift)
    while table[slot]:
        if table[slot] == value:
            return slot
        slot = (slot + 1) & (len(table) - 1)
    return -1


@njit(nogil=True)
def _cut(codes, begin, end, classes, hashes, places):
    """The words of a folded text: their hashes and where they begin; how many they are."""
    count = -1
    run = NO_CLASS
    for i in range(begin, end):
        code = codes[i]
        kind = classes[code] if code < _PLANE else NO_CLASS
        if kind:
            if kind != run or kind == DIGIT:
                count += 1
                hashes[count], places[count] = _BASIS, i
            hashes[count] = (hashes[count] ^ np.uint64(code)) * _PRIME
        run = kind
    return count + 1


@njit(nogil=True)
def _follow(hashes, after, count, rest):
    """Whether the words from ``after`` on are those of ``rest``."""
    if after + len(rest) > count:
        return False
    for k in range(len(rest)):
        if hashes[after + k] != rest[k]:
            return False
    return True


@compiled(
    "i8[:, ::1](u4[::1], i8[::1], u1[::1], u8[::1], i8[:, ::1], i8[::1], u8[::1], u1[::1], u8[::1])",
)
def _find(codes, offsets, classes, heads, firsts, rests, words, kinds, nouns):
    longest = (offsets[1:] - offsets[:-1]).max() if len(offsets) > 1 else 0
    hashes, places = np.empty(longest, dtype=np.uint64), np.empty(longest, dtype=np.int64)
    found, seen = np.empty((len(codes), 3), dtype=np.int64), 0
    of_heads, of_nouns = _shift(heads), _shift(nouns)
    for text in range(len(offsets) - 1):
        begin = offsets[text]
        count = _cut(codes, begin, offsets[text + 1], classes, hashes, places)
        for w in range(count):
            slot = _slot(heads, of_heads, hashes[w])
            if slot < 0:
                continue
            is_there, needs = False, 0
            for name in range(firsts[slot, 0], firsts[slot, 1]):
                if _follow(hashes, w + 1, count, words[rests[name] : rests[name + 1]]):
                    is_there, needs = True, needs | kinds[name]
            if is_there:
                has = STRONG
                if needs & INTRODUCED and w and _slot(nouns, of_nouns, hashes[w - 1]) >= 0:
                    has |= INTRODUCED
                if places[w] > begin and codes[places[w] - 1] in _BRACKETS:
                    has |= ALONE
                found[seen] = text, places[w] - begin, 1 if needs & has else 0
                seen += 1
    return found[:seen].copy()
