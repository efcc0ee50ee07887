"""Postings as bytes: for an inverted index that holds every word of every article.

Numbers are written as differences to the one before, seven bits a byte, the lowest first, the eighth set
on all but the last (the variable byte code of Manning, Raghavan, Schütze, "Introduction to Information
Retrieval", section 5.3.1). A block is: how many keys; its smallest article; then of each key the
difference to the key before, doubled, with the lowest bit set where only one article holds it; else how
many do; the first article above the block's smallest; the differences of the others.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, part

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BYTE = 7
_MORE = 1 << _BYTE
_LONGEST = 5
"""Bytes of a number of 33 bits."""


def packed_blocks(postings: NDArray[np.uint64], *, size: int) -> list[bytes]:
    """Ascending postings, each once, in blocks of ``size``, each of which can be read alone."""
    data, ends = _pack(postings, size)
    whole = data.tobytes()
    return [whole[begin:end] for begin, end in pairwise([0, *ends.tolist()])]


def unpacked(blocks: bytes, *, at_most: int) -> NDArray[np.uint64]:
    """The postings of some blocks, one after the other; there are not more than ``at_most``."""
    postings: NDArray[np.uint64] = _unpack(np.frombuffer(blocks, dtype=np.uint8), at_most)
    return postings


@part
def _write(data, at, number):
    while number >= _MORE:
        data[at] = (number & (_MORE - 1)) | _MORE
        number >>= _BYTE
        at += 1
    data[at] = number
    return at + 1


@part
def _read(data, at):
    """The number at a place, and the place after it."""
    number, shift = np.int64(data[at]) & (_MORE - 1), _BYTE
    while data[at] & _MORE:
        at += 1
        number |= (np.int64(data[at]) & (_MORE - 1)) << shift
        shift += _BYTE
    return number, at + 1


@part
def _key(posting):
    return np.int64(posting >> np.uint64(32))


@part
def _article(posting):
    return np.int64(posting & np.uint64(0xFFFFFFFF))


@part
def _end_of_key(postings, begin, last):
    """The place after the last posting of the key that begins at ``begin``."""
    key, end = _key(postings[begin]), begin + 1
    while end < last and _key(postings[end]) == key:
        end += 1
    return end


@part
def _write_block(data, at, postings, begin, last):
    keys, smallest, place = 0, _article(postings[begin]), begin
    while place < last:
        smallest = min(smallest, _article(postings[place]))
        place = _end_of_key(postings, place, last)
        keys += 1
    at = _write(data, at, keys)
    at = _write(data, at, smallest)
    before = 0
    while begin < last:
        end = _end_of_key(postings, begin, last)
        at = _write(data, at, ((_key(postings[begin]) - before) << 1) | (end - begin == 1))
        if end - begin > 1:
            at = _write(data, at, end - begin)
        at = _write(data, at, _article(postings[begin]) - smallest)
        for i in range(begin + 1, end):
            at = _write(data, at, np.int64(postings[i] - postings[i - 1]))
        before, begin = _key(postings[begin]), end
    return at


@compiled("Tuple((u1[::1], i8[::1]))(Array(u8, 1, 'C', readonly=True), i8)")
def _pack(postings, size):
    blocks = (len(postings) + size - 1) // size
    # What is not written to takes no memory.
    data = np.empty(2 * _LONGEST * (len(postings) + blocks), dtype=np.uint8)
    ends, at = np.empty(blocks, dtype=np.int64), 0
    for block in range(blocks):
        at = _write_block(data, at, postings, block * size, min(len(postings), (block + 1) * size))
        ends[block] = at
    return data[:at], ends


@compiled("u8[::1](Array(u1, 1, 'C', readonly=True), i8)")
def _unpack(data, at_most):
    postings = np.empty(at_most, dtype=np.uint64)
    count, at = 0, 0
    while at < len(data):
        keys, at = _read(data, at)
        smallest, at = _read(data, at)
        key = 0
        for _ in range(keys):
            step, at = _read(data, at)
            key += step >> 1
            articles = 1
            if not step & 1:
                articles, at = _read(data, at)
            article = smallest
            for _ in range(articles):
                gap, at = _read(data, at)
                article += gap
                postings[count] = (np.uint64(key) << np.uint64(32)) | np.uint64(article)
                count += 1
    return postings[:count].copy()
