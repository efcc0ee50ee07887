"""Which pairs are compared at all? Recall of the look-up keys; what windows and caps of fingerprints cost.

    python -m benchmarks.quality.candidates

A pair is a candidate when it shares a band key, or two fingerprints that are not common: held by no
more articles than the cap. Measured on the hand-read pairs, with the whole real corpus around them
(it says which fingerprints are common). Records of one article count once. Candidates are found for
the share of hand-read pairs of each group; pair events are what is counted to find them: for each
fingerprint that is not common, each pair of its holders.
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.machine import table
from dedup.identity import identity
from dedup.matching.documents import pack, side_by_side
from dedup.matching.lsh import band_keys
from dedup.matching.overlap import overlapping
from dedup.matching.passages import MIN_SHARED, fingerprints
from dedup.matching.signature import signatures
from dedup.models import Article
from dedup.params import NEWS_V1
from dedup.text.tokens import TokenBatch, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CORPUS = SHARED / "data/egypt2013.jsonl.xz"
PAIRS = SHARED / "gold/egypt2013.pairs.jsonl"
GROUPS = ("republished", "partial", "not")
WINDOWS = range(5, 10)
CAPS = (50, 100, 150, 200, 400)
_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """The articles and the pairs among them."""

    texts: TokenBatch
    bands: NDArray[np.uint32]
    """(articles, bands)."""
    pairs: dict[str, list[tuple[int, int]]]
    """Group -> places in ``texts``."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of one window and one cap."""

    recall: dict[str, float]
    pair_events: float
    """An article."""


def read_corpus() -> Corpus:
    """Every article once; pairs whose two records are one article are left out."""
    places: dict[int, int] = {}
    place_of: dict[str, int] = {}
    kept: list[TokenBatch] = []
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        while records := [json.loads(line) for line in islice(lines, _AT_ONCE)]:
            batch = tokenize([record["text"] for record in records], fold_version=NEWS_V1.fold_version)
            new = []
            for i, (record, text) in enumerate(zip(records, batch.text_hashes.tolist(), strict=True)):
                key = _identity(record, text)
                if key not in places:
                    places[key] = len(places)
                    new.append(i)
                place_of[record["id"]] = places[key]
            kept.append(batch.select(new))
    pairs: dict[str, list[tuple[int, int]]] = {group: [] for group in GROUPS}
    for pair in map(json.loads, PAIRS.read_text("utf-8").splitlines()):
        a, b = place_of[pair["a"]], place_of[pair["b"]]
        if a != b:
            pairs[pair["group"]].append((a, b))
    bands = np.concatenate([band_keys(signatures(batch, NEWS_V1), NEWS_V1) for batch in kept])
    return Corpus(texts=_joined(kept), bands=bands, pairs=pairs)


def _identity(record: dict[str, str], text_hash: int) -> int:
    article = Article(
        path=CORPUS.name,
        position=1,
        external_id=record["id"],
        outlet=record["outlet"],
        url=record.get("url"),
        title=record["title"],
        body=record["text"],
        published_at=record["published"],
    )
    return identity(article, text_hash)


def _joined(batches: list[TokenBatch]) -> TokenBatch:
    sizes = np.concatenate([batch.word_counts for batch in batches])
    return TokenBatch(
        tokens=np.concatenate([batch.tokens for batch in batches]),
        offsets=np.concatenate([[0], np.cumsum(sizes)]),
        text_hashes=np.concatenate([batch.text_hashes for batch in batches]),
        leads=np.concatenate([batch.leads for batch in batches]),
    )


