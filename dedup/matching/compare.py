"""Two articles to the evidence of what they share. Exact: from their tokens, in compiled loops.

S is the shorter article of a pair, L the longer; what is said of "first" words leaves bylines out. The
plain implementation that the tests hold this against is tests/matching/plain.py; docs/judging.md
says what each piece of evidence is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, uncounted
from dedup.cores import on_all_cores
from dedup.matching.common import common_of, entered, first_position, group_of, swapped
from dedup.matching.memory import MEMORY, Memory, memory_for
from dedup.matching.order import common_in_order
from dedup.matching.pieces import in_pieces
from dedup.matching.slots import gaps_between, in_slots, is_slot, replaced_in
from dedup.matching.views import (
    CONTENT,
    lead_of,
    look_at,
    published_of,
    stands_in,
    view_of,
    views_in,
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
    "function_words_s",
    "lead_cover",
    "first_third_l",
    "lead_found",
    "lead_any_s",
    "sentences_s",
    "close_s",
    "in_order",
    "number_conflict_s",
    "missing_s",
    "speech_l",
    "headline",
    "replaced_names",
    "replaced_facts",
    "fact_conflict",
    "fact_slots",
    "in_step",
)
"""The columns of evidence. Shares are between 0 and 1; ``lag_hours`` is NaN where a time is unknown.

- ``shared_shingles``, ``jaccard``, ``containment_a``, ``containment_b``: of the sets of shingles.
- ``longest_run``: words of S's longest stretch covered by shared shingles.
- ``coverage``: geometric mean of the shares of both texts' words that are covered; ``coverage_s``: of S's.
- ``function_words_s``: of S's words that carry no content the share that is covered (Stamatatos, "Plagiarism
  detection using stopword n-grams", JASIST 62, 2011).
- ``lead_cover``: of the first 30 words the share that is covered; the smaller one of both articles.
- ``first_third_l``: of L's first third the share that is covered.
- ``lead_found``: of the first 50 words, bylines included, the share, by rarity, that stands anywhere in
  the other; the smaller one of both.
- ``lead_any_s``: of S's first 18 content words the share, by rarity, whose stems stand anywhere in L.
- ``sentences_s``, ``close_s``, ``number_conflict_s``, ``missing_s``: see `dedup.matching.pieces`.
- ``in_order``: geometric mean of the shares of both texts' content words whose stems stand in the other in the same order
  (`dedup.matching.order`).
- ``speech_l``: of L's content words in shared pairs the share that is somebody's words.
- ``headline``: of a headline's stems the share, by rarity, among the other's first 60; the smaller of both.
- ``replaced_names``, ``replaced_facts``, ``fact_conflict``, ``fact_slots``, ``in_step``: see `dedup.matching.slots`.
"""
(
    SHARED, JACCARD, CONTAINMENT_A, CONTAINMENT_B, LONGEST_RUN, LAG_HOURS, COVERAGE, COVERAGE_S, FUNCTION_WORDS_S,
    LEAD_COVER, FIRST_THIRD_L, LEAD_FOUND, LEAD_ANY_S, SENTENCES_S, CLOSE_S, IN_ORDER, NUMBER_CONFLICT_S, MISSING_S,
    SPEECH_L, HEADLINE, REPLACED_NAMES, REPLACED_FACTS, FACT_CONFLICT, FACT_SLOTS, IN_STEP,
) = range(len(EVIDENCE))  # fmt: skip
SPAN_BITS = 64
MIN_SHARED_SHINGLES = 3
"""Pairs that share fewer are told apart without a closer look: their further evidence stays 0."""

_COLUMNS = len(EVIDENCE)
_WORTH_A_THREAD = 500
"""Pairs: some ten milliseconds. A document that two threads meet is looked at by both."""
_LEAD_WORDS, _OPENING, _LEAD_CONTENT, _HEADLINE_WINDOW = 30, 50, 18, 60
_HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What pairs share, (n,) each."""

    evidence: NDArray[np.float32]
    """(n, len(EVIDENCE))."""
    spans: NDArray[np.uint64]
    """(n, 2): where in either article: bit ``k`` is its ``k``-th sixty-fourth, set where more than half is covered."""


