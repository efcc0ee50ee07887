"""Look-up keys to candidates: the pairs of articles that hold the same band keys or fingerprints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.passages import MIN_SHARED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Which articles hold each of some keys."""

    keys: NDArray[np.int64]
    """(n,)"""
    article_ids: NDArray[np.int64]
    """The articles of the first key, of the second, ..."""
    offsets: NDArray[np.int64]
    """(n + 1,): key ``i`` is held by ``article_ids[offsets[i]:offsets[i + 1]]``."""

    @classmethod
    def of(cls, keys: Sequence[int], sizes: Sequence[int], article_ids: NDArray[np.int64]) -> Postings:
        """The postings of keys that ``sizes`` articles each hold."""
        offsets = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        return cls(keys=np.array(keys, dtype=np.int64), article_ids=article_ids, offsets=offsets)

    def holders(self, place: int) -> NDArray[np.int64]:
        """The articles that hold key number ``place``."""
        return self.article_ids[self.offsets[place] : self.offsets[place + 1]]

    def select(self, wanted: NDArray[np.bool_]) -> Postings:
        """The postings of the keys for which ``wanted``, (n,), is true."""
        sizes = np.diff(self.offsets)
        return Postings(
            keys=self.keys[wanted],
            article_ids=self.article_ids[np.repeat(wanted, sizes)],
            offsets=np.concatenate([[0], np.cumsum(sizes[wanted])]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedKeys:
    """Pairs of articles and how many keys of one kind they share."""

    pairs: NDArray[np.int64]
    """(n,) the smaller id in the upper 32 bits, the larger in the lower; ascending."""
    counts: NDArray[np.int64]
    """(n,)"""

    def at_least(self, count: int) -> SharedKeys:
        """The pairs that share so many."""
        enough = self.counts >= count
        return SharedKeys(pairs=self.pairs[enough], counts=self.counts[enough])

    def of(self, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many each of ``pairs`` shares; 0 for one that is not here."""
        if not len(self.pairs):
            return np.zeros(len(pairs), dtype=np.int64)
        place = np.searchsorted(self.pairs, pairs).clip(max=len(self.pairs) - 1)
        return np.where(self.pairs[place] == pairs, self.counts[place], 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The pairs worth comparing, and what brought them together."""

    pairs: NDArray[np.int64]
    """(n, 2) ids, the smaller first; ascending."""
    shared_bands: NDArray[np.int64]
    """(n,)"""
    shared_fingerprints: NDArray[np.int64]
    """(n,)"""


def candidates(bands: SharedKeys, fingerprints: SharedKeys) -> Candidates:
    """The pairs that share a band key, or `MIN_SHARED` fingerprints."""
    pairs = np.union1d(bands.pairs, fingerprints.at_least(MIN_SHARED).pairs)
    return Candidates(
        pairs=np.stack([pairs >> 32, pairs & 0xFFFFFFFF], axis=1),
        shared_bands=bands.of(pairs),
        shared_fingerprints=fingerprints.of(pairs),
    )


def sharing_pairs(postings: Postings, new: NDArray[np.int64]) -> SharedKeys:
    """The pairs that share keys and have a new article in them.

    Args:
        postings: of all the new articles' keys.
        new: ids of the new articles.
    """
    sizes = np.diff(postings.offsets)
    is_new = np.isin(postings.article_ids, new)
    asking = np.flatnonzero(is_new)
    key = np.repeat(np.arange(len(sizes)), sizes)[asking]
    answering = _ranges(postings.offsets[key], sizes[key])
    left, right = np.repeat(postings.article_ids[asking], sizes[key]), postings.article_ids[answering]
    once = np.where(is_new[answering], left < right, left != right)  # two new articles find each other twice
    return _counted(left[once], right[once])


def holders_of_text(postings: Postings) -> SharedKeys:
    """The articles that share keys with a text that is not stored, number 0."""
    return _counted(np.zeros_like(postings.article_ids), postings.article_ids)


def _counted(left: NDArray[np.int64], right: NDArray[np.int64]) -> SharedKeys:
    packed = (np.minimum(left, right) << 32) | np.maximum(left, right)
    packed.sort()
    first = np.flatnonzero(np.diff(packed, prepend=-1))
    return SharedKeys(pairs=packed[first], counts=np.diff(np.append(first, len(packed))))


def _ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """``[s, s + 1, ... s + n - 1]`` for each start and length, one after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())
