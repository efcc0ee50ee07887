"""Two articles to the evidence of what they share. Exact: from their tokens, in compiled loops.

S is the shorter article of a pair, L the longer; what is said of "first" words leaves bylines out. The
plain implementation that the tests hold this against is tests/matching/plain.py; docs/judging.md
says what each piece of evidence is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from dedup.compiled import compiled
from dedup.matching.documents import PUBLISHED
from dedup.matching.pieces import in_pieces
from dedup.matching.views import (
    content_pair_is_in,
    find_shingle,
    find_stem,
    lead_of,
    stem,
    title_of,
    views_of,
    word,
)
from dedup.params import SHINGLE_WORDS
from dedup.text.lexicon import MAX_RARITY, lexicon, listed
from dedup.text.tokens import SPEECH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.matching.documents import Documents

EVIDENCE = (
    "shared_shingles",
    "jaccard",
    "containment_a",
    "containment_b",
    "longest_run",
    "lag_hours",
    "coverage",
    "coverage_s",
    "lead_cover",
    "lead_found",
    "lead_any_s",
    "sentences_s",
    "close_s",
    "number_conflict_s",
    "missing_s",
    "speech_l",
    "headline",
)
"""The columns of evidence. Shares are between 0 and 1; ``lag_hours`` is NaN where a time is unknown.

- ``shared_shingles``, ``jaccard``, ``containment_a``, ``containment_b``: of the sets of shingles.
- ``longest_run``: words of S's longest stretch covered by shared shingles.
- ``coverage``: geometric mean of the shares of both texts' words that are covered; ``coverage_s``: of S's.
- ``lead_cover``: of the first 30 words the share that is covered; the smaller one of both articles.
- ``lead_found``: of the first 50 words, bylines included, the share, by rarity, that stands anywhere in
  the other; the smaller one of both.