def of_window(corpus: Corpus, *, window: int, caps: Iterable[int]) -> tuple[float, dict[int, Figures]]:
    """Fingerprints an article; cap -> figures."""
    prints, places = fingerprints(corpus.texts, window=window)
    _, holders = np.unique(prints, return_counts=True)
    figures = {}
    for cap in caps:
        own = _uncommon(prints, places, len(corpus.texts), cap=cap)
        recall = {
            group: float(np.mean([_meet(corpus, own, a, b) for a, b in pairs])) for group, pairs in corpus.pairs.items()
        }
        held = holders[holders <= cap].astype(np.float64)
        figures[cap] = Figures(recall=recall, pair_events=float((held * (held - 1) / 2).sum() / len(corpus.texts)))
    return len(prints) / len(corpus.texts), figures


def _uncommon(
    prints: NDArray[np.uint32], places: NDArray[np.int64], articles: int, *, cap: int
) -> list[NDArray[np.uint32]]:
    """Each article's fingerprints that no more than ``cap`` articles hold."""
    _, which, holders = np.unique(prints, return_inverse=True, return_counts=True)
    few = holders[which] <= cap
    starts = np.searchsorted(places, np.arange(articles + 1))
    return [prints[begin:end][few[begin:end]] for begin, end in pairwise(starts)]


def _meet(corpus: Corpus, own: list[NDArray[np.uint32]], a: int, b: int) -> bool:
    by_prints = len(np.intersect1d(own[a], own[b], assume_unique=True)) >= MIN_SHARED
    return by_prints or _share_a_band(corpus, a, b)


def _share_a_band(corpus: Corpus, a: int, b: int) -> bool:
    return bool((corpus.bands[a] == corpus.bands[b]).any())


def rows(corpus: Corpus) -> Iterator[list[str]]:
    """The table, a row a window and cap; first the bands alone."""
    yield [
        "window",
        "cap",
        *(f"{group} found" for group in GROUPS),
        "fingerprints an article",
        "pair events an article",
    ]
    bands = [np.mean([_share_a_band(corpus, a, b) for a, b in corpus.pairs[group]]) for group in GROUPS]
    yield ["bands alone", "-", *(f"{share:.4f}" for share in bands), "-", "-"]
    for window in WINDOWS:
        prints, figures = of_window(corpus, window=window, caps=CAPS)
        for cap, found in figures.items():
            shares = [f"{found.recall[group]:.4f}" for group in GROUPS]
            yield [str(window), str(cap), *shares, f"{prints:.1f}", f"{found.pair_events:.1f}"]


def compared(corpus: Corpus) -> dict[str, float]:
    """Group -> the share of pairs that the released profile finds and then takes for overlapping."""
    prints, places = fingerprints(corpus.texts, window=NEWS_V1.window)
    own = _uncommon(prints, places, len(corpus.texts), cap=NEWS_V1.common_after)
    shares = {}
    for group, pairs in corpus.pairs.items():
        texts = corpus.texts.select([place for pair in pairs for place in pair])
        untitled = tokenize([""] * len(texts), fold_version=NEWS_V1.fold_version)
        documents = side_by_side(pack(texts, untitled, [None] * len(texts)))
        close = overlapping(documents, np.arange(len(texts)).reshape(-1, 2))
        met = [_meet(corpus, own, a, b) for a, b in pairs]
        shares[group] = float((close & np.array(met)).mean())
    return shares


def main() -> None:
    """Prints the table."""
    if not CORPUS.exists():
        raise SystemExit(f"{CORPUS} is not there: the corpus may not be distributed with the project.")
    corpus = read_corpus()
    words = len(corpus.texts.tokens) / len(corpus.texts)
    counts = ", ".join(f"{len(pairs)} {group}" for group, pairs in corpus.pairs.items())
    print(f"{len(corpus.texts):,} articles of {words:.0f} folded words on average; hand-read pairs: {counts}\n")
    print(table(list(rows(corpus))))
    shares = ", ".join(f"{share:.4f} of {group}" for group, share in compared(corpus).items())
    print(f"\nThe released profile (window {NEWS_V1.window}, cap {NEWS_V1.common_after}) compares {shares}.")


if __name__ == "__main__":
    main()
