"""Grows a corpus to any size, the share of its duplicates unchanged.

Epoch 0 is the base itself, by time, as a monitor gets it: a copy follows within hours, so an article of a
small corpus has about as many as one of a large corpus. Epoch ``k`` is the base with every word replaced by
another one of like frequency, everywhere the same one (a seeded permutation), 60 days later: within an epoch
articles are copies of each other exactly as in the base, and no epoch is a copy of another.

    python -m benchmarks.scale.corpus out.jsonl --count 1000000
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import time
from itertools import count as counting
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from benchmarks.machine import CORPUS
from benchmarks.scale.invented import invented
from benchmarks.scale.words import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

EPOCH_DAYS = 60
INVENTED_BASE = 20_000
"""Articles made one by one; a larger corpus repeats them in other words."""


def write_corpus(path: Path, *, count: int, base: Path | None, seed: int) -> None:
    """Writes ``count`` articles as JSONL.

    Args:
        path: the file to write.
        count: articles.
        base: JSONL file, plain or .xz, with id, outlet, published, section, title, text; None invents one.
        seed: of the permutations, and of what is invented.
    """
    with path.open("wb") as out:
        for lines in _blocks(count=count, base=base, seed=seed):
            out.writelines(lines)


def base_size(base: Path | None) -> int:
    """Articles in an epoch of a corpus that is large enough."""
    if base is None:
        return INVENTED_BASE
    with _opened(base) as lines:
        return sum(1 for _ in lines)


def _opened(base: Path) -> IO[bytes]:
    return lzma.open(base, "rb") if base.suffix == ".xz" else base.open("rb")


def _blocks(*, count: int, base: Path | None, seed: int) -> Iterator[Iterator[bytes]]:
    grown = _Base(_records(base, count=count, seed=seed), seed=seed)
    written = 0
    for epoch in counting():
        if written >= count:
            return
        yield islice(grown.lines(epoch), count - written)
        written += len(grown)


def _records(base: Path | None, *, count: int, seed: int) -> Iterator[dict[str, str]]:
    """The earliest of the base, by time."""
    if base is None:
        yield from invented(min(count, INVENTED_BASE), seed=seed)
        return
    with _opened(base) as lines:
        yield from sorted(map(json.loads, lines), key=itemgetter("published"))[:count]


class _Base:
    """The base, taken apart."""

    def __init__(self, records: Iterator[dict[str, str]], *, seed: int) -> None:
        vocabulary = Vocabulary()
        self._ids: list[str] = []
        self._facts: list[str] = []
        self._titles: list[NDArray[np.int32]] = []
        self._texts: list[NDArray[np.int32]] = []
        times = []
        for record in records:
            self._ids.append(_inside(record["id"]))
            facts = {"outlet": record["outlet"], "section": record.get("section") or ""}
            self._facts.append(json.dumps(facts, ensure_ascii=False)[1:-1])
            self._titles.append(vocabulary.encode(record.get("title") or ""))
            self._texts.append(vocabulary.encode(record["text"]))
            times.append(np.datetime64(record["published"], "s"))
        self._times = np.array(times)
        self._epochs = vocabulary.epochs(self._titles + self._texts, seed=seed)

    def __len__(self) -> int:
        return len(self._ids)

    def lines(self, epoch: int) -> Iterator[bytes]:
        """The articles of an epoch, each a line of JSON."""
        piece = self._epochs.pieces(epoch).__getitem__
        moved = np.datetime_as_string(self._times + np.timedelta64(EPOCH_DAYS * epoch, "D"))
        end = f"@{epoch}" if epoch else ""
        rows = zip(self._ids, self._facts, moved.tolist(), self._titles, self._texts, strict=True)
        for name, facts, published, title, text in rows:
            yield (
                f'{{"id": "{name}{end}", {facts}, "published": "{published.replace("T", " ")}", '
                f'"title": "{"".join(map(piece, title.tolist()))}", "text": "{"".join(map(piece, text.tolist()))}"}}\n'
            ).encode()


def _inside(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def main() -> None:
    """Writes a corpus and says how fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--base", type=Path, default=CORPUS if CORPUS.exists() else None)
    options = parser.parse_args()
    start = time.perf_counter()
    write_corpus(options.path, count=options.count, base=options.base, seed=options.seed)
    seconds = time.perf_counter() - start
    print(f"{options.count:,} articles in {seconds:.1f} s, {options.count / seconds:,.0f} a second", file=sys.stderr)


if __name__ == "__main__":
    main()