- ``lead_any_s``: of S's first 18 content words the share, by rarity, whose stems stand anywhere in L.
- ``sentences_s``, ``close_s``, ``number_conflict_s``, ``missing_s``: see `dedup.matching.pieces`.
- ``speech_l``: of L's content words in shared pairs the share that is somebody's words.
- ``headline``: of a headline's stems the share, by rarity, among the other's first 60; the smaller of both.
"""
(
    SHARED, JACCARD, CONTAINMENT_A, CONTAINMENT_B, LONGEST_RUN, LAG_HOURS, COVERAGE, COVERAGE_S, LEAD_COVER,
    LEAD_FOUND, LEAD_ANY_S, SENTENCES_S, CLOSE_S, NUMBER_CONFLICT_S, MISSING_S, SPEECH_L, HEADLINE,
) = range(len(EVIDENCE))  # fmt: skip
MIN_SHARED_SHINGLES = 3
"""Pairs that share fewer are told apart without a closer look: their further evidence stays 0."""

_COLUMNS = len(EVIDENCE)
_LEAD_WORDS, _OPENING, _LEAD_CONTENT, _HEADLINE_WINDOW = 30, 50, 18, 60
_HOUR = 3600.0


def compare(documents: Documents, pairs: NDArray[np.int64], *, fold_version: int) -> NDArray[np.float32]:
    """The evidence of each pair.

    Args:
        documents: some documents.
        pairs: (n, 2) places in ``documents``.
        fold_version: which lexicon says how rare a stem is.

    Returns:
        (n, len(EVIDENCE)).
    """
    evidence: NDArray[np.float32] = _compare(documents.values, documents.starts, pairs, lexicon(fold_version).stems)
    return evidence


@njit(nogil=True)
def _share(part, whole):
    return part / whole if whole else 0.0


@njit(nogil=True)
def _shorter_first(views, a, b):
    """The shorter document and the longer; by content where both are as long, whatever their numbers."""
    size_a, size_b = views.begins[a + 1] - views.begins[a], views.begins[b + 1] - views.begins[b]
    if size_a != size_b:
        return (a, b) if size_a < size_b else (b, a)
    for i in range(size_a):
        left, right = views.tokens[views.begins[a] + i], views.tokens[views.begins[b] + i]
        if left != right:
            return (a, b) if left < right else (b, a)
    return a, b


@njit(nogil=True)
def _cover(views, s, l, covered_s, covered_l):
    """Marks the words of both that stand in shared shingles; how many distinct shingles are shared."""
    begin_s, begin_l = views.begins[s], views.begins[l]
    hits = np.zeros(len(covered_l), dtype=np.uint8)
    shared = 0
    for i in range(len(covered_s) - SHINGLE_WORDS + 1):
        place = find_shingle(views, l, views.hashes[begin_s + i])
        if place >= 0:
            shared += 1 - hits[place]
            hits[place] = 1
            covered_s[i : i + SHINGLE_WORDS] = 1
    for j in range(len(covered_l) - SHINGLE_WORDS + 1):
        if hits[views.same_shingle[begin_l + j]]:
            covered_l[j : j + SHINGLE_WORDS] = 1
    return shared


@njit(nogil=True)
def _longest(covered):
    """The longest covered stretch."""
    longest = run = 0
    for one in covered:
        run = run + 1 if one else 0
        longest = max(longest, run)
    return longest


@njit(nogil=True)
def _lead_cover(views, document, covered):
    lead = lead_of(views, document)
    head = covered[lead : lead + _LEAD_WORDS]
    return _share(head.sum(), len(head))


@njit(nogil=True)
def _lead_found(views, x, y):
    begin = views.begins[x]
    found = total = 0
    for i in range(begin, min(begin + _OPENING, views.begins[x + 1])):
        total += views.rarity[i]
        place = find_stem(views, y, stem(views.tokens[i]))
        while place >= 0:
            if word(views.tokens[views.begins[y] + place]) == word(views.tokens[i]):
                found += views.rarity[i]
                break
            place = views.next_same_stem[views.begins[y] + place]
    return _share(found, total)


@njit(nogil=True)
def _lead_any(views, x, y):
    begin, lead = views.begins[x], lead_of(views, x)
    found = total = seen = 0
    for k in range(views.content_counts[x]):
        position = views.content[begin + k]
        if position >= lead and seen < _LEAD_CONTENT:
            seen += 1
            total += views.rarity[begin + position]
            if find_stem(views, y, stem(views.tokens[begin + position])) >= 0:
                found += views.rarity[begin + position]
    return _share(found, total)


@njit(nogil=True)
def _headline(views, x, y, stem_rarities):
    """Rarity of the stems of ``x``'s headline, each once, that stand at the beginning of ``y``'s text."""
    title = title_of(views, x)
    found = total = 0
    for i in range(len(title)):
        wanted, repeated = stem(title[i]), False
        for k in range(i):
            repeated |= stem(title[k]) == wanted
        if not repeated:
            known = listed(stem_rarities, wanted)
            rarity = known - 1 if known else MAX_RARITY
            total += rarity
            if 0 <= find_stem(views, y, wanted) < _HEADLINE_WINDOW:
                found += rarity
    return _share(found, total)


@njit(nogil=True)
def _speech(views, x, y):
    """Of ``x``'s content words that stand in a pair shared with ``y`` the share that is somebody's words."""
    begin, count = views.begins[x], views.content_counts[x]
    shared = np.zeros(count, dtype=np.uint8)
    for place in range(count - 1):
        if content_pair_is_in(views, x, place, y):
            shared[place : place + 2] = 1
    speech = 0
    for place in range(count):
        if shared[place] and views.tokens[begin + views.content[begin + place]] & SPEECH:
            speech += 1
    return _share(speech, shared.sum())


@njit(nogil=True)
def _lag_hours(views, a, b):
    first, second = views.values[views.starts[a] + PUBLISHED], views.values[views.starts[b] + PUBLISHED]
    return abs(np.int64(first) - np.int64(second)) / _HOUR if first and second else np.nan


@njit(nogil=True)
def _look_closer(views, s, l, covered_s, covered_l, stem_rarities, row):
    row[LONGEST_RUN] = _longest(covered_s)
    coverage_s, coverage_l = _share(covered_s.sum(), len(covered_s)), _share(covered_l.sum(), len(covered_l))
    row[COVERAGE], row[COVERAGE_S] = np.sqrt(coverage_s * coverage_l), coverage_s
    row[LEAD_COVER] = min(_lead_cover(views, s, covered_s), _lead_cover(views, l, covered_l))
    row[LEAD_FOUND] = min(_lead_found(views, s, l), _lead_found(views, l, s))
    row[LEAD_ANY_S] = _lead_any(views, s, l)
    pieces = in_pieces(views, s, l)
    row[SENTENCES_S], row[CLOSE_S], row[NUMBER_CONFLICT_S], row[MISSING_S] = pieces
    row[SPEECH_L] = _speech(views, l, s)
    row[HEADLINE] = min(_headline(views, s, l, stem_rarities), _headline(views, l, s, stem_rarities))


@compiled("f4[:, ::1](Array(u4, 1, 'C', readonly=True), i8[::1], i8[:, ::1], i8[::1])")
def _compare(values, starts, pairs, stem_rarities):
    views = views_of(values, starts, stem_rarities)
    evidence = np.zeros((len(pairs), _COLUMNS), dtype=np.float32)
    for number in range(len(pairs)):
        a, b, row = pairs[number, 0], pairs[number, 1], evidence[number]
        s, l = _shorter_first(views, a, b)
        covered_s = np.zeros(views.begins[s + 1] - views.begins[s], dtype=np.uint8)
        covered_l = np.zeros(views.begins[l + 1] - views.begins[l], dtype=np.uint8)
        shared = _cover(views, s, l, covered_s, covered_l)
        row[SHARED], row[LAG_HOURS] = shared, _lag_hours(views, a, b)
        row[JACCARD] = _share(shared, views.shingle_counts[a] + views.shingle_counts[b] - shared)
        row[CONTAINMENT_A] = _share(shared, views.shingle_counts[a])
        row[CONTAINMENT_B] = _share(shared, views.shingle_counts[b])
        if shared >= MIN_SHARED_SHINGLES:
            _look_closer(views, s, l, covered_s, covered_l, stem_rarities, row)
    return evidence
