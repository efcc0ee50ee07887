"""Records to all that can be said of them without the index: what a worker does while another writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.identity import identity
from dedup.matching.documents import pack
from dedup.matching.lsh import band_keys
from dedup.matching.passages import fingerprints
from dedup.matching.signature import signatures
from dedup.matching.words import word_postings
from dedup.models import Article
from dedup.pages.boilerplate import BoilerplateLines, clean, edges_of, scan
from dedup.pages.many_edges import edges_of_many
from dedup.store.rows import rows_of
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.models import Reject
    from dedup.params import IndexParams
    from dedup.store.rows import Rows
    from dedup.text.tokens import TokenBatch

_NO_LINES = BoilerplateLines(hashes=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What articles are looked up by; row ``i`` of a pair of arrays is one key of one article."""

    bands: NDArray[np.uint32]
    band_places: NDArray[np.int64]
    fingerprints: NDArray[np.uint32]
    fingerprint_places: NDArray[np.int64]

    def of(self, places: NDArray[np.int64]) -> Keys:
        """The keys of the articles at ``places`` alone; the places stay as they are."""
        bands, prints = np.isin(self.band_places, places), np.isin(self.fingerprint_places, places)
        return Keys(
            bands=self.bands[bands],
            band_places=self.band_places[bands],
            fingerprints=self.fingerprints[prints],
            fingerprint_places=self.fingerprint_places[prints],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A batch of records and what was computed of its articles, (articles,) each."""

    rows: Rows
    identities: Sequence[int]
    word_counts: NDArray[np.int64]
    documents: Sequence[bytes]
    edges: Sequence[bytes]
    """What each adds to the count of its outlet's lines (`dedup.pages.boilerplate`)."""
    keys: Keys
    """Of the articles that are long enough to be matched."""
    words: NDArray[np.uint64]
    """What they are searched by; the number of a posting is the place of its article."""


def prepare(records: Sequence[Article | Reject], *, params: IndexParams) -> Prepared:
    """Folds, signs and fingerprints a batch of records."""
    articles = [record for record in records if isinstance(record, Article)]
    rows = rows_of(records, articles)
    edges, bodies = _edges(articles, rows.bodies)
    texts = tokenize(bodies, fold_version=params.fold_version)
    titles = tokenize([article.title or "" for article in articles], fold_version=params.fold_version)
    return Prepared(
        rows=rows,
        identities=[
            identity(article, int(text)) for article, text in zip(articles, texts.text_hashes.tolist(), strict=True)
        ],
        word_counts=texts.word_counts,
        documents=pack(texts, titles, [article.published_at for article in articles]),
        edges=edges,
        keys=keys_of(texts, params=params),
        words=word_postings(texts, titles),
    )


def _edges(articles: Sequence[Article], encoded: Sequence[bytes]) -> tuple[list[bytes], list[str]]:
    """What each article adds to its outlet's count, and its body without lists of other stories."""
    edges, bodies = [], []
    for article, found in zip(articles, edges_of_many(encoded, [each.title for each in articles]), strict=True):
        if found is not None:
            edges.append(found)
            bodies.append(article.body)
        else:
            scanned = scan(article.body)
            edges.append(edges_of(scanned, title=article.title))
            bodies.append(clean(scanned, lines=_NO_LINES).body)
    return edges, bodies


def keys_of(texts: TokenBatch, *, params: IndexParams) -> Keys:
    """The look-up keys of the texts that have enough words."""
    long_enough = np.flatnonzero(texts.word_counts >= params.min_words)
    bands = band_keys(signatures(texts, params), params)[long_enough]
    prints, places = fingerprints(texts, window=params.window)
    kept = np.isin(places, long_enough)
    return Keys(
        bands=bands.ravel(),
        band_places=np.repeat(long_enough, params.bands),
        fingerprints=prints[kept],
        fingerprint_places=places[kept],
    )
