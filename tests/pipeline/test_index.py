"""Indexing: everything accounted for, nothing twice, the same result in any order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.models import Article, Reject
from dedup.params import NEWS_V1
from dedup.pipeline.index import index_records
from dedup.store.database import open_for_writing
from tests.factories import BRIDGE, HARVEST, LIBRARY, article, reworded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlite_utils import Database

    from dedup.store.runs import RunCounts

LONG = f"{BRIDGE}\n{HARVEST}\n{LIBRARY}"


def indexed(path: Path, *loads: Iterable[Article | Reject], batch_size: int = 2000) -> tuple[Database, RunCounts]:
    """A database with each load indexed in a run of its own, and the last run's counts."""
    db = open_for_writing(str(path), params=NEWS_V1)
    for load in loads:
        counts = index_records(db, load, params=NEWS_V1, source="test", batch_size=batch_size)
    return db, counts


def held(db: Database) -> tuple[set[frozenset[str]], set[tuple[object, ...]]]:
    """Stories and matches, told by the records' own ids."""
    names = dict(db.execute("SELECT article_id, min(external_id) FROM records GROUP BY article_id").fetchall())
    stories: dict[int, set[str]] = {}
    for article_id, story_id in db.execute("SELECT id, story_id FROM articles WHERE story_id NOT NULL").fetchall():
        stories.setdefault(story_id, set()).add(names[article_id])
    matches = set()
    for a, b, relation, score, in_b, in_a in db.execute(
        "SELECT article_a, article_b, relation, score, containment_a, containment_b FROM matches"
    ).fetchall():
        matches.add((frozenset([(names[a], in_b), (names[b], in_a)]), relation, score))
    return {frozenset(story) for story in stories.values()}, matches


def test_copies_of_other_outlets_become_one_story(tmp_path: Path) -> None:
    """A copy and an edit join; another text does not; the story knows who was first."""
    db, counts = indexed(
        tmp_path / "news.db",
        [
            article(outlet="ب", published_at="2026-03-02T09:00:00Z"),
            article(outlet="أ", published_at="2026-03-02T06:00:00Z"),
            article(outlet="ج", body=reworded(BRIDGE, every=12)),
            article(outlet="د", body=LIBRARY, title="خبر آخر"),
            article(outlet="ه", body=HARVEST, title="موسم الزيتون"),
        ],
    )

    assert counts.indexed == 5
    first = db.query(
        "SELECT outlets.name, article_count, outlet_count, first_published_at FROM stories"
        " JOIN articles ON articles.id = first_article_id JOIN outlets ON outlets.id = outlet_id"
    )
    assert {row["name"]: row["outlet_count"] for row in first} == {"أ": 3}


def test_every_record_is_accounted_for(tmp_path: Path) -> None:
    """Indexed, the same again, too short, unreadable: each record has one outcome, and they add up."""
    again = article(external_id="second-feed")
    load = [
        article(external_id="first-feed"),
        again,
        article(body="خبر قصير جدا", external_id="short"),
        article(body="", external_id="empty"),
        Reject(path="pages.jsonl", position=7, reason="not JSON"),
    ]
    db, counts = indexed(tmp_path / "news.db", load)
    rows = list(db.query("SELECT external_id, article_id, outcome, reason FROM records ORDER BY id"))

    assert (counts.records, counts.indexed, counts.same, counts.too_short, counts.unreadable) == (
        5,
        1,
        1,
        2,
        1,
    )
    assert [row["outcome"] for row in rows] == ["indexed", "same", "too short", "too short", "unreadable"]
    assert rows[0]["article_id"] == rows[1]["article_id"]
    assert (rows[4]["external_id"], rows[4]["article_id"], rows[4]["reason"]) == (
        "pages.jsonl:7",
        None,
        "not JSON",
    )


def test_indexing_again_changes_nothing(tmp_path: Path) -> None:
    """A second run over the same input adds no article, match, story or record, and says so."""
    load = [
        article(outlet="أ", external_id="1"),
        article(outlet="ب", external_id="2"),
        Reject(path="x", position=1, reason="bad"),
    ]
    db, _ = indexed(tmp_path / "news.db", load)
    before = [
        list(db.query(f"SELECT * FROM {table}"))
        for table in ("articles", "matches", "stories", "records", "posting_blocks")
    ]
    counts = index_records(db, load, params=NEWS_V1, source="test")
    after = [
        list(db.query(f"SELECT * FROM {table}"))
        for table in ("articles", "matches", "stories", "records", "posting_blocks")
    ]

    assert before == after
    assert (counts.indexed, counts.same, counts.unreadable, counts.matches) == (0, 2, 1, 0)


def test_the_same_address_is_the_same_article_and_a_changed_text_a_version(tmp_path: Path) -> None:
    """One address with one text is one article whatever its headline; with another text it is kept as well."""
    page = {"url": "https://almarfaa.example/1", "outlet": "صحيفة المرفأ"}
    db, counts = indexed(
        tmp_path / "news.db",
        [
            article(**page),
            article(**page, title="عنوان معدل"),
            article(**page, body=BRIDGE + " وأضيفت فقرة إلى الخبر."),
        ],
    )

    assert (counts.indexed, counts.same) == (2, 1)
    assert db.execute("SELECT count(DISTINCT story_id), count(*) FROM articles").fetchone() == (1, 2)


