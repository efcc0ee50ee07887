"""Evidence: the compiled comparison says what the plain one says, of any two articles."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace
from itertools import combinations
from operator import itemgetter
from random import Random

import numpy as np
import pytest
import xxhash
from hypothesis import example, given
from hypothesis import strategies as st

from dedup import cores
from dedup.matching.compare import EVIDENCE, MIN_SHARED_SHINGLES, compare, replaced_facts
from dedup.matching.documents import Documents, pack, seconds, side_by_side
from dedup.matching.overlap import overlapping
from dedup.text.tokens import tokenize
from tests.factories import BRIDGE, HARVEST, LIBRARY, reworded
from tests.matching import plain
from tests.matching.plain import Plain

# Common and rare words, names and places, one stem inflected in several ways, numbers, verbs of saying.
WORDS = """
    في من على أن إلى التي رئيس مصر أنه مع يوم محمد دول مجلس حزب وزير انتخاب مركز مسلم قوي جمهور دعم حضور مارس
    موقف القرية قريتها قرى والقرية جسر الجسر جسورها بالجسر نهر النهر مزارع المزارعون زيتون الزيتون أمطار سوق
    طنطا بطنطا حلب الثالث محمد السوق مكتبة مخطوط بيلسان الكرمة المرجاني الصافي قال وقال أضاف أكد السبت ٤٥ 45 12 3 2013 2014 7.5 د ك
