"""What search costs: the index of words beside FTS5 on the same articles, written and asked.

    python -m benchmarks.speed.search articles.jsonl --rounds 3            # the first two tables
    python -m benchmarks.speed.search articles.jsonl --rounds 0 --grow 6   # the same words six times, new numbers

All take turns in one process; processor time, medians. Each writes the same headlines and texts into an
empty file, 2,000 a transaction. Ours starts from tokens, which matching makes anyway; FTS5 from texts whose
spelling is folded already: neither is charged for folding. A query is timed as `dedup search` runs it, its
twenty first articles read and their snippets cut; FTS5 gives numbers of articles alone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sqlite3
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.words import holders_of, keys_of, renumbered, word_postings
from dedup.pages.articles import articles_only
from dedup.pages.read import ReadOptions
from dedup.params import NEWS_V1
from dedup.pipeline.index import in_batches, index_records
from dedup.pipeline.search import search, searched_bodies
from dedup.store.database import open_for_writing, transaction
from dedup.store.postings import PostingStore, postings_between
from dedup.text.fold import folded_words
from dedup.text.lexicon import stem_and_affixes, stem_hash
from dedup.text.query import parse_query
from dedup.text.tokens import TokenBatch, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlite_utils import Database

    from dedup.models import Article

Texts = tuple[TokenBatch, TokenBatch]
_FOLD = NEWS_V1.fold_version
_BATCH = 2_000
_FTS = {
    "FTS5, contentless": "content=''",
    "FTS5, contentless, detail=none": "content='', detail=none",
}
_LOOKED_UP = ("فسفوروس", "قنديل", "في")
_QUERIES = ("القاهرة", "في", "مجلس النواب", '"وقف إطلاق النار"', "فسفوروس")


def main() -> None:
    """Prints what was asked for: writing and asking, and how the cost grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--grow", type=int, default=0, help="times that the words are stored again")
    given = parser.parse_args()
    articles = list(articles_only(str(given.articles), options=ReadOptions(), zone=dt.UTC))
    bodies = searched_bodies([article.body for article in articles])
    titles = [article.title or "" for article in articles]
    tokens = [
        (tokenize(bodies[at : at + _BATCH], fold_version=_FOLD), tokenize(titles[at : at + _BATCH], fold_version=_FOLD))
        for at in range(0, len(articles), _BATCH)
    ]
    if given.rounds:
        _compare(articles, titles, bodies, tokens, rounds=given.rounds)
    if given.grow:
        _grow(tokens, times=given.grow)


def _compare(
    articles: list[Article], titles: list[str], bodies: list[str], tokens: list[Texts], *, rounds: int
) -> None:
    folded = [
        (" ".join(folded_words(title, version=_FOLD)), " ".join(folded_words(body, version=_FOLD)))
        for title, body in zip(titles, bodies, strict=True)
    ]
    ways: dict[str, Callable[[Path], None]] = {"dedup": lambda path: _ours(path, tokens)}
    ways |= {name: lambda path, options=options: _fts(path, folded, options) for name, options in _FTS.items()}
    _write(ways, count=len(articles), rounds=rounds)
    with tempfile.TemporaryDirectory() as folder:
        db = open_for_writing(f"{folder}/news.db", params=NEWS_V1)
        index_records(db, articles, params=NEWS_V1, source="benchmark")
        _ask(db, rounds=rounds)
    print(
        f"\nOf 10,000 articles found by a word of the texts, {_look_alikes(folded) * 1e4:.1f} hold another stem only."
    )


def _look_alikes(folded: Iterable[tuple[str, str]]) -> float:
    """The share of wrong articles that the index gives for a word drawn from the texts, once an article."""
    known: dict[str, tuple[int, str]] = {}
    holders: Counter[tuple[int, str]] = Counter()
    for texts in folded:
        words = set(" ".join(texts).split())
        stems = {word: stem_and_affixes(word)[0] for word in words - known.keys()}
        known |= {word: (stem_hash(stem), stem) for word, stem in stems.items()}
        holders.update({known[word] for word in words})
    together: Counter[int] = Counter()
    for (hashed, _), count in holders.items():
        together[hashed] += count
    wrong = sum(count * (together[hashed] - count) / together[hashed] for (hashed, _), count in holders.items())
    return wrong / holders.total()


