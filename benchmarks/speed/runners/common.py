"""What every runner shares: reading, plain word shingles, union-find, the clock and the command line.

A runner has `sign(texts) -> anything` and `cluster(path) -> cluster ids`, each as its library's own
documentation does it fastest. Peers fold no spelling: that costs them nothing here.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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
    floors: Mapping[str, Callable[[list[str]], Callable[[], Any]]] = {},
) -> None:
    """``sign FILE`` signs the file's texts as it is told on standard input; ``cluster FILE`` goes to clusters.

    Args:
        signers: ways to sign.
        cluster: a file to clusters, if the system is not run by a command of its own.
        packages: whose versions are told.
        floors: what a way to sign cannot go below; what is made of the texts first is not timed.
    """
    mode, path = sys.argv[1:]
    gc.disable()  # a peer keeps all it makes: nothing to collect, and datasketch gains a tenth
    versions = {name: _version(name) for name in packages}
    if mode == "sign":
        made = {name: partial(partial, signer) for name, signer in signers.items()} | dict(floors)
        _sign_by_turns(made, read_texts(path), versions=versions)
    elif cluster is not None:
        clusters = cluster(path)
        print(json.dumps({"versions": versions, "articles": len(clusters), "clusters": len(set(clusters))}))


def _sign_by_turns(
    signers: Mapping[str, Callable[[list[str]], Callable[[], Any]]], texts: list[str], *, versions: dict[str, str]
) -> None:
    """Says what there is, one line of JSON; then for each line, a signer and which texts, what it took."""
    for signer in signers.values():
        signer(texts[:WARM_UP])()
    print(json.dumps({"versions": versions, "articles": len(texts), "signers": list(signers)}), flush=True)
    for line in sys.stdin:
        name, begin, end = json.loads(line)
        print(json.dumps(_timed(signers[name](texts[begin:end]), end - begin)), flush=True)


def _timed(sign: Callable[[], Any], count: int) -> dict[str, float]:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    sign()
    return {
        "us": round((time.perf_counter() - wall) / count * 1e6, 2),
        "cpu_us": round((time.process_time() - cpu) / count * 1e6, 2),
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
