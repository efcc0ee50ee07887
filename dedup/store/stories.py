"""Stories in the database: the part of the match graph a batch touched, and what became of it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from dedup.matching.judge import REPUBLISHED
from dedup.stories.assign import Link, Member

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database

_UNDATED = "9999"  # sorts after every date
_DATE_LENGTH = 10  # of a time of publication without its hour: 2026-03-02

# A date without an hour is no evidence of having been first on that day: it comes after the day's hours.
_SUMMARIES = f"""
INSERT INTO stories (id, article_count, outlet_count, last_published_at, first_published_at, first_article_id, title)
SELECT story_id, count(*), count(DISTINCT outlet_id), max(published_at),
  max(CASE place WHEN 1 THEN published_at END), max(CASE place WHEN 1 THEN id END), max(CASE place WHEN 1 THEN title END)
FROM (
  SELECT id, story_id, outlet_id, published_at, title, row_number() OVER (
    PARTITION BY story_id
    ORDER BY published_at IS NULL, substr(published_at, 1, {_DATE_LENGTH}), length(published_at) <= {_DATE_LENGTH},
      published_at, identity) AS place
  FROM articles WHERE story_id IN (SELECT value FROM json_each(?)))
GROUP BY story_id
ON CONFLICT (id) DO UPDATE SET article_count = excluded.article_count, outlet_count = excluded.outlet_count,
  last_published_at = excluded.last_published_at, first_published_at = excluded.first_published_at,
  first_article_id = excluded.first_article_id, title = excluded.title
"""

_QUOTED = ", ".join(f"'{relation}'" for relation in REPUBLISHED)
# CROSS JOIN keeps SQLite from starting at the matches, the + from going through all of a relation.
_REPUBLISHED_WITH = " UNION ALL ".join(
    f"SELECT article_a, article_b, score FROM json_each(:ids) CROSS JOIN matches ON {column} = value"
    f" WHERE +relation IN ({_QUOTED})"
    for column in ("article_a", "article_b")
)
_OTHERS_AFTER = (
    "SELECT article_a, article_b, score FROM json_each(:ids) CROSS JOIN matches ON article_a = value"
    f" WHERE +relation NOT IN ({_QUOTED})"
)


def touched_links(db: Database, article_ids: Iterable[int]) -> list[Link]:
    """All matches inside the parts that republications connect and that hold one of ``article_ids``."""
    scores: dict[tuple[int, int], float] = {}
    seen: set[int] = set()
    frontier = set(article_ids)
    while frontier:
        seen |= frontier
        rows = _scores(db, _REPUBLISHED_WITH, frontier)
        scores |= rows
        frontier = {article for pair in rows for article in pair} - seen
    others = {pair: score for pair, score in _scores(db, _OTHERS_AFTER, seen).items() if pair[1] in seen}
    return [
        Link(article_a=a, article_b=b, score=score, republished=republished)
        for republished, found in ((True, scores), (False, others))
        for (a, b), score in found.items()
    ]


def _scores(db: Database, sql: str, articles: set[int]) -> dict[tuple[int, int], float]:
    return {(a, b): score for a, b, score in db.execute(sql, {"ids": json.dumps(sorted(articles))})}


def story_keys(db: Database, article_ids: Iterable[int]) -> dict[int, Member]:
    """What orders articles whatever number they got, and how long they are."""
    sql = (
        "SELECT id, coalesce(published_at, ?), identity, word_count FROM articles"
        " WHERE id IN (SELECT value FROM json_each(?))"
    )
    rows = db.execute(sql, [_UNDATED, json.dumps(sorted(article_ids))])
    return {article: Member(published_at, identity, words) for article, published_at, identity, words in rows}


def save_stories(db: Database, groups: Sequence[Sequence[int]], *, among: Iterable[int]) -> None:
    """Makes ``groups`` the stories of the articles ``among``; a group keeps the id most of it had."""
    everyone = json.dumps(sorted(among))
    held = dict(
        db.execute(
            "SELECT id, story_id FROM articles WHERE id IN (SELECT value FROM json_each(?))", [everyone]
        ).fetchall()
    )
    ids = _story_ids(db, groups, held)
    wanted = {article: story for story, members in zip(ids, groups, strict=True) for article in members}
    moved = [(wanted.get(article), article) for article, story in held.items() if story != wanted.get(article)]
    joined = {story for story, _ in moved if story is not None}
    left = {story for story in (held[article] for _, article in moved) if story is not None}
    db.conn.executemany("INSERT INTO stories (id) VALUES (?) ON CONFLICT DO NOTHING", [(story,) for story in joined])
    db.conn.executemany("UPDATE articles SET story_id = ? WHERE id = ?", moved)
    _summarize(db, sorted(joined | left))


def _summarize(db: Database, stories: list[int]) -> None:
    changed = json.dumps(stories)
    db.execute(_SUMMARIES, [changed])
    db.execute(
        "DELETE FROM stories WHERE id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM articles WHERE story_id = stories.id)",
        [changed],
    )


def _story_ids(db: Database, groups: Sequence[Sequence[int]], held: dict[int, int | None]) -> list[int]:
    """An id for each group: the one most of its members had, the older where two are as many."""
    claims = sorted(
        (-count, story, index)
        for index, members in enumerate(groups)
        for story, count in Counter(held[article] for article in members).items()
        if story is not None
    )
    given: dict[int, int] = {}
    taken: set[int] = set()
    for _, story, index in claims:
        if index not in given and story not in taken:
            given[index] = story
            taken.add(story)
    new = int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM stories").fetchone()[0])
    for index in range(len(groups)):
        if index not in given:
            given[index] = new
            new += 1
    return [given[index] for index in range(len(groups))]
