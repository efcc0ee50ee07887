"""Stories: what joins, what does not, and that order never matters."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from dedup.stories.assign import MIN_MEAN_WEIGHT, WEIGHS_FROM, Link, assign_stories

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from dedup.matching.judge import Relation

    Judged = Mapping[tuple[int, int], tuple[Relation, float]]


def links(*pairs: tuple[int, int], relation: Relation = "edited", score: float = 0.8) -> list[Link]:
    return [Link(article_a=min(p), article_b=max(p), relation=relation, score=score) for p in pairs]


def links_of(judged: Judged) -> list[Link]:
    return [Link(article_a=a, article_b=b, relation=r, score=s) for (a, b), (r, s) in judged.items()]


def stories(given_links: list[Link]) -> list[list[int]]:
    members = {i for link in given_links for i in (link.article_a, link.article_b)}
    return assign_stories(given_links, keys={i: ("2026-03-02", i) for i in members})


def clique(*members: int) -> list[tuple[int, int]]:
    return list(itertools.combinations(members, 2))


def test_copies_of_one_text_are_one_story() -> None:
    """Articles that all match each other are together."""
    assert stories(links(*clique(1, 2, 3, 4))) == [[1, 2, 3, 4]]


def test_the_same_thing_days_later_is_another_story() -> None:
    """Half of the pairs between two reports pass for edits; the likeness of the others counts within three days only."""
    one, other = clique(1, 2), clique(3, 4)
    edits = links(*one, *other, score=0.95) + links((1, 3), (2, 4), score=0.85)

    def alike(lag_hours: float | None) -> list[Link]:
        return [
            Link(article_a=a, article_b=b, relation="partial", score=0.5, lag_hours=lag_hours)
            for a, b in ((1, 4), (2, 3))
        ]

    assert stories(edits + alike(20)) == [[1, 2, 3, 4]]
    assert stories(edits + alike(None)) == [[1, 2, 3, 4]]
    assert stories(edits + alike(120)) == [[1, 2], [3, 4]]


@given(st.integers(3, 40), st.floats(0.6, 0.99))
def test_a_chain_of_neighbours_is_not_one_story(length: int, score: float) -> None:
    """In x0 - x1 - ... - xn, where only neighbours match, a story holds two neighbours at most."""
    found = stories(links(*((i, i + 1) for i in range(length)), score=score))

    assert max(map(len, found)) == 2


@given(st.integers(2, 8), st.integers(2, 8), st.floats(0.6, 0.8))
def test_one_link_between_two_tight_groups_merges_nothing(left: int, right: int, score: float) -> None:
    """Two groups whose members all match stay two when a single pair, no surer than theirs, matches across."""
    one, other = range(left), range(left, left + right)
    found = stories(links(*clique(*one), *clique(*other)) + links((0, left), score=score))

    assert found == [list(one), list(other)]


@given(st.integers(2, 6), st.integers(2, 6), st.integers(0, 36), st.integers(0, 36))
def test_one_page_does_not_merge_two_stories(left: int, right: int, to_left: int, to_right: int) -> None:
    """A page that matches any number of articles of two stories joins one of them at most."""
    one, other, page = range(left), range(left, left + right), left + right
    bridge = [(page, i) for i in (*one[:to_left], *other[:to_right])]
    found = stories(links(*clique(*one), *clique(*other)) + links(*bridge, score=0.7))

    assert not any({0, left} <= set(story) for story in found)


@given(st.integers(2, 6), st.integers(2, 5), st.sampled_from(["partial", "edited"]))
def test_a_round_up_of_many_stories_joins_none(count: int, size: int, relation: Relation) -> None:
    """A page that is partial to every article of the stories it quotes, or matches one of each, stays alone."""
    quoted = [list(range(i * size, (i + 1) * size)) for i in range(count)]
    roundup = count * size
    named = quoted if relation == "partial" else [story[:1] for story in quoted]
    quotes = links(*((i, roundup) for story in named for i in story), relation=relation, score=0.6)
    found = stories(links(*(pair for story in quoted for pair in clique(*story))) + quotes)

    assert found == quoted


def test_independent_links_merge_two_halves_of_one_story() -> None:
    """Two groups are one when the pairs across are likely on the whole, though few are matches for sure."""
    halves = links(*clique(1, 2, 3), *clique(4, 5, 6))
    across = links((1, 4), (2, 5), (3, 6), (1, 5)) + links(
        (1, 6), (2, 4), (2, 6), (3, 4), (3, 5), relation="partial", score=0.55
    )

    assert stories(halves + across) == [[1, 2, 3, 4, 5, 6]]


def test_a_pair_found_to_be_apart_counts_against_a_merge() -> None:
    """An edit of one article whose pair with the other is a template, hardly alike or nothing, stays out."""
    sure, doubtful = links((1, 2), score=0.95), links((2, 3), score=0.85)

    assert stories(sure + doubtful + links((1, 3), relation="partial", score=0.5)) == [[1, 2, 3]]
    assert stories(sure + doubtful + links((1, 3), relation="partial", score=0.1)) == [[1, 2]]
    assert stories(sure + doubtful + links((1, 3), relation="template", score=0.4)) == [[1, 2]]
    assert stories(sure + doubtful) == [[1, 2]]


judged_pairs = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda p: p[0] < p[1]),
    st.sampled_from(
        [("copy", 0.9), ("edited", 0.9), ("edited", 0.6), ("partial", 0.4), ("partial", 0.05), ("template", 0.4)]
    ),
    max_size=50,
)


@given(judged_pairs, st.permutations(range(13)), st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_numbers_or_order(judged: Judged, renumbered: list[int], random: Random) -> None:
    """The same articles under other numbers, their pairs in another order, make the same stories."""
    keys = {i: ("2026-03-02", i) for i in range(13)}
    moved = links_of(
        {
            (min(renumbered[a], renumbered[b]), max(renumbered[a], renumbered[b])): judgement
            for (a, b), judgement in judged.items()
        }
    )
    random.shuffle(moved)
    moved_keys = {renumbered[i]: keys[i] for i in keys}

    expected = [[renumbered[i] for i in story] for story in assign_stories(links_of(judged), keys=keys)]
    assert assign_stories(moved, keys=moved_keys) == expected


def weight(relation: str, score: float) -> float:
    return score**1.5 if relation != "template" and score >= WEIGHS_FROM else 0.0


@given(judged_pairs)
def test_pairs_that_weigh_nothing_may_be_left_out(judged: Judged) -> None:
    """A pair that is apart weighs as much as a pair nothing was found for."""
    weighing = {pair: judgement for pair, judgement in judged.items() if weight(*judgement)}

    assert stories(links_of(judged)) == stories(links_of(weighing))


@given(judged_pairs)
def test_a_story_is_likely_inside(judged: Judged) -> None:
    """The mean over all pairs of a story is high, each member matches another, and no article is in two."""
    found = stories(links_of(judged))

    assert len({i for story in found for i in story}) == sum(map(len, found))
    for story in found:
        weights = [weight(*judged[pair]) for pair in clique(*story) if pair in judged]
        assert len(story) == 2 or sum(weights) >= (MIN_MEAN_WEIGHT - 0.001) * len(clique(*story))
        matched = {i for pair in clique(*story) if judged.get(pair, ("", 0))[0] in ("copy", "edited") for i in pair}
        assert matched == set(story)
