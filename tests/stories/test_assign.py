"""Stories: what joins, what does not, and that order never matters."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.stories.assign import RULE, MatchGraph, Member, Ties, assign_stories
from tests.stories.plain import Pairs, plain_stories, to_links

LENGTH = 100
Lengths = dict[int, int]


def matched(*pairs: tuple[int, int], score: float = 0.9) -> Pairs:
    """Copies or edits; a score under 0.6 makes them related, not republished."""
    return {(min(pair), max(pair)): score for pair in pairs}


def members(pairs: Pairs, lengths: Lengths | None = None) -> dict[int, Member]:
    articles = {article for pair in pairs for article in pair}
    return {i: Member("2026-03-02", i, (lengths or {}).get(i, LENGTH)) for i in articles}


def stories(pairs: Pairs, lengths: Lengths | None = None) -> list[list[int]]:
    return assign_stories(to_links(pairs), keys=members(pairs, lengths))


def clique(*articles: int) -> list[tuple[int, int]]:
    return list(itertools.combinations(articles, 2))


def test_copies_of_one_text_are_one_story() -> None:
    """Articles that all match each other are together."""
    assert stories(matched(*clique(1, 2, 3, 4))) == [[1, 2, 3, 4]]


def test_two_linked_articles_are_a_story() -> None:
    """An edit is enough for two articles, however unsure."""
    assert stories(matched((1, 2), score=0.6)) == [[1, 2]]


def test_related_articles_are_no_story() -> None:
    """Partial and template matches bring nobody together."""
    assert stories(matched(*clique(1, 2, 3), score=0.59)) == []


@given(st.integers(3, 40))
def test_a_chain_does_not_glue(length: int) -> None:
    """Where each article matches the next one only, no story has more than three."""
    assert max(map(len, stories(matched(*itertools.pairwise(range(length)))))) <= 3


@given(st.integers(5, 60), st.integers(2, 4))
def test_a_broad_chain_glues_as_far_as_the_balance(length: int, reach: int) -> None:
    """Where each article matches the next few, the last of a story still has its share of links in it."""
    chain = matched(*((i, j) for i in range(length) for j in range(i + 1, min(i + reach + 1, length))))

    assert max(map(len, stories(chain))) <= reach / RULE.min_balance + 1


@given(st.integers(2, 6), st.integers(2, 6), st.sampled_from([0.6, 0.8, 0.99]))
def test_one_article_does_not_merge_two_stories(left: int, right: int, score: float) -> None:
    """An article that is linked to every member of two stories joins one of them at most."""
    two = [*clique(*range(left)), *clique(*range(10, 10 + right))]
    bridge = [(99, i) for pair in two for i in pair]
    found = stories(matched(*two) | matched(*bridge, score=score))

    assert not any({0, 10} <= set(story) for story in found)


@given(st.integers(2, 12), st.booleans())
def test_a_round_up_joins_no_two_stories(quoted: int, copied: bool) -> None:
    """A long text that holds many unrelated ones is with one of them at most, be they single or copied."""
    pages = [(i, 100 + i) for i in range(quoted)] if copied else []
    holds = [(99, i) for i in range(quoted)]
    found = stories(matched(*pages) | matched(*holds, score=0.8), {99: quoted * LENGTH + 20})

    assert not any(len(set(story) & set(range(quoted))) > 1 for story in found)


def test_an_article_too_short_to_be_a_round_up_holds_a_third() -> None:
    """Two edits of one text that share nothing are together; not where the text could be two side by side."""
    pairs = matched((1, 2), (1, 3))

    assert stories(pairs, {1: 199}) == [[1, 2, 3]]
    assert stories(pairs, {1: 200}) != [[1, 2, 3]]


def test_independent_links_merge_two_halves_of_one_story() -> None:
    """Two groups that several members of both are linked across are one."""
    halves = [*clique(1, 2, 3), *clique(4, 5, 6)]
    across = [(1, 4), (2, 5), (3, 6), (1, 5)]

    assert stories(matched(*halves) | matched(*across, score=0.8)) == [[1, 2, 3, 4, 5, 6]]


def test_pairs_judged_otherwise_keep_two_stories_apart() -> None:
    """The same links do not merge where the other pairs were compared and are clearly not one text."""
    halves = [*clique(1, 2, 3), *clique(4, 5, 6)]
    across = [(1, 4), (2, 5), (3, 6), (1, 5)]
    against = [pair for pair in itertools.product((1, 2, 3), (4, 5, 6)) if pair not in across]
    pairs = matched(*halves) | matched(*across, score=0.8) | matched(*against, score=0.1)

    assert stories(pairs) == [[1, 2, 3], [4, 5, 6]]


def test_ties_say_why() -> None:
    """What speaks for and against joining two groups can be told."""
    pairs = matched((1, 3), score=0.8) | matched((1, 4), score=0.65) | matched((2, 3), score=0.1)
    ties = MatchGraph(to_links(pairs)).ties({1, 2}, {3, 4})

    assert ties == Ties(
        pairs=4, judged=3, speak_for=1, speak_against=1, linked_a=frozenset({1}), linked_b=frozenset({3, 4})
    )
    assert ties.balance == pytest.approx(0.0)


judged_pairs = st.dictionaries(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([0.1, 0.4, 0.6, 0.8, 0.95, 0.99]),
    max_size=45,
)
lengths_of_all = st.lists(st.integers(20, 300), min_size=12, max_size=12).map(lambda words: dict(enumerate(words)))


@given(judged_pairs, lengths_of_all)
def test_the_plain_rule_agrees(pairs: Pairs, lengths: Lengths) -> None:
    """The rule written out over the whole graph, part by part or not, gives the same stories."""
    assert stories(pairs, lengths) == plain_stories(pairs, lengths)


@given(judged_pairs, lengths_of_all, st.permutations(range(12)), st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_numbers_or_order(
    pairs: Pairs, lengths: Lengths, renumbered: list[int], random: object
) -> None:
    """The same articles under other numbers, their matches in another order, make the same stories."""
    keys = {i: Member("2026-03-02", i, lengths[i]) for i in range(12)}
    shuffled = random.sample(sorted(pairs), len(pairs))
    moved = {tuple(sorted((renumbered[a], renumbered[b]))): pairs[a, b] for a, b in shuffled}
    moved_keys = {renumbered[i]: keys[i] for i in keys}

    expected = [[renumbered[i] for i in story] for story in assign_stories(to_links(pairs), keys=keys)]
    assert assign_stories(to_links(moved), keys=moved_keys) == expected


@given(judged_pairs)
def test_every_member_of_a_story_is_linked_inside_it(pairs: Pairs) -> None:
    """No story has a member that is republished in none of the others; no article is in two."""
    found = stories(pairs)
    linked = defaultdict(set)
    for (a, b), score in pairs.items():
        if score >= 0.6:
            linked[a].add(b)
            linked[b].add(a)

    assert len({i for story in found for i in story}) == sum(map(len, found))
    assert all(linked[member] & set(story) for story in found for member in story)
