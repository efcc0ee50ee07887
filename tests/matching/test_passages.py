"""Fingerprints: what is shared is found."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from dedup.matching.passages import MIN_SHARED, fingerprints, guaranteed_run_words
from dedup.params import NEWS_V1
from dedup.text.tokens import tokenize
from tests.factories import arabic_texts, arabic_words
from tests.text import plain

longer_texts = st.lists(st.one_of(arabic_words, st.sampled_from(["في", "من", "قال"])), max_size=120).map(" ".join)


def of_texts(texts: list[str], window: int) -> list[list[int]]:
    """The fingerprints of each text."""
    hashes, places = fingerprints(tokenize(texts, fold_version=1), window=window)
    return [hashes[places == i].tolist() for i in range(len(texts))]


@given(st.lists(longer_texts, min_size=1, max_size=5), st.integers(1, 9))
@example(
    [
        " ".join(f"{first}{second}كبت" for first in "صضطظعغقش" for second in "دذرزسشصضطظ")[:letters]
        for letters in (395, 400, 480)
    ],
    7,
)
def test_fingerprints_are_the_minima_of_all_windows(texts: list[str], window: int) -> None:
    """Each text keeps the smallest hash of each of its windows, a brief all of its hashes; each once."""
    for text, found in zip(texts, of_texts(texts, window), strict=True):
        assert found == sorted(plain.fingerprints(text, window))


@given(st.lists(arabic_words, min_size=20, max_size=20, unique=True), st.lists(longer_texts, min_size=4, max_size=4))
def test_a_shared_run_makes_two_articles_candidates(run: list[str], around: list[str]) -> None:
    """Any verbatim run of the guaranteed length, whatever stands around it, shares two fingerprints."""
    words = " ".join(run[: guaranteed_run_words(window=NEWS_V1.window)])
    first, second = of_texts([f"{around[0]} {words} {around[1]}", f"{around[2]} {words} {around[3]}"], NEWS_V1.window)

    assert len(set(first) & set(second)) >= MIN_SHARED


def test_the_guarantee_of_the_released_profile_is_sixteen_words() -> None:
    """With windows of seven 3-word shingles, a run of 16 words is enough."""
    assert guaranteed_run_words(window=NEWS_V1.window) == 16


@given(arabic_texts)
def test_a_text_has_the_same_fingerprints_alone_and_in_a_batch(text: str) -> None:
    """What stands beside a text does not change what is kept of it."""
    assert of_texts([text], 7)[0] == of_texts(["قبل", text, "بعد " * 40], 7)[1]
