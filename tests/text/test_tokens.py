"""Tokens: the compiled pass equals the plain one; marks say what they should."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from dedup import cores
from dedup.compiled import compiled
from dedup.errors import DataError
from dedup.text import tokens
from dedup.text.fold import folded_words
from dedup.text.hashing import xxh64_three, xxh64_units
from dedup.text.shingles import shingles_of
from dedup.text.tokens import MARK_BITS, SENTENCE, SPEECH, tokenize
from tests.factories import BRIDGE, LETTERS, arabic_texts, messy_texts
from tests.text import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Words, quotation marks, full stops, line ends: everything the marks depend on.
pieces = st.sampled_from(
    [*"ابتثج", "قال", "مارس", "12", "3", "ر", "ب5ر12", " ", " ", ". ", "؟ ", "\n", "«", "»", '"', "''", "،"]
)
punctuated = st.lists(pieces, max_size=60).map("".join)


def marked(text: str, mark: int) -> list[str]:
    """The words of a text that carry a mark."""
    tokens = tokenize([text], fold_version=1).of(0).tolist()
    return [word for word, token in zip(folded_words(text, version=1), tokens, strict=True) if token & mark]


@given(st.lists(st.one_of(arabic_texts, messy_texts), max_size=6))
def test_a_batch_has_the_words_of_its_texts(texts: list[str]) -> None:
    """Each text's tokens are the hashes of its folded words, whatever stands beside it in the batch."""
    batch = tokenize(texts, fold_version=1)

    for i, text in enumerate(texts):
        expected = [plain.word_key(word) for word in folded_words(text, version=1)]
        assert (batch.of(i) >> MARK_BITS).tolist() == expected
    assert batch.word_counts.tolist() == [len(folded_words(text, version=1)) for text in texts]


@given(
    texts=st.lists(st.one_of(arabic_texts, messy_texts), max_size=8),
    available=st.integers(1, 4),
    at_once=st.integers(1, 300),
    at_least=st.integers(1, 300),
)
def test_texts_shared_out_are_those_of_one_core(texts: list[str], available: int, at_once: int, at_least: int) -> None:
    """However many cores there are, and however much is handed over together, all comes out as for each text alone."""
    alone = [tokenize([text], fold_version=1) for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cores, "cores", lambda: available)
        patch.setattr(tokens, "_AT_ONCE", at_once)
        patch.setattr(tokens, "_WORTH_A_THREAD", at_least)
        batch = tokenize(texts, fold_version=1)

    assert [batch.of(i).tolist() for i in range(len(batch))] == [each.tokens.tolist() for each in alone]
    assert batch.offsets.tolist() == np.cumsum([0, *(len(each.tokens) for each in alone)]).tolist()
    assert batch.text_hashes.tolist() == [int(each.text_hashes[0]) for each in alone]
    assert batch.leads.tolist() == [int(each.leads[0]) for each in alone]


@given(punctuated)
def test_marks_are_those_of_the_plain_definition(text: str) -> None:
    """Numbers, quotations, sentences, lines and listed words are marked as a plain loop marks them."""
    assert tokenize([text], fold_version=1).of(0).tolist() == plain.tokens(text)


@given(st.lists(arabic_texts, min_size=2, max_size=5), st.data())
def test_a_selection_is_a_batch_of_its_own(texts: list[str], data: st.DataObject) -> None:
    """Selecting texts of a batch gives what a batch of these texts gives."""
    places = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=4))
    selected = tokenize(texts, fold_version=1).select(places)
    alone = tokenize([texts[place] for place in places], fold_version=1)

    assert selected.tokens.tolist() == alone.tokens.tolist()
    assert selected.offsets.tolist() == alone.offsets.tolist()
    assert selected.text_hashes.tolist() == alone.text_hashes.tolist()


def test_a_word_is_marked_by_where_it_stands() -> None:
    """The first words of sentences; what is quoted, and what follows a verb of saying in its sentence."""
    text = "افتتح الجسر. وقال المحافظ إنه آمن. وحضر «كل الجيران» الحفل\nوينتهي العمل"

    assert marked(text, SENTENCE) == ["افتتح", "وقال", "وحضر", "وينتهي"]
    assert marked(text, SPEECH) == ["المحافظ", "انه", "امن", "كل", "الجيران"]


@given(punctuated)
def test_the_lead_begins_after_the_bylines(text: str) -> None:
    """It is the first line of eight words and more; the first word where no line is as long."""
    assert tokenize([text], fold_version=1).leads.tolist() == [plain.lead(text)]


@given(st.lists(arabic_texts, min_size=30, max_size=40))
def test_a_word_is_the_same_the_first_time_and_later(texts: list[str]) -> None:
    """Words are recognised again by their letters: each text has the same tokens alone and among many."""
    batch = tokenize([*texts, *texts], fold_version=1)

    for i, text in enumerate([*texts, *texts]):
        assert batch.of(i).tolist() == tokenize([text], fold_version=1).of(0).tolist()


