"""Opening an index: its parameters hold, drift is refused, mistakes are told plainly."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dedup.errors import IndexMismatch, IndexNotFound, SignatureDrift
from dedup.params import NEWS_V1, IndexParams
from dedup.store.database import (
    Checkpoints,
    open_for_reading,
    open_for_writing,
    sentinel,
    stored_params,
    transaction,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

_BLOCK_BYTES = 1_000_000
_COMMITS = 15


@pytest.fixture
def path(tmp_path: Path) -> str:
    path = str(tmp_path / "news.db")
    open_for_writing(path, params=NEWS_V1).close()
    return path


def test_an_index_remembers_its_parameters(path: str) -> None:
    """Every parameter comes back as it was given."""
    assert stored_params(open_for_reading(path)) == NEWS_V1


def test_other_parameters_are_refused_and_named(path: str) -> None:
    """The message says which parameter differs and what to do."""
    with pytest.raises(IndexMismatch, match="seed is 1 here and 2 there.*build a new index"):
        open_for_writing(path, params=replace(NEWS_V1, seed=2))


def test_a_drifted_index_is_refused(path: str) -> None:
    """If the sentinel does not come out as stored, nothing is written."""
    with sqlite3.connect(path) as db:
        db.execute("UPDATE index_params SET sentinel = 'other'")
    with pytest.raises(SignatureDrift, match="build the index anew"):
        open_for_writing(path, params=NEWS_V1)


def test_the_sentinel_sees_every_parameter() -> None:
    """Another seed, window or number of values gives another sentinel; the same gives the same."""
    others = [replace(NEWS_V1, seed=2), replace(NEWS_V1, window=4), replace(NEWS_V1, num_perm=200)]

    assert len({sentinel(params) for params in [NEWS_V1, *others]}) == 4
    assert sentinel(NEWS_V1) == "0b640c76f58aeab734983e7accd690de332311746c1dd161f95c072cda295926"


def test_what_is_no_index_is_said_plainly(tmp_path: Path) -> None:
    """A missing file, an empty database and a text file each get a message with the next step."""
    text = tmp_path / "text.db"
    text.write_text("ليس قاعدة بيانات " * 100)
    empty = tmp_path / "empty.db"
    sqlite3.connect(empty).execute("CREATE TABLE other (id)").connection.close()

    for file, said in [
        (tmp_path / "no.db", "no such file"),
        (empty, "holds no index"),
        (text, "cannot be opened"),
    ]:
        with pytest.raises(IndexNotFound, match=said):
            open_for_reading(str(file))
    with pytest.raises(IndexNotFound, match="cannot be opened"):
        open_for_writing(str(text), params=NEWS_V1)


def test_a_transaction_is_all_or_nothing(path: str) -> None:
    """What is written before an error inside is not there afterwards."""
    db = open_for_writing(path, params=NEWS_V1)
    with pytest.raises(ZeroDivisionError), transaction(db):
        db.table("outlets").insert({"name": "أ"})
        1 / 0  # noqa: B018

    assert db.table("outlets").count == 0


def test_the_file_can_be_read_while_it_is_written(path: str) -> None:
    """A reader sees the last committed state during a writer's transaction."""
    writer = open_for_writing(path, params=NEWS_V1)
    with transaction(writer):
        writer.table("outlets").insert({"name": "أ"})
        assert open_for_reading(path).table("outlets").count == 0

    assert open_for_reading(path).table("outlets").count == 1


@pytest.mark.parametrize(
    "wrong",
    [{"bands": 40}, {"scheme": "legacy"}, {"hash_name": "md5"}, {"rows": 0}, {"min_words": 2}, {"shingle_words": 4}],
)
def test_impossible_parameters_are_refused(wrong: dict[str, object]) -> None:
    """A value out of range is refused when the parameters are made."""
    with pytest.raises(ValueError, match=r"."):
        replace(NEWS_V1, **wrong)


def test_the_chance_of_a_match_follows_the_formula() -> None:
    """32 bands of 4 rows find half alike texts in 87 of 100 cases."""
    params = IndexParams(
        **{**{f: getattr(NEWS_V1, f) for f in NEWS_V1.__slots__}, "bands": 32, "rows": 4, "num_perm": 128}
    )

    assert round(params.match_probability(0.5), 3) == 0.873


def test_what_is_committed_comes_into_the_file_while_a_run_goes_on(tmp_path: Path) -> None:
    """The log begins anew again and again, so that it stays small, and nothing is lost."""
    path = tmp_path / "news.db"
    db = open_for_writing(str(path), params=NEWS_V1)
    with Checkpoints(db) as checkpoints:
        for number in range(_COMMITS):
            add_block(db, number)
            checkpoints.committed()
        in_file, in_log = path.stat().st_size, path.with_name("news.db-wal").stat().st_size
    db.close()

    assert in_file > (_COMMITS - 5) * _BLOCK_BYTES
    assert in_log < 7 * _BLOCK_BYTES
    assert blocks_in(open_for_reading(str(path))) == list(range(_COMMITS))


def test_who_reads_for_long_stops_no_run(tmp_path: Path) -> None:
    """A reader keeps what it saw, the run goes on, and all is there afterwards."""
    path = str(tmp_path / "news.db")
    db = open_for_writing(path, params=NEWS_V1)
    add_block(db, 0)
    reader = open_for_reading(path)
    reader.execute("BEGIN")
    assert blocks_in(reader) == [0]
    with Checkpoints(db) as checkpoints:
        for number in range(1, _COMMITS):
            add_block(db, number)
            checkpoints.committed()
    assert blocks_in(reader) == [0]
    reader.execute("COMMIT")

    assert blocks_in(reader) == list(range(_COMMITS))
    assert db.execute("PRAGMA wal_autocheckpoint").fetchone()[0] > 0


def add_block(db: Database, number: int) -> None:
    """Commits some megabytes' share of a large table."""
    with transaction(db):
        db.execute("INSERT INTO posting_blocks (id, postings) VALUES (?, ?)", [number, bytes(_BLOCK_BYTES)])


def blocks_in(db: Database) -> list[int]:
    """Which of these can be read."""
    return [row[0] for row in db.execute("SELECT id FROM posting_blocks ORDER BY id").fetchall()]
