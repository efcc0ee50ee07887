"""Texts to matches: look-up keys -> candidates -> comparison -> judgement, against what is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.candidates import Candidates, candidates, holders_of_text, sharing_pairs
from dedup.matching.compare import Document, compare, numbers_of, shared_counts
from dedup.matching.judge import MIN_CONTAINMENT, Match, judge
from dedup.matching.lsh import band_keys
from dedup.matching.passages import fingerprints
from dedup.matching.signature import signatures
from dedup.store import index, lookup
from dedup.text.arrays import sorted_unique
from dedup.text.fold import folded_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.params import IndexParams
    from dedup.text.shingles import ShingleBatch

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What comparing some articles with the index gave. The smaller id is the first of a pair."""

    matches: dict[Pair, Match]
    """The related pairs."""
    shared_keys: dict[Pair, tuple[int, int]]
    """How many band keys and how many fingerprints brought them together."""
    unmatched: set[int]
    """Articles that lost a match, because what they share turned out to be common."""


def add_and_match(db: Database, article_ids: Sequence[int], shingles: ShingleBatch, *, params: IndexParams) -> Found:
    """Puts stored articles into the look-up tables and judges them against all others there."""
    ids = np.asarray(article_ids, dtype=np.int64)
    bands, band_places = _bands(shingles, params)
    prints, print_places = fingerprints(shingles, window=params.window)
    index.add_shingles(db, article_ids, shingles)
    same_bands = lookup.add_bands(db, bands, ids[band_places])
    same_prints, unmatched = lookup.add_fingerprints(db, prints, ids[print_places], common_after=params.common_after)
    worth = candidates(sharing_pairs(same_bands, ids), sharing_pairs(same_prints, ids))
    shared = _likely(db, worth, known={article_id: shingles.of(i) for i, article_id in enumerate(article_ids)})
    documents = stored_documents(db, {i for pair in shared for i in pair}, fold_version=params.fold_version)
    return Found(matches=_judged(shared, documents), shared_keys=_shared_keys(worth), unmatched=unmatched)


def match_text(db: Database, document: Document, shingles: ShingleBatch, *, params: IndexParams) -> dict[Pair, Match]:
    """Judges one text that is not stored against all articles; it is number 0, first of each pair."""
    bands, _ = _bands(shingles, params)
    prints, _ = fingerprints(shingles, window=params.window)
    worth = candidates(
        holders_of_text(lookup.postings(db, "bands", bands)),
        holders_of_text(lookup.postings(db, "fingerprints", prints)),
    )
    shared = _likely(db, worth, known={0: document.shingles})
    documents = stored_documents(db, {b for _, b in shared}, fold_version=params.fold_version)
    return _judged(shared, {**documents, 0: document})


def stored_documents(db: Database, article_ids: Iterable[int], *, fold_version: int) -> dict[int, Document]:
    """What of stored articles is compared. Those too short to have shingles have an empty set."""
    wanted = list(article_ids)
    sets = index.shingle_sets(db, wanted)
    return {
        article_id: document_of(
            title=title, published_at=published_at, body=body, shingles=sets.get(article_id), fold_version=fold_version
        )
        for article_id, (title, published_at, body) in index.compared_columns(db, wanted).items()
    }


def document_of(
    *, title: str | None, published_at: str | None, body: str, shingles: NDArray[np.uint32] | None, fold_version: int
) -> Document:
    """What of an article is compared."""
    return Document(
        shingles=np.zeros(0, dtype=np.uint32) if shingles is None else shingles,
        numbers=numbers_of(folded_words(body, version=fold_version)),
        title_words=frozenset(folded_words(title or "", version=fold_version)),
        published_seconds=_seconds(published_at),
    )


def _bands(shingles: ShingleBatch, params: IndexParams) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All band keys of a batch and the place of the text each belongs to."""
    keys = band_keys(signatures(shingles, params), params)
    return keys.ravel(), np.repeat(np.arange(len(keys)), keys.shape[1])


def _shared_keys(worth: Candidates) -> dict[Pair, tuple[int, int]]:
    columns = (worth.pairs.tolist(), worth.shared_bands.tolist(), worth.shared_fingerprints.tolist())
    return {(a, b): (bands, prints) for (a, b), bands, prints in zip(*columns, strict=True)}


def _likely(db: Database, worth: Candidates, *, known: Mapping[int, NDArray[np.uint32]]) -> dict[Pair, int]:
    """The candidates that share enough to be judged, with the count of shingles they share."""
    ids = sorted_unique(worth.pairs.ravel())
    stored = index.shingle_sets(db, set(ids.tolist()) - set(known))
    sets = [known[i] if i in known else stored[i] for i in ids.tolist()]
    sizes = np.array([len(s) for s in sets], dtype=np.int64)
    places = np.searchsorted(ids, worth.pairs)
    shared = shared_counts(sets, places)
    likely = shared >= MIN_CONTAINMENT * sizes[places].min(axis=1)
    pairs = worth.pairs[likely]
    return {(a, b): count for (a, b), count in zip(pairs.tolist(), shared[likely].tolist(), strict=True)}


def _judged(shared: Mapping[Pair, int], documents: Mapping[int, Document]) -> dict[Pair, Match]:
    matches = {}
    for (a, b), count in shared.items():
        evidence = compare(documents[a], documents[b], shared=count)
        verdict = judge(evidence)
        if verdict:
            matches[a, b] = Match(evidence=evidence, verdict=verdict)
    return matches


def _seconds(published_at: str | None) -> float | None:
    """Seconds since 1970 of an ISO 8601 time in UTC; a date without time says too little."""
    if published_at is None or "T" not in published_at:
        return None
    return dt.datetime.fromisoformat(published_at).timestamp()
