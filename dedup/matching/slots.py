"""Where two articles run in step and part for a few words: a form that was filled in again, or an edit.

For compiled loops. A *run* is a stretch of equal words that holds a shared shingle; a *gap* lies between
two runs that follow each other in both articles, and after the last. A gap with a few words on both
sides is a *slot*: something was put in another's place. Who edits a text drops, adds and rewords, and
leaves its names, places, numbers and days alone; who fills in a form changes these, and nothing else.
What stands before the first run is no gap: every outlet begins with a byline and a dateline of its own.
The idea is that of wrapper induction: Crescenzi, Mecca, Merialdo, "RoadRunner", 2001.
"""

from __future__ import annotations

import numpy as np

from dedup.compiled import uncounted
from dedup.matching.memory import FACTS, REPLACED
from dedup.matching.pieces import is_number
from dedup.matching.views import word
from dedup.params import SHINGLE_WORDS
from dedup.text.lexicon import WEEKDAY_FACT, listed

_MAX_SLOT, _MAX_EVEN_SLOT = 12, 40
"""Words of a slot on either side; where both sides have as many: a list of figures, a word between them."""


@uncounted
def in_slots(x, y, common, covered_x, covered_y, fact_stems, memory):
    """The gaps between two views, the shorter article's first; ``common`` is where their words stand in each other.

    Returns:
        Names, places, numbers in words and months that were replaced: of each kind, over all slots, the fewer of
        both sides' whose stems stand nowhere in the other article; the same, weekdays and numbers, all facts; of
        these, what stayed, and one, the share that was replaced; of the gaps that are no slot and the slots with
        replaced facts, the share of the latter; of both articles' words the share in runs and slots.
    """
    replaced = memory.facts[REPLACED]
    replaced[:] = 0
    with_facts = others = in_slot = 0
    for gap in memory.gaps[: gaps_between(x, y, common.shingles, memory.gaps)]:
        size_x, size_y = gap[1] - gap[0], gap[3] - gap[2]
        if is_slot(size_x, size_y):
            with_facts += replaced_in(x, y, common, gap, fact_stems, memory.facts) > 0
            in_slot += size_x + size_y
        else:
            others += size_x != 0 or size_y != 0
    kept = 0
    for i in range(len(x.tokens)):
        kept += covered_x[i] and _fact(x.tokens[i], x.stems[i], fact_stems) > 0
    facts = replaced.sum()
    # Without weekdays: two outlets may tell one day from either side of midnight.
    names = facts - replaced[WEEKDAY_FACT - 1] - replaced[FACTS - 1]
    gaps = with_facts + others
    in_step = (covered_x.sum() + covered_y.sum() + in_slot) / max(1, len(x.tokens) + len(y.tokens))
    return names, facts, facts / (facts + kept + 1), with_facts / gaps if gaps else 0.0, min(in_step, 1.0)


@uncounted
def gaps_between(x, y, shingles, gaps):
    """How many gaps there are; where each begins and ends in ``x``, then in ``y``, is written into ``gaps``.

    One is empty, or ends first, where a run goes on.
    """
    begin_x, begin_y = _next_run(x, y, shingles, 0)
    count = 0
    while begin_x < len(x.tokens):
        # Past the shingle in any case: two of them may share a hash and no word.
        end_x, end_y = min(begin_x + SHINGLE_WORDS, len(x.tokens)), min(begin_y + SHINGLE_WORDS, len(y.tokens))
        while end_x < len(x.tokens) and end_y < len(y.tokens) and word(x.tokens[end_x]) == word(y.tokens[end_y]):
            end_x, end_y = end_x + 1, end_y + 1
        begin_x, begin_y = _next_run(x, y, shingles, end_x)
        gaps[count, 0], gaps[count, 1], gaps[count, 2], gaps[count, 3] = end_x, begin_x, end_y, begin_y
        count += 1
    return count


@uncounted
def is_slot(size_x, size_y):
    """Whether a gap of so many words on either side is a slot."""
    return size_x > 0 and size_y > 0 and (max(size_x, size_y) <= _MAX_SLOT or size_x == size_y <= _MAX_EVEN_SLOT)


@uncounted
def _next_run(x, y, shingles, begin):
    """Where the next shared shingle stands in both; their ends if there is none."""
    for i in range(begin, len(shingles)):
        if shingles[i] >= 0:
            return i, np.int64(shingles[i])
    return len(x.tokens), len(y.tokens)


@uncounted
def _fact(token, stem, fact_stems):
    """The kind of fact a word is; 0 for none."""
    return FACTS if is_number(token) else listed(fact_stems, int(stem))


@uncounted
def replaced_in(x, y, common, gap, fact_stems, facts):
    """Facts of one article's slot that are others in the other's: of each kind, the fewer of both sides' own.

    Returns:
        How many; to those of earlier slots, by kind, they are added in the memory ``facts``.
    """
    own_x, own_y, replaced = facts[0], facts[1], facts[REPLACED]
    _own_facts(x, gap[0], gap[1], common.stems, fact_stems, own_x)
    _own_facts(y, gap[2], gap[3], common.stems_back, fact_stems, own_y)
    some = 0
    for kind in range(FACTS):
        fewer = min(own_x[kind], own_y[kind])
        replaced[kind] += fewer
        some += fewer
    return some


@uncounted
def _own_facts(x, begin, end, places, fact_stems, own):
    """Facts in a stretch of ``x`` whose stems stand nowhere in the other article, by kind, into ``own``."""
    own[:] = 0
    for i in range(begin, end):
        if places[i] < 0:
            kind = _fact(x.tokens[i], x.stems[i], fact_stems)
            if kind:
                own[kind - 1] += 1
