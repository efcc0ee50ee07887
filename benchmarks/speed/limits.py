"""What this machine cannot go below: one pass over the bytes, the JSON read, the rows written, and nothing else.

Prints the best of some rounds as JSON: `python -m benchmarks.speed.limits FILE.jsonl`.
"""

from __future__ import annotations

import datetime as dt
import json
import pickle
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numba
import numpy as np

import dedup.compiling  # noqa: F401 - so that numba knows the parts of our loops
from benchmarks.measure import index_with_command
from benchmarks.speed.floor import SIGNED, encoded, folding
from dedup.compiled import Loop
from dedup.matching.signature import signatures
from dedup.pages.articles import read_articles
from dedup.pages.read import ReadOptions
from dedup.params import NEWS_V1
from dedup.pipeline.batches import BATCH_SIZE, in_batches
from dedup.pipeline.index import index_records
from dedup.store.database import open_for_writing
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable


_ROUNDS = 3
_MADE = """
SELECT type, name, sql FROM sqlite_master
WHERE type IN ('table', 'index') AND sql NOT NULL AND name NOT LIKE 'sqlite_%'
"""
_READ = ("articles", "article_texts", "article_documents", "article_edges", "credits", "records")
"""Tables whose rows the process that reads makes, and hands over."""
_numba: Any = numba  # half of it has types


def main() -> None:
    """Measures each limit over the whole file."""
    path = Path(sys.argv[1])
    lines = path.read_bytes().splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    units = np.frombuffer("".join(texts).encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    tokens = tokenize(texts, fold_version=SIGNED.fold_version)
    batches = list(in_batches(texts))
    finished = _finished(path)
    steps: dict[str, Callable[[], object]] = {
        "read the file": path.read_bytes,
        "json.loads of every line": lambda: [json.loads(line) for line in lines],
        "encode all texts as UTF-16": lambda: [len(encoded(some)) for some in batches],
        "128 permutations of the shingles": lambda: signatures(tokens, SIGNED),
        "fold every code unit, and cut at spaces": folding(texts),
        "split every text into words": lambda: [text.split() for text in texts],
        "one pass over the texts in memory": lambda: int(units.max()),
        "copy the texts in memory": units.copy,
        "insert the texts into SQLite": lambda: _insert(texts),
        "hand the rows of articles to another process": lambda: _hand_over(finished),
        "insert all finished rows into SQLite": lambda: _write(finished),
        "dedup index of an empty file": _start,
    }
    seconds = {name: _best(step) for name, step in steps.items()}
    seconds["compiled loops alone"] = min(_in_loops(path) for _ in range(_ROUNDS))
    report = {
        "articles": len(texts),
        "jsonl_mb": round(path.stat().st_size / 1e6, 1),
        "utf16_mb": round(units.nbytes / 1e6, 1),
        "mean_words": round(sum(len(text.split()) for text in texts) / len(texts), 1),
        "seconds": {name: round(value, 4) for name, value in seconds.items()},
        "us_an_article": {name: round(value / len(texts) * 1e6, 2) for name, value in seconds.items()},
        "memory_pass_gb_s": round(units.nbytes / seconds["one pass over the texts in memory"] / 1e9, 1),
    }
    print(json.dumps(report, ensure_ascii=False))


def _hand_over(finished: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    """Pickles and unpickles the rows that the process that reads makes, without what is between the processes."""
    for sql, rows in finished:
        if rows and _table_of(sql) in _READ:
            for at in range(0, len(rows), BATCH_SIZE):
                pickle.loads(pickle.dumps(rows[at : at + BATCH_SIZE], pickle.HIGHEST_PROTOCOL))  # noqa: S301


def _table_of(sql: str) -> str:
    return sql.split("(", 1)[0].rsplit(maxsplit=1)[-1]


def _insert(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(f"{folder}/texts.db", isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, body TEXT)")
        for at in range(0, len(texts), BATCH_SIZE):
            db.execute("BEGIN")
            db.executemany("INSERT INTO texts (body) VALUES (?)", zip(texts[at : at + BATCH_SIZE]))
            db.execute("COMMIT")
        db.close()


def _start() -> None:
    """All that `dedup index` does where there is nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.jsonl"
        empty.touch()
        index_with_command(Path(folder) / "index.db", [empty])


def _in_loops(path: Path) -> float:
    """Processor time that indexing the file, in this process, spends in compiled loops."""
    spent: list[float] = []
    call = Loop.__call__

    def timed(loop: Loop, *args: object) -> object:
        begin = time.thread_time()
        result = call(loop, *args)
        spent.append(time.thread_time() - begin)
        return result

    with tempfile.TemporaryDirectory() as folder, patch.object(Loop, "__call__", timed):
        articles = read_articles([str(path)], options=ReadOptions(), zone=dt.UTC)
        db = open_for_writing(f"{folder}/index.db", params=NEWS_V1)
        index_records(db, articles, params=NEWS_V1, source=str(path))
        db.close()
    return sum(spent)


def _finished(path: Path) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Each table and index of the finished index as it is made, with its rows."""
    with tempfile.TemporaryDirectory() as folder:
        index_with_command(Path(folder) / "index.db", [path])
        with closing(sqlite3.connect(f"{folder}/index.db")) as db:
            return [
                (sql, db.execute(f"SELECT * FROM [{name}]").fetchall() if kind == "table" else [])
                for kind, name, sql in db.execute(_MADE).fetchall()
            ]


def _write(finished: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    """Writes the rows of all tables, indexes kept up, in one transaction."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(f"{folder}/index.db")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        with db:
            for sql, _ in finished:
                db.execute(sql)
            for sql, rows in finished:
                if rows:
                    db.executemany(f"INSERT INTO {_table_of(sql)} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _best(step: Callable[[], object]) -> float:
    rounds = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        step()
        rounds.append(time.perf_counter() - start)
    return min(rounds)


if __name__ == "__main__":
    main()