""".split()  # noqa: SIM905 - read as text
NUMBERS = ["1", "7", "18", "40", "311", "1914", "3942714"]
ENDS = [". ", "\n", "؟ ", " ", "، ", " «", "» ", ' "', " ''"]
TIMES = st.sampled_from([None, "2026-03-02", "2026-03-02T06:00:00Z", "2026-03-02T09:30:00Z", "2026-03-09T23:59:59Z"])
SWAPPED = ("containment_a", "containment_b")

randoms = st.integers(0, 2**20).map(Random)  # many choices for one draw

short_texts = st.lists(
    st.sampled_from([*WORDS[:6], "جسر", "الجسر", "زيتون", "12", "3", "قال", *ENDS]), max_size=24
).map(" ".join)


@st.composite
def written(draw: st.DrawFn) -> list[str]:
    """Sentences of an article, each with its end; from no words to four hundred."""
    random = draw(randoms)
    words = random.sample(WORDS, draw(st.sampled_from([6, 20, len(WORDS)])))
    sizes = draw(st.lists(st.sampled_from([1, 2, 3, 4, 7, 12, 29, 30, 31, 75]), max_size=8))
    ends = draw(st.lists(st.sampled_from(ENDS), min_size=len(sizes), max_size=len(sizes)))
    return [" ".join(random.choices(words, k=size)) + end for size, end in zip(sizes, ends, strict=True)]


def edited(sentences: list[str], random: Random, how: str) -> list[str]:
    """The article as another newsroom runs it."""
    if how == "shuffled":
        return random.sample(sentences, len(sentences))
    if how == "cut":
        return sentences[: random.randint(0, len(sentences))]
    if how == "led in":
        return [" ".join(random.choices(WORDS, k=10)) + "\n", *sentences]
    if how == "renumbered":
        return [re.sub(r"\d+", lambda _: random.choice(NUMBERS), sentence) for sentence in sentences]
    if how == "quoted":
        return [f"«{sentence}»" for sentence in sentences]
    rate = random.random()
    return [
        " ".join(random.choice(WORDS) if random.random() < rate else word for word in sentence.split(" "))
        for sentence in sentences
    ]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Plain, Plain]:
    """Two articles that share more or less; sometimes nothing, sometimes everything."""
    sentences, random = draw(written()), draw(randoms)
    other = sentences
    kinds = ["shuffled", "cut", "led in", "renumbered", "quoted", "reworded"]
    for how in draw(st.lists(st.sampled_from(kinds), max_size=3)):
        other = edited(other, random, how)
    titles = [" ".join(random.choices(WORDS, k=draw(st.integers(0, 8)))) for _ in range(2)]
    texts = ["".join(sentences), "".join(other)]
    if draw(st.booleans()):
        texts.reverse()
    a, b = (Plain(text=t, title=title, published_at=draw(TIMES)) for t, title in zip(texts, titles, strict=True))
    return a, b


def documents(articles: list[Plain]) -> Documents:
    """Articles as they are compared."""
    texts = tokenize([article.text for article in articles], fold_version=1)
    titles = tokenize([article.title for article in articles], fold_version=1)
    return side_by_side(pack(texts, titles, [article.published_at for article in articles]))


def compiled(articles: list[Plain], places: list[tuple[int, int]]) -> np.ndarray:
    """The evidence of pairs of articles, by the compiled comparison."""
    return compare(documents(articles), np.array(places, dtype=np.int64).reshape(-1, 2), fold_version=1).evidence


def check(a: Plain, b: Plain) -> None:
    """The compiled evidence of a pair is the plain evidence."""
    found, expected = compiled([a, b], [(0, 1)])[0], plain.evidence(a, b)

    for name, value in zip(EVIDENCE, found.tolist(), strict=True):
        assert value == pytest.approx(expected.get(name, 0.0), abs=1e-5, nan_ok=True), name


def test_the_vocabulary_has_no_two_stems_of_one_hash() -> None:
    """What the plain comparison tells apart by letters, the compiled one tells apart by 22 bits."""
    own = {stem for word in [*WORDS, *NUMBERS] for stem in Plain(text=word).stems}
    listed = own | set(plain.RARITIES) | set(plain.FACTS)
    hashes = Counter(xxhash.xxh64_intdigest(stem.encode("utf-16-le")) >> 42 for stem in listed)

    assert all(hashes[xxhash.xxh64_intdigest(stem.encode("utf-16-le")) >> 42] == 1 for stem in own)


@given(pairs())
@example((Plain(text=BRIDGE, title="جسر جديد"), Plain(text=reworded(BRIDGE, every=9), title="جسر جديد فوق النهر")))
@example((Plain(text=f"{BRIDGE}\n{HARVEST}"), Plain(text=f"{LIBRARY}\n{HARVEST}\n{BRIDGE}", title="موسم")))
def test_evidence_is_that_of_the_plain_definition(pair: tuple[Plain, Plain]) -> None:
    """Every piece of evidence of articles that newsrooms made of one another, to five places."""
    check(*pair)


@given(pairs())
@example((Plain(text="بلغ الإنتاج 45 طنا في الموسم الماضي"), Plain(text="بلغ الإنتاج 12 طنا في الموسم الماضي")))
def test_replaced_facts_stand_where_the_plain_definition_finds_them(pair: tuple[Plain, Plain]) -> None:
    """The words of both articles in each slot that holds other facts, whichever article is named first."""
    shorter, longer = plain.shorter_first(*pair)
    slots = [
        {id(shorter): (here[0], here[-1] + 1), id(longer): (there[0], there[-1] + 1)}
        for here, there in plain.slots(shorter, longer)
        if plain.replaced(shorter, longer, here, there)
    ]

    for one, other in (pair, pair[::-1]):
        found = replaced_facts(documents([one, other]), fold_version=1)
        assert found.tolist() == [[*slot[id(one)], *slot[id(other)]] for slot in slots]


@given(short_texts, short_texts, short_texts, short_texts)
def test_briefs_of_few_words_are_compared_alike(a: str, b: str, title_a: str, title_b: str) -> None:
    """Texts of a handful of words that share much by chance, marks anywhere."""
    check(Plain(text=a, title=title_a), Plain(text=b, title=title_b))


@pytest.mark.parametrize("size", [1_002, 1_003, 1_500])
def test_long_texts_are_compared_as_short_ones(size: int) -> None:
    """A thousand shingles and more, most of them several times there."""
    text, other = (" ".join(WORDS[i * (i // step + 3) % 8] for i in range(size)) for step in (7, 11))
    check(Plain(text=text), Plain(text=f"{text[: len(text) // 2]} {other}"))


def test_windows_end_where_they_should() -> None:
    """One rare word at each place in turn, replaced or in the headline: leads, openings and headlines end alike."""
    words = [f"{first}{second}كبت" for first in "صضطظعغقش" for second in "دذرزسشصضطظ"]
    for place, one in enumerate(words):
        others = [*words[:place], "خخخخ", *words[place + 1 :]]
        check(Plain(text=" ".join(words), title=f"خخخخ {one}"), Plain(text=" ".join(others), title=f"ححح {one}"))


@given(pairs())
def test_a_pair_has_the_same_evidence_the_other_way_round(pair: tuple[Plain, Plain]) -> None:
    """Only the two containments change places."""
    there, back = (dict(zip(EVIDENCE, row.tolist(), strict=True)) for row in compiled([*pair], [(0, 1), (1, 0)]))
    contained = [there.pop(name) for name in SWAPPED], [back.pop(name) for name in reversed(SWAPPED)]

    assert contained[0] == contained[1]
    assert there == pytest.approx(back, nan_ok=True, abs=0)


def test_equal_words_on_other_lines_have_the_same_evidence_the_other_way_round() -> None:
    """A line break where the other has a full stop makes another lead of the same tokens."""
    broken, whole = (Plain(text=f"جسر زيتون نهر{end}في من على أن إلى في من على أن إلى") for end in ("\n", ". "))

    assert broken.tokens == whole.tokens
    assert broken.lead != whole.lead
    check(broken, whole)
    check(whole, broken)
    assert (compiled([broken, whole], [(0, 1)]) == compiled([whole, broken], [(0, 1)]))[0, EVIDENCE.index("lead_any_s")]


@given(st.lists(pairs(), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_evidence_does_not_depend_on_the_batch(some: list[tuple[Plain, Plain]], random: Random) -> None:
    """A pair compared alone, and among others in any order, has the same evidence to the last bit."""
    articles = [article for pair in some for article in pair]
    places = list(combinations(range(len(articles)), 2))
    alone = {(i, j): compiled([articles[i], articles[j]], [(0, 1)])[0] for i, j in places}

    for order in (places, sorted(places, key=itemgetter(1)), random.sample(places, len(places))):
        np.testing.assert_array_equal(compiled(articles, order), [alone[pair] for pair in order])


@given(pairs())
def test_shares_are_shares(pair: tuple[Plain, Plain]) -> None:
    """Between 0 and 1 everywhere; runs are no longer than the shorter article."""
    found = dict(zip(EVIDENCE, compiled([*pair], [(0, 1)])[0].tolist(), strict=True))
    longest = found.pop("longest_run")
    for name in ("shared_shingles", "lag_hours", "replaced_names", "replaced_facts"):
        del found[name]

    assert longest <= min(len(article.words) for article in pair)
    assert all(0 <= value <= 1 for value in found.values())


def test_a_text_and_itself() -> None:
    """Everything is found again where it stood: nothing is missing, no number is replaced."""
    article = Plain(text=BRIDGE, title="جسر جديد فوق النهر", published_at="2026-03-02T06:00:00Z")
    found = dict(zip(EVIDENCE, compiled([article, replace(article)], [(0, 1)])[0].tolist(), strict=True))

    for name in ("jaccard", "containment_a", "containment_b", "coverage", "lead_cover", "lead_found", "sentences_s"):
        assert found[name] == 1, name
    assert (found["missing_s"], found["number_conflict_s"], found["lag_hours"]) == (0, 0, 0)


@pytest.mark.parametrize("text", ["", "،", "عاجل", "عاجل الجسر"])
def test_nothing_is_similar_to_empty(text: str) -> None:
    """A text without a shingle shares nothing, not even with itself."""
    for other in (text, BRIDGE):
        found = dict(zip(EVIDENCE, compiled([Plain(text=text), Plain(text=other)], [(0, 1)])[0].tolist(), strict=True))

        assert math.isnan(found.pop("lag_hours"))
        assert set(found.values()) == {0.0}


def test_fewer_shared_shingles_are_not_looked_at_closer() -> None:
    """A shared set phrase leaves the further evidence 0; one word more does not."""
    words = BRIDGE.split()
    few, enough = (" ".join(words[: MIN_SHARED_SHINGLES + 2 - less]) for less in (1, 0))
    rows = compiled([Plain(text=BRIDGE), Plain(text=few), Plain(text=enough)], [(0, 1), (0, 2)])
    longest = rows[:, EVIDENCE.index("longest_run")].tolist()

    assert longest == [0, MIN_SHARED_SHINGLES + 2]


def test_a_date_alone_is_its_noon_and_an_unknown_time_no_lag() -> None:
    """Six hours from dawn to a date; no figure where a time is missing or before 1970."""
    times = ["2026-03-02T06:00:00Z", "2026-03-02", None, "1969-12-31T23:00:00Z"]
    rows = compiled([Plain(text=BRIDGE, published_at=time) for time in times], [(0, 1), (0, 2), (1, 3)])
    lags = rows[:, EVIDENCE.index("lag_hours")].tolist()

    assert lags[0] == 6
    assert math.isnan(lags[1])
    assert math.isnan(lags[2])
    assert seconds("1970-01-02T00:00:00Z") == 24 * 3600


def test_evidence_does_not_depend_on_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles and pairs enough for three threads, those of one article cut apart, are as in one thread."""
    articles = [Plain(text=f"{BRIDGE} {HARVEST} {LIBRARY[: 40 * part]}", title="جسر") for part in range(6)] * 1_000
    places = np.array(sorted(combinations(range(6), 2), key=itemgetter(1)) * 400, dtype=np.int64)
    found = []
    for available in (1, 3):
        monkeypatch.setattr(cores, "cores", lambda available=available: available)
        packed = documents(articles)
        found.append((packed.shingles, overlapping(packed, places), compare(packed, places, fold_version=1)))

    (shingles, close, compared), (shingles_too, close_too, compared_too) = found
    np.testing.assert_array_equal(shingles, shingles_too)
    np.testing.assert_array_equal(close, close_too)
    np.testing.assert_array_equal(compared.evidence, compared_too.evidence)
    np.testing.assert_array_equal(compared.spans, compared_too.spans)
