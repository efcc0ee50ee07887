"""What all other matches say about a pair: evidence that no two texts hold by themselves.

An official's words run in a dozen reports that owe each other nothing; a paragraph of last week stands in
every report since; near copies of either article tell the same story in a cleaner text. For each pair the third
articles are gone through that are matched with both, or with one of them. The *passage* of a pair is what both
share, in either text told by spans (`dedup.matching.compare.Compared`). The plain implementation that the
tests hold this against is in tests/matching/test_context.py; docs/judging.md says what each piece is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.compiled import compiled, part
from dedup.cores import on_all_cores
from dedup.matching.compare import (
    CONTAINMENT_A,
    CONTAINMENT_B,
    COVERAGE,
    FIRST_THIRD_L,
    FUNCTION_WORDS_S,
    LAG_HOURS,
    LEAD_COVER,
    LEAD_FOUND,
    SENTENCES_S,
    SPAN_BITS,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTEXT = (
    "carriers",
    "older_passage",
    "elsewhere_s",
    "bridged_lead_cover",
    "bridged_sentences_s",
    "copies_function_words_s",
    "copies_first_third_l",
    "copies_lead_found",
    "copies_sentences_s",
)
"""The columns of context.

- ``carriers``: how many articles carry the passage, little else of either article, and much text of their own.
- ``older_passage``: the share of the passage that stands in one article days older than both; the largest.
- ``elsewhere_s``: the share of the shorter article that stands outside the passage and in articles of these days
  that are not matched with the longer.
- ``bridged_lead_cover``, ``bridged_sentences_s``: the pair's own evidence of that name or, where more, the smaller of
  both that a third article has with the two; the largest. What it shares with the one and with the other must be one
  passage of it, by half of the shorter: an article that prints both, one after the other, bridges nothing.
- ``copies_...``: the mean of the evidence of that name over the pair, each near copy of the one with the other, and
  each near copy of the other with the one.
