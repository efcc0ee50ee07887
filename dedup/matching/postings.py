"""Look-up keys and who holds them, as sorted arrays; and the pairs of articles that share keys.

A posting is one article holding one key (a band key or a fingerprint): the key in the upper 32 bits
of an unsigned 64-bit integer, the article's number in the lower. Sorted, they are an inverted index
that is searched and merged without being unpacked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, part
from dedup.cores import on_all_cores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_NO_POSTINGS = np.zeros(0, dtype=np.uint64)
_WORTH_A_THREAD = 5_000
"""Keys: a millisecond and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedKeys:
    """Pairs of articles and how many keys of one kind they share."""

    pairs: NDArray[np.uint64]
    """(n,) the larger number, the newer article, in the upper 32 bits, the smaller in the lower; ascending."""
    counts: NDArray[np.int64]
    """(n,)"""

    def of(self, pairs: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many each of ``pairs`` shares; 0 for one that is not here."""
        if not len(self.pairs):
            return np.zeros(len(pairs), dtype=np.int64)
        place = np.searchsorted(self.pairs, pairs).clip(max=len(self.pairs) - 1)
        return np.where(self.pairs[place] == pairs, self.counts[place], 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What looking up the keys of new articles gave."""

    found: SharedKeys
    """Pairs with a new article that share keys which are not common."""
    lost: NDArray[np.uint64]
    """Which earlier articles held keys that have just become common: the article in the upper half, a
    number for the key in the lower; ascending."""
    common_keys: int
    """Keys of the new articles that are common: held by more articles than count as evidence."""


def postings(keys: NDArray[np.uint32], article_ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Postings of keys, row ``i`` of both arrays being one; ascending, each once."""
    packed = (keys.astype(np.uint64) << np.uint64(32)) | article_ids.astype(np.uint64)
    packed.sort()
    return packed


def merged(runs: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """Several sorted arrays of postings as one."""
    result = np.concatenate(runs)
    result.sort(kind="stable")  # radix or tim sort: the runs are sorted already
    return result


def of_articles(articles: NDArray[np.int64], run: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which postings of a run are of some articles, (postings,)."""
    chosen = np.zeros(int(articles.max(initial=0)) + 1, dtype=np.bool_)
    chosen[articles] = True
    found: NDArray[np.bool_] = _of_articles(run, chosen)
    return found


def shared_keys(
    new: NDArray[np.uint64],
    runs: Sequence[NDArray[np.uint64]],
    *,
    common_after: int,
    replaced: NDArray[np.uint64] = _NO_POSTINGS,
) -> Shared:
    """The pairs that new postings bring together.

    Args:
        new: postings of the new articles, ascending.
        runs: earlier postings, each ascending; they need hold only the keys of ``new``.
        common_after: a key that more articles hold is common: it brings nobody together.
        replaced: postings that the same articles had before, ascending, and that are no more in ``runs``.
    """
    keys, starts = _runs_of_keys(new)
    ranges = _ranges_in(runs, keys)
    before = _counts(ranges, len(keys))
    total = before + np.diff(starts)
    common = total > common_after
    holders, offsets = _holders(runs, ranges, before, wanted=before <= common_after)
    pairs = _pairs(new.astype(np.uint32), starts, holders, offsets, common)
    once = before + _counts(_ranges_in([replaced], keys), len(keys))
    lost = _held_by(holders, offsets, common & (once <= common_after) & (before > 1))
    return Shared(found=_counted(pairs), lost=lost, common_keys=int(common.sum()))


def holders_of_freed_keys(
    old: NDArray[np.uint64], new: NDArray[np.uint64], runs: Sequence[NDArray[np.uint64]], *, common_after: int
) -> NDArray[np.int64]:
    """Who holds the keys that stop being common when some articles' postings ``old`` become ``new``.

    Args:
        old: ascending; still in ``runs``.
        new: ascending; not yet in ``runs``.
        runs: all postings.
        common_after: a key that more articles hold is common.
    """
    keys, starts = _runs_of_keys(old)
    ranges = _ranges_in(runs, keys)
    total = _counts(ranges, len(keys))
    left = total - np.diff(starts) + _counts(_ranges_in([new], keys), len(keys))
    holders, _ = _holders(runs, ranges, total, wanted=(total > common_after) & (left <= common_after))
    return np.unique(holders).astype(np.int64)


def holders_of_any(keys: NDArray[np.uint32], runs: Sequence[NDArray[np.uint64]]) -> NDArray[np.int64]:
    """Who holds any of some keys, ascending, each once."""
    keys = np.unique(keys)
    ranges = _ranges_in(runs, keys)
    holders, _ = _holders(runs, ranges, _counts(ranges, len(keys)), wanted=np.ones(len(keys), dtype=np.bool_))
    return np.unique(holders).astype(np.int64)


def lost_keys(lost: NDArray[np.uint64], pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of the keys of `Shared.lost` both articles of each pair, (n, 2), held: (n,)."""
    counts: NDArray[np.int64] = _in_both(lost, pairs)
    return counts


def _ranges_in(runs: Sequence[NDArray[np.uint64]], keys: NDArray[np.uint32]) -> list[NDArray[np.int64]]:
    """Where in each run the postings of each key begin and end, (keys, 2)."""
    ranges = [np.empty((len(keys), 2), dtype=np.int64) for _ in runs]

    def look_up(some: slice) -> None:
        for run, found in zip(runs, ranges, strict=True):
            _look_up(run, keys[some], found[some])

    on_all_cores(look_up, len(keys), at_least=_WORTH_A_THREAD)
    return ranges


def _counts(ranges: Sequence[NDArray[np.int64]], keys: int) -> NDArray[np.int64]:
    """How many postings each key has in all runs together, (keys,)."""
    return sum((found[:, 1] - found[:, 0] for found in ranges), start=np.zeros(keys, dtype=np.int64))


def _holders(
    runs: Sequence[NDArray[np.uint64]],
    ranges: Sequence[NDArray[np.int64]],
    before: NDArray[np.int64],
    *,
    wanted: NDArray[np.bool_],
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The articles that hold each wanted key, one after the other, and where each key's begin."""
    offsets = np.concatenate([[0], np.cumsum(np.where(wanted, before, 0))])
    holders = np.empty(offsets[-1], dtype=np.uint32)
    filled = offsets[:-1].copy()
    for run, found in zip(runs, ranges, strict=True):
        _fill(run, found, wanted, holders, filled)
    return holders, offsets


def _counted(pairs: NDArray[np.uint64]) -> SharedKeys:
    pairs.sort()
    first = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]])) if len(pairs) else np.zeros(0, np.int64)
    return SharedKeys(pairs=pairs[first], counts=np.diff(np.append(first, len(pairs))))


