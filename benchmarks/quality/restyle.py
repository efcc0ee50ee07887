"""Nine ways in which one Arabic text is spelled by two houses. None changes a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

_LETTER = re.compile("[\u0621-\u063a\u0641-\u064a]")  # hamza to ghain, feh to yeh
_VOWELS = "\u064e\u064f\u0650\u0652"  # fatha, damma, kasra, sukun
_TATWEEL = "\u0640"
_RIGHT_TO_LEFT_MARK = "\u200f"
# A letter that joins the next one, before another letter: where a tatweel may stand.
_JOINED = re.compile(
    "([\u0628\u062a\u062b\u062c-\u062e\u0633-\u063a\u0641-\u0647\u064a])(?=[\u0621-\u063a\u0641-\u064a])"
)
_HAMZA_ON_ALEF = str.maketrans(dict.fromkeys("أإآ", "ا"))
# Isolated ligatures of lam with alef madda, hamza above, hamza below, plain.
_LAM_ALEF = {"لآ": "\ufef5", "لأ": "\ufef7", "لإ": "\ufef9", "لا": "\ufefb"}


def _vowelled(word: str, rng: Random) -> str:
    return _LETTER.sub(lambda letter: letter[0] + rng.choice(_VOWELS), word)


def _some_words(text: str, rng: Random, *, rate: float, change: Callable[[str], str]) -> str:
    """At least one word is changed, so that the restyling is never an idle one."""
    pieces = re.split(r"(\s+)", text)
    words = [i for i, piece in enumerate(pieces) if piece.strip()]
    for i in rng.sample(words, max(1, round(rate * len(words)))):
        pieces[i] = change(pieces[i])
    return "".join(pieces)


def full_tashkeel(text: str, rng: Random) -> str:
    """A vowel sign on every letter."""
    return _vowelled(text, rng)


def some_tashkeel(text: str, rng: Random) -> str:
    """Vowel signs on a tenth of the words."""
    return _some_words(text, rng, rate=0.10, change=lambda word: _vowelled(word, rng))


def tatweel(text: str, rng: Random) -> str:
    """A stretched letter in a twentieth of the words."""
    return _some_words(text, rng, rate=0.05, change=lambda word: _JOINED.sub(rf"\1{_TATWEEL}", word, count=1))


def no_hamza(text: str, rng: Random) -> str:  # noqa: ARG001 - all nine are called alike
    """Bare alef for alef with hamza or madda."""
    return text.translate(_HAMZA_ON_ALEF)


def dotted_yeh(text: str, rng: Random) -> str:  # noqa: ARG001
    """Yeh for alef maksura."""
    return text.replace("\u0649", "\u064a")


def heh_for_teh(text: str, rng: Random) -> str:  # noqa: ARG001
    """Heh for teh marbuta."""
    return text.replace("\u0629", "\u0647")


def indic_digits(text: str, rng: Random) -> str:  # noqa: ARG001
    """Arabic-Indic digits for European ones."""
    return text.translate({ord("0") + digit: chr(0x0660 + digit) for digit in range(10)})


def ligatures(text: str, rng: Random) -> str:  # noqa: ARG001
    """Presentation forms for lam with alef."""
    for letters, form in _LAM_ALEF.items():
        text = text.replace(letters, form)
    return text


def direction_marks(text: str, rng: Random) -> str:
    """A right-to-left mark after a twentieth of the words."""
    return _some_words(text, rng, rate=0.05, change=lambda word: word + _RIGHT_TO_LEFT_MARK)


RESTYLINGS: Mapping[str, Callable[[str, Random], str]] = {
    "tashkeel on every word": full_tashkeel,
    "tashkeel on 10 % of words": some_tashkeel,
    "tatweel in 5 % of words": tatweel,
    "hamza on alef dropped": no_hamza,
    "alef maksura as yeh": dotted_yeh,
    "teh marbuta as heh": heh_for_teh,
    "Arabic-Indic digits": indic_digits,
    "lam-alef presentation forms": ligatures,
    "right-to-left marks": direction_marks,
}