"""
CARRIERS, OLDER_PASSAGE, ELSEWHERE_S, BRIDGED_LEAD_COVER, BRIDGED_SENTENCES_S = range(5)
_OF_COPIES = np.array([FUNCTION_WORDS_S, FIRST_THIRD_L, LEAD_FOUND, SENTENCES_S])
_FIRST_OF_BRIDGES, _FIRST_OF_COPIES, _COLUMNS = BRIDGED_LEAD_COVER, BRIDGED_SENTENCES_S + 1, len(CONTEXT)
_OF_BRIDGES = np.array([LEAD_COVER, SENTENCES_S])
_FINE = 10_000  # evidence is added up as whole ten-thousandths, so that the order of adding changes nothing

_WORTH_A_THREAD = 2_000
"""Pairs: a millisecond and more."""
_HOUR = 3600.0
_NEAR_HOURS, _COPY_HOURS, _OLDER_HOURS = 72.0, 48.0, 36.0
_CARRIED, _BROUGHT, _OWN = 0.4, 0.25, 0.4
"""A carrier's shares: of the passage at least; of the rest of either article at most; of its own text at least."""
COPY_COVERAGE = 0.84
"""Of near copies, at least."""
_PAIRS, _FOURS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_EIGHTS, _ONES = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Matches, each once; of an article that is asked about, and of those it is matched with, all of them."""

    pairs: NDArray[np.int64]
    """(n, 2) article ids."""
    spans: NDArray[np.uint64]
    """(n, 2)."""
    evidence: NDArray[np.float32]
    """(n, len(EVIDENCE))."""
    articles: NDArray[np.int64]
    """(k,) ascending: all ids in ``pairs``."""
    published: NDArray[np.float64]
    """(k,) seconds; NaN where unknown."""


class _Sides(NamedTuple):
    """The matches as each article has them, ordered by article and by the other one."""

    starts: NDArray[np.int64]
    """(k + 1,) where those of each article begin."""
    others: NDArray[np.int64]
    there: NDArray[np.uint64]
    """Where in the article the other's text stands, and, as ``own``, where in the other the article's."""
    own: NDArray[np.uint64]
    lag_hours: NDArray[np.float32]
    coverage: NDArray[np.float32]
    copied: NDArray[np.int64]
    """(2 n, len(_OF_COPIES)) evidence in whole ten-thousandths."""
    bridging: NDArray[np.float32]
    """(2 n, len(_OF_BRIDGES)) evidence."""


def context_of(graph: Graph, wanted: NDArray[np.int64]) -> NDArray[np.float32]:
    """The context of some matches of a graph, (n, len(CONTEXT)).

    Args:
        graph: the matches.
        wanted: (n,) places in it.
    """
    ends = np.searchsorted(graph.articles, graph.pairs)
    copied = np.rint(graph.evidence[:, _OF_COPIES].astype(np.float64) * _FINE).astype(np.int64)
    sides = _sides(graph, ends, copied)
    asked = (
        ends[wanted],
        graph.spans[wanted],
        np.ascontiguousarray(graph.evidence[wanted][:, _OF_BRIDGES]),
        copied[wanted],
        graph.evidence[wanted, CONTAINMENT_A] - graph.evidence[wanted, CONTAINMENT_B],
    )
    context = np.zeros((len(wanted), _COLUMNS), dtype=np.float32)

    def look_at_some(some: slice) -> None:
        _context(sides, graph.published, tuple(each[some] for each in asked), context[some])

    on_all_cores(look_at_some, len(wanted), at_least=_WORTH_A_THREAD)
    return context


def _sides(graph: Graph, ends: NDArray[np.int64], copied: NDArray[np.int64]) -> _Sides:
    nodes, others = ends.T.ravel(), ends[:, ::-1].T.ravel()
    order = np.lexsort((others, nodes))
    edges = order % len(ends) if len(ends) else order
    return _Sides(
        starts=np.searchsorted(nodes[order], np.arange(len(graph.articles) + 1)),
        others=others[order],
        there=graph.spans.T.ravel()[order],
        own=graph.spans[:, ::-1].T.ravel()[order],
        lag_hours=graph.evidence[edges, LAG_HOURS],
        coverage=graph.evidence[edges, COVERAGE],
        copied=copied[edges],
        bridging=np.ascontiguousarray(graph.evidence[edges][:, _OF_BRIDGES]),
    )


@part
def _bits(span):
    """How many are set: in pairs, fours and eights at a time."""
    span -= (span >> np.uint64(1)) & _PAIRS
    span = (span & _FOURS) + ((span >> np.uint64(2)) & _FOURS)
    span = (span + (span >> np.uint64(4))) & _EIGHTS
    return np.int64((span * _ONES) >> np.uint64(56))


@part
def _carried(there, passage):
    """Of a passage the share that stands in a third article, which has text in common ``there``."""
    bits = _bits(passage)
    return _bits(there & passage) / bits if bits else 0.0


@part
def _brought(there, passage):
    """Of the rest of an article the share that stands in a third one."""
    bits = SPAN_BITS - _bits(passage)
    return _bits(there & ~passage) / bits if bits else 0.0


@part
def _is_near(lag_hours, limit):
    """Whether both are of these days; an unknown time is taken for near."""
    return not lag_hours > limit


@part
def _is_older(published, later):
    """Whether one is days older; not where a time is unknown."""
    return later - published > _OLDER_HOURS * _HOUR


@part
def _is_carrier(sides, i, j, passage):
    """Whether a third article, ``i`` and ``j`` of both, carries the passage and is otherwise its own."""
    for side, place in enumerate((i, j)):
        there = sides.there[place]
        if not _is_near(sides.lag_hours[place], _NEAR_HOURS):
            return False
        if _carried(there, passage[side]) < _CARRIED or _brought(there, passage[side]) >= _BROUGHT:
            return False
    return SPAN_BITS - max(_bits(sides.own[i]), _bits(sides.own[j])) >= _OWN * SPAN_BITS


@part
def _stands_elsewhere(sides, place, passage):
    """Where an article has text in common with one that the other of its pair is not matched with."""
    if sides.coverage[place] >= COPY_COVERAGE or not _is_near(sides.lag_hours[place], _NEAR_HOURS):
        return np.uint64(0)
    return sides.there[place] & ~passage


@part
def _bridge(sides, i, j, row):
    """Raises what is bridged to the weaker step over a third article, if one passage of it leads to both."""
    to_a, to_b = sides.own[i], sides.own[j]
    if 2 * _bits(to_a & to_b) >= max(1, min(_bits(to_a), _bits(to_b))):
        for k in range(len(_OF_BRIDGES)):
            weaker = min(sides.bridging[i, k], sides.bridging[j, k])
            row[_FIRST_OF_BRIDGES + k] = max(row[_FIRST_OF_BRIDGES + k], weaker)


@part
def _third(sides, i, j, passage, is_older, row):
    """Adds what an article says that is matched with both, ``i`` and ``j`` of them; how many near copies it gives."""
    row[CARRIERS] += _is_carrier(sides, i, j, passage)
    if is_older:
        found = min(_carried(sides.there[i], passage[0]), _carried(sides.there[j], passage[1]))
        row[OLDER_PASSAGE] = max(row[OLDER_PASSAGE], found)
    _bridge(sides, i, j, row)
    copies = 0
    for near, other in ((i, j), (j, i)):
        if sides.coverage[near] >= COPY_COVERAGE and _is_near(sides.lag_hours[near], _COPY_HOURS):
            copies += 1
            row[_FIRST_OF_COPIES:] += sides.copied[other]
    return copies


@part
def _in_context(sides, published, a, b, passage, shorter, row):
    """Fills the context of one pair, whose own evidence is in the columns of bridges and copies."""
    none = len(published)
    in_a = in_b = np.uint64(0)
    members = 1
    i, j = sides.starts[a], sides.starts[b]
    while i < sides.starts[a + 1] or j < sides.starts[b + 1]:
        of_a = sides.others[i] if i < sides.starts[a + 1] else none
        of_b = sides.others[j] if j < sides.starts[b + 1] else none
        if of_a == of_b:
            is_older = _is_older(published[of_a], published[a]) and _is_older(published[of_a], published[b])
            members += _third(sides, i, j, passage, is_older, row)
        elif of_a < of_b and of_a != b:
            in_a |= _stands_elsewhere(sides, i, passage[0])
        elif of_b < of_a and of_b != a:
            in_b |= _stands_elsewhere(sides, j, passage[1])
        i += of_a <= of_b
        j += of_b <= of_a
    row[_FIRST_OF_COPIES:] /= members * _FINE
    bits_a, bits_b = _bits(in_a), _bits(in_b)
    # The shorter one has the larger share of its shingles in the other.
    row[ELSEWHERE_S] = (bits_a if shorter > 0 else bits_b if shorter < 0 else max(bits_a, bits_b)) / SPAN_BITS


@compiled(
    "void(Tuple((i8[::1], i8[::1], u8[::1], u8[::1], f4[::1], f4[::1], i8[:, ::1], f4[:, ::1])), f8[::1],"
    " Tuple((i8[:, ::1], u8[:, ::1], f4[:, ::1], i8[:, ::1], f4[::1])), f4[:, ::1])"
)
def _context(sides, published, asked, context):
    """Fills the context of some pairs."""
    sides = _Sides(*sides)
    ends, spans, bridges, copies, shorter = asked
    row = np.zeros(_COLUMNS)
    for number in range(len(ends)):
        row[:] = 0
        row[_FIRST_OF_BRIDGES:_FIRST_OF_COPIES], row[_FIRST_OF_COPIES:] = bridges[number], copies[number]
        _in_context(sides, published, ends[number, 0], ends[number, 1], spans[number], shorter[number], row)
        context[number] = row
