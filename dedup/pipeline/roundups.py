"""Round-ups found, and what that makes of their matches: parts quoted, nothing republished."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.compare import LAG_HOURS
from dedup.matching.judge import RELATIONS, REPUBLISHED
from dedup.store import roundups as store
from dedup.stories.roundups import MIN_QUOTED, Shared, is_part, is_roundup

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.matching.judge import Matches, Relation

_TEMPLATE, _PARTIAL = RELATIONS.index("template"), RELATIONS.index("partial")
_REPUBLISHED = [RELATIONS.index(relation) for relation in REPUBLISHED]


def update_roundups(db: Database, article_ids: set[int]) -> set[int]:
    """Says anew which articles are round-ups; those on both sides of matches that are something else now.

    Args:
        db: inside a transaction.
        article_ids: the articles whose matches came or went.
    """
    pairs = store.related_pairs(db, article_ids)
    shared: defaultdict[int, list[Shared]] = defaultdict(list)
    for a, b, span_a, span_b, lag_hours, *_ in pairs:
        shared[a].append(Shared(span=span_a, other_span=span_b, lag_hours=lag_hours))
        shared[b].append(Shared(span=span_b, other_span=span_a, lag_hours=lag_hours))
    maybe = {article for article in article_ids if len(shared[article]) >= MIN_QUOTED}
    words = store.word_counts_of(db, maybe)
    now = {article for article in maybe if is_roundup(shared[article], word_count=words[article])}
    before = store.roundups(db)
    store.mark_roundups(db, now - before, are=True)
    store.mark_roundups(db, (before & article_ids) - now, are=False)
    known = (before - article_ids) | now
    changed = [(pair.article_a, pair.article_b, relation) for pair in pairs if (relation := _changed(pair, known))]
    store.change_relations(db, changed)
    return {article for a, b, _ in changed for article in (a, b)}


def relations_of_text(db: Database, matches: Matches, *, word_count: int) -> NDArray[np.uint8]:
    """What the matches of a text that is not stored are, it or the others being round-ups; it is first in each pair.

    Args:
        db: the index.
        matches: of the text.
        word_count: of the text.
    """
    rows = list(
        zip(
            matches.spans.tolist(),
            matches.evidence[:, LAG_HOURS].tolist(),
            matches.relations.tolist(),
            strict=True,
        )
    )
    shared = [
        Shared(span=own, other_span=other, lag_hours=None if np.isnan(lag) else lag)
        for (own, other), lag, relation in rows
        if relation != _TEMPLATE
    ]
    quotes = is_roundup(shared, word_count=word_count)
    known = store.roundups(db)
    quoted = [
        relation in _REPUBLISHED and ((quotes and is_part(own)) or (article in known and is_part(other)))
        for ((own, other), _, relation), article in zip(rows, matches.pairs[:, 1].tolist(), strict=True)
    ]
    return np.where(quoted, _PARTIAL, matches.relations).astype(np.uint8)


def _changed(pair: store.RelatedPair, known: set[int]) -> Relation | None:
    """What a match has become; None if it is what it was."""
    quoted = pair.pair_relation in REPUBLISHED and (
        (pair.article_a in known and is_part(pair.span_a)) or (pair.article_b in known and is_part(pair.span_b))
    )
    relation: Relation = "partial" if quoted else pair.pair_relation
    return None if relation == pair.relation else relation