def compare(documents: Documents, pairs: NDArray[np.int64], *, fold_version: int) -> Compared:
    """What the articles of each pair share.

    Args:
        documents: some documents.
        pairs: (n, 2) places in ``documents``; quickest where those of one document are together.
        fold_version: which lexicon says how rare a stem is.
    """
    known = lexicon(fold_version)
    evidence = np.zeros((len(pairs), _COLUMNS), dtype=np.float32)
    spans = np.zeros((len(pairs), 2), dtype=np.uint64)

    def compare_some(some: slice) -> None:
        memory = tuple(memory_for(documents))
        _compare(
            *_arrays(documents),
            pairs[some],
            known.stems,
            known.facts,
            memory,
            evidence[some],
            spans[some],
        )

    on_all_cores(compare_some, len(pairs), at_least=_WORTH_A_THREAD)
    return Compared(evidence=evidence, spans=spans)


def replaced_facts(documents: Documents, *, fold_version: int) -> NDArray[np.int64]:
    """Where two articles run in step and hold other facts (`dedup.matching.slots`).

    Args:
        documents: two documents.
        fold_version: which lexicon says what is a fact.

    Returns:
        (n, 4): the words that such a slot begins with and ends before, in the first document and in the second.
    """
    known = lexicon(fold_version)
    memory = memory_for(documents)
    slots = np.empty((len(memory.gaps), 4), dtype=np.int64)
    count = _replaced_facts(*_arrays(documents), known.stems, known.facts, tuple(memory), slots)
    return slots[:count]


def _arrays(documents: Documents) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint32]]:
    return documents.values, documents.starts, documents.shingles


@uncounted
def _share(part, whole):
    return part / whole if whole else 0.0


@uncounted
def _shorter_first(views, a, b):
    """The shorter document and the longer; by content where both are as long, whatever their numbers."""
    left, right = view_of(views, a).tokens, view_of(views, b).tokens
    if len(left) != len(right):
        return (a, b) if len(left) < len(right) else (b, a)
    for i in range(len(left)):
        if left[i] != right[i]:
            return (a, b) if left[i] < right[i] else (b, a)
    return (a, b) if lead_of(views, a) <= lead_of(views, b) else (b, a)


@uncounted
def _cover(shingles, covered):
    """Marks the words that stand in shared shingles."""
    covered[:] = 0
    for i in range(len(shingles) - SHINGLE_WORDS + 1):
        if shingles[i] >= 0:
            covered[i : i + SHINGLE_WORDS] = 1


@uncounted
def _shared(shingles, next_same):
    """How many distinct shingles are shared: of each, the last one is counted."""
    count = 0
    for i in range(len(next_same)):
        count += shingles[i] >= 0 and next_same[i] < 0
    return count


@uncounted
def _longest(covered):
    """The longest covered stretch."""
    longest = run = 0
    for one in covered:
        run = run + 1 if one else 0
        longest = max(longest, run)
    return longest