@given(st.lists(st.text(alphabet="ابتث", min_size=9, max_size=15), min_size=2, max_size=9))
def test_long_words_are_told_apart_to_their_last_letter(words: list[str]) -> None:
    """Words that begin alike keep their own keys when they come again, whatever their length."""
    keys = (tokenize([" ".join([*words, *words])], fold_version=1).of(0) >> MARK_BITS).tolist()

    assert keys == [plain.word_key(word) for word in [*words, *words]]


@given(st.lists(st.text(alphabet="ابa1qzپ", min_size=1, max_size=12), min_size=2, max_size=9))
def test_letters_beyond_the_alphabet_are_told_apart(words: list[str]) -> None:
    """Words with letters that have no place in a packed word keep their own keys when they come again."""
    keys = (tokenize([" ".join([*words, *words])], fold_version=1).of(0) >> MARK_BITS).tolist()

    assert keys == [plain.word_key(word) for word in [*words, *words]]


def test_a_character_of_two_units_moves_no_other_text() -> None:
    """Texts end where they end, whatever stands in those before: an emoji, half of one."""
    texts = ["حضر \U0001f600 الناس", "", "\U0001f600\U0001f600", "\ud83d\ude00 ثم", "وانتهى العمل"]
    batch = tokenize(texts, fold_version=1)

    for i, text in enumerate(texts):
        assert batch.of(i).tolist() == tokenize([text], fold_version=1).of(0).tolist()
    assert batch.word_counts.tolist() == [2, 0, 0, 1, 2]


def test_a_full_stop_inside_a_name_or_a_number_ends_no_sentence() -> None:
    """An initial and a decimal number go on; a real full stop does not."""
    assert marked("التقى د. سامر الهادي ودفع 3.5 مليون. وعاد", SENTENCE) == ["التقي", "وعاد"]


def test_a_quotation_that_never_ends_ends_after_120_words() -> None:
    """A quotation mark that was none does not swallow the article."""
    assert len(marked("« " + "كلمة " * 300, SPEECH)) == 121


def test_a_stem_and_what_was_taken_off_are_the_word_again() -> None:
    """Words of one stem share its hash and differ in their affixes; a word without affixes is its stem."""
    words = ["كتاب", "الكتاب", "والكتاب", "كتابها", "بالكتاب", "كتابات"]
    keys = (tokenize([" ".join(words)], fold_version=1).of(0) >> MARK_BITS).tolist()

    assert len({key >> 8 for key in keys}) == 1
    assert len(set(keys)) == len(words)


def test_ligatures_become_several_words_inside_and_at_the_end() -> None:
    """One code point that is a phrase gives the tokens of the phrase: SALLALLAHOU ALAYHE WASALLAM (U+FDFA)."""
    phrase = "قال \ufdfa ثم \ufdfa"
    assert (tokenize([phrase, "بعد"], fold_version=1).of(0) >> MARK_BITS).tolist() == [
        plain.word_key(word) for word in folded_words(phrase, version=1)
    ]


def test_an_unknown_version_is_refused() -> None:
    """A table of a later release is named, with what to do."""
    with pytest.raises(DataError, match="no folding version 99.*Upgrade dedup"):
        tokenize([BRIDGE], fold_version=99)


@compiled("u8(Array(u2, 1, 'C', readonly=True))")
def hash_of_units(units: NDArray[np.uint16]) -> np.uint64:
    """The hash as compiled loops have it."""
    return xxh64_units(units, 0, len(units))


@compiled("u8(u8, u8, u8)")
def hash_of_three(first: np.uint64, second: np.uint64, third: np.uint64) -> np.uint64:
    """The same of three values."""
    return xxh64_three(first, second, third)


@pytest.mark.usefixtures("kept_apart")
@given(st.text(alphabet=LETTERS, max_size=80))
def test_the_word_hash_is_xxh64(word: str) -> None:
    """Words of any length hash as the xxhash library hashes them."""
    units = np.frombuffer(word.encode("utf-16-le"), dtype="<u2")

    assert hash_of_units(units) == xxhash.xxh64_intdigest(word.encode("utf-16-le"))


@pytest.mark.usefixtures("kept_apart")
@given(st.tuples(*[st.integers(0, 2**32 - 1)] * 3))
def test_the_shingle_hash_is_xxh64(values: tuple[int, int, int]) -> None:
    """Three 32-bit values hash as their twelve bytes."""
    expected = xxhash.xxh64_intdigest(np.array(values, dtype="<u4").tobytes())

    assert hash_of_three(*values) == expected


@given(st.one_of(arabic_texts, punctuated))
def test_shingles_are_those_of_the_plain_loop_whatever_the_marks(text: str) -> None:
    """Three words in a row, hashed without their marks."""
    assert shingles_of(tokenize([text], fold_version=1).of(0)).tolist() == plain.shingles(text)
