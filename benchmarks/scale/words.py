"""Texts as pieces (a word with what follows it), and seeded permutations of their words.

Spellings of one word (hamza seats, marks, final letters, digits) are one word here, so that copies
which differ in spelling are still copies after a permutation.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# Tashkeel, SUPERSCRIPT ALEF, TATWEEL, and the invisible marks that stand inside words.
_MARKS = "\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_PIECE = re.compile(rf"[\w{_MARKS}]+[^\w{_MARKS}]*|[^\w{_MARKS}]+")
_AFTER = re.compile(rf"[^\w{_MARKS}]*\Z")
_MARK = re.compile(f"[{_MARKS}]")
# ALEF with HAMZA or MADDA, ALEF WASLA to ALEF; ALEF MAKSURA to YEH; TEH MARBUTA to HEH; hamza seats; digits.
_SPELLING = str.maketrans(
    "\u0623\u0625\u0622\u0671\u0649\u0629\u0624\u0626\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669",
    "\u0627\u0627\u0627\u0627\u064a\u0647\u0648\u064a0123456789",
)
_FIRST_BAND = 16
"""Words that change places with each other have like frequencies: 16 to the first band, each next one twice as wide."""


class Vocabulary:
    """Every piece of some texts, numbered; and the texts as numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def encode(self, text: str) -> NDArray[np.int32]:
        """The numbers of a text's pieces; new pieces get the next numbers."""
        numbers = self._numbers
        pieces = _PIECE.findall(text)
        return np.array([numbers.setdefault(piece, len(numbers)) for piece in pieces], dtype=np.int32)

    def epochs(self, texts: Iterable[NDArray[np.int32]], *, seed: int) -> Epochs:
        """What is needed to write the texts in other words."""
        counts = np.zeros(len(self._numbers), dtype=np.int64)
        for text in texts:
            np.add.at(counts, text, 1)
        return Epochs(list(self._numbers), counts, seed=seed)


class Epochs:
    """Epoch 0 is the texts as they are; in epoch ``k`` each word stands for another one, everywhere the same."""

    def __init__(self, pieces: list[str], counts: NDArray[np.int64], *, seed: int) -> None:
        self._seed = seed
        ends = [_AFTER.search(piece).start() for piece in pieces]  # type: ignore[union-attr]  # \Z always matches
        self._pieces = [_escaped(piece) for piece in pieces]
        self._after = [_escaped(piece[end:]) for piece, end in zip(pieces, ends, strict=True)]
        words: dict[str, int] = {}
        surfaces: list[str] = []
        self._word_of: list[int] = []
        for piece, end in zip(pieces, ends, strict=True):
            key = _MARK.sub("", piece[:end]).translate(_SPELLING).lower()
            if key not in words:
                words[key] = len(words)
                surfaces.append(_escaped(piece[:end]))
            self._word_of.append(words[key])
        self._surfaces = surfaces
        frequencies = np.bincount(self._word_of, weights=counts, minlength=len(words))
        self._bands = _bands(list(words), frequencies)

    def pieces(self, epoch: int) -> list[str]:
        """Each piece as it is written in that epoch, escaped for JSON."""
        if epoch == 0:
            return self._pieces
        stands_for = np.arange(len(self._surfaces))
        generator = np.random.default_rng([self._seed, epoch])
        for band in self._bands:
            stands_for[band] = generator.permutation(band)
        written = [self._surfaces[word] for word in stands_for]
        return [written[word] + after for word, after in zip(self._word_of, self._after, strict=True)]


def _bands(words: list[str], frequencies: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Words by kind (number, Arabic, other) and, within a kind, by rank. The empty word stays alone."""
    kinds = np.array([0 if not w else 1 if w.isdigit() else 2 if "\u0621" <= w[0] <= "\u06d3" else 3 for w in words])
    bands = []
    for kind in (1, 2, 3):
        members = np.flatnonzero(kinds == kind)
        ranked = members[np.argsort(-frequencies[members], kind="stable")]
        edges = [_FIRST_BAND * (2**n - 1) for n in range(1, 40) if _FIRST_BAND * (2**n - 1) < len(ranked)]
        bands += np.split(ranked, edges)
    return bands


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
