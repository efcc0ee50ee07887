"""The plain implementation of the evidence: slow, of words and sets instead of tokens and tables."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from dedup.matching.documents import seconds
from dedup.text.stems import NUMBER_AFFIX
from dedup.text.tokens import SENTENCE, SPEECH
from tests.text import plain


def rarities() -> dict[str, int]:
    """How rare each listed stem is."""
    lines = (files("dedup") / "data" / "words_v1.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.startswith("stem\t")]
    return {word: int(value) for _, word, value in rows}


def fact_stems() -> dict[str, str]:
    """The kind of names, places, numbers in words, weekdays and months, by stem."""
    lines = (files("dedup") / "data" / "words_v1.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    listed = {word: kind for kind, word, _ in rows if kind in ("name", "place", "numeral")}
    days = {plain.stem(word)[0]: kind for kind, word, _ in rows if kind in ("weekday", "month")}
    return {**days, **listed}


RARITIES = rarities()
FACTS = fact_stems()


def rarity(stem: str) -> int:
    """From 0, the commonest, to 7, not listed."""
    return RARITIES.get(stem, 7)


@dataclass(frozen=True, kw_only=True)
class Plain:
    """An article as the definitions speak of it."""

    text: str
    title: str = ""
    published_at: str | None = None

    @cached_property
    def words(self) -> list[str]:
        """Folded."""
        return [word.text for word in plain.words_of(self.text)]

    @cached_property
    def stems(self) -> list[str]:
        """Of each word."""
        return [plain.stem(word)[0] for word in self.words]

    @cached_property
    def tokens(self) -> list[int]:
        """With their marks."""
        return plain.tokens(self.text)

    @cached_property
    def lead(self) -> int:
        """The word after the bylines."""
        return plain.lead(self.text)

    @cached_property
    def shingles(self) -> list[tuple[str, ...]]:
        """In reading order."""
        return [tuple(self.words[i : i + 3]) for i in range(len(self.words) - 2)]

    @cached_property
    def content(self) -> list[int]:
        """The places of words that carry content."""
        return [i for i, stem in enumerate(self.stems) if rarity(stem) >= 2]

    @cached_property
    def content_pairs(self) -> list[tuple[str, str]]:
        """Neighbouring content stems."""
        return [(self.stems[i], self.stems[j]) for i, j in zip(self.content, self.content[1:], strict=False)]

    @cached_property
    def pieces(self) -> list[list[int]]:
        """The places of words in each sentence; long ones cut, tiny ones joined to the one before."""
        sentences: list[list[int]] = []
        for i, token in enumerate(self.tokens):
            if i == 0 or token & SENTENCE or len(sentences[-1]) == 30:
                sentences.append([])
            sentences[-1].append(i)
        pieces: list[list[int]] = []
        for sentence in sentences:
            if len(sentence) >= 4 or not pieces:
                pieces.append(sentence)
            else:
                pieces[-1] = pieces[-1] + sentence
        return pieces


def evidence(a: Plain, b: Plain) -> dict[str, float]:
    """What two articles share, from the definitions in `dedup.matching.compare`."""
    shared = len(set(a.shingles) & set(b.shingles))
    found = {
        "shared_shingles": float(shared),
        "jaccard": share(shared, len(set(a.shingles) | set(b.shingles))),
        "containment_a": share(shared, len(set(a.shingles))),
        "containment_b": share(shared, len(set(b.shingles))),
        "lag_hours": lag_hours(a, b),
    }
    return found | (closer(a, b) if shared >= 3 else {})


def shorter_first(a: Plain, b: Plain) -> list[Plain]:
    """The shorter article and the longer; by content where both are as long."""
    return sorted((a, b), key=lambda article: (len(article.words), article.tokens, article.lead))


def closer(a: Plain, b: Plain) -> dict[str, float]:
    """What is looked at where enough is shared."""
    shorter, longer = shorter_first(a, b)
    covered_s, covered_l = covered(shorter, longer), covered(longer, shorter)
    coverage_s, coverage_l = mean(covered_s), mean(covered_l)
    runs = "".join("#" if one else " " for one in covered_s).split()
    return {
        "longest_run": float(max(map(len, runs), default=0)),
        "coverage": math.sqrt(coverage_s * coverage_l),
        "coverage_s": coverage_s,
        "function_words_s": mean([covered_s[i] for i in range(len(shorter.words)) if i not in set(shorter.content)]),
        "lead_cover": min(mean(covered_s[shorter.lead :][:30]), mean(covered_l[longer.lead :][:30])),
        "first_third_l": mean(covered_l[: max(1, len(covered_l) // 3)]),
        "lead_found": min(lead_found(shorter, longer), lead_found(longer, shorter)),
        "lead_any_s": lead_any(shorter, longer),
        **in_pieces(shorter, longer),
        "in_order": in_order(shorter, longer),
        "speech_l": speech(longer, shorter),
        "headline": min(headline(shorter, longer), headline(longer, shorter)),
        **in_slots(shorter, longer, covered_s, covered_l),
    }


def share(part: float, whole: float) -> float:
    """0 of nothing."""
    return part / whole if whole else 0.0


def mean(covered: list[bool]) -> float:
    """The share that is."""
    return share(sum(covered), len(covered))


def rare_share(stems: list[str], found: list[bool]) -> float:
    """The share that is found, by rarity."""
    return share(
        sum(rarity(stem) for stem, one in zip(stems, found, strict=True) if one), sum(rarity(stem) for stem in stems)
    )


def lag_hours(a: Plain, b: Plain) -> float:
    """Between both times."""
    first, second = seconds(a.published_at), seconds(b.published_at)
    return math.nan if first is None or second is None else abs(first - second) / 3600


def covered(x: Plain, y: Plain) -> list[bool]:
    """Which words of ``x`` stand in a shingle of ``y``."""
    places = {i + k for i, shingle in enumerate(x.shingles) if shingle in y.shingles for k in range(3)}
    return [i in places for i in range(len(x.words))]


def lead_found(x: Plain, y: Plain) -> float:
    """Of the first 50 words, those that stand anywhere in ``y``."""
    return rare_share(x.stems[:50], [word in y.words for word in x.words[:50]])


def lead_any(x: Plain, y: Plain) -> float:
    """Of the lead's first 18 content words, those whose stems stand anywhere in ``y``."""
    stems = [x.stems[i] for i in x.content if i >= x.lead][:18]
    return rare_share(stems, [stem in y.stems for stem in stems])


