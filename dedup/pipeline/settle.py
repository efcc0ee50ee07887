"""What all matches together tell: each pair in its context, the round-ups, the stories.

A batch stores the matches of its articles and puts their articles on a waiting list. Settling goes through it, some
articles a transaction; what it changes of other articles waits in turn. Broken off, it is finished by the next.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.compare import LAG_HOURS
from dedup.matching.context import Graph, context_of
from dedup.matching.judge import TEMPLATE, are_republished, judge_in_context
from dedup.pipeline.batches import in_batches
from dedup.pipeline.roundups import RelatedPairs, update_roundups
from dedup.store import matches as stored
from dedup.store import stories, unsettled
from dedup.store.database import transaction
from dedup.stories.assign import assign_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlite_utils import Database

    from dedup.matching.judge import Matches

_AT_A_TIME = 100_000
"""Articles a transaction: memory stays bounded. Of fewer, the same matches would be read again and again."""


def settle(db: Database, *, on_part: Callable[[float], None] = lambda _: None) -> None:
    """Judges in their context the pairs of all articles that wait, finds the round-ups, and makes the stories anew.

    Args:
        db: opened for writing.
        on_part: called after each transaction with the share of the work that is done, so far as it is known.
    """
    while (waited := unsettled.waiting(db)).articles:
        known = set(waited.articles)
        parts = [
            (step, some)
            for step in (_judge_in_context, _make_stories)
            for some in in_batches(waited.articles, _AT_A_TIME)
        ]
        for number, (step, some) in enumerate(parts, 1):
            with transaction(db):
                unsettled.wait(db, step(db, some) - known)
            on_part(number / len(parts))
        with transaction(db):
            unsettled.settled(db, waited)


def _judge_in_context(db: Database, article_ids: Sequence[int]) -> set[int]:
    """The articles of the pairs that are something else now, by their context or because one is a round-up."""
    matches = stored.matches_of(db, stored.matched_with(db, article_ids))
    wanted = np.flatnonzero(np.isin(matches.graph.pairs, article_ids).any(axis=1))
    pairs, evidence = matches.graph.pairs[wanted], matches.graph.evidence[wanted]
    context = context_of(matches.graph, wanted)
    verdicts = judge_in_context(evidence, context)
    scores, rounded = (np.round(some.astype(np.float64), 4) for some in (verdicts.scores, context))
    other_score = scores != matches.scores[wanted]
    other_relation = verdicts.relations != matches.relations[wanted]
    new = other_score | (rounded != matches.context[wanted]).any(axis=1)
    stored.put_context(db, pairs[new], scores[new], rounded[new])
    stored.put_relations(db, pairs[other_relation], verdicts.relations[other_relation])
    related = verdicts.relations != TEMPLATE
    in_roundups = update_roundups(
        db,
        set(article_ids),
        RelatedPairs(
            articles=pairs[related],
            spans=matches.graph.spans[wanted][related],
            lag_hours=evidence[related, LAG_HOURS],
            republished=are_republished(verdicts.relations[related]),
            quoted=(matches.quoted[wanted] & ~other_relation)[related],
        ),
    )
    return in_roundups | set(pairs[other_score | other_relation].ravel().tolist())


def _make_stories(db: Database, article_ids: Sequence[int]) -> set[int]:
    """Makes the stories of every part of the match graph that holds one of these articles; no other changes."""
    links = stories.touched_links(db, article_ids)
    members = {*article_ids, *(article for link in links for article in (link.article_a, link.article_b))}
    groups = assign_stories(links, keys=stories.story_keys(db, members))
    stories.save_stories(db, groups, among=members)
    return set()


def in_context(db: Database, matches: Matches, *, published: float | None) -> Matches:
    """The matches of a text that is not stored, judged in their context; it is number 0, first of each pair.

    Args:
        db: the index.
        matches: of the text.
        published: when, in seconds since 1970.
    """
    others = stored.matches_of(db, matches.pairs[:, 1].tolist()).graph
    pairs = np.concatenate([matches.pairs, others.pairs])
    articles = np.unique(pairs)
    times = {0: published, **dict(zip(others.articles.tolist(), others.published.tolist(), strict=True))}
    graph = Graph(
        pairs=pairs,
        spans=np.concatenate([matches.spans, others.spans]),
        evidence=np.concatenate([matches.evidence, others.evidence]),
        articles=articles,
        published=np.array([times.get(article) for article in articles.tolist()], dtype=np.float64),
    )
    verdicts = judge_in_context(matches.evidence, context_of(graph, np.arange(len(matches.pairs))))
    return replace(matches, relations=verdicts.relations, scores=verdicts.scores)
