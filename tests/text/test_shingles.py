"""Shingles of a batch against a plain loop over one text."""

from __future__ import annotations

import struct

import numpy as np
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.fold import folded_words
from dedup.text.hashing import xxh64_rows
from dedup.text.shingles import shingle_batch, shingle_sequence
from tests.factories import BRIDGE, HARVEST, arabic_texts, messy_texts


def plain_shingle_hashes(text: str, size: int) -> list[int]:
    """The definition, one shingle at a time."""
    words = [xxhash.xxh64_intdigest(word.encode("utf-16-le")) for word in folded_words(text, version=1)]
    rows = [words[i : i + size] for i in range(len(words) - size + 1)]
    return [xxhash.xxh64_intdigest(struct.pack(f"<{size}Q", *row)) & 0xFFFFFFFF for row in rows]


@given(st.lists(st.one_of(arabic_texts, messy_texts), max_size=6), st.integers(1, 3))
def test_a_batch_gives_the_sets_of_the_plain_definition(texts: list[str], size: int) -> None:
    """Each text of a batch has the set that a loop over its words gives, sorted and without repeats."""
    batch = shingle_batch(texts, fold_version=1, shingle_words=size)

    assert [batch.of(i).tolist() for i in range(len(texts))] == [
        sorted(set(plain_shingle_hashes(text, size))) for text in texts
    ]
    assert batch.word_counts.tolist() == [len(folded_words(text, version=1)) for text in texts]


@given(arabic_texts)
def test_the_sequence_keeps_reading_order_and_repeats(text: str) -> None:
    """One text's shingle hashes in order are those of the plain loop."""
    assert shingle_sequence(folded_words(text, version=1), shingle_words=3).tolist() == plain_shingle_hashes(text, 3)


@given(st.lists(st.tuples(*[st.integers(0, 2**64 - 1)] * 4), min_size=1, max_size=20), st.integers(1, 3))
def test_rows_hash_as_the_library_hashes_them(rows: list[tuple[int, ...]], width: int) -> None:
    """The vectorized XXH64 equals the xxhash library for one to three values and any seed."""
    lanes = [np.array([row[i] for row in rows], dtype=np.uint64) for i in range(width)]
    seeds = np.array([row[3] for row in rows], dtype=np.uint64)

    assert xxh64_rows(lanes, seed=seeds).tolist() == [
        xxhash.xxh64_intdigest(struct.pack(f"<{width}Q", *row[:width]), seed=row[3]) for row in rows
    ]


def test_equal_folded_texts_have_equal_hashes_and_others_do_not() -> None:
    """The text hash sees words and their order, not spelling or spacing."""
    turned = " ".join(reversed(BRIDGE.split()))
    batch = shingle_batch(
        [BRIDGE, BRIDGE.replace("ة", "ه").replace(" ", "\n"), HARVEST, turned],
        fold_version=1,
        shingle_words=3,
    )
    first, restyled, other, reordered = batch.text_hashes.tolist()

    assert first == restyled
    assert len({first, other, reordered}) == 3


def test_a_selection_is_a_batch_of_the_chosen_texts() -> None:
    """Selecting texts, none included, keeps their sets, counts and hashes."""
    batch = shingle_batch([BRIDGE, "", HARVEST], fold_version=1, shingle_words=3)
    chosen = batch.select([2, 1])

    assert chosen.of(0).tolist() == batch.of(2).tolist()
    assert chosen.word_counts.tolist() == batch.word_counts[[2, 1]].tolist()
    assert len(batch.select([])) == 0
