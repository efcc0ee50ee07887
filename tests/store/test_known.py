"""Articles are known again: by their identity, by the id that a record came with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import ArticleNotFound
from dedup.matching.postings import holders_of_any, postings
from dedup.models import Reject
from dedup.params import NEWS_V1
from dedup.pipeline.index import index_records
from dedup.store import known
from dedup.store.database import open_for_reading, open_for_writing
from dedup.store.queries import find_article
from tests.factories import HARVEST, LIBRARY, article

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlite_utils import Database

    from dedup.models import Article


def indexed(path: Path, *loads: Iterable[Article | Reject]) -> Database:
    db = open_for_writing(str(path), params=NEWS_V1)
    for load in loads:
        index_records(db, load, params=NEWS_V1, source="test")
    return db


def test_an_article_is_known_by_its_identity_alone(tmp_path: Path) -> None:
    """Every stored identity gives its article; one that differs from it in the lower half alone gives none."""
    loads = [[article(outlet=f"منبر {i} {batch}") for i in range(5)] for batch in range(3)]
    db = indexed(tmp_path / "news.db", *loads)
    stored = dict(db.execute("SELECT identity, id FROM articles").fetchall())
    near = [identity ^ 1 for identity in stored]

    assert len(stored) == 15
    assert known.Identities(db).of([*stored, *near]) == stored


def test_an_article_is_found_by_the_id_of_any_of_its_records(tmp_path: Path) -> None:
    """By each feed's own id; where an id came with another text later, by it as well, to the first; in any file."""
    changed = article(external_id="سجل/٧", url="https://a.example/7", body=HARVEST)
    indexed(
        tmp_path / "news.db",
        [article(external_id="سجل/٧"), article(external_id="feed:9")],
        [changed, article(external_id="feed:9")],
        [article(external_id="last", body=LIBRARY, title="خبر آخر")],
    )
    db = open_for_reading(str(tmp_path / "news.db"))

    assert [find_article(db, name)["article_id"] for name in ("سجل/٧", "feed:9", "last")] == [1, 1, 3]


def test_a_record_that_was_refused_at_first_is_found_once_it_is_an_article(tmp_path: Path) -> None:
    """The refusal stays listed, once, and hides nothing."""
    refused = Reject(path="pages.jsonl", position=1, reason="no text", external_id="late")
    db = indexed(tmp_path / "news.db", [refused], [refused], [article(external_id="late")])

    assert find_article(db, "late")["article_id"] == 1
    assert [row[0] for row in db.execute("SELECT outcome FROM records ORDER BY id")] == ["unreadable", "indexed"]


def test_ids_with_the_same_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash only leads to the articles that may be meant."""
    monkeypatch.setattr(known, "_name_key", lambda _: 7)
    db = indexed(tmp_path / "news.db", [article(external_id="1", outlet="أ"), article(external_id="b", outlet="ب")])

    assert find_article(db, "b")["outlet"] == "ب"
    with pytest.raises(ArticleNotFound, match="no article 'c'"):
        find_article(db, "c")


def test_what_is_read_again_adds_no_postings(tmp_path: Path) -> None:
    """An hourly feed repeats its entries: the lists by which articles are known stay as they are."""
    load = [article(external_id="1"), article(external_id="2", outlet="ب")]
    sizes = "SELECT kind, sum(size) FROM posting_runs WHERE kind IN ('identities', 'names') GROUP BY kind"
    db = indexed(tmp_path / "news.db", load, load, [*load, *load])

    assert dict(db.execute(sizes).fetchall()) == {"identities": 2, "names": 2}


@given(
    runs=st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), max_size=20), max_size=4),
    keys=st.lists(st.integers(0, 9), max_size=12),
)
def test_holders_are_all_who_hold_any_of_the_keys(runs: list[list[tuple[int, int]]], keys: list[int]) -> None:
    """As going through all postings tells, for keys in any order, also named twice or held by nobody."""
    arrays = [
        postings(np.array([k for k, _ in run], dtype=np.uint32), np.array([a for _, a in run], dtype=np.int64))
        for run in runs
    ]
    expected = sorted({a for run in runs for k, a in run if k in keys})

    assert holders_of_any(np.array(keys, dtype=np.uint32), arrays).tolist() == expected