def headline(x: Plain, y: Plain) -> float:
    """Of the headline's stems, those among the first 60 of ``y``."""
    stems = sorted({plain.stem(word.text)[0] for word in plain.words_of(x.title)})
    return rare_share(stems, [stem in y.stems[:60] for stem in stems])


def speech(x: Plain, y: Plain) -> float:
    """Of the content words in pairs that both have, those that are somebody's words."""
    places = {
        place
        for number, pair in enumerate(x.content_pairs)
        if pair in y.content_pairs
        for place in x.content[number : number + 2]
    }
    return share(sum(bool(x.tokens[place] & SPEECH) for place in places), len(places))


def in_order(x: Plain, y: Plain) -> float:
    """Of both articles' content words those in the longest common subsequence of their stems."""
    contents = [[article.stems[i] for i in article.content] for article in (x, y)]
    return share(common_in_order(*contents), math.sqrt(math.prod(map(len, contents))))


def common_in_order(x: list[str], y: list[str]) -> int:
    """The length of the longest common subsequence, row by row."""
    row = [0] * (len(y) + 1)
    for one in x:
        before = row
        row = [0]
        for j, other in enumerate(y):
            row.append(before[j] + 1 if one == other else max(row[-1], before[j + 1]))
    return row[-1]


def in_pieces(shorter: Plain, longer: Plain) -> dict[str, float]:
    """Each sentence of ``shorter`` where it is found best in ``longer``."""
    found = close = numbers = replaced = rare = lacking = 0.0
    for piece in shorter.pieces:
        score, counterpart = best_place(shorter, piece, longer)
        found += len(piece) * score
        close += len(piece) if score >= 0.8 else 0
        if score < 0.5:
            continue
        own, theirs = numbers_of(shorter, piece), numbers_of(longer, counterpart)
        numbers += len(own)
        replaced += len(own - theirs) if theirs - own else 0
        there = {longer.stems[i] for i in counterpart}
        rare += sum(rarity(shorter.stems[i]) >= 5 for i in piece)
        lacking += sum(rarity(shorter.stems[i]) >= 5 and shorter.stems[i] not in there for i in piece)
    return {
        "sentences_s": found / len(shorter.words),
        "close_s": close / len(shorter.words),
        "number_conflict_s": replaced / (numbers + 1),
        "missing_s": share(lacking, rare),
    }


