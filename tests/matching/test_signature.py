"""Signatures and bands: datasketch is the oracle."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from datasketch import MinHash, MinHashLSH
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup import cores
from dedup.matching import signature
from dedup.matching.lsh import band_keys
from dedup.matching.signature import EMPTY, as_minhash, permutations, signatures
from dedup.params import NEWS_V1
from dedup.text.shingles import shingles_of
from dedup.text.tokens import tokenize
from tests.factories import BRIDGE, HARVEST, arabic_texts, reworded

PARAMS = [
    NEWS_V1,
    replace(NEWS_V1, num_perm=64, bands=64, rows=1, seed=7),
    replace(NEWS_V1, num_perm=30, bands=10, rows=3, seed=2),
]


def oracle(hashes: list[int], params: object) -> MinHash:
    """datasketch's own signature of the same 32-bit hashes."""
    sketch = MinHash(num_perm=params.num_perm, seed=params.seed, scheme="affine32", hashfunc=int)
    sketch.update_batch(hashes)
    return sketch


@pytest.mark.parametrize("params", PARAMS)
@given(texts=st.lists(arabic_texts, min_size=1, max_size=5))
@settings(max_examples=20)
def test_signatures_equal_datasketch_bit_for_bit(params: object, texts: list[str]) -> None:
    """Every value of every signature is datasketch's, empty sets included."""
    batch = tokenize(texts, fold_version=1)
    ours = signatures(batch, params)

    for i in range(len(texts)):
        assert ours[i].tolist() == oracle(shingles_of(batch.of(i)).tolist(), params).hashvalues.tolist()


@given(texts=st.lists(arabic_texts, max_size=9), available=st.integers(2, 4))
def test_signatures_made_on_several_cores_are_the_same(texts: list[str], available: int) -> None:
    """Each core signs its own texts."""
    batch = tokenize(texts, fold_version=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cores, "cores", lambda: available)
        patch.setattr(signature, "_WORTH_A_THREAD", 1)
        shared = signatures(batch, NEWS_V1)

    assert shared.tolist() == signatures(batch, NEWS_V1).tolist()


def test_permutations_are_those_of_datasketch() -> None:
    """Factors and addends equal the library's for any seed."""
    for seed in (1, 2, 12345):
        a, b = permutations(128, seed)
        theirs = MinHash(num_perm=128, seed=seed, scheme="affine32").permutations

        assert (a == theirs[0]).all()
        assert (b == theirs[1]).all()


def test_an_empty_set_has_the_empty_signature() -> None:
    """Nothing is similar to empty, and its signature says so."""
    batch = tokenize(["", BRIDGE], fold_version=1)

    assert (signatures(batch, NEWS_V1)[0] == EMPTY).all()


def test_a_signature_goes_on_in_datasketch() -> None:
    """The MinHash built from ours estimates the Jaccard that datasketch estimates."""
    batch = tokenize([BRIDGE, reworded(BRIDGE, every=9)], fold_version=1)
    ours = [as_minhash(signature, NEWS_V1) for signature in signatures(batch, NEWS_V1)]
    theirs = [oracle(shingles_of(batch.of(i)).tolist(), NEWS_V1) for i in range(2)]

    assert ours[0].jaccard(ours[1]) == theirs[0].jaccard(theirs[1]) > 0


@pytest.mark.parametrize("params", PARAMS)
@given(edits=st.lists(st.integers(2, 40), min_size=2, max_size=8))
@settings(max_examples=25)
def test_shared_band_keys_are_the_candidates_of_datasketch(params: object, edits: list[int]) -> None:
    """Two texts share a band key exactly when MinHashLSH with the same bands finds them."""
    texts = [reworded(BRIDGE, every=every) for every in edits] + [HARVEST]
    batch = tokenize(texts, fold_version=1)
    keys = [set(row) for row in band_keys(signatures(batch, params), params).tolist()]
    ours = {(i, j) for i, j in itertools.combinations(range(len(texts)), 2) if keys[i] & keys[j]}

    lsh = MinHashLSH(num_perm=params.num_perm, params=(params.bands, params.rows))
    sketches = [oracle(shingles_of(batch.of(i)).tolist(), params) for i in range(len(texts))]
    for i, sketch in enumerate(sketches):
        lsh.insert(i, sketch)
    theirs = {(i, j) for i, sketch in enumerate(sketches) for j in lsh.query(sketch) if i < j}

    assert ours == theirs


def test_band_keys_of_different_bands_differ() -> None:
    """Equal values in two bands are two keys, so that one table can hold all bands."""
    same = np.full((1, NEWS_V1.num_perm), 7, dtype=np.uint32)

    assert len(set(band_keys(same, NEWS_V1)[0].tolist())) == NEWS_V1.bands
