"""Look-up keys -> candidates -> comparison -> judgement, against what is stored."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.compare import compare
from dedup.matching.documents import side_by_side, texts_of
from dedup.matching.judge import Matches, judge
from dedup.matching.overlap import overlapping
from dedup.matching.passages import MIN_SHARED
from dedup.matching.postings import holders_of_freed_keys, lost_keys, postings, shared_keys
from dedup.pipeline.prepare import keys_of
from dedup.store import index
from dedup.store import matches as stored
from dedup.store.postings import PostingStore, find_postings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.matching.postings import Shared
    from dedup.params import IndexParams
    from dedup.pipeline.prepare import Keys

_HALF = np.uint64(32)
_NO_POSTINGS = np.zeros(0, dtype=np.uint64)
_LOW_HALF = np.uint64(0xFFFFFFFF)
_HELD_BYTES = 250_000_000
"""Packed documents that are kept in memory between batches: of 300,000 articles."""


class Matcher:
    """Brings new articles into the look-up tables and judges them against all others there."""

    def __init__(self, db: Database, *, params: IndexParams) -> None:
        """Args: opened for writing; the index's parameters."""
        self._db = db
        self._params = params
        self._bands = PostingStore(db, "bands")
        self._fingerprints = PostingStore(db, "fingerprints")
        self._documents = _HeldDocuments(db)

    def add(self, keys: Keys, *, article_ids: NDArray[np.int64], documents: Mapping[int, bytes]) -> Added:
        """Judges new articles, whose place ``i`` in ``keys`` is ``article_ids[i]``; their keys are stored."""
        self._documents.hold(documents)
        return self._add(*_postings_of(keys, article_ids), old_bands=_NO_POSTINGS, old_prints=_NO_POSTINGS)

    def replace(self, documents: Mapping[int, bytes]) -> Added:
        """Judges articles anew whose documents are now these; their old keys and matches go.

        Keys that stop being common, now that fewer articles hold them, count again for all who hold them:
        these articles are judged anew as well.
        """
        self._documents.hold(documents)
        changed = np.array(sorted(documents), dtype=np.int64)
        bands, prints = self._postings_now(changed)
        again = np.union1d(
            changed,
            np.union1d(
                holders_of_freed_keys(
                    self._bands.of(changed), bands, self._bands.runs(), common_after=self._params.common_band_after
                ),
                holders_of_freed_keys(
                    self._fingerprints.of(changed),
                    prints,
                    self._fingerprints.runs(),
                    common_after=self._params.common_after,
                ),
            ),
        )
        bands, prints = self._postings_now(again)
        old_bands, old_prints = self._bands.remove(again), self._fingerprints.remove(again)
        touched = stored.remove_matches(self._db, again)
        added = self._add(bands, prints, old_bands=old_bands, old_prints=old_prints)
        return replace(added, unmatched=[*added.unmatched, *touched])

    def _postings_now(self, article_ids: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Band keys and fingerprints of articles by their documents, as postings."""
        texts = texts_of(side_by_side(self._documents.of(article_ids)))
        return _postings_of(keys_of(texts, params=self._params), article_ids)

    def _add(
        self,
        bands: NDArray[np.uint64],
        prints: NDArray[np.uint64],
        *,
        old_bands: NDArray[np.uint64],
        old_prints: NDArray[np.uint64],
    ) -> Added:
        params = self._params
        by_bands = shared_keys(bands, self._bands.runs(), common_after=params.common_band_after, replaced=old_bands)
        by_prints = shared_keys(
            prints, self._fingerprints.runs(), common_after=params.common_after, replaced=old_prints
        )
        self._bands.add(bands)
        self._fingerprints.add(prints)
        return Added(
            matches=_judged(*_candidates(by_bands, by_prints), self._documents, params=params),
            unmatched=self._retract(by_bands, by_prints),
            common_keys=by_bands.common_keys + by_prints.common_keys,
        )

    def _retract(self, by_bands: Shared, by_prints: Shared) -> list[int]:
        """Earlier matches lose the keys that have become common; the articles that lost a match."""
        holders = np.union1d(by_bands.lost >> _HALF, by_prints.lost >> _HALF).astype(np.int64)
        if not len(holders):
            return []
        matches = stored.matches_among(self._db, holders)
        lost = np.stack([lost_keys(shared.lost, matches[:, :2].copy()) for shared in (by_bands, by_prints)], axis=1)
        matches[:, 2:] -= lost
        changed = lost.any(axis=1)
        weak = changed & (matches[:, 2] == 0) & (matches[:, 3] < MIN_SHARED)
        stored.change_matches(self._db, matches[changed & ~weak], matches[weak])
        return matches[weak, :2].ravel().tolist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What bringing articles into the index gave."""

    matches: Matches
    unmatched: list[int]
    """The two articles of each match that went: what they share turned out to be common, or one was judged anew."""
    common_keys: int
    """Keys of the new articles that bring nobody together, because too many articles hold them."""

    @property
    def removed(self) -> int:
        """How many matches went."""
        return len(self.unmatched) // 2


def match_text(db: Database, keys: Keys, document: bytes, *, params: IndexParams) -> Matches:
    """Judges one text that is not stored against all articles; it is number 0, first of each pair."""
    bands, prints = _postings_of(keys, np.zeros(1, dtype=np.int64))
    by_bands = shared_keys(bands, find_postings(db, "bands", keys.bands), common_after=params.common_band_after)
    by_prints = shared_keys(
        prints, find_postings(db, "fingerprints", keys.fingerprints), common_after=params.common_after
    )
    held = _HeldDocuments(db)
    held.hold({0: document})
    return _judged(*_candidates(by_bands, by_prints), held, params=params)


def _postings_of(keys: Keys, article_ids: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Band keys and fingerprints as postings; place ``i`` in ``keys`` is ``article_ids[i]``."""
    bands = postings(keys.bands, article_ids[keys.band_places])
    return bands, postings(keys.fingerprints, article_ids[keys.fingerprint_places])


def _candidates(by_bands: Shared, by_prints: Shared) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs that share a band key or `MIN_SHARED` fingerprints, (n, 2), and how many of each."""
    enough = by_prints.found.pairs[by_prints.found.counts >= MIN_SHARED]
    pairs = np.union1d(by_bands.found.pairs, enough)
    return _unpacked(pairs), np.stack([by_bands.found.of(pairs), by_prints.found.of(pairs)], axis=1)


def _unpacked(pairs: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The smaller number first; what one new article has in common with others is together, as comparing wants it."""
    return np.stack([pairs & _LOW_HALF, pairs >> _HALF], axis=1).astype(np.int64)


def _judged(
    pairs: NDArray[np.int64], shared: NDArray[np.int64], held: _HeldDocuments, *, params: IndexParams
) -> Matches:
    ids, places = _places(pairs)
    documents = side_by_side(held.of(ids))
    close = overlapping(documents, places)
    pairs, shared = pairs[close], shared[close]
    compared = compare(documents, places[close], fold_version=params.fold_version)
    verdicts = judge(compared.evidence)
    related = np.flatnonzero(verdicts.relations > 0)
    related = related[np.lexsort((pairs[related, 1], pairs[related, 0]))]
    return Matches(
        pairs=pairs[related],
        relations=verdicts.relations[related],
        scores=verdicts.scores[related],
        evidence=compared.evidence[related],
        spans=compared.spans[related],
        shared=shared[related],
    )


def _places(pairs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ids in some pairs, ascending, each once; and the pairs as places among these. Nothing is sorted."""
    is_there = np.zeros(int(pairs.max(initial=0)) + 1, dtype=np.bool_)
    is_there[pairs] = True
    ids = np.flatnonzero(is_there)
    place_of = np.empty(len(is_there), dtype=np.int64)
    place_of[ids] = np.arange(len(ids))
    return ids, place_of[pairs]


class _HeldDocuments:
    """Packed documents by article, the latest kept in memory."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._held: OrderedDict[int, bytes] = OrderedDict()  # a dict looks for its first key past all that went
        self._bytes = 0

    def hold(self, documents: Mapping[int, bytes]) -> None:
        """Keeps these, and lets the oldest go."""
        self._bytes += sum(len(document) - len(self._held.get(i, b"")) for i, document in documents.items())
        self._held.update(documents)
        while self._bytes > _HELD_BYTES:
            self._bytes -= len(self._held.popitem(last=False)[1])

    def of(self, article_ids: NDArray[np.int64]) -> list[bytes]:
        """The documents of these articles, in their order."""
        wanted = article_ids.tolist()
        found = list(map(self._held.get, wanted))
        missing = [i for i, document in zip(wanted, found, strict=True) if document is None]
        read = index.documents_of(self._db, missing) if missing else {}
        self.hold(read)
        return [read[i] if document is None else document for i, document in zip(wanted, found, strict=True)]
