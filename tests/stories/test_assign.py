"""Stories: what joins, what does not, and that order never matters."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from dedup.stories.assign import Link, assign_stories


def links(*pairs: tuple[int, int], score: float = 0.8) -> list[Link]:
    return [Link(article_a=min(p), article_b=max(p), score=score) for p in pairs]


def stories(given_links: list[Link]) -> list[list[int]]:
    members = {i for link in given_links for i in (link.article_a, link.article_b)}
    return assign_stories(given_links, keys={i: ("2026-03-02", i) for i in members})


def clique(*members: int) -> list[tuple[int, int]]:
    return list(itertools.combinations(members, 2))


def test_copies_of_one_text_are_one_story() -> None:
    """Articles that all match each other are together."""
    assert stories(links(*clique(1, 2, 3, 4))) == [[1, 2, 3, 4]]


def test_a_chain_of_neighbours_is_not_one_story() -> None:
    """In x0 - x1 - ... - x20 the ends have nothing in common: no story holds them all."""
    found = stories(links(*((i, i + 1) for i in range(20))))

    assert max(map(len, found)) <= 6


def test_one_page_does_not_merge_two_stories() -> None:
    """A page that matches an article or all of two stories joins one of them at most."""
    two = [*clique(1, 2, 3, 4), *clique(5, 6, 7, 8)]
    bridge = [(9, 1), (9, 2), (9, 3), (9, 5), (9, 6), (9, 7)]
    found = stories(links(*two) + links(*bridge, score=0.5))

    assert not any({1, 5} <= set(story) for story in found)


def test_independent_links_merge_two_halves_of_one_story() -> None:
    """Two groups that many of their members link are one."""
    halves = [*clique(1, 2, 3), *clique(4, 5, 6)]
    across = [(1, 4), (2, 5), (3, 6), (1, 5)]

    assert stories(links(*halves) + links(*across, score=0.4)) == [[1, 2, 3, 4, 5, 6]]


scored_links = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda p: p[0] < p[1]),
    st.sampled_from([0.4, 0.5, 0.9]),
    max_size=25,
)


@given(scored_links, st.permutations(range(13)), st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_numbers_or_order(
    given_links: dict[tuple[int, int], float], renumbered: list[int], random: object
) -> None:
    """The same articles under other numbers, their links in another order, make the same stories."""
    keys = {i: ("2026-03-02", i) for i in range(13)}
    plain = [Link(article_a=a, article_b=b, score=s) for (a, b), s in given_links.items()]
    moved = [
        Link(article_a=min(renumbered[a], renumbered[b]), article_b=max(renumbered[a], renumbered[b]), score=s)
        for (a, b), s in given_links.items()
    ]
    random.shuffle(moved)
    moved_keys = {renumbered[i]: keys[i] for i in keys}

    expected = [[renumbered[i] for i in story] for story in assign_stories(plain, keys=keys)]
    assert assign_stories(moved, keys=moved_keys) == expected


@given(scored_links)
def test_every_member_of_a_story_is_linked_inside_it(given_links: dict[tuple[int, int], float]) -> None:
    """No story has a member that matches none of the others; no article is in two."""
    found = stories([Link(article_a=a, article_b=b, score=s) for (a, b), s in given_links.items()])

    assert len({i for story in found for i in story}) == sum(map(len, found))
    for story in found:
        for member in story:
            assert any(tuple(sorted((member, other))) in given_links for other in story if other != member)
