"""The rule of stories written out: slow, without a graph, for tests to hold the product against."""

from __future__ import annotations

from dedup.stories.assign import Link

Pairs = dict[tuple[int, int], float]
LINKED_FROM = 0.6


def to_links(pairs: Pairs) -> list[Link]:
    return [Link(article_a=a, article_b=b, score=s, republished=s >= LINKED_FROM) for (a, b), s in pairs.items()]


def plain_stories(pairs: Pairs, words: dict[int, int]) -> list[list[int]]:
    """Stories of articles whose order among each other is that of their numbers."""
    groups = {article: {article} for pair in pairs for article in pair}
    links = sorted((-score, a, b) for (a, b), score in pairs.items() if score >= LINKED_FROM)
    joined = True
    while joined:
        joined = False
        for _, a, b in links:
            if groups[a] is not groups[b] and one_story(groups[a], groups[b], pairs, words):
                both = groups[a] | groups[b]
                groups.update(dict.fromkeys(both, both))
                joined = True
    return sorted(sorted(group) for group in {frozenset(group) for group in groups.values()} if len(group) > 1)


def one_story(left: set[int], right: set[int], pairs: Pairs, words: dict[int, int]) -> bool:
    scores = {(a, b): pairs.get((min(a, b), max(a, b))) for a in left for b in right}
    known = {pair: score for pair, score in scores.items() if score is not None}
    linked = [pair for pair, score in known.items() if score >= LINKED_FROM]
    ends = {a for a, _ in linked}, {b for _, b in linked}
    if len(scores) == 1:
        return bool(linked)
    balance = sum((score >= 0.7) - (score < 0.3) for score in known.values())
    if balance / len(scores) < 0.15:
        return False
    if len(left) > 1 and len(right) > 1:
        return len(ends[0]) > 1 and len(ends[1]) > 1
    if len(known) > 1:
        return True
    if len(left | right) > 3:
        return False
    middle = (ends[0] if len(left) > 1 else ends[1]).pop()
    return words[middle] < sum(words[i] for i in (left | right) - {middle})
