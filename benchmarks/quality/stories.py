"""Stories to read, and what was read: ``python -m benchmarks.quality.stories DB``. See docs/stories.md.

Prints the largest stories and a fixed sample of those that several outlets ran, each article with its
headline and the beginning of its text. With ``--verdicts`` it counts instead what a reader wrote down of
such stories, and which of them the database still holds with the same articles. With ``--pairs`` it
forms the stories anew by other cuts and says how many hand-read pairs each has right.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path

import xxhash
from sqlite_utils import Database

from dedup.store.stories import story_keys, touched_links
from dedup.stories.assign import Rule, assign_stories

_CUTS = ((0.6, 0.7, 0.75), (0.25, 0.3, 0.35), (0.1, 0.15, 0.2, 0.25, 0.3))
_LARGEST, _SAMPLE, _SHOWN = 20, 100, 90

Stories = dict[int, list[str]]
"""The records of each story, in the order of their names."""


def main() -> None:
    """Prints the stories or the count of the verdicts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.stories", description=__doc__)
    parser.add_argument("db", type=Path, help="an index")
    parser.add_argument("--largest", type=int, default=_LARGEST, help="how many of the largest stories")
    parser.add_argument("--sample", type=int, default=_SAMPLE, help="how many of the stories of several outlets")
    parser.add_argument("--verdicts", type=Path, help="one JSON object a story: set, articles, verdict")
    parser.add_argument("--pairs", type=Path, help="hand-read pairs, one JSON object each: a, b, group")
    asked = parser.parse_args()
    with closing(sqlite3.connect(f"{asked.db.resolve().as_uri()}?mode=ro", uri=True)) as db:
        if asked.verdicts:
            _count(_stories(db), asked.verdicts)
            return
        if asked.pairs:
            _compare_cuts(db, asked.pairs)
            return
        for name, chosen in (("largest", largest(db, asked.largest)), ("sample", sample(db, asked.sample))):
            for story in chosen:
                _print(db, name, story)


def largest(db: sqlite3.Connection, count: int) -> list[int]:
    """The stories of most articles."""
    return [row[0] for row in db.execute("SELECT id FROM stories ORDER BY article_count DESC, id LIMIT ?", [count])]


def sample(db: sqlite3.Connection, count: int) -> list[int]:
    """Stories of several outlets, those whose first record has the smallest hash."""
    several = [row[0] for row in db.execute("SELECT id FROM stories WHERE outlet_count > 1")]
    records = _stories(db)
    return sorted(several, key=lambda story: xxhash.xxh64_intdigest(records[story][0].encode()))[:count]


def _stories(db: sqlite3.Connection) -> Stories:
    found: defaultdict[int, list[str]] = defaultdict(list)
    sql = (
        "SELECT story_id, min(external_id) FROM articles JOIN records ON records.article_id = articles.id"
        " WHERE story_id NOT NULL GROUP BY articles.id ORDER BY 2"
    )
    for story, record in db.execute(sql):
        found[story].append(record)
    return found


def _print(db: sqlite3.Connection, name: str, story: int) -> None:
    print(f"\n{name}, story {story}")
    sql = (
        "SELECT published_at, outlets.name, word_count, title, substr(body, 1, ?) FROM articles"
        " JOIN outlets ON outlets.id = outlet_id JOIN article_texts ON article_id = articles.id"
        " WHERE story_id = ? ORDER BY published_at"
    )
    for published_at, outlet, words, title, body in db.execute(sql, [_SHOWN, story]):
        print(f"  {published_at} {outlet} {words} w | {title} | {' '.join(body.split())}")


def _count(stories: Stories, path: Path) -> None:
    held = {frozenset(records) for records in stories.values()}
    verdicts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        verdicts[row["set"]][row["verdict"]] += 1
        verdicts[row["set"]]["held alike"] += frozenset(row["articles"]) in held
    for name, counts in verdicts.items():
        print(f"{name}: {', '.join(f'{count} {what}' for what, count in counts.items())}")


def _compare_cuts(connection: sqlite3.Connection, path: Path) -> None:
    db = Database(connection)
    article = dict(db.execute("SELECT external_id, article_id FROM records WHERE article_id NOT NULL").fetchall())
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    pairs = [(article[row["a"]], article[row["b"]], row["group"] == "republished") for row in rows]
    links = touched_links(db, {i for a, b, _ in pairs for i in (a, b)})
    keys = story_keys(db, {i for link in links for i in (link.article_a, link.article_b)})
    print("for from  against under  balance  precision  recall")
    for speaks_for, against, balance in itertools.product(*_CUTS):
        rule = Rule(speaks_for_from=speaks_for, speaks_against_under=against, min_balance=balance)
        groups = assign_stories(links, keys=keys, rule=rule)
        story = {i: place for place, members in enumerate(groups) for i in members}
        together = [right for a, b, right in pairs if a == b or story.get(a, -1) == story.get(b, -2)]
        precision, recall = sum(together) / len(together), sum(together) / sum(right for _, _, right in pairs)
        print(f"{speaks_for:8} {against:14} {balance:8} {precision:10.4f} {recall:7.4f}")


if __name__ == "__main__":
    main()
