"""Judged pairs to stories: which articles carry one text.

A story is not whatever a chain of neighbours reaches. Inside each connected part of the match graph
the links are taken from the surest down, and two groups are joined only if the pairs between them weigh
enough on the mean (the average linkage of Sokal and Michener 1958). A pair weighs its probability of republication
to the power of one and a half: a sure pair speaks for one story more than two doubtful ones do. Pairs nothing was
found for weigh nothing, and so does a template: one page that quotes two stories cannot glue them together.

The outcome depends on the graph alone, never on the order in which articles came: links of one
score are ordered by what the articles are (their keys), not by their numbers.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from dedup.matching.judge import REPUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.matching.judge import Relation

# Chosen on the development pairs of egypt2013, docs/stories.md has the grid.
MIN_MEAN_WEIGHT = 0.54
"""What the pairs between two groups weigh on the mean, from which on they are joined: more than a half, so that one match
of an article with one of two, however sure, is not enough. Two articles that are alone join by their match."""
_POWER = 1.5
"""Of the probability."""
WEIGHS_FROM = 0.1
"""A lower probability counts as 0: it moves no mean, and pairs so unlike are many."""
WEIGHS_HOURS = 72.0
"""Hours after which a partial pair speaks for no story: what is much alike then is what happened again."""
_FINE = 1_000  # weights are added up as whole thousandths, so that the order of adding changes nothing


class Link(NamedTuple):
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
    def weight(self) -> int:
        """How much it speaks for one story once something brings the groups together: 0 to 1000."""
        in_time = self.lag_hours is None or self.lag_hours <= WEIGHS_HOURS
        speaks = self.joins or (self.relation == "partial" and in_time)
        return round(_FINE * self.score**_POWER) if speaks and self.score >= WEIGHS_FROM else 0


def assign_stories(links: Iterable[Link], *, keys: Mapping[int, tuple[str, int]]) -> list[list[int]]:
    """The stories of a set of judged pairs; give whole connected parts of the graph.

    Args:
        links: each pair once; pairs that weigh nothing may be left out, it changes nothing.
        keys: for each article, what orders it among others whatever number it got.

    Returns:
        Groups of two and more articles, members and groups in the order of their keys.
    """
    weighing = [(link, weight) for link in links if (weight := link.weight)]
    groups = _Groups(weighing)
    joining = [link for link, _ in weighing if link.joins]
    joining.sort(key=lambda link: _surest_first(link, keys))
    # Two groups refused early may be near enough once their surer parts have grown.
    while any([groups.join(link.article_a, link.article_b) for link in joining]):  # noqa: C419 - join all, then ask
        joining = [link for link in joining if groups.are_apart(link.article_a, link.article_b)]
    stories = [sorted(members, key=keys.__getitem__) for members in groups.members.values() if len(members) > 1]
    return sorted(stories, key=lambda members: keys[members[0]])


def _surest_first(link: Link, keys: Mapping[int, tuple[str, int]]) -> tuple[float, tuple[str, int], tuple[str, int]]:
    a, b = keys[link.article_a], keys[link.article_b]
    return (-link.score, a, b) if a < b else (-link.score, b, a)


class _Groups:
    """A partition that knows what the pairs of two groups weigh together."""

    def __init__(self, weighing: Iterable[tuple[Link, int]]) -> None:
        self._weights: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for (a, b, *_), weight in weighing:
            self._weights[a][b] = self._weights[b][a] = weight
        self.members = {article: [article] for article in self._weights}
        self._group_of = {article: article for article in self._weights}

    def are_apart(self, a: int, b: int) -> bool:
        """Whether two articles stand in different groups."""
        return self._group_of[a] != self._group_of[b]

    def join(self, a: int, b: int) -> bool:
        """Join the groups of two articles if they are near enough; whether it was done."""
        small, large = self._group_of[a], self._group_of[b]
        pairs = len(self.members[small]) * len(self.members[large])
        if small == large or (pairs > 1 and self._weights[small][large] < round(_FINE * MIN_MEAN_WEIGHT) * pairs):
            return False
        if len(self.members[small]) > len(self.members[large]):
            small, large = large, small
        for article in self.members[small]:
            self._group_of[article] = large
        self.members[large] += self.members.pop(small)
        for group, weight in self._weights.pop(small).items():
            del self._weights[group][small]
            if group != large:
                together = self._weights[large].get(group, 0) + weight
                self._weights[large][group] = self._weights[group][large] = together
        return True
