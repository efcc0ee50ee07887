"""Judged pairs to stories: which articles carry one text.

A story is not whatever a chain of neighbours reaches. Inside each connected part of the match graph
the links are taken from the surest down, and two groups are joined only if nearly every pair between
them is close (the linkage by pairs of Sokal and Michener 1958, counted instead of averaged). Pairs
that were compared and found to be apart count against a join as much as pairs nothing was found for:
one page that quotes two stories cannot glue them together, and a template never helps.

The outcome depends on the graph alone, never on the order in which articles came: links of one
score are ordered by what the articles are (their keys), not by their numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.matching.judge import REPUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.matching.judge import Relation

# Both chosen on the development pairs of egypt2013, docs/stories.md has the grid.
CLOSE_FROM = 0.3
"""The probability of republication from which a pair does not speak against one story."""
CLOSE_HOURS = 72.0
"""Hours after which a partial pair speaks for no story: what is much alike then is what happened again."""
MIN_CLOSE_SHARE = 0.75
"""Of all pairs between two groups, the share that must be close before they are joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A judged pair of articles."""

    article_a: int
    article_b: int
    relation: Relation
    score: float
    """The probability of republication, 0 to 1."""
    lag_hours: float | None = None
    """Between both; None if a time is unknown."""

    @property
    def joins(self) -> bool:
        """Whether it may bring two groups together: copy or edited."""
        return self.relation in REPUBLISHED

    @property
    def is_close(self) -> bool:
        """Whether it speaks for one story once something else brings the groups together."""
        if self.joins:
            return self.score >= CLOSE_FROM
        in_time = self.lag_hours is None or self.lag_hours <= CLOSE_HOURS
        return self.relation == "partial" and self.score >= CLOSE_FROM and in_time


def assign_stories(links: Iterable[Link], *, keys: Mapping[int, tuple[str, int]]) -> list[list[int]]:
    """The stories of a set of judged pairs; give whole connected parts of the graph.

    Args:
        links: each pair once; pairs that are not close may be left out, it changes nothing.
        keys: for each article, what orders it among others whatever number it got.

    Returns:
        Groups of two and more articles, members and groups in the order of their keys.
    """
    close = [link for link in links if link.is_close]
    groups = _Groups(close)
    joining = [link for link in close if link.joins]
    joining.sort(key=lambda link: _surest_first(link, keys))
    # A pair of groups refused early may be close enough once their surer parts have grown.
    while any([groups.join(link.article_a, link.article_b) for link in joining]):  # noqa: C419 - join all, then ask
        joining = [link for link in joining if groups.are_apart(link.article_a, link.article_b)]
    stories = [sorted(members, key=keys.__getitem__) for members in groups.members.values() if len(members) > 1]
    return sorted(stories, key=lambda members: keys[members[0]])


def _surest_first(link: Link, keys: Mapping[int, tuple[str, int]]) -> tuple[float, tuple[str, int], tuple[str, int]]:
    a, b = keys[link.article_a], keys[link.article_b]
    return (-link.score, a, b) if a < b else (-link.score, b, a)


class _Groups:
    """A partition that knows how many pairs of two groups are close."""

    def __init__(self, close: Iterable[Link]) -> None:
        self._close: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for link in close:
            self._close[link.article_a][link.article_b] = 1
            self._close[link.article_b][link.article_a] = 1
        self.members = {article: [article] for article in self._close}
        self._group_of = {article: article for article in self._close}

    def are_apart(self, a: int, b: int) -> bool:
        """Whether two articles stand in different groups."""
        return self._group_of[a] != self._group_of[b]

    def join(self, a: int, b: int) -> bool:
        """Join the groups of two articles if they are close enough; whether it was done."""
        small, large = self._group_of[a], self._group_of[b]
        pairs = len(self.members[small]) * len(self.members[large])
        if small == large or self._close[small][large] < MIN_CLOSE_SHARE * pairs:
            return False
        if len(self.members[small]) > len(self.members[large]):
            small, large = large, small
        for article in self.members[small]:
            self._group_of[article] = large
        self.members[large] += self.members.pop(small)
        for group, count in self._close.pop(small).items():
            del self._close[group][small]
            if group != large:
                together = self._close[large].get(group, 0) + count
                self._close[large][group] = self._close[group][large] = together
        return True