@uncounted
def _span(covered):
    """Which sixty-fourths of a text are covered; of a shorter one, a word stands for several."""
    span, size = np.uint64(0), len(covered)
    for part in range(SPAN_BITS):
        begin = part * size // SPAN_BITS
        end = max(begin + 1, (part + 1) * size // SPAN_BITS)
        if 2 * covered[begin:end].sum() > end - begin:
            span |= np.uint64(1) << np.uint64(part)
    return span


@uncounted
def _lead_cover(lead, covered):
    head = covered[lead : lead + _LEAD_WORDS]
    return _share(head.sum(), len(head))


@uncounted
def _lead_found(tokens, rarity, places, other_tokens, other_next):
    found = total = 0
    for i in range(min(_OPENING, len(tokens))):
        total += rarity[i]
        place = places[i]
        while place >= 0:
            if word(other_tokens[place]) == word(tokens[i]):
                found += rarity[i]
                break
            place = other_next[place]
    return _share(found, total)


@uncounted
def _lead_any(lead, rarity, content, places):
    found = total = seen = 0
    for position in content:
        if position >= lead and seen < _LEAD_CONTENT:
            seen += 1
            total += rarity[position]
            if places[position] >= 0:
                found += rarity[position]
    return _share(found, total)


@uncounted
def _headline(known, title_x, title_y, there, stems_y, stem_rarities):
    """Rarity of a headline's stems, each once, that stand at the beginning of the other text; the smaller of both."""
    found_x = found_y = total_x = total_y = 0
    for i in range(len(title_x)):
        rarity = _rarity_once(title_x, i, stem_rarities)
        total_x += rarity
        place = first_position(title_x[i], known.stems)
        if place >= 0:
            found_x += rarity if 0 <= there[place] < _HEADLINE_WINDOW else 0
        elif stands_in(title_x[i], stems_y[:_HEADLINE_WINDOW]):
            found_x += rarity
    for i in range(len(title_y)):
        rarity = _rarity_once(title_y, i, stem_rarities)
        total_y += rarity
        found_y += rarity if 0 <= first_position(title_y[i], known.stems) < _HEADLINE_WINDOW else 0
    return min(_share(found_x, total_x), _share(found_y, total_y))


@uncounted
def _rarity_once(stems, i, stem_rarities):
    """How rare a stem is; 0 where it stands before."""
    if stands_in(stems[i], stems[:i]):
        return 0
    known = listed(stem_rarities, np.int64(stems[i]))
    return known - 1 if known else MAX_RARITY


@uncounted
def _speech(tokens, content, places, other_stems, other_next, other_next_content):
    """Of the content words that stand in a shared pair the share that is somebody's words."""
    speech = words = marked = 0
    for place in range(len(content) - 1):
        left, right = places[content[place]], places[content[place + 1]]
        while left >= 0 and right >= 0:
            after = other_next_content[left]
            if after >= 0 and other_stems[after] == other_stems[right]:
                for k in range(max(place, marked), place + 2):
                    words += 1
                    speech += (tokens[content[k]] & SPEECH) != 0
                marked = place + 2
                break
            left = other_next[left]
    return _share(speech, words)


@uncounted
def _function_words(rarity, covered):
    """Of the words that carry no content, "in", "that", "said", the share that is covered."""
    words = found = 0
    for i in range(len(rarity)):
        if rarity[i] < CONTENT:
            words += 1
            found += covered[i]
    return _share(found, words)


@uncounted
def _lag_hours(views, a, b):
    first, second = published_of(views, a), published_of(views, b)
    return abs(first - second) / _HOUR if first and second else np.nan


@uncounted
def _look_closer(views, s, l, common, covered_s, covered_l, fact_stems, memory, row):
    x, y = view_of(views, s), view_of(views, l)
    row[LONGEST_RUN] = _longest(covered_s)
    coverage_s, coverage_l = _share(covered_s.sum(), len(covered_s)), _share(covered_l.sum(), len(covered_l))
    row[COVERAGE], row[COVERAGE_S] = np.sqrt(coverage_s * coverage_l), coverage_s
    row[FUNCTION_WORDS_S] = _function_words(x.rarity, covered_s)
    lead_s, lead_l = lead_of(views, s), lead_of(views, l)
    row[LEAD_COVER] = min(_lead_cover(lead_s, covered_s), _lead_cover(lead_l, covered_l))
    third_l = covered_l[: max(1, len(covered_l) // 3)]
    row[FIRST_THIRD_L] = _share(third_l.sum(), len(third_l))
    row[LEAD_FOUND] = min(
        _lead_found(x.tokens, x.rarity, common.stems, y.tokens, common.next_same_back),
        _lead_found(y.tokens, y.rarity, common.stems_back, x.tokens, common.next_same),
    )
    row[LEAD_ANY_S] = _lead_any(lead_s, x.rarity, x.content, common.stems)
    row[SENTENCES_S], row[CLOSE_S], row[NUMBER_CONFLICT_S], row[MISSING_S] = in_pieces(x, y, common, memory)
    row[IN_ORDER] = _share(common_in_order(x, y, common, memory), np.sqrt(len(x.content) * len(y.content)))
    row[SPEECH_L] = _speech(y.tokens, y.content, common.stems_back, x.stems, common.next_same, x.next_content)
    facts = in_slots(x, y, common, covered_s, covered_l, fact_stems, memory)
    row[REPLACED_NAMES], row[REPLACED_FACTS], row[FACT_CONFLICT], row[FACT_SLOTS], row[IN_STEP] = facts


@uncounted
def _compare_two(views, known, pair, column, stem_rarities, fact_stems, memory, row, span):
    """Fills the evidence of a pair, the document in ``column`` being ``known``."""
    h, o = pair[column], pair[1 - column]
    x, y = view_of(views, h), view_of(views, o)
    common = common_of(known, x, y, memory)
    shared = _shared(common.shingles, known.shingles.next_same)
    row[SHARED], row[LAG_HOURS] = shared, _lag_hours(views, h, o)
    row[JACCARD] = _share(shared, views.shingle_counts[h] + views.shingle_counts[o] - shared)
    row[CONTAINMENT_A] = _share(shared, views.shingle_counts[pair[0]])
    row[CONTAINMENT_B] = _share(shared, views.shingle_counts[pair[1]])
    if shared < MIN_SHARED_SHINGLES:
        return
    row[HEADLINE] = _headline(known, x.title_stems, y.title_stems, common.stems, y.stems, stem_rarities)
    s, l = _shorter_first(views, h, o)
    common = common if s == h else swapped(common)
    covered_s, covered_l = memory.covered[0][: len(common.shingles)], memory.covered[1][: len(common.shingles_back)]
    _cover(common.shingles, covered_s)
    _cover(common.shingles_back, covered_l)
    _look_closer(views, s, l, common, covered_s, covered_l, fact_stems, memory, row)
    covered_a, covered_b = (covered_s, covered_l) if s == pair[0] else (covered_l, covered_s)
    span[0], span[1] = _span(covered_a), _span(covered_b)


_DOCUMENTS = "Array(u4, 1, 'C', readonly=True), i8[::1], u4[::1]"


@compiled(f"void({_DOCUMENTS}, i8[:, ::1], i8[::1], i8[::1], {MEMORY}, f4[:, ::1], u8[:, ::1])", makes_arrays=False)
def _compare(values, starts, shingles, pairs, stem_rarities, fact_stems, rows, evidence, spans):
    memory = Memory(*rows)
    views = views_in(memory, values, starts, shingles)
    for pair in pairs:
        look_at(views, pair[0], stem_rarities, memory)
        look_at(views, pair[1], stem_rarities, memory)
    begin = 0
    while begin < len(pairs):
        end, column = group_of(pairs, begin)
        known = entered(view_of(views, pairs[begin, column]), memory)
        for number in range(begin, end):
            row, span = evidence[number], spans[number]
            _compare_two(views, known, pairs[number], column, stem_rarities, fact_stems, memory, row, span)
        begin = end


@compiled(f"i8({_DOCUMENTS}, i8[::1], i8[::1], {MEMORY}, i8[:, ::1])", makes_arrays=False)
def _replaced_facts(values, starts, shingles, stem_rarities, fact_stems, rows, found):
    memory = Memory(*rows)
    views = views_in(memory, values, starts, shingles)
    for document in range(2):
        look_at(views, document, stem_rarities, memory)
    s, l = _shorter_first(views, 0, 1)
    x, y = view_of(views, s), view_of(views, l)
    common = common_of(entered(x, memory), x, y, memory)
    count = 0
    for gap in memory.gaps[: gaps_between(x, y, common.shingles, memory.gaps)]:
        if is_slot(gap[1] - gap[0], gap[3] - gap[2]) and replaced_in(x, y, common, gap, fact_stems, memory.facts):
            for end in range(2):
                found[count, 2 * s + end], found[count, 2 * l + end] = gap[end], gap[2 + end]
            count += 1
    return count