def best_place(shorter: Plain, piece: list[int], longer: Plain) -> tuple[float, list[int]]:
    """The two neighbouring pieces of ``longer`` that hold most of the stems, by rarity; the first of several."""
    wanted = sorted({shorter.stems[i] for i in piece})
    best = (-1.0, list[int]())
    for before, after in zip([[], *longer.pieces], [*longer.pieces, []], strict=True):
        there = {longer.stems[i] for i in before + after}
        score = rare_share(wanted, [stem in there for stem in wanted])
        if score > best[0]:
            best = (score, before + after)
    return best


def numbers_of(article: Plain, places: list[int]) -> set[str]:
    """Words that begin with a digit."""
    return {article.words[i] for i in places if plain.stem(article.words[i])[1] == NUMBER_AFFIX}


def fact(article: Plain, place: int) -> str | None:
    """The kind of fact a word is."""
    is_number = plain.stem(article.words[place])[1] == NUMBER_AFFIX
    return "number" if is_number else FACTS.get(article.stems[place])


def own_facts(x: Plain, places: list[int], y: Plain) -> Counter[str]:
    """The facts of some words whose stems stand nowhere in ``y``, by kind."""
    kinds = [fact(x, place) for place in places if x.stems[place] not in y.stems]
    return Counter(kind for kind in kinds if kind)


def gaps(x: Plain, y: Plain) -> list[tuple[list[int], list[int] | None]]:
    """What lies after each run in ``x``, up to the next: the places there and in ``y``, None if ``y`` goes back."""
    found: list[tuple[list[int], list[int] | None]] = []
    begin_x, begin_y = next_run(x, y, 0)
    while begin_x < len(x.words):
        end_x, end_y = begin_x, begin_y
        while end_x < len(x.words) and end_y < len(y.words) and x.words[end_x] == y.words[end_y]:
            end_x, end_y = end_x + 1, end_y + 1
        begin_x, begin_y = next_run(x, y, end_x)
        there = list(range(end_y, begin_y)) if begin_y >= end_y else None
        found.append((list(range(end_x, begin_x)), there))
    return found


def next_run(x: Plain, y: Plain, begin: int) -> tuple[int, int]:
    """Where the next shared shingle stands in both; their ends if there is none."""
    place = next((i for i in range(begin, len(x.shingles)) if x.shingles[i] in y.shingles), len(x.words))
    return place, y.shingles.index(x.shingles[place]) if place < len(x.words) else len(y.words)


def slots(x: Plain, y: Plain) -> list[tuple[list[int], list[int]]]:
    """The gaps that have a few words on both sides, or as many on either."""
    return [
        (here, there)
        for here, there in gaps(x, y)
        if here and there and (max(len(here), len(there)) <= 12 or len(here) == len(there) <= 40)
    ]


def replaced(x: Plain, y: Plain, here: list[int], there: list[int]) -> Counter[str]:
    """The facts of a slot that are others in the other's, by kind."""
    return own_facts(x, here, y) & own_facts(y, there, x)


def in_slots(x: Plain, y: Plain, covered_x: list[bool], covered_y: list[bool]) -> dict[str, float]:
    """Gaps with a few words on both sides, and the facts replaced in them."""
    in_place = slots(x, y)
    changed = [replaced(x, y, here, there) for here, there in in_place]
    facts = sum(some.total() for some in changed)
    with_facts = sum(map(bool, changed))
    others = sum(bool(here) or there is None or bool(there) for here, there in gaps(x, y)) - len(in_place)
    kept = sum(fact(x, i) is not None for i, one in enumerate(covered_x) if one)
    in_step = sum(covered_x) + sum(covered_y) + sum(len(here) + len(there) for here, there in in_place)
    return {
        "replaced_names": float(facts - sum(some["number"] + some["weekday"] for some in changed)),
        "replaced_facts": float(facts),
        "fact_conflict": facts / (facts + kept + 1),
        "fact_slots": share(with_facts, with_facts + others),
        "in_step": min(1.0, in_step / (len(x.words) + len(y.words))),
    }
