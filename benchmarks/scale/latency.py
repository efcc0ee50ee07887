"""How long does `dedup check` take? Inside one running process, and as a command of its own.

Asked are articles of the corpus, drawn by seed, every second one with a third of its sentences dropped.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dedup.models import Article
from dedup.params import NEWS_V1
from dedup.pipeline.check import check_article
from dedup.store.database import open_for_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

_WARM_UP = 3
_PROCESSES = 5
_DRAWN_EVERY = 2


def main() -> None:
    """Prints milliseconds as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db")
    parser.add_argument("articles", type=Path)
    parser.add_argument("--checks", type=int, default=100)
    options = parser.parse_args()
    asked = list(_drawn(options.articles, count=options.checks + _WARM_UP))
    inside, found = _inside(options.db, asked)
    p50, p95, p99 = np.percentile(inside[_WARM_UP:], [50, 95, 99]).round(2).tolist()
    whole = [_whole_process(options.db, text) for text in asked[:_PROCESSES]]
    report = {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "max_ms": round(max(inside[_WARM_UP:]), 2)}
    report |= {"first_ms": round(inside[0], 2), "checks": options.checks, "with_sightings": found}
    report |= {"process_ms": round(statistics.median(whole), 1), "process_max_ms": round(max(whole), 1)}
    print(json.dumps(report))


def _drawn(articles: Path, *, count: int) -> Iterator[str]:
    """Texts that are long enough, from all over the file: lines are met by seeking, so that a large file need not be read."""
    generator = np.random.default_rng(1)
    size = articles.stat().st_size
    with articles.open("rb") as lines:
        number = 0
        while number < count:
            lines.seek(int(generator.integers(0, max(1, size - size // 20))))
            lines.readline()
            text = json.loads(lines.readline())["text"]
            asked = text if number % _DRAWN_EVERY else _shortened(text, generator)
            if len(asked.split()) >= NEWS_V1.min_words:
                yield asked
                number += 1


def _shortened(text: str, generator: np.random.Generator) -> str:
    sentences = text.split(".")
    kept = [sentence for sentence in sentences if generator.random() > 1 / 3]
    return ".".join(kept or sentences)


def _inside(db: str, asked: list[str]) -> tuple[list[float], int]:
    index = open_for_reading(db)
    milliseconds, found = [], 0
    for number, text in enumerate(asked):
        article = Article(path="asked", position=number + 1, external_id=f"asked:{number}", outlet="asked", body=text)
        start = time.perf_counter()
        answer = check_article(index, article, params=NEWS_V1)
        milliseconds.append((time.perf_counter() - start) * 1e3)
        found += bool(answer.sightings)
    return milliseconds, found


def _whole_process(db: str, text: str) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        command = [str(Path(sys.executable).with_name("dedup")), "check", db, file.name]
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
