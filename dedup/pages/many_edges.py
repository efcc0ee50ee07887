"""What `dedup.pages.boilerplate.edges_of` says of each of many bodies, in one compiled pass over their keys.

Nearly all bodies have lines and no list of other stories. The others are left to `boilerplate.scan`,
which takes them apart one by one.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import xxhash

from dedup.compiled import compiled, part
from dedup.pages.boilerplate import (
    HASH_BITS,
    HEAD_LINES,
    KEY_MAX,
    KEY_MIN,
    LABEL,
    LABEL_MAX,
    LINE,
    LINE_MAX,
    LONGEST,
    PROSE,
    SENTENCE_MIN,
    TAIL_LINES,
    TAIL_SENTENCES,
)
from dedup.pages.line_keys import key_of_bytes
from dedup.pages.related_lists import PREFIX, list_prefixes
from dedup.text.hashing import xxh64_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_BETWEEN: Final = b"\xff"
"""Between two texts: no byte of UTF-8, and kept in keys."""
_LINE_BREAK, _STOP, _END = 0x0A, 0x2E, 0xFF
_BITS = np.uint64(HASH_BITS)
_HEADER = 1 + LONGEST
_MOST = _HEADER + HEAD_LINES + TAIL_LINES + TAIL_SENTENCES
"""Numbers of one body."""


def edges_of_many(bodies: Sequence[bytes], titles: Sequence[str | None]) -> list[bytes | None]:
    """`edges_of` of each body; None for one that has no line break, or may hold a list.

    Args:
        bodies: UTF-8.
        titles: (bodies,).
    """
    keys = key_of_bytes(_BETWEEN.join([*bodies, b""]))
    units, ends, is_plain = _edges(np.frombuffer(keys, dtype=np.uint8), len(bodies), _headlines(titles), _prefixes())
    packed = units.astype("=u4", copy=False).tobytes()
    places = pairwise([0, *(4 * ends).tolist()])
    return [packed[begin:end] if plain else None for (begin, end), plain in zip(places, is_plain.tolist(), strict=True)]


def _headlines(titles: Sequence[str | None]) -> NDArray[np.uint32]:
    """(titles,): the upper bits of their keys' hashes; 0 where there is none."""
    joined = _BETWEEN.join([(title or "").encode("utf-8", "surrogatepass") for title in titles])
    keys = key_of_bytes(joined).split(_BETWEEN)
    hashes = [xxhash.xxh64_intdigest(key) & HASH_BITS if title else 0 for title, key in zip(titles, keys, strict=False)]
    return np.array(hashes, dtype=np.uint32)


@cache
def _prefixes() -> NDArray[np.uint32]:
    """`list_prefixes` as numbers, ascending; a shorter one is filled up with zeros, which no key has."""
    return np.array(sorted(int.from_bytes(prefix, "little") for prefix in list_prefixes()), dtype=np.uint32)


@part
def _may_open_list(keys, begin, end, prefixes):
    """Whether a line begins as a marker of lists does."""
    number = np.uint32(0)
    for k in range(min(PREFIX, end - begin)):
        number |= np.uint32(keys[begin + k]) << np.uint32(8 * k)
    place = np.searchsorted(prefixes, number)
    return place < len(prefixes) and prefixes[place] == number


@part
def _has_letters(keys, begin, end):
    if end - begin > 2:
        return True
    for at in range(begin, end):
        if keys[at] != _STOP:
            return True
    return False


@part
def _lines(keys, begin, prefixes, lines):
    """Where each line of a text that holds letters begins and ends; their number, the text's end, if it is plain."""
    count, at, start, breaks, may_list = 0, begin, begin, 0, False
    while True:
        byte = keys[at]
        if byte == _LINE_BREAK or byte == _END:
            if _has_letters(keys, start, at):
                lines[count, 0], lines[count, 1] = start, at
                may_list |= _may_open_list(keys, start, at, prefixes)
                count += 1
            start = at + 1
            if byte == _END:
                return count, at, breaks > 0 and not may_list
            breaks += 1
        at += 1


@part
def _hash(keys, line):
    return np.uint32(xxh64_bytes(keys, line[0], line[1]) & _BITS)


@part
def _put_longest(keys, lines, units):
    """Writes the hashes of the longest lines, the first of two as long before the other."""
    last, last_at = 1 << 62, -1
    for rank in range(min(LONGEST, len(lines))):
        longest, place = -1, -1
        for at in range(len(lines)):
            size = lines[at, 1] - lines[at, 0]
            if size > longest and (size < last or (size == last and at > last_at)):
                longest, place = size, at
        units[rank] = _hash(keys, lines[place])
        last, last_at = longest, place


@part
def _put_units(keys, lines, units):
    """Writes the hash and the class of each line that can be boilerplate; how many there are."""
    count = 0
    for at in range(len(lines)):
        size, end = lines[at, 1] - lines[at, 0], lines[at, 1]
        if KEY_MIN <= size <= KEY_MAX:
            is_sentence = size >= SENTENCE_MIN and keys[end - 1] == _STOP and keys[end - 2] != _STOP
            kind = PROSE if size > LINE_MAX or is_sentence else LABEL if size <= LABEL_MAX else LINE
            units[count] = _hash(keys, lines[at]) | np.uint32(kind)
            count += 1
    return count


@part
def _put_sentences(keys, line, units):
    """Writes the hashes of the last sentences of a line, the last one first, but for its first; how many there are."""
    count, stops, end, begin = 0, 0, line[1], line[1]
    for at in range(line[1] - 1, line[0] - 1, -1):
        if keys[at] == _STOP:
            stops += 1
            begin = at + 1
            if end - begin >= SENTENCE_MIN:
                units[count] = np.uint32(xxh64_bytes(keys, begin, end) & _BITS) | np.uint32(PROSE)
                count += 1
            if count == TAIL_SENTENCES or stops == 2 * TAIL_SENTENCES:
                break
            if end == begin or end - begin >= SENTENCE_MIN:
                end = at
    return count


@part
def _put(keys, lines, headline, units):
    """Writes all numbers of a text with these lines; how many there are."""
    units[0], units[1:_HEADER], count = headline, 0, _HEADER
    if len(lines):
        _put_longest(keys, lines, units[1:_HEADER])
        heads = min(HEAD_LINES, max(0, len(lines) - TAIL_LINES))
        count += _put_units(keys, lines[max(0, len(lines) - TAIL_LINES) :], units[count:])
        count += _put_sentences(keys, lines[-1], units[count:])
        of_head = _put_units(keys, lines[:heads], units[count:])
        units[0] |= np.uint32(of_head)
        count += of_head
    return count


@compiled("Tuple((u4[::1], i8[::1], b1[::1]))(Array(u1, 1, 'C', readonly=True), i8, u4[::1], u4[::1])")
def _edges(keys, texts, headlines, prefixes):
    units, ends = np.empty(texts * _MOST, dtype=np.uint32), np.empty(texts, dtype=np.int64)
    lines, is_plain = np.empty((len(keys), 2), dtype=np.int64), np.empty(texts, dtype=np.bool_)
    begin = count = 0
    for text in range(texts):
        found, end, is_plain[text] = _lines(keys, begin, prefixes, lines)
        if is_plain[text]:
            count += _put(keys, lines[:found], headlines[text], units[count:])
        begin, ends[text] = end + 1, count
    return units[:count].copy(), ends, is_plain
