"""Round-ups found, and what that makes of their matches: parts quoted, nothing republished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.compare import LAG_HOURS
from dedup.matching.judge import PARTIAL, TEMPLATE, are_republished
from dedup.store import roundups as store
from dedup.stories.roundups import MIN_QUOTED, are_parts, is_roundup, may_be_quoted

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.matching.judge import Matches


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPairs:
    """Matches as they were judged, but for templates, (n,) each."""

    articles: NDArray[np.int64]
    """(n, 2)."""
    spans: NDArray[np.uint64]
    """(n, 2): see `dedup.matching.compare.Compared`."""
    lag_hours: NDArray[np.float32]
    """NaN if a time is unknown."""
    republished: NDArray[np.bool_]
    """Whether it is a copy or an edit, if neither is a round-up."""
    quoted: NDArray[np.bool_]
    """Whether it is stored as partial nevertheless, one of the two being a round-up."""


def update_roundups(db: Database, article_ids: set[int], pairs: RelatedPairs) -> set[int]:
    """Says anew which articles are round-ups; those on both sides of matches that are something else now.

    Args:
        db: inside a transaction.
        article_ids: the articles whose matches came or went.
        pairs: all that have one of these articles in them.
    """
    now = _roundups_in(db, pairs) & article_ids
    before = store.roundups(db)
    store.mark_roundups(db, now - before, are=True)
    store.mark_roundups(db, (before & article_ids) - now, are=False)
    known = np.array(sorted((before - article_ids) | now), dtype=np.int64)
    quoted = pairs.republished & (np.isin(pairs.articles, known) & are_parts(pairs.spans)).any(axis=1)
    changed = quoted != pairs.quoted
    store.change_relations(db, pairs.articles[changed], quoted[changed])
    return set(pairs.articles[changed].ravel().tolist())


def _roundups_in(db: Database, pairs: RelatedPairs) -> set[int]:
    """Articles that are round-ups by these pairs; true of those that all pairs are given of."""
    articles, spans = pairs.articles.T.ravel(), pairs.spans.T.ravel()
    quoting = may_be_quoted(spans, pairs.spans[:, ::-1].T.ravel(), np.tile(pairs.lag_hours, 2))
    articles, spans = articles[quoting], spans[quoting]
    order = np.argsort(articles, kind="stable")
    some, firsts, counts = np.unique(articles[order], return_index=True, return_counts=True)
    many = counts >= MIN_QUOTED
    words = store.word_counts_of(db, some[many].tolist())
    return {
        article
        for article, first, count in zip(*(part[many].tolist() for part in (some, firsts, counts)), strict=True)
        if is_roundup(spans[order[first : first + count]].tolist(), word_count=words[article])
    }


def relations_of_text(db: Database, matches: Matches, *, word_count: int) -> NDArray[np.uint8]:
    """What the matches of a text that is not stored are, it or the others being round-ups; it is first in each pair.

    Args:
        db: the index.
        matches: of the text.
        word_count: of the text.
    """
    spans, lag_hours = matches.spans, matches.evidence[:, LAG_HOURS]
    quoting = may_be_quoted(spans[:, 0], spans[:, 1], lag_hours) & (matches.relations != TEMPLATE)
    known = sorted(store.roundups(db))
    is_one = is_roundup(spans[quoting, 0].tolist(), word_count=word_count)
    of_roundup = np.stack([np.full(len(spans), is_one), np.isin(matches.pairs[:, 1], known)], axis=1)
    quoted = are_republished(matches.relations) & (of_roundup & are_parts(spans)).any(axis=1)
    return np.where(quoted, PARTIAL, matches.relations).astype(np.uint8)
