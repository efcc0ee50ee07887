"""Two articles to the evidence of what they share. Exact: from stored shingle hashes and text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_ELEMENTS_AT_ONCE = 4_000_000  # 32 MB of keys a side


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What of an article is compared."""

    shingles: NDArray[np.uint32]
    """Ascending, without repeats."""
    numbers: frozenset[str]
    """The numbers its text names, folded."""
    title_words: frozenset[str]
    published_seconds: float | None
    """Since 1970, UTC; ``None`` when unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What two articles share, and how they differ. Shares are between 0 and 1."""

    shared_shingles: int
    jaccard: float
    containment_a: float
    """Share of the first article's shingles that stand in the second."""
    containment_b: float
    differing_numbers: float
    """Of the numbers in the article that has fewer shingles, the share the other does not have."""
    title_likeness: float
    """Jaccard of the headline's words."""
    lag_seconds: int | None
    """From the first's publication to the second's; negative when the second came first."""


def shared_counts(sets: Sequence[NDArray[np.uint32]], pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many shingles the two sets of each pair share.

    Args:
        sets: ascending, without repeats.
        pairs: (n, 2) indices into ``sets``.

    Returns:
        (n,) counts.
    """
    sizes = np.fromiter(map(len, sets), dtype=np.int64, count=len(sets))
    counts = np.zeros(len(pairs), dtype=np.int64)
    elements = np.cumsum(sizes[pairs].sum(axis=1)) if len(pairs) else np.zeros(0, dtype=np.int64)
    cuts = np.flatnonzero(np.diff(elements // _ELEMENTS_AT_ONCE)) + 1
    for begin, end in zip([0, *cuts], [*cuts, len(pairs)], strict=True):
        left = _pair_keys(sets, pairs[begin:end, 0])
        right = _pair_keys(sets, pairs[begin:end, 1])
        both = _in_both(left, right)
        counts[begin:end] = np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=end - begin)
    return counts


def _in_both(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The values two ascending arrays without repeats have in common; the longer is searched."""
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    if not len(long):
        return short
    place = np.searchsorted(long, short).clip(max=len(long) - 1)
    found: NDArray[np.uint64] = short[long[place] == short]
    return found


def _pair_keys(sets: Sequence[NDArray[np.uint32]], members: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Hashes with the number of their pair in the upper half, so that pairs cannot meet."""
    if not len(members):
        return np.zeros(0, dtype=np.uint64)
    chosen = [sets[i] for i in members]
    numbers = np.repeat(np.arange(len(chosen), dtype=np.uint64), [len(c) for c in chosen])
    keys: NDArray[np.uint64] = (numbers << np.uint64(32)) | np.concatenate(chosen)
    return keys


def containments(shared: int, size_a: int, size_b: int) -> tuple[float, float, float]:
    """Jaccard and both containments. Nothing is similar to empty."""
    union = size_a + size_b - shared
    return (
        shared / union if union else 0.0,
        shared / size_a if size_a else 0.0,
        shared / size_b if size_b else 0.0,
    )


def compare(a: Document, b: Document, *, shared: int) -> Evidence:
    """The evidence of one pair, given the count of `shared_counts`."""
    jaccard, containment_a, containment_b = containments(shared, len(a.shingles), len(b.shingles))
    return Evidence(
        shared_shingles=shared,
        jaccard=jaccard,
        containment_a=containment_a,
        containment_b=containment_b,
        differing_numbers=_differing_numbers(a, b),
        title_likeness=_share(len(a.title_words & b.title_words), len(a.title_words | b.title_words)),
        lag_seconds=_lag_seconds(a, b),
    )


def numbers_of(words: Sequence[str]) -> frozenset[str]:
    """The folded words that are numbers."""
    return frozenset(word for word in words if word.isdecimal())


def _differing_numbers(a: Document, b: Document) -> float:
    smallest = min(len(a.shingles), len(b.shingles))
    shares = [
        _share(len(one.numbers - other.numbers), len(one.numbers))
        for one, other in ((a, b), (b, a))
        if len(one.shingles) == smallest
    ]
    return max(shares)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _lag_seconds(a: Document, b: Document) -> int | None:
    if a.published_seconds is None or b.published_seconds is None:
        return None
    return round(b.published_seconds - a.published_seconds)
