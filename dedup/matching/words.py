"""The words of articles as postings: what a search looks up.

The key is a word as a token has it, 22 bits of its stem's hash above 8 bits of what was taken off, so
that all forms of a stem are neighbours, and a form of its own is told apart. Two stems in some have
one hash: who shows an article looks at its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, part
from dedup.text.forms import NOT_A_FORM
from dedup.text.lexicon import AFFIX_BITS, AFFIXES, STEM_BITS
from dedup.text.tokens import MARK_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.text.forms import Form
    from dedup.text.tokens import TokenBatch

_KEY_BITS, _DIGIT_BITS = STEM_BITS + AFFIX_BITS, 10
_KEY_HALF = np.uint64(0xFFFFFFFF00000000)


def keys_of(form: Form) -> tuple[int, int]:
    """The first and the last key of words with that stem."""
    first = form.stem_hash << AFFIX_BITS
    return first, first | AFFIXES


def holders_of(found: Sequence[tuple[Form, NDArray[np.uint64]]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who holds forms of a word, ascending, and how near the nearest is (`dedup.text.forms`).

    Args:
        found: forms, and all postings of each one's stem.
    """
    held = [np.zeros(0, dtype=np.int64)]
    for form, postings in found:
        away = np.frombuffer(form.away, dtype=np.uint8)[(postings >> np.uint64(32)).astype(np.int64) & AFFIXES]
        packed = postings.astype(np.uint32).astype(np.int64) << AFFIX_BITS | away
        held.append(packed[away != NOT_A_FORM])
    each = np.sort(np.concatenate(held))
    articles, first = np.unique(each >> AFFIX_BITS, return_index=True)
    return articles, each[first] & AFFIXES


def word_postings(texts: TokenBatch, titles: TokenBatch) -> NDArray[np.uint64]:
    """Every word of the articles' texts and headlines, ascending, each once; the number is the place in the batch."""
    found: NDArray[np.uint64] = _word_postings(texts.tokens, texts.offsets, titles.tokens, titles.offsets)
    return found


def renumbered(postings: NDArray[np.uint64], article_ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Postings of places in a batch as those of articles.

    Args:
        postings: ascending.
        article_ids: by place, ascending; 0 where the postings of a place are left out.
    """
    numbers = article_ids[postings.astype(np.uint32)].astype(np.uint64)
    kept = numbers > 0
    return (postings[kept] & _KEY_HALF) | numbers[kept]


@part
def _posting(token, article):
    return (np.uint64(token >> np.uint32(MARK_BITS)) << np.uint64(32)) | np.uint64(article)


@part
def _sorted_by_key(postings):
    """By keys of 30 bits, ten at a time, the lowest first; what has one key stays in its order (a radix sort)."""
    other = np.empty_like(postings)
    for shift in range(32, 32 + _KEY_BITS, _DIGIT_BITS):
        begins = np.zeros((1 << _DIGIT_BITS) + 1, dtype=np.int64)
        for posting in postings:
            begins[_digit(posting, shift) + 1] += 1
        begins = np.cumsum(begins)
        for posting in postings:
            digit = _digit(posting, shift)
            other[begins[digit]] = posting
            begins[digit] += 1
        postings, other = other, postings
    return postings


@part
def _digit(posting, shift):
    return np.int64((posting >> np.uint64(shift)) & np.uint64((1 << _DIGIT_BITS) - 1))


@compiled("u8[::1](u4[::1], i8[::1], u4[::1], i8[::1])")
def _word_postings(texts, text_offsets, titles, title_offsets):
    postings, count = np.empty(len(texts) + len(titles), dtype=np.uint64), 0
    for article in range(len(text_offsets) - 1):
        for i in range(title_offsets[article], title_offsets[article + 1]):
            postings[count], count = _posting(titles[i], article), count + 1
        for i in range(text_offsets[article], text_offsets[article + 1]):
            postings[count], count = _posting(texts[i], article), count + 1
    ascending, count = _sorted_by_key(postings), 0
    for posting in ascending:
        if count == 0 or posting != ascending[count - 1]:
            ascending[count], count = posting, count + 1
    return ascending[:count].copy()
