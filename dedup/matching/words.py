"""The words of articles as postings: what a search looks up.

The key is a word as a token has it, 22 bits of its stem's hash above 8 bits of what was taken off, so
that all forms of a stem are neighbours, and a form of its own is told apart. Two stems in some have
one hash: who shows an article looks at its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled
from dedup.text.lexicon import AFFIXES
from dedup.text.stems import ending_of
from dedup.text.tokens import MARK_BITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.text.tokens import TokenBatch

_KEY_HALF = np.uint64(0xFFFFFFFF00000000)


def keys_of_stem(word_key: int) -> tuple[int, int]:
    """The first and the last key of the words that have this word's stem."""
    return word_key & ~AFFIXES, word_key | AFFIXES


def holders_of(postings: NDArray[np.uint64], word_key: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who holds a stem, ascending, and how near to the word itself: 0 that word, 1 with its ending, 2 another form.

    Args:
        postings: all of the stem.
        word_key: the word.
    """
    keys = postings >> np.uint64(32)
    away = np.where(ending_of(keys & np.uint64(AFFIXES)) == ending_of(word_key & AFFIXES), 1, 2)
    away[keys == word_key] = 0
    each = np.sort(postings.astype(np.uint32).astype(np.int64) << 2 | away)
    articles, first = np.unique(each >> 2, return_index=True)
    return articles, each[first] & 3


def word_postings(texts: TokenBatch, titles: TokenBatch) -> NDArray[np.uint64]:
    """Every word of the articles' texts and headlines, ascending, each once; the number is the place in the batch."""
    everything = np.empty(len(texts.tokens) + len(titles.tokens), dtype=np.uint64)
    _fill(everything, 0, texts.tokens, texts.offsets)
    _fill(everything, len(texts.tokens), titles.tokens, titles.offsets)
    everything.sort()
    distinct: NDArray[np.uint64] = _distinct(everything)
    return distinct


def renumbered(postings: NDArray[np.uint64], article_ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Postings of places in a batch as those of articles.

    Args:
        postings: ascending.
        article_ids: by place, ascending; 0 where the postings of a place are left out.
    """
    numbers = article_ids[postings.astype(np.uint32)].astype(np.uint64)
    kept = numbers > 0
    return (postings[kept] & _KEY_HALF) | numbers[kept]


@compiled("void(u8[::1], i8, u4[::1], i8[::1])")
def _fill(result, at, tokens, offsets):
    for text in range(len(offsets) - 1):
        for i in range(offsets[text], offsets[text + 1]):
            result[at + i] = (np.uint64(tokens[i] >> np.uint32(MARK_BITS)) << np.uint64(32)) | np.uint64(text)


@compiled("u8[::1](u8[::1])")
def _distinct(ascending):
    """Each value once, in place."""
    count = 0
    for value in ascending:
        if count == 0 or value != ascending[count - 1]:
            ascending[count] = value
            count += 1
    return ascending[:count].copy()
