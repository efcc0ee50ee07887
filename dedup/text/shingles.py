"""Folded words to shingle hashes, for a batch of texts at once.

A shingle is ``n`` folded words in a row. Its hash is the low 32 bits of XXH64 over the ``n``
64-bit XXH64 hashes of its words (each over the word's UTF-16-LE bytes), so that a shingle can be
hashed from its words without writing it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from dedup.text.arrays import sorted_unique
from dedup.text.fold import folded_words
from dedup.text.hashing import xxh64_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class ShingleBatch:
    """The shingle sets of some texts, one after the other."""

    hashes: NDArray[np.uint32]
    """All sets concatenated; within each, ascending and without repeats."""
    offsets: NDArray[np.int64]
    """(texts + 1,): text ``i`` has ``hashes[offsets[i]:offsets[i + 1]]``."""
    sequence: NDArray[np.uint32]
    """All shingles in reading order, repeats kept."""
    sequence_offsets: NDArray[np.int64]
    """(texts + 1,): text ``i`` has ``sequence[sequence_offsets[i]:sequence_offsets[i + 1]]``."""
    word_counts: NDArray[np.int64]
    """(texts,): folded words in each text, repeats counted."""
    text_hashes: NDArray[np.uint64]
    """(texts,): XXH64 over a text's word hashes: equal folded texts have equal ones."""

    def __len__(self) -> int:
        return len(self.word_counts)

    def of(self, index: int) -> NDArray[np.uint32]:
        """The shingle set of text ``index``."""
        return self.hashes[self.offsets[index] : self.offsets[index + 1]]

    def select(self, places: Sequence[int]) -> ShingleBatch:
        """A batch of the texts at ``places`` alone."""
        chosen = np.asarray(places, dtype=np.int64)
        hashes, offsets = _joined(self.hashes, self.offsets, places)
        sequence, sequence_offsets = _joined(self.sequence, self.sequence_offsets, places)
        return ShingleBatch(
            hashes=hashes,
            offsets=offsets,
            sequence=sequence,
            sequence_offsets=sequence_offsets,
            word_counts=self.word_counts[chosen],
            text_hashes=self.text_hashes[chosen],
        )


def shingle_batch(texts: Sequence[str], *, fold_version: int, shingle_words: int) -> ShingleBatch:
    """The shingle sets of ``texts``. A text with fewer words than a shingle has an empty set."""
    words = [folded_words(text, version=fold_version) for text in texts]
    counts = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    word_hashes = _word_hashes(words)
    hashes, owners = _shingle_hashes(word_hashes, counts, size=shingle_words)
    keys = sorted_unique((owners.astype(np.uint64) << np.uint64(32)) | hashes)
    sizes = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=len(words))
    ends = np.cumsum(counts)
    text_hashes = [
        xxhash.xxh64_intdigest(word_hashes[end - n : end].tobytes()) for n, end in zip(counts, ends, strict=True)
    ]
    return ShingleBatch(
        hashes=keys.astype(np.uint32),
        offsets=_offsets(sizes),
        sequence=hashes,
        sequence_offsets=_offsets(np.bincount(owners, minlength=len(words))),
        word_counts=counts,
        text_hashes=np.array(text_hashes, dtype=np.uint64),
    )


def shingle_sequence(words: Sequence[str], *, shingle_words: int) -> NDArray[np.uint32]:
    """The shingle hashes of one text in reading order, repeats kept: (max(0, words - n + 1),)."""
    count = np.array([len(words)], dtype=np.int64)
    return _shingle_hashes(_word_hashes([words]), count, size=shingle_words)[0]


def _offsets(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)])


def _joined(
    values: NDArray[np.uint32], offsets: NDArray[np.int64], places: Sequence[int]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    parts = [values[offsets[place] : offsets[place + 1]] for place in places]
    return np.concatenate([values[:0], *parts]), _offsets(np.array([len(part) for part in parts], dtype=np.int64))


def _word_hashes(words: Sequence[Sequence[str]]) -> NDArray[np.uint64]:
    every = list(chain.from_iterable(words))
    known = {word: xxhash.xxh64_intdigest(word.encode("utf-16-le")) for word in set(every)}
    return np.fromiter(map(known.__getitem__, every), dtype=np.uint64, count=len(every))


def _shingle_hashes(
    word_hashes: NDArray[np.uint64], counts: NDArray[np.int64], *, size: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Hashes of all shingles that do not cross from one text into the next, and whose they are."""
    owners = np.repeat(np.arange(len(counts)), counts)
    starts = max(0, len(word_hashes) - size + 1)
    lanes = [word_hashes[i : starts + i] for i in range(size)]
    inside = owners[:starts] == owners[size - 1 : size - 1 + starts]
    hashes = xxh64_rows([lane[inside] for lane in lanes])
    return hashes.astype(np.uint32), owners[:starts][inside]
