"""Stories in the database: the part of the match graph a batch touched, and what became of it."""

from __future__ import annotations

import json
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from dedup.matching.judge import REPUBLISHED
from dedup.stories.assign import WEIGHS_FROM, WEIGHS_HOURS, Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database

    from dedup.matching.judge import Relation

_UNDATED = "9999"  # sorts after every date
_AFTER_ITS_HOURS = "T99"  # a date without an hour is no earlier than an hour of that day
_PUBLISHED = f"coalesce(published_at || iif(length(published_at) > 10, '', '{_AFTER_ITS_HOURS}'), '{_UNDATED}')"

_SUMMARIES = f"""
UPDATE stories SET
  article_count = (SELECT count(*) FROM articles WHERE story_id = stories.id),
  outlet_count = (SELECT count(DISTINCT outlet_id) FROM articles WHERE story_id = stories.id),
  owner_count = (SELECT count(DISTINCT coalesce(owner_group, outlet_id)) FROM articles WHERE story_id = stories.id),
  last_published_at = (SELECT max(published_at) FROM articles WHERE story_id = stories.id),
  (first_article_id, title, first_published_at) = (
    SELECT id, title, published_at FROM articles WHERE story_id = stories.id
    ORDER BY {_PUBLISHED}, identity LIMIT 1)
WHERE id IN (SELECT value FROM json_each(?))
"""


def touched_links(db: Database, article_ids: Iterable[int]) -> list[Link]:
    """All pairs that weigh something inside the connected parts of the match graph that hold one of ``article_ids``."""
    found: list[tuple[int, int, Relation, float, float | None]] = []
    seen: set[int] = set()
    frontier = set(article_ids)
    while frontier:
        rows = [row for row in _weighing_pairs_of(db, frontier) if row[0] not in seen and row[1] not in seen]
        found += rows
        seen |= frontier
        frontier = {article for row in rows if row[2] in REPUBLISHED for article in row[:2]} - seen
    return [Link._make(row) for row in sorted(found, key=itemgetter(0, 1)) if row[0] in seen and row[1] in seen]


def story_keys(db: Database, article_ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """What orders articles whatever number they got: time of publication, then identity."""
    sql = f"SELECT id, {_PUBLISHED}, identity FROM articles WHERE id IN (SELECT value FROM json_each(?))"
    rows = db.execute(sql, [json.dumps(sorted(article_ids))]).fetchall()
    return {article: (published_at, identity) for article, published_at, identity in rows}


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
    db.conn.executemany("INSERT INTO stories (id) VALUES (?) ON CONFLICT DO NOTHING", [(story,) for story in ids])
    db.conn.executemany("UPDATE articles SET story_id = ? WHERE id = ?", moved)
    changed = {held[article] for _, article in moved} | {story for story, _ in moved}
    _summarize(db, sorted(story for story in changed if story is not None))


def _summarize(db: Database, stories: list[int]) -> None:
    db.execute(_SUMMARIES, [json.dumps(stories)])
    db.execute(
        "DELETE FROM stories WHERE article_count = 0 AND id IN (SELECT value FROM json_each(?))",
        [json.dumps(stories)],
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


def _weighing_pairs_of(db: Database, articles: set[int]) -> list[tuple[int, int, Relation, float, float | None]]:
    """Each once."""
    some = "IN (SELECT value FROM json_each(:ids))"
    halves = [
        f"SELECT article_a, article_b, relation, score, lag_hours FROM matches WHERE {side}"
        # What `Link.weight` says. The + keeps SQLite from going through all matches of a relation.
        " AND score >= :from AND +relation <> 'template'"
        " AND (+relation <> 'partial' OR lag_hours IS NULL OR lag_hours <= :hours)"
        # What a round-up quotes is in no story with it.
        " AND +relation = pair_relation"
        for side in (f"article_a {some}", f"article_b {some} AND NOT +article_a {some}")
    ]
    given = {"ids": json.dumps(sorted(articles)), "from": WEIGHS_FROM, "hours": WEIGHS_HOURS}
    return db.execute(" UNION ALL ".join(halves), given).fetchall()
