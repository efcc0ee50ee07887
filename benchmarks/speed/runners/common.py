"""What every runner shares: reading, plain word shingles, union-find, the clock and the command line.

A runner has `sign(texts) -> anything` and `cluster(path) -> cluster ids`, each as its library's own
documentation does it fastest. Peers fold no spelling: that costs them nothing here.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

WORDS = 3
NUM_PERM = 128
BANDS = 32
ROWS = 4
WARM_UP = 200
"""Articles signed before the clock starts: imports, permutations, compiled code."""


def read_texts(path: str) -> list[str]:
    """The bodies of a JSONL file."""
    with open(path, "rb") as lines:  # noqa: PTH123  # no pathlib in the timed part
        return [json.loads(line)["text"] for line in lines]


def byte_shingles(text: str) -> list[bytes]:
    """Word 3-grams as bytes; repeats are left, they change no MinHash. The fastest of four plain ways tried."""
    words = text.encode().split()
    return list(map(b" ".join, zip(words, words[1:], words[2:], strict=False)))


def components(count: int, candidates: Iterable[tuple[int, Sequence[int]]]) -> list[int]:
    """Connected components by union-find: the smallest member of each article's cluster."""
    parent = list(range(count))
    for article, others in candidates:
        root = _root(parent, article)
        for other in others:
            found = _root(parent, other)
            if found != root:
                low, high = (root, found) if root < found else (found, root)
                parent[high] = low
                root = low
    return [_root(parent, article) for article in range(count)]


def run(
    *,
    signers: dict[str, Callable[[list[str]], Any]],
    cluster: Callable[[str], list[int]] | None,
    packages: Sequence[str],
) -> None:
    """``sign FILE`` times each signer over the file's texts in this process; ``cluster FILE`` goes to clusters."""
    mode, path = sys.argv[1:]
    if mode == "cluster":
        gc.disable()  # a peer keeps all it makes: nothing to collect, and datasketch gains a tenth
    report: dict[str, Any] = {"versions": {name: _version(name) for name in packages}}
    if mode == "sign":
        texts = read_texts(path)
        report["articles"] = len(texts)
        report["signers"] = {name: _timed(signer, texts) for name, signer in signers.items()}
    elif cluster is not None:
        clusters = cluster(path)
        report |= {"articles": len(clusters), "clusters": len(set(clusters))}
    print(json.dumps(report))


def _timed(signer: Callable[[list[str]], Any], texts: list[str]) -> dict[str, float]:
    signer(texts[:WARM_UP])
    wall, cpu = time.perf_counter(), time.process_time()
    signer(texts)
    return {
        "us": round((time.perf_counter() - wall) / len(texts) * 1e6, 2),
        "cpu_us": round((time.process_time() - cpu) / len(texts) * 1e6, 2),
    }


def _root(parent: list[int], article: int) -> int:
    while parent[article] != article:
        parent[article] = parent[parent[article]]
        article = parent[article]
    return article


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
