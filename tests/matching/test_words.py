"""Words as postings: every word of headline and text, each once, and who holds a stem how nearly."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.matching.words import holders_of, keys_of, renumbered, word_postings
from dedup.text.fold import folded_words
from dedup.text.forms import JOINED, OTHER, SAME, forms_of
from dedup.text.lexicon import word_key
from dedup.text.tokens import tokenize
from tests.factories import arabic_texts, messy_texts

written = st.one_of(arabic_texts, messy_texts)


def postings_of(articles: list[tuple[str, str]]) -> np.ndarray:
    titles, texts = [title for title, _ in articles], [text for _, text in articles]
    return word_postings(tokenize(texts, fold_version=1), tokenize(titles, fold_version=1))


@given(st.lists(st.tuples(written, written), max_size=6))
def test_every_word_is_posted_once(articles: list[tuple[str, str]]) -> None:
    """The postings of a batch are its distinct words and their places, ascending."""
    expected = {
        word_key(word) << 32 | place
        for place, both in enumerate(articles)
        for text in both
        for word in folded_words(text, version=1)
    }

    assert postings_of(articles).tolist() == sorted(expected)


def test_places_become_articles() -> None:
    """Postings of places that are left out go, those of others get their article's number."""
    postings = np.array([5 << 32 | 0, 5 << 32 | 1, 5 << 32 | 2, 9 << 32 | 1], dtype=np.uint64)

    assert renumbered(postings, np.array([70, 0, 71])).tolist() == [5 << 32 | 70, 5 << 32 | 71]


def test_holders_of_a_word_are_told_how_near_they_are() -> None:
    """The word itself, joined to another, with another ending: the nearest that an article holds; others are not there."""
    postings = postings_of(
        [("", "المدينة"), ("", "والمدينة مدينات"), ("", "مدينات"), ("", "بلدية"), ("مدينة", "للمدينة")]
    )
    keys = postings >> np.uint64(32)
    found = []
    for form in forms_of("مدينه"):
        first, last = keys_of(form)
        found.append((form, postings[(keys >= first) & (keys <= last)]))
    articles, away = holders_of(found)

    assert articles.tolist() == [0, 1, 2, 4]
    assert away.tolist() == [JOINED, JOINED, OTHER, SAME]
    assert [each.tolist() for each in holders_of([])] == [[], []]
