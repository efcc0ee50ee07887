"""Judged matches to stories: which articles carry one text.

A story is not whatever a chain of neighbours reaches. Inside each connected part of the match
graph the links are taken from the surest down, and two groups are joined only if enough of their
members are linked to each other: one page that quotes two stories cannot glue them together.

The outcome depends on the graph alone, never on the order in which articles came: links of one
score are ordered by what the articles are (`Member.key`), not by their numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MIN_LINKED_SHARE = 0.3
"""Of all pairs between two groups, the share that must be linked before they are joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A match of relation copy or edited."""

    article_a: int
    article_b: int
    score: float


def assign_stories(links: Iterable[Link], *, keys: Mapping[int, tuple[str, int]]) -> list[list[int]]:
    """The stories of a set of links; give whole connected parts of the graph.

    Args:
        links: each pair once.
        keys: for each article, what orders it among others whatever number it got.

    Returns:
        Groups of two and more articles, members and groups in the order of their keys.
    """
    groups = _Groups()
    ordered = sorted(links, key=lambda link: (-link.score, *sorted((keys[link.article_a], keys[link.article_b]))))
    for link in ordered:
        groups.connect(link.article_a, link.article_b)
    # A pair of groups refused early may have enough links once their surer parts have grown.
    while any([groups.join(link.article_a, link.article_b) for link in ordered]):  # noqa: C419 - join all, then ask
        pass
    stories = [sorted(members, key=keys.__getitem__) for members in groups.members.values() if len(members) > 1]
    return sorted(stories, key=lambda members: keys[members[0]])


class _Groups:
    """A partition that knows which articles of two groups are linked."""

    def __init__(self) -> None:
        self.members: dict[int, set[int]] = {}
        self._group_of: dict[int, int] = {}
        self._neighbours: defaultdict[int, set[int]] = defaultdict(set)

    def connect(self, a: int, b: int) -> None:
        """Note a link; both articles start alone."""
        for article in (a, b):
            if article not in self._group_of:
                self._group_of[article] = article
                self.members[article] = {article}
        self._neighbours[a].add(b)
        self._neighbours[b].add(a)

    def join(self, a: int, b: int) -> bool:
        """Join the groups of two linked articles if their links suffice; whether it was done."""
        small, large = sorted((self._group_of[a], self._group_of[b]), key=lambda group: len(self.members[group]))
        if small == large or not self._linked_enough(self.members[small], self.members[large]):
            return False
        for article in self.members.pop(small):
            self._group_of[article] = large
            self.members[large].add(article)
        return True

    def _linked_enough(self, small: set[int], large: set[int]) -> bool:
        linked = [(article, other) for article in small for other in self._neighbours[article] & large]
        if len(linked) < MIN_LINKED_SHARE * len(small) * len(large):
            return False
        if len(small) == 1:
            return True
        return len({a for a, _ in linked}) > 1 and len({b for _, b in linked}) > 1
