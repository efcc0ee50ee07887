"""Figures about answers. Pure functions of what was answered and what is true; no file, no database."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from benchmarks.quality.generate import Page

Pair = tuple[str, str]
REPUBLISHED = frozenset(("copy", "edited"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a system says about some pages: relations of pairs, and groups."""

    relations: Mapping[Pair, str]
    """Pairs (ids ascending) to copy, edited, partial or template; a pair that is not there is not linked."""
    stories: Mapping[str, Hashable]
    """Page to its group; a page that is not there stands alone."""

    @property
    def republished(self) -> set[Pair]:
        return {pair for pair, relation in self.relations.items() if relation in REPUBLISHED}

    def together(self, a: str, b: str) -> bool:
        """Whether both are in one group."""
        return a in self.stories and b in self.stories and self.stories[a] == self.stories[b]

    def groups(self, pages: Iterable[str]) -> dict[str, Hashable]:
        """A group for every page, those without one alone in theirs."""
        return {page: self.stories.get(page, ("alone", page)) for page in pages}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Precision, recall and F1; without anything to find or found, the figure is 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def share(part: int, whole: int) -> float:
    """``part / whole``; nothing of nothing is all of it."""
    return part / whole if whole else 1.0


def pair(a: str, b: str) -> Pair:
    """The pair with its smaller id first."""
    return (a, b) if a < b else (b, a)


def found(answered: set[Pair], true: set[Pair]) -> Found:
    """How much of what was answered is true, and how much of what is true was answered."""
    right = len(answered & true)
    return Found(precision=share(right, len(answered)), recall=share(right, len(true)))


def true_pairs(stories: Mapping[str, Hashable]) -> set[Pair]:
    """All pairs of one group."""
    members: defaultdict[Hashable, list[str]] = defaultdict(list)
    for page, story in stories.items():
        members[story].append(page)
    return {pair(a, b) for group in members.values() for a, b in combinations(group, 2)}


def base_recall(answer: Answer, pages: Iterable[Page]) -> dict[str, Found]:
    """Kind of copy -> recall: share judged republished with the base (``precision`` is that in its story)."""
    seen: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    republished = answer.republished
    for page in pages:
        if page.base is None or page.kind == "statement":
            continue
        seen[page.kind] += 1
        linked[page.kind] += pair(page.page_id, page.base) in republished
        joined[page.kind] += answer.together(page.page_id, page.base)
    return {kind: Found(precision=share(joined[kind], n), recall=share(linked[kind], n)) for kind, n in seen.items()}


def kept_apart(answer: Answer, pages: Sequence[Page], *, by: Literal["form", "statement"]) -> float:
    """Share of pairs of one form (or of one quoted statement) and two stories, neither linked nor grouped."""
    if by == "form":
        forms: defaultdict[str, list[Page]] = defaultdict(list)
        for page in pages:
            if page.form is not None:
                forms[page.form].append(page)
        pairs = [(a, b) for group in forms.values() for a, b in combinations(group, 2) if a.story != b.story]
    else:
        bases = {page.page_id: page for page in pages}
        pairs = [(page, bases[page.base]) for page in pages if page.kind == "statement" and page.base is not None]
    republished = answer.republished
    apart = sum(
        pair(a.page_id, b.page_id) not in republished and not answer.together(a.page_id, b.page_id) for a, b in pairs
    )
    return share(apart, len(pairs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Roundups:
    """How round-ups were understood."""

    flagged: float
    """Share that is partial to two or more of its stories, and joined and republishes none of them."""
    quoted_found: float
    """Share of quoted stories of which some page is linked as partial."""


def roundups(answer: Answer, pages: Sequence[Page]) -> Roundups:
    """See `Roundups`."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for page in pages:
        members[page.story].append(page.page_id)
    flagged = quoted = linked = count = 0
    for page in pages:
        if not page.quotes:
            continue
        count += 1
        relations = [{answer.relations.get(pair(page.page_id, other)) for other in members[s]} for s in page.quotes]
        partial = sum("partial" in some for some in relations)
        joined = any(answer.together(page.page_id, other) for s in page.quotes for other in members[s])
        flagged += partial >= 2 and not joined and not any(some & REPUBLISHED for some in relations)
        quoted += len(page.quotes)
        linked += partial
    return Roundups(flagged=share(flagged, count), quoted_found=share(linked, quoted))


def b_cubed(answered: Mapping[str, Hashable], true: Mapping[str, Hashable]) -> Found:
    """B-cubed, each page counting once. Source: Bagga and Baldwin 1998; Amigo et al. 2009, section 3."""
    both = Counter((answered[page], true[page]) for page in true)
    mine, theirs = Counter(answered[page] for page in true), Counter(true.values())
    precision = sum(n * n / mine[a] for (a, _), n in both.items())
    recall = sum(n * n / theirs[t] for (_, t), n in both.items())
    count = len(true)
    return Found(precision=precision / count if count else 1.0, recall=recall / count if count else 1.0)


def adjusted_rand(one: Mapping[str, Hashable], other: Mapping[str, Hashable]) -> float:
    """Agreement of two groupings, 1 when equal, about 0 by chance. Source: Hubert and Arabie 1985."""
    joint = sum(comb(n, 2) for n in Counter((one[page], other[page]) for page in one).values())
    a = sum(comb(n, 2) for n in Counter(one.values()).values())
    b = sum(comb(n, 2) for n in Counter(other.values()).values())
    chance = a * b / comb(len(one), 2) if len(one) > 1 else 0.0
    highest = (a + b) / 2
    return 1.0 if highest == chance else (joint - chance) / (highest - chance)


def briefs(answer: Answer, pages: Sequence[Page]) -> Found:
    """Of the pairs with a brief in them."""
    short = {page.page_id for page in pages if page.is_brief}
    true = true_pairs({page.page_id: page.story for page in pages if page.is_brief})
    return found({p for p in answer.republished if p[0] in short or p[1] in short}, true)


def mixed_stories(answered: Mapping[str, Hashable], true: Mapping[str, Hashable]) -> tuple[int, int]:
    """Groups that hold more than one true story, and the most that one of them holds."""
    held: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for page, story in true.items():
        held[answered[page]].add(story)
    sizes = [len(stories) for stories in held.values()]
    return sum(size > 1 for size in sizes), max(sizes, default=0)
