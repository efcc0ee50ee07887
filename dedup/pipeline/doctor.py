"""Is an index whole? Each check is a sentence that holds, with what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.words import word_postings
from dedup.pipeline.boilerplate import miscounted, polluted
from dedup.pipeline.search import searched_bodies
from dedup.store.boilerplate import bodies_of
from dedup.store.database import sentinel, stored_params
from dedup.store.postings import PostingStore
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.params import IndexParams


_SAMPLE = 1_000
"""Articles whose words are made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: what should hold, how often it does not, and what to do then."""

    says: str
    failures: int
    remedy: str


_CHECKS = (
    (
        "every record is an article or has a reason",
        "SELECT count(*) FROM records WHERE article_id IS NULL AND coalesce(reason, '') = ''",
        "Index the records' files again.",
    ),
    (
        "every article came from a record",
        "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM records WHERE article_id NOT NULL)",
        "Index the articles' files again.",
    ),
    (
        "every article has its text",
        "SELECT count(*) FROM articles LEFT JOIN article_texts ON article_id = id WHERE article_id IS NULL",
        "Build the index anew.",
    ),
    (
        "every article has what of it is compared",
        "SELECT count(*) FROM articles LEFT JOIN article_documents AS d ON d.article_id = articles.id"
        " WHERE d.article_id IS NULL",
        "Build the index anew.",
    ),
    (
        "no two articles are the same",
        "SELECT count(*) - count(DISTINCT identity) FROM articles",
        "Build the index anew.",
    ),
    (
        "every article is known again",
        "SELECT abs((SELECT coalesce(sum(size), 0) FROM posting_runs WHERE kind = 'identities')"
        " - (SELECT count(*) FROM articles))",
        "Build the index anew.",
    ),
    (
        "every record's article is found by the record's id",
        "SELECT abs((SELECT coalesce(sum(size), 0) FROM posting_runs WHERE kind = 'names')"
        " - (SELECT count(*) FROM records WHERE article_id NOT NULL))",
        "Build the index anew.",
    ),
    (
        "every article that is long enough stands in all bands",
        "SELECT abs((SELECT coalesce(sum(size), 0) FROM posting_runs WHERE kind = 'bands')"
        " - (SELECT count(*) * p.bands FROM articles, index_params AS p WHERE word_count >= p.min_words))",
        "Build the index anew.",
    ),
    (
        "every story counts its articles, outlets and owners right",
        "SELECT count(*) FROM stories WHERE article_count <> (SELECT count(*) FROM articles WHERE story_id = stories.id)"
        " OR outlet_count <> (SELECT count(DISTINCT outlet_id) FROM articles WHERE story_id = stories.id)"
        " OR owner_count <>"
        " (SELECT count(DISTINCT coalesce(owner_group, outlet_id)) FROM articles WHERE story_id = stories.id)",
        "Build the index anew.",
    ),
    (
        "every article of a story is a copy or an edit of another one in it",
        "SELECT count(*) FROM articles AS a WHERE story_id NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM matches JOIN articles AS b ON b.id = article_b WHERE article_a = a.id"
        " AND b.story_id = a.story_id AND relation IN ('copy', 'edited') UNION ALL"
        " SELECT 1 FROM matches JOIN articles AS b ON b.id = article_a WHERE article_b = a.id"
        " AND b.story_id = a.story_id AND relation IN ('copy', 'edited'))",
        "Build the index anew.",
    ),
    (
        "every match was judged among all others",
        "SELECT count(DISTINCT article_id) FROM unsettled",
        "A run was broken off, or one is going on: the next run finishes it, also one of nothing new.",
    ),
    (
        "every run reached its end, then or when the same was read again",
        "SELECT count(*) FROM runs AS broken WHERE finished_at IS NULL AND NOT EXISTS ("
        "SELECT 1 FROM runs WHERE id > broken.id AND source = broken.source AND finished_at IS NOT NULL)",
        "A run was broken off, or one is going on. Nothing is half written; run it again to read the rest.",
    ),
    (
        "every run's records are accounted for",
        "SELECT count(*) FROM runs WHERE records <> indexed + same + too_short + unreadable + other_language",
        "Build the index anew.",
    ),
)


def examine(db: Database) -> list[Finding]:
    """All checks, in the order they are best read."""
    params = stored_params(db)
    drifted = db.table("index_params").get(1)["sentinel"] != sentinel(params)
    broken = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    dangling = db.execute("PRAGMA foreign_key_check").fetchall()
    findings = [
        Finding(
            says="the file is sound (integrity check)",
            failures=len(broken),
            remedy="Restore it from a backup.",
        ),
        Finding(says="every reference leads somewhere", failures=len(dangling), remedy="Build the index anew."),
        Finding(
            says="this installation gives the signatures that are stored",
            failures=int(drifted),
            remedy="Install the versions named in index_params.created_with, or build the index anew.",
        ),
    ]
    findings += [
        Finding(
            says="every article is compared without the lines that its outlet repeats",
            failures=len(polluted(db, params=params)),
            remedy="Index the last files again: each run cleans what an earlier one left.",
        ),
        Finding(
            says="every line that an outlet repeats is listed, as often as it is counted now",
            failures=len(miscounted(db)),
            remedy="Index the last files again: lines are counted anew for outlets that got articles.",
        ),
    ]
    for says, sql, remedy in _CHECKS:
        findings.append(Finding(says=says, failures=int(db.execute(sql).fetchone()[0]), remedy=remedy))
    return [*findings, _searchable(db, params)]


def _searchable(db: Database, params: IndexParams) -> Finding:
    """Whether some articles, spread over all, and those that no word leads to, stand in the index of words as they should."""
    ids = np.array([row[0] for row in db.execute("SELECT id FROM articles ORDER BY id")], dtype=np.int64)
    led_to = np.zeros(int(ids.max(initial=0)) + 1, dtype=np.bool_)
    words = PostingStore(db, "words")
    for run in words.each_run():
        led_to[run.astype(np.uint32)] = True
    sample = np.union1d(ids[:: max(1, len(ids) // _SAMPLE)], ids[~led_to[ids]][:_SAMPLE])
    stored = words.of(sample)
    wrong = [
        article
        for article, expected in _words_of(db, sample, params).items()
        if not np.array_equal(stored[stored.astype(np.uint32) == article] >> np.uint64(32), expected)
    ]
    return Finding(
        says=f"articles are found by their words ({len(sample)} looked at)",
        failures=len(wrong),
        remedy="Build the index anew.",
    )


def _words_of(db: Database, article_ids: NDArray[np.int64], params: IndexParams) -> dict[int, NDArray[np.uint64]]:
    """The keys that articles should be found by, ascending."""
    some = bodies_of(db, article_ids.tolist())
    texts = tokenize(searched_bodies([body for _, _, body, _ in some.values()]), fold_version=params.fold_version)
    titles = tokenize([title or "" for title, _, _, _ in some.values()], fold_version=params.fold_version)
    expected = word_postings(texts, titles)
    places = expected.astype(np.uint32)
    return {article: expected[places == place] >> np.uint64(32) for place, article in enumerate(some)}
