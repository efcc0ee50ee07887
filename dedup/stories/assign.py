"""Judged matches to stories: which articles carry one text.

A story is not whatever a chain of neighbours reaches. Inside each connected part of the match
graph the links are taken from the surest down, and two groups are joined only where the pairs
between them speak for it, on balance and independently of each other: see `Ties`. docs/stories.md
has the rule in words, with its figures.

The outcome depends on the graph alone, never on the order in which articles came: links of one
score are ordered by what the articles are (`Member`), not by their numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From when on two groups are one story; `benchmarks.quality.stories --pairs` chose it, see docs/stories.md."""

    speaks_for_from: float = 0.7
    """The score from which a pair speaks for its articles being of one story."""
    speaks_against_under: float = 0.3
    """The score under which a pair that was judged speaks against it."""
    min_balance: float = 0.15
    """Of all pairs between two groups, the share by which those for it must outnumber those against."""


RULE = Rule()


class Member(NamedTuple):
    """An article, ordered among others by what it is, whatever number it got."""

    published_at: str
    identity: int
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two articles that were judged to be related."""

    article_a: int
    article_b: int
    score: float
    """The probability that they are one text."""
    republished: bool = True
    """Relation copy or edited; a pair of another relation joins nobody, but may speak against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What is known between two groups of articles, and whether it is enough to join them."""

    pairs: int
    """One article of each."""
    judged: int
    """Of these, how many are matches of any relation."""
    speak_for: int
    speak_against: int
    linked_a: frozenset[int]
    """Articles of the first group with a copy or edit in the second."""
    linked_b: frozenset[int]

    @property
    def balance(self) -> float:
        """Pairs for it less pairs against it, of all pairs."""
        return (self.speak_for - self.speak_against) / self.pairs

    def suffice(
        self, group_a: AbstractSet[int], group_b: AbstractSet[int], *, words: Mapping[int, int], rule: Rule = RULE
    ) -> bool:
        """Whether the two groups are one story.

        Two single articles that are linked are. Beyond that the balance must be that of the rule, and no one
        article may be all that holds the groups together: in groups of two and more two articles of each
        are linked across; one more article is related to two members, or it makes a third where the
        article in the middle is shorter than the outer two together and so cannot be a round-up of both.
        """
        if self.pairs == 1:
            return bool(self.linked_a)
        if self.balance < rule.min_balance:
            return False
        if min(len(group_a), len(group_b)) > 1:
            return min(len(self.linked_a), len(self.linked_b)) > 1
        if self.judged > 1:
            return True
        middle = self.linked_a if len(group_a) > 1 else self.linked_b
        outer = {*group_a, *group_b} - middle
        return len(outer) == 2 and sum(words[i] for i in middle) < sum(words[i] for i in outer)


def assign_stories(links: Iterable[Link], *, keys: Mapping[int, Member], rule: Rule = RULE) -> list[list[int]]:
    """The stories of a set of links; give whole connected parts of the graph of republications.

    Args:
        links: each pair once; of those not republished at least the ones inside a connected part.
        keys: for each article, what orders it among others, and its length.
        rule: other cuts than the product's, to measure them.

    Returns:
        Groups of two and more articles, members and groups in the order of their keys.
    """
    graph = MatchGraph(links)
    words = {article: member.words for article, member in keys.items()}
    rank = {article: place for place, article in enumerate(sorted(keys, key=keys.__getitem__))}

    def surest_first(link: Link) -> tuple[float, int, int]:
        a, b = rank[link.article_a], rank[link.article_b]
        return (-link.score, a, b) if a < b else (-link.score, b, a)

    stories = []
    for part in graph.parts():
        ordered = sorted(part, key=surest_first)
        groups = _Partition(graph, words=words, rule=rule)
        # A pair of groups refused early may have enough ties once their surer parts have grown.
        while any([groups.join(link) for link in ordered]):  # noqa: C419 - join all, then ask
            pass
        stories += [sorted(members, key=rank.__getitem__) for members in groups.of_two_and_more()]
    return sorted(stories, key=lambda members: rank[members[0]])


class MatchGraph:
    """The links between articles, by article."""

    def __init__(self, links: Iterable[Link]) -> None:
        """Args: each pair once."""
        self._links: defaultdict[int, dict[int, Link]] = defaultdict(dict)
        for link in links:
            self._links[link.article_a][link.article_b] = link
            self._links[link.article_b][link.article_a] = link

    def ties(self, group_a: AbstractSet[int], group_b: AbstractSet[int], *, rule: Rule = RULE) -> Ties:
        """What is known between two groups without a common member."""
        across = [
            (a, b, self._links[a][b]) for a in group_a if a in self._links for b in self._links[a].keys() & group_b
        ]
        return Ties(
            pairs=len(group_a) * len(group_b),
            judged=len(across),
            speak_for=sum(link.republished and link.score >= rule.speaks_for_from for _, _, link in across),
            speak_against=sum(link.score < rule.speaks_against_under for _, _, link in across),
            linked_a=frozenset(a for a, _, link in across if link.republished),
            linked_b=frozenset(b for _, b, link in across if link.republished),
        )

    def parts(self) -> Iterator[list[Link]]:
        """The republications of each connected part."""
        seen: set[int] = set()
        for start in self._links:
            part: list[Link] = []
            waiting = [start] if start not in seen else []
            seen.add(start)
            while waiting:
                article = waiting.pop()
                for other, link in self._links[article].items():
                    if not link.republished:
                        continue
                    if article == link.article_a:
                        part.append(link)
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
            yield part


class _Partition:
    """Groups of articles; each starts alone."""

    def __init__(self, graph: MatchGraph, *, words: Mapping[int, int], rule: Rule) -> None:
        self._graph = graph
        self._words = words
        self._rule = rule
        self._group_of: dict[int, set[int]] = {}

    def join(self, link: Link) -> bool:
        """Join the groups of two linked articles if their ties suffice; whether it was done."""
        small, large = self._group(link.article_a), self._group(link.article_b)
        if small is large:
            return False
        if len(small) > len(large):
            small, large = large, small
        ties = self._graph.ties(small, large, rule=self._rule)
        if not ties.suffice(small, large, words=self._words, rule=self._rule):
            return False
        large |= small
        self._group_of.update(dict.fromkeys(small, large))
        return True

    def _group(self, article: int) -> set[int]:
        group = self._group_of.get(article)
        if group is None:
            group = self._group_of[article] = {article}
        return group

    def of_two_and_more(self) -> list[set[int]]:
        """The groups that are stories."""
        distinct = {id(group): group for group in self._group_of.values()}
        return [group for group in distinct.values() if len(group) > 1]
