"""Which lines an outlet repeats, from what `dedup.pages.boilerplate.edges_of` says of its articles.

A line is boilerplate by the number of contexts it stands in. Two articles are one context where
they share the headline, or their two longest lines, the line itself aside: later versions of a
story, or corrections, make none of its lines boilerplate, and a long footer hides none. The share of
the outlet's articles that the longer kinds of lines must reach keeps the background paragraph of
a story that runs for months. benchmarks/quality/boilerplate.py measured the limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from dedup.pages.boilerplate import CLASS_BITS, HASH_BITS, LONGEST, PROSE
from dedup.text.arrays import sorted_unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_CONTEXTS_MIN: Final = np.array([6, 12, 20])
"""(classes,): contexts from which a label, a line, a sentence is boilerplate ..."""
_SHARE_MIN: Final = np.array([0.0, 0.0, 0.02])
"""... where they are at least this part of the outlet's."""
_FURNITURE_CONTEXTS: Final = 3
_FURNITURE_SHARE: Final = 0.6
"""A line that stands in most articles is boilerplate in a small outlet too, whatever its class."""
_HEADLINES_MIN: Final = 2
"""Other articles' headlines among the last lines of one: a list without a marker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The lines of an outlet that are boilerplate by count."""

    units: NDArray[np.uint32]
    """(lines,): their numbers in `edges_of`, ascending."""
    contexts: NDArray[np.int64]
    """(lines,): in how many contexts each stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletEdges:
    """The edges of an outlet's articles; a set of articles, in any order."""

    articles: NDArray[np.int64]
    """(articles,): ids."""
    titles: NDArray[np.uint32]
    """(articles,): hash of the headline; that of the longest line where there is none."""
    longest: NDArray[np.uint32]
    """(articles, `LONGEST`): hashes of the longest lines; 0 where there are fewer."""
    units: NDArray[np.uint32]
    """All edge units, one article after the other."""
    owners: NDArray[np.int64]
    """(units,): place of each unit's article in ``articles``."""
    of_tail: NDArray[np.bool_]
    """(units,): whether it is among the last lines or sentences."""

    def holding(self, units: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Ids of the articles at whose edges one of these stands, ascending: what to clean again."""
        return np.unique(self.articles[self.owners[np.isin(self.units, units)]])

    def holders(self, units: NDArray[np.uint32]) -> NDArray[np.int64]:
        """(units,): for each, the lowest id of an article that holds it: a sample to show.

        Every unit must be one of ``self.units``.
        """
        order = np.lexsort((self.articles[self.owners], self.units))
        first = order[np.searchsorted(self.units[order], units)]
        samples: NDArray[np.int64] = self.articles[self.owners[first]]
        return samples


def outlet_edges(rows: Iterable[tuple[int, bytes]]) -> OutletEdges:
    """Of one outlet's (article id, `edges_of`) pairs, one an article."""
    ids, blobs = _columns(rows)
    numbers = np.frombuffer(b"".join(blobs), dtype="<u4")
    lengths = np.fromiter(map(len, blobs), dtype=np.int64, count=len(blobs)) // 4
    begins = np.cumsum(lengths) - lengths
    heads = (numbers[begins] & np.uint32(CLASS_BITS)).astype(np.int64)
    titles = numbers[begins] & np.uint32(HASH_BITS)
    longest = numbers[begins[:, None] + np.arange(1, 1 + LONGEST)]
    owners = np.repeat(np.arange(len(ids)), lengths)
    place = np.arange(len(numbers)) - begins[owners]
    is_unit = place > LONGEST
    return OutletEdges(
        articles=ids,
        titles=np.where(titles == 0, longest[:, 0], titles),
        longest=longest,
        units=numbers[is_unit],
        owners=owners[is_unit],
        of_tail=(place < (lengths - heads)[owners])[is_unit],
    )


def _columns(rows: Iterable[tuple[int, bytes]]) -> tuple[NDArray[np.int64], Sequence[bytes]]:
    listed = list(rows)
    return np.array([article for article, _ in listed], dtype=np.int64), [blob for _, blob in listed]


def repeated_lines(edges: OutletEdges) -> Repeated:
    """The lines that are boilerplate, given these articles of one outlet."""
    titles = edges.titles[edges.owners]
    first, second = _contexts(edges)
    units, by_first = _distinct(edges.units, first)
    _, by_second = _distinct(edges.units, second)
    _, by_title = _distinct(edges.units, titles)
    counts = np.minimum(np.maximum(by_first, by_second), by_title)
    every = len(np.unique(edges.titles))
    kinds = np.minimum(units & np.uint32(CLASS_BITS), len(_CONTEXTS_MIN) - 1)
    often = (counts >= _CONTEXTS_MIN[kinds]) & (counts >= _SHARE_MIN[kinds] * every)
    furniture = (counts >= _FURNITURE_CONTEXTS) & (counts >= _FURNITURE_SHARE * every)
    chosen = often | furniture | np.isin(units, _listed_headlines(edges))
    return Repeated(units=units[chosen], contexts=counts[chosen])


def _contexts(edges: OutletEdges) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """(units,) twice: the two longest lines beside each unit in its article; the headline for what is not there."""
    longest = edges.longest[edges.owners]
    is_self = longest == (edges.units & np.uint32(HASH_BITS))[:, None]
    titles = edges.titles[edges.owners]
    first = np.where(is_self[:, 0], longest[:, 1], longest[:, 0])
    second = np.where(is_self[:, 0] | is_self[:, 1], longest[:, 2], longest[:, 1])
    return np.where(first > 0, first, titles), np.where(second > 0, second, titles)


def _distinct(units: NDArray[np.uint32], contexts: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The units, ascending, and the number of different contexts of each."""
    pairs = sorted_unique(units.astype(np.uint64) << np.uint64(32) | contexts)
    values, counts = np.unique((pairs >> np.uint64(32)).astype(np.uint32), return_counts=True)
    return values, counts


def _listed_headlines(edges: OutletEdges) -> NDArray[np.uint32]:
    """Last lines that are headlines of other articles, where one article has several of them."""
    is_short = edges.of_tail & ((edges.units & np.uint32(CLASS_BITS)) < PROSE)
    units, owners = edges.units[is_short], edges.owners[is_short]
    hashes, own = units & np.uint32(HASH_BITS), edges.titles[owners] & np.uint32(HASH_BITS)
    other = np.isin(hashes, edges.titles & np.uint32(HASH_BITS)) & (hashes != own)
    listed = np.bincount(owners[other], minlength=len(edges.articles)) >= _HEADLINES_MIN
    chosen: NDArray[np.uint32] = units[other & listed[owners]]
    return chosen