def _grow(batches: Iterable[Texts], *, times: int) -> None:
    """Stores the words again and again under new numbers; how the cost of an article and of a look-up goes on."""
    ready = [(word_postings(*both), len(both[0])) for both in batches]
    print("\n| articles | cpu us an article | bytes an article | runs | slowest batch, s | look-ups, ms |")
    print("| --: | --: | --: | --: | --: | --- |")
    with tempfile.TemporaryDirectory() as folder:
        db = open_for_writing(f"{folder}/words.db", params=NEWS_V1)
        taken: list[float] = []
        first = 1
        for _ in range(times):
            for postings, count in ready:
                start = time.process_time()
                with transaction(db):
                    PostingStore(db, "words").add(renumbered(postings, np.arange(first, first + count)))
                taken.append(time.process_time() - start)
                first += count
            runs = db.execute("SELECT count(*) FROM posting_runs").fetchone()[0]
            size = db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
            row = (
                f"{first - 1:,}",
                f"{sum(taken) / first * 1e6:.1f}",
                f"{size / first:.0f}",
                runs,
                f"{max(taken):.2f}",
            )
            print(f"| {' | '.join(map(str, row))} | {', '.join(_looked_up(db))} |")


def _looked_up(db: Database) -> Iterable[str]:
    for word in _LOOKED_UP:
        (term,) = parse_query(word, fold_version=_FOLD).terms
        start = time.process_time()
        articles, _ = holders_of([(form, postings_between(db, "words", *keys_of(form))) for form in term.forms])
        yield f"{word} ({len(articles):,}) {(time.process_time() - start) * 1e3:.0f}"


def _ours(path: Path, batches: Iterable[Texts]) -> None:
    db = open_for_writing(str(path), params=NEWS_V1)
    first = 1
    for texts, titles in batches:
        with transaction(db):
            ids = np.arange(first, first + len(texts), dtype=np.int64)
            PostingStore(db, "words").add(renumbered(word_postings(texts, titles), ids))
        first += len(texts)
    db.close()


def _fts(path: Path, folded: Sequence[tuple[str, str]], options: str) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA cache_size = -262144")
    db.execute(f"CREATE VIRTUAL TABLE found USING fts5(title, body, {options})")
    rows = enumerate(folded, 1)
    for batch in in_batches(((number, *texts) for number, texts in rows), _BATCH):
        db.execute("BEGIN")
        db.executemany("INSERT INTO found (rowid, title, body) VALUES (?, ?, ?)", batch)
        db.execute("COMMIT")
    db.close()


def _write(ways: dict[str, Callable[[Path], None]], *, count: int, rounds: int) -> None:
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    sizes: dict[str, float] = {}
    for _ in range(rounds):
        for name, write in ways.items():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "found.db"
                start = time.process_time()
                write(path)
                seconds[name].append(time.process_time() - start)
                sizes[name] = path.stat().st_size / count
    ours = median(seconds["dedup"])
    print(
        f"| writing {count:,} articles | cpu s | us an article | of ours | bytes an article |\n| --- | --: | --: | --: | --: |"
    )
    for name, taken in seconds.items():
        spent = median(taken)
        print(f"| {name} | {spent:.2f} | {spent / count * 1e6:.1f} | {spent / ours:.1f} | {sizes[name]:.0f} |")


def _ask(db: Database, *, rounds: int) -> None:
    print("\n| query | articles | cpu ms |\n| --- | --: | --: |")
    for query in _QUERIES:
        taken = []
        for _ in range(rounds):
            start = time.process_time()
            found = search(db, query, params=NEWS_V1, limit=20)
            taken.append(time.process_time() - start)
        print(f"| {query} | {found.total_is} {found.total:,} | {median(taken) * 1e3:.0f} |")


if __name__ == "__main__":
    main()