@compiled("Tuple((u4[::1], i8[::1]))(u8[::1])")
def _runs_of_keys(postings):
    """The distinct keys, ascending, and (keys + 1,) where the postings of each begin."""
    keys = np.empty(len(postings), dtype=np.uint32)
    starts = np.empty(len(postings) + 1, dtype=np.int64)
    count = 0
    for i, posting in enumerate(postings):
        key = np.uint32(posting >> np.uint64(32))
        if i == 0 or key != keys[count - 1]:
            keys[count], starts[count], count = key, i, count + 1
    starts[count] = len(postings)
    return keys[:count].copy(), starts[: count + 1].copy()


@part
def _first_from(run, at, wanted):
    """The first place from ``at`` on of a value that is not smaller, in steps that double: the next key is near.

    Source: Bentley, Yao, "An almost optimal algorithm for unbounded searching", 1976.
    """
    if at == len(run) or run[at] >= wanted:
        return at
    step = 1
    while at + step < len(run) and run[at + step] < wanted:
        at, step = at + step, 2 * step
    end = min(at + step, len(run))
    while end - at > 1:
        middle = (at + end) // 2
        if run[middle] < wanted:
            at = middle
        else:
            end = middle
    return end


@compiled("b1[::1](Array(u8, 1, 'C', readonly=True), b1[::1])")
def _of_articles(run, chosen):
    found = np.empty(len(run), dtype=np.bool_)
    for i in range(len(run)):
        article = np.uint32(run[i])
        found[i] = article < len(chosen) and chosen[article]
    return found


