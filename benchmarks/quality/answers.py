"""Answers of the systems under test: the product through its own index, datasketch as its manual shows it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING

from datasketch import MinHash, MinHashLSH

from benchmarks.quality.measures import Answer, pair
from dedup.models import Article
from dedup.params import NEWS_V1
from dedup.pipeline.batches import BATCH_SIZE
from dedup.pipeline.index import index_records
from dedup.store.database import open_for_writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from benchmarks.quality.generate import Page


def as_article(page: Page, *, position: int) -> Article:
    """A page as the readers would hand it over."""
    return Article(
        path="generated", position=position, external_id=page.page_id, outlet=page.outlet, title=page.title,
        body=page.body, published_at=page.published_at,
    )  # fmt: skip


def index_pages(path: Path, pages: Sequence[Page], *, batch_size: int = BATCH_SIZE) -> Answer:
    """Indexes the pages, in their order, into a new file; what the index says about them."""
    articles = [as_article(page, position=i) for i, page in enumerate(pages, start=1)]
    db = open_for_writing(str(path), params=NEWS_V1)
    index_records(db, articles, params=NEWS_V1, source="generated", batch_size=batch_size)
    db.close()
    return read_answer(path)


def read_answer(path: Path, *, name_of: Callable[[str, str], str | None] = lambda _, key: key) -> Answer:
    """What an index holds, by the names of its records.

    Args:
        path: the database.
        name_of: a record's path and external id -> its name, ``None`` to leave it out.

    Two records of one article are copies of each other.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT r.path, r.external_id, a.id, a.story_id FROM records r JOIN articles a ON a.id = r.article_id"
        ).fetchall()
        matches = db.execute("SELECT article_a, article_b, relation FROM matches").fetchall()
    records: defaultdict[int, list[str]] = defaultdict(list)
    stories = {}
    for file, external_id, article, story in rows:
        name = name_of(file, external_id)
        if name is not None:
            records[article].append(name)
            stories[name] = ("article", article) if story is None else ("story", story)
    relations = {pair(x, y): "copy" for same in records.values() for x in same for y in same if x < y}
    for a, b, relation in matches:
        relations.update({pair(x, y): relation for x in records[a] for y in records[b]})
    return Answer(relations=relations, stories=stories)


def minhashes(texts: Iterable[str], *, words: int) -> list[MinHash]:
    """datasketch's signatures of the shingles of ``words`` words as they stand, at its defaults."""
    made = []
    for text in texts:
        pieces = text.split()
        minhash = MinHash(num_perm=128)
        shingles = {" ".join(pieces[i : i + words]) for i in range(max(1, len(pieces) - words + 1))}
        minhash.update_batch([shingle.encode() for shingle in shingles])
        made.append(minhash)
    return made


def datasketch_answer(ids: Sequence[str], signed: Sequence[MinHash], *, threshold: float) -> Answer:
    """What ``MinHashLSH`` returns for each page is a copy of it; stories are connected components."""
    lsh = MinHashLSH(threshold=threshold, num_perm=128)
    for page_id, minhash in zip(ids, signed, strict=True):
        lsh.insert(page_id, minhash)
    pairs = {
        pair(page_id, other)
        for page_id, minhash in zip(ids, signed, strict=True)
        for other in lsh.query(minhash)
        if other != page_id
    }
    return Answer(relations=dict.fromkeys(pairs, "copy"), stories=components(ids, pairs))


def components(ids: Sequence[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Page -> one page of its connected component."""
    parent = {page_id: page_id for page_id in ids}

    def root(page_id: str) -> str:
        while parent[page_id] != page_id:
            parent[page_id] = parent[parent[page_id]]
            page_id = parent[page_id]
        return page_id

    for a, b in pairs:
        parent[root(a)] = root(b)
    return {page_id: root(page_id) for page_id in ids}
