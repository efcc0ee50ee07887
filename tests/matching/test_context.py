"""What third articles say about a pair: the compiled pass against a plain one, whatever the articles' numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import cores
from dedup.matching import context
from dedup.matching.compare import (
    CONTAINMENT_A,
    CONTAINMENT_B,
    COVERAGE,
    EVIDENCE,
    FIRST_THIRD_L,
    FUNCTION_WORDS_S,
    LAG_HOURS,
    LEAD_COVER,
    LEAD_FOUND,
    SENTENCES_S,
)
from dedup.matching.context import CONTEXT, Graph, context_of

HOUR = 3600.0
BITS = range(64)
DRAWN = (
    COVERAGE, CONTAINMENT_A, CONTAINMENT_B, FUNCTION_WORDS_S, FIRST_THIRD_L, LEAD_COVER, LEAD_FOUND, SENTENCES_S
)  # fmt: skip
OF_COPIES = (FUNCTION_WORDS_S, FIRST_THIRD_L, LEAD_FOUND, SENTENCES_S)


@dataclass(frozen=True, kw_only=True)
class Match:
    """Of two articles: where in each, as sets of sixty-fourths, and the evidence that context looks at."""

    articles: tuple[int, int]
    spans: tuple[frozenset[int], frozenset[int]]
    evidence: dict[int, float]

    def of(self, article: int) -> frozenset[int]:
        """Where in that article."""
        return self.spans[self.articles.index(article)]

    def near(self, hours: float) -> bool:
        """Whether both are that near in time, or nobody knows."""
        return not self.evidence[LAG_HOURS] > hours


def plainly(matches: list[Match], published: dict[int, float], of: Match) -> list[float]:
    """The definition of `dedup.matching.context.CONTEXT`, a third article at a time."""
    between = {frozenset(match.articles): match for match in matches}
    a, b = of.articles
    carriers, older, family = 0, 0.0, [of]
    leads, sentences = [of.evidence[LEAD_COVER]], [of.evidence[SENTENCES_S]]
    outside: dict[int, set[int]] = {a: set(), b: set()}
    for c, time in published.items():
        with_a, with_b = (between.get(frozenset((one, c))) for one in (a, b))
        if c in (a, b):
            continue
        if with_a and with_b:
            both = ((a, with_a), (b, with_b))
            carried = [len(match.of(one) & of.of(one)) / len(of.of(one)) if of.of(one) else 0 for one, match in both]
            rests = [set(BITS) - of.of(one) for one, _ in both]
            brought = [
                len(match.of(one) & rest) / len(rest) if rest else 0
                for (one, match), rest in zip(both, rests, strict=True)
            ]
            own = 64 - max(len(with_a.of(c)), len(with_b.of(c)))
            carriers += (
                with_a.near(72) and with_b.near(72) and min(carried) >= 0.4 and max(brought) < 0.25 and own >= 0.4 * 64
            )
            if all(published[one] - time > 36 * HOUR for one in (a, b)):
                older = max(older, min(carried))
            of_c = [match.of(c) for match in (with_a, with_b)]
            if of_c[0] & of_c[1] and 2 * len(of_c[0] & of_c[1]) >= min(map(len, of_c)):
                leads.append(min(match.evidence[LEAD_COVER] for match in (with_a, with_b)))
                sentences.append(min(match.evidence[SENTENCES_S] for match in (with_a, with_b)))
            family += [other for near, other in ((with_a, with_b), (with_b, with_a)) if is_copy(near)]
        for one, match, other in ((a, with_a, with_b), (b, with_b, with_a)):
            if match and not other and match.near(72) and match.evidence[COVERAGE] < np.float32(0.84):
                outside[one] |= match.of(one) - of.of(one)
    shorter = of.evidence[CONTAINMENT_A] - of.evidence[CONTAINMENT_B]
    sizes = len(outside[a]), len(outside[b])
    elsewhere = (sizes[0] if shorter > 0 else sizes[1] if shorter < 0 else max(sizes)) / 64
    copies = [sum(match.evidence[k] for match in family) / len(family) for k in OF_COPIES]
    return [carriers, older, elsewhere, max(leads), max(sentences), *copies]


def is_copy(match: Match) -> bool:
    """Whether two articles are near copies of one day or two."""
    return match.near(48) and match.evidence[COVERAGE] >= np.float32(0.84)


def graph_of(matches: list[Match], published: dict[int, float]) -> Graph:
    """The same for the compiled pass."""
    evidence = np.zeros((len(matches), len(EVIDENCE)), dtype=np.float32)
    for row, match in zip(evidence, matches, strict=True):
        for column, value in match.evidence.items():
            row[column] = value
    articles = sorted({article for match in matches for article in match.articles})
    spans = [[sum(1 << bit for bit in span) for span in match.spans] for match in matches]
    return Graph(
        pairs=np.array([match.articles for match in matches], dtype=np.int64).reshape(-1, 2),
        spans=np.array(spans, dtype=np.uint64).reshape(-1, 2),
        evidence=evidence,
        articles=np.array(articles, dtype=np.int64),
        published=np.array([published[article] for article in articles]),
    )


# Stretches, as real ones are, so that passages of three articles meet.
stretches = st.tuples(st.integers(0, 63), st.integers(0, 64)).map(
    lambda edges: frozenset(range(edges[0], min(64, sum(edges))))
)
shares = st.integers(0, 20).map(lambda i: i / 20)
HOURS = (0.0, 2.0, 40.0, 50.0, 80.0)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Match], dict[int, float]]:
    """Up to six articles, most pairs of them matched."""
    articles = draw(st.lists(st.integers(1, 50), min_size=2, max_size=6, unique=True))
    published = {one: draw(st.sampled_from((*(hour * HOUR for hour in HOURS), math.nan))) for one in sorted(articles)}
    matches = []
    for i, a in enumerate(sorted(articles)):
        for b in sorted(articles)[i + 1 :]:
            if draw(st.integers(0, 3)):
                evidence = {column: draw(shares) for column in DRAWN}
                evidence[LAG_HOURS] = abs(published[a] - published[b]) / HOUR
                matches.append(Match(articles=(a, b), spans=(draw(stretches), draw(stretches)), evidence=evidence))
    return matches, published


@given(graphs(), st.integers(1, 3))
def test_the_compiled_pass_equals_the_plain_one(drawn: tuple[list[Match], dict[int, float]], available: int) -> None:
    """Every column of every match, however many cores look at some of them."""
    matches, published = drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cores, "cores", lambda: available)
        patch.setattr(context, "_WORTH_A_THREAD", 1)
        found = context_of(graph_of(matches, published), np.arange(len(matches)))
    expected = np.array([plainly(matches, published, match) for match in matches]).reshape(-1, len(CONTEXT))

    assert found == pytest.approx(expected, abs=1e-6)


@given(graphs(), st.permutations(range(1, 51)))
def test_numbers_of_articles_say_nothing(drawn: tuple[list[Match], dict[int, float]], numbers: list[int]) -> None:
    """Articles that came in another order have the same context, to the last digit."""
    matches, published = drawn
    other_way = [renumbered(match, numbers) for match in reversed(matches)]
    found = context_of(graph_of(matches, published), np.arange(len(matches)))
    again = context_of(
        graph_of(other_way, {numbers[one - 1]: time for one, time in published.items()}), np.arange(len(matches))
    )

    assert np.array_equal(found, again[::-1])


def renumbered(match: Match, numbers: list[int]) -> Match:
    """The same match of articles with other numbers, the smaller first."""
    a, b = (numbers[one - 1] for one in match.articles)
    if a < b:
        return Match(articles=(a, b), spans=match.spans, evidence=match.evidence)
    swapped = {CONTAINMENT_A: match.evidence[CONTAINMENT_B], CONTAINMENT_B: match.evidence[CONTAINMENT_A]}
    return Match(articles=(b, a), spans=match.spans[::-1], evidence=match.evidence | swapped)


def a_match(a: int, b: int, there: range, here: range, **given: Any) -> Match:
    """One with the evidence that is given, no hours apart."""
    evidence = dict.fromkeys((COVERAGE, CONTAINMENT_A, CONTAINMENT_B, LAG_HOURS, *OF_COPIES), 0.0)
    evidence |= {EVIDENCE.index(name): value for name, value in given.items()}
    return Match(articles=(a, b), spans=(frozenset(there), frozenset(here)), evidence=evidence)


def first_context(matches: list[Match], published: dict[int, float]) -> dict[str, float]:
    """Of the first match, by name."""
    row = context_of(graph_of(matches, published), np.array([0]))[0]
    return dict(zip(CONTEXT, row.tolist(), strict=True))


def test_reports_that_owe_each_other_a_statement_alone_are_carriers() -> None:
    """Two more reports carry what the pair shares; a copy of the first article is none."""
    now = dict.fromkeys((1, 2, 3, 4, 5), 0.0)
    statement = [a_match(a, b, range(20), range(20)) for a in (1, 2) for b in (3, 4)]
    copy = [a_match(1, 5, range(64), range(64), coverage=1.0), a_match(2, 5, range(20), range(20))]

    assert first_context([a_match(1, 2, range(20), range(20)), *statement, *copy], now)["carriers"] == 2


def test_a_paragraph_of_last_week_is_older() -> None:
    """It says nothing where it comes later."""
    pair = a_match(1, 2, range(40), range(40))
    thirds = [a_match(1, 3, range(30), range(30)), a_match(2, 3, range(30), range(30))]

    assert first_context([pair, *thirds], {1: 200 * HOUR, 2: 201 * HOUR, 3: 0.0})["older_passage"] == 0.75
    assert first_context([pair, *thirds], {1: 200 * HOUR, 2: 201 * HOUR, 3: 400 * HOUR})["older_passage"] == 0.0


def test_what_near_copies_say_counts_as_much_as_the_pair() -> None:
    """A cleaner copy of the first article, in which more is found, raises the mean."""
    pair = a_match(1, 2, range(30), range(30), sentences_s=0.4)
    thirds = [
        a_match(1, 3, range(64), range(64), coverage=0.9),
        a_match(2, 3, range(50), range(50), sentences_s=0.8),
    ]

    assert first_context([pair, *thirds], dict.fromkeys((1, 2, 3), 0.0))["copies_sentences_s"] == pytest.approx(0.6)


def bridged(pair: Match, *thirds: Match) -> tuple[float, float]:
    """Of the pair, lead and sentences."""
    found = first_context([pair, *thirds], dict.fromkeys((1, 2, 3), 0.0))
    return found["bridged_lead_cover"], found["bridged_sentences_s"]


def test_a_text_that_two_reworked_bridges_them() -> None:
    """The weaker step counts, where it says more than the pair itself."""
    pair = a_match(1, 2, range(30), range(30), lead_cover=0.2, sentences_s=0.6)
    first = a_match(1, 3, range(60), range(40), lead_cover=0.9, sentences_s=0.5)
    second = a_match(2, 3, range(60), range(20, 60), lead_cover=0.7, sentences_s=0.9)

    assert bridged(pair, first, second) == pytest.approx((0.7, 0.6))


def test_a_page_that_prints_two_texts_one_after_the_other_bridges_nothing() -> None:
    """What it shares with the one is not what it shares with the other."""
    pair = a_match(1, 2, range(10), range(10), lead_cover=0.0, sentences_s=0.3)
    first = a_match(1, 3, range(64), range(32), lead_cover=1.0, sentences_s=1.0)
    second = a_match(2, 3, range(64), range(28, 64), lead_cover=1.0, sentences_s=1.0)

    assert bridged(pair, first, second) == pytest.approx((0.0, 0.3))
