"""The inverted index in the database: nothing is lost by cutting, merging, reopening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.matching.postings import postings
from dedup.params import NEWS_V1
from dedup.store import postings as store_postings
from dedup.store.database import open_for_writing, transaction
from dedup.store.postings import PostingStore, find_postings, postings_between

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

BATCHES = 70
"""Enough for two merges: eight runs of eight batches."""


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_for_writing(str(tmp_path / "news.db"), params=NEWS_V1)


def batch_of(number: int) -> np.ndarray:
    """900 postings of batch ``number``; key 7 is held by every article, so that it fills several blocks."""
    random = np.random.default_rng(number)
    ids = np.arange(number * 300, number * 300 + 300, dtype=np.int64)
    keys = np.concatenate([random.integers(0, 2**32, 600, dtype=np.uint32), np.full(300, 7, dtype=np.uint32)])
    return postings(keys, np.concatenate([ids, ids, ids]))


def everything() -> list[int]:
    return sorted(np.concatenate([batch_of(i) for i in range(BATCHES)]).tolist())


def filled(db: Database, *, kind: str = "fingerprints") -> PostingStore:
    store = PostingStore(db, kind)
    for i in range(BATCHES):
        with transaction(db):
            store.add(batch_of(i))
    return store


@pytest.mark.parametrize("kind", ["fingerprints", "words"])
def test_all_postings_are_there_in_few_runs(db: Database, kind: str) -> None:
    """Every posting is in one run, each run is ascending, and there are few of them; also after reopening."""
    store = filled(db, kind=kind)
    for runs in (list(store.each_run()), PostingStore(db, kind).runs()):
        assert sorted(np.concatenate(runs).tolist()) == everything()
        assert all((run[1:] > run[:-1]).all() for run in runs)
        assert len(runs) <= 16
    assert db.execute("SELECT sum(size) FROM posting_runs").fetchone()[0] == len(everything())


def test_a_few_keys_are_found_by_reading_a_few_blocks(db: Database) -> None:
    """Looking up keys gives all their postings, those of a key that fills whole blocks included."""
    filled(db)
    every = np.array(everything(), dtype=np.uint64)
    some = (every[[-1000, -1]] >> np.uint64(32)).tolist()
    asked = np.array([7, 3_000_000_000, *some], dtype=np.uint32)
    found = np.concatenate(find_postings(db, "fingerprints", asked))
    expected = every[np.isin(every >> np.uint64(32), asked)]

    assert sorted(found[np.isin(found >> np.uint64(32), asked)].tolist()) == expected.tolist()
    assert len(np.concatenate(find_postings(db, "fingerprints", asked[1:]))) < len(every) / 4


def test_neighbouring_keys_are_found_and_no_others(db: Database) -> None:
    """A span of keys gives all their postings, ascending, from every run; a span that nobody holds gives none."""
    filled(db, kind="words")
    every = np.array(everything(), dtype=np.uint64)
    keys = every >> np.uint64(32)
    for first, last in ((7, 7), (0, 6), (3_000_000_000, 3_000_100_000), (2**32 - 1_000_000, 2**32 - 1), (0, 2**32 - 1)):
        found = postings_between(db, "words", first, last)
        assert found.tolist() == every[(keys >= first) & (keys <= last)].tolist()


def test_words_are_stored_in_less_room(db: Database) -> None:
    """Packed, the same postings take less than bare ones."""
    filled(db, kind="words")
    room = db.execute("SELECT sum(length(postings)) FROM posting_blocks").fetchone()[0]

    assert room < 8 * len(everything())


@pytest.mark.parametrize("kind", ["bands", "fingerprints", "words"])
def test_runs_grow_to_a_size_that_memory_bears(db: Database, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Runs that would be too large together are left apart, and all is found in them."""
    monkeypatch.setattr(store_postings, "_LARGEST", {kind: 8_000})
    store = filled(db, kind=kind)

    assert max(len(run) for run in store.each_run()) == 7_200
    assert len(postings_between(db, kind, 7, 7)) == BATCHES * 300


def test_the_kinds_are_kept_apart(db: Database) -> None:
    """Band keys are not found among fingerprints."""
    filled(db, kind="bands")

    assert find_postings(db, "fingerprints", np.array([7], dtype=np.uint32)) == []
    assert PostingStore(db, "fingerprints").runs() == []


@pytest.mark.parametrize("kind", ["bands", "words"])
def test_what_is_rolled_back_is_not_found(db: Database, kind: str) -> None:
    """A batch that fails leaves nothing, and a store that looks again does not see it."""
    store = PostingStore(db, kind)
    with pytest.raises(ZeroDivisionError), transaction(db):
        store.add(batch_of(0))
        1 / 0  # noqa: B018

    assert store.runs() == []