@compiled("void(Array(u8, 1, 'C', readonly=True), u4[::1], i8[:, ::1])")
def _look_up(run, keys, ranges):
    """Fills (keys, 2): where in ``run`` the postings of each key begin and end."""
    at = 0
    for i, key in enumerate(keys):
        at = _first_from(run, at, np.uint64(key) << np.uint64(32))
        ranges[i, 0] = at
        while at < len(run) and run[at] >> np.uint64(32) == key:
            at += 1
        ranges[i, 1] = at


@compiled("void(Array(u8, 1, 'C', readonly=True), i8[:, ::1], b1[::1], u4[::1], i8[::1])")
def _fill(run, ranges, wanted, holders, filled):
    for key in range(len(ranges)):
        if wanted[key]:
            for i in range(ranges[key, 0], ranges[key, 1]):
                holders[filled[key]] = np.uint32(run[i])
                filled[key] += 1


@part
def _pack(a: np.uint32, b: np.uint32) -> np.uint64:
    return (np.uint64(max(a, b)) << np.uint64(32)) | np.uint64(min(a, b))


@compiled("u8[::1](u4[::1], i8[::1], u4[::1], i8[::1], b1[::1])")
def _pairs(new, starts, holders, offsets, common):
    """Pairs of a new article and an earlier one, or of two new ones, that hold a key; once for each key."""
    total = 0
    for key in range(len(common)):
        news, olds = starts[key + 1] - starts[key], offsets[key + 1] - offsets[key]
        total += 0 if common[key] else news * olds + news * (news - 1) // 2
    pairs = np.empty(total, dtype=np.uint64)
    count = 0
    for key in range(len(common)):
        if common[key]:
            continue
        for i in range(starts[key], starts[key + 1]):
            for k in range(offsets[key], offsets[key + 1]):
                pairs[count], count = _pack(new[i], holders[k]), count + 1
            for k in range(i + 1, starts[key + 1]):
                pairs[count], count = _pack(new[i], new[k]), count + 1
    return pairs


@compiled("u8[::1](u4[::1], i8[::1], b1[::1])")
def _held_by(holders, offsets, chosen):
    """Holder and number of each chosen key, ascending."""
    held = np.empty(len(holders), dtype=np.uint64)
    count = 0
    for key in range(len(chosen)):
        if chosen[key]:
            for i in range(offsets[key], offsets[key + 1]):
                held[count], count = (np.uint64(holders[i]) << np.uint64(32)) | np.uint64(key), count + 1
    return np.sort(held[:count])


@compiled("i8[::1](u8[::1], i8[:, ::1])")
def _in_both(held, pairs):
    counts = np.zeros(len(pairs), dtype=np.int64)
    for row in range(len(pairs)):
        a = np.searchsorted(held, np.uint64(pairs[row, 0]) << np.uint64(32))
        b = np.searchsorted(held, np.uint64(pairs[row, 1]) << np.uint64(32))
        while a < len(held) and b < len(held):
            if held[a] >> np.uint64(32) != np.uint64(pairs[row, 0]) or held[b] >> np.uint64(32) != np.uint64(
                pairs[row, 1]
            ):
                break
            left, right = np.uint32(held[a]), np.uint32(held[b])
            counts[row] += left == right
            a, b = a + (left <= right), b + (right <= left)
    return counts