def test_two_outlets_with_the_same_text_are_two_articles(tmp_path: Path) -> None:
    """A republication is never taken for the same article."""
    _, counts = indexed(tmp_path / "news.db", [article(outlet="أ"), article(outlet="ب")])

    assert (counts.indexed, counts.matches) == (2, 1)


def test_nothing_is_similar_to_empty(tmp_path: Path) -> None:
    """Empty and very short texts are stored, and match nothing, not even each other."""
    texts = ["", "", "عاجل", "عاجل"]
    db, counts = indexed(tmp_path / "news.db", [article(outlet=str(i), body=text) for i, text in enumerate(texts)])

    assert (counts.too_short, counts.matches) == (4, 0)
    assert db.execute("SELECT count(*) FROM articles WHERE story_id NOT NULL").fetchone()[0] == 0


texts = st.sampled_from([BRIDGE, HARVEST, LIBRARY, LONG, "خبر قصير"])
corpora = st.lists(
    st.tuples(texts, st.integers(4, 40), st.sampled_from(["أ", "ب", "ج"]), st.integers(0, 120)), max_size=12
)


@given(corpus=corpora, batch_size=st.integers(1, 5), random=st.randoms(use_true_random=False))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_and_batches_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory,
    corpus: list[tuple[str, int, str, int]],
    batch_size: int,
    random: object,
) -> None:
    """One batch, many batches and any order of arrival give the same stories and matches."""
    load = [
        article(
            outlet=outlet,
            body=reworded(body, every=every),
            published_at=f"2026-03-{2 + hours // 24:02}T{hours % 24:02}:00:00Z",
            external_id=f"{outlet}-{every}-{hours}-{len(body)}",
        )
        for body, every, outlet, hours in corpus
    ]
    shuffled = random.sample(load, len(load))
    folder = tmp_path_factory.mktemp("orders")
    one, _ = indexed(folder / "one.db", load)
    many, _ = indexed(folder / "many.db", shuffled, batch_size=batch_size)

    assert held(one) == held(many)


def test_common_passages_are_no_evidence_in_any_order(tmp_path: Path) -> None:
    """A passage that too many articles hold brings none of them together, whichever came first."""
    load = [
        article(outlet=str(i), body=f"{own} {BRIDGE} {own[::-1]}", title=str(i), external_id=str(i))
        for i, own in enumerate(" ".join(f"كلمة{i}حرف{k}" for k in range(20)) for i in range(8))
    ]

    def matched(name: str, records: list[Article], batch_size: int, *, common_after: int = 4) -> tuple[object, ...]:
        params = replace(NEWS_V1, common_after=common_after)
        db = open_for_writing(str(tmp_path / name), params=params)
        index_records(db, records, params=params, source="test", batch_size=batch_size)
        by_passages = db.execute("SELECT count(*) FROM matches WHERE shared_bands = 0").fetchone()[0]
        return (*held(db), by_passages, db.execute("SELECT sum(common_keys) FROM runs").fetchone()[0] > 0)

    few = matched("few.db", load[:4], 1)
    one, many = matched("one.db", load, 8), matched("many.db", load[::-1], 1)

    uncapped = matched("uncapped.db", load, 8, common_after=100)

    assert few[2] > 0
    assert one == many
    assert one[2] < uncapped[2]
    assert one[3]


def test_the_runs_count_the_matches_that_are_kept(tmp_path: Path) -> None:
    """Matches that go when their passage becomes common are subtracted: all runs together give the table's rows."""
    load = [
        article(outlet=str(i), body=f"{own} {BRIDGE} {own[::-1]}", title=str(i), external_id=str(i))
        for i, own in enumerate(" ".join(f"كلمة{i}حرف{k}" for k in range(20)) for i in range(8))
    ]
    params = replace(NEWS_V1, common_after=4)
    db = open_for_writing(str(tmp_path / "news.db"), params=params)
    told: list[int] = []

    for part in (load[:4], load[4:]):
        index_records(
            db, part, params=params, source="test", batch_size=1, on_batch=lambda counts: told.append(counts.matches)
        )

    kept, counted = db.execute("SELECT (SELECT count(*) FROM matches), (SELECT sum(matches) FROM runs)").fetchone()
    assert told[4] < 0
    assert counted == kept


def test_a_run_that_breaks_off_leaves_whole_batches(tmp_path: Path) -> None:
    """What a failing reader leaves is complete, the run is open, and the rest can be read later."""

    def breaking() -> Iterable[Article]:
        yield from (article(outlet=str(i), external_id=str(i)) for i in range(5))
        raise RuntimeError("the disk went away")

    db = open_for_writing(str(tmp_path / "news.db"), params=NEWS_V1)
    with pytest.raises(RuntimeError):
        index_records(db, breaking(), params=NEWS_V1, source="test", batch_size=2)

    assert db.execute("SELECT count(*) FROM articles").fetchone()[0] == 4
    assert db.execute("SELECT finished_at FROM runs").fetchone()[0] is None
