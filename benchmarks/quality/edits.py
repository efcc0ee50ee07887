"""What newsrooms do to a text, as functions of the text and a random source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.quality.grammar import vocabulary
from benchmarks.quality.restyle import RESTYLINGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_AFTER_SENTENCE = re.compile(r"(?<=[.\u061f!]) ")  # U+061F Arabic question mark
_DIGIT = re.compile(r"\d")


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order."""
    return [piece for line in text.splitlines() for piece in _AFTER_SENTENCE.split(line) if piece]


def paragraphs(pieces: Sequence[str], *, size: int = 3) -> str:
    """Sentences as a body of paragraphs, a line each."""
    return "\n".join(" ".join(pieces[i : i + size]) for i in range(0, len(pieces), size))


def rewrite(text: str, rng: Random, *, share: float, keep: frozenset[str]) -> str:
    """``share`` of all words replaced by others. Figures and the words in ``keep`` stay: an edit keeps the facts."""
    lines = [line.split() for line in text.splitlines()]
    places = [(i, j) for i, line in enumerate(lines) for j, word in enumerate(line) if not _is_fact(word, keep)]
    wanted = min(len(places), round(share * sum(map(len, lines))))
    for i, j in rng.sample(places, wanted):
        lines[i][j] = rng.choice(vocabulary())
    return "\n".join(" ".join(line) for line in lines)


def _is_fact(word: str, keep: frozenset[str]) -> bool:
    return bool(_DIGIT.search(word)) or word.strip("\u060c.:؛«»()") in keep  # U+060C Arabic comma


def lead(text: str, *, share: float) -> str:
    """The first sentences, until ``share`` of the words is reached."""
    pieces = sentences(text)
    wanted = share * len(text.split())
    taken: list[str] = []
    while pieces and sum(len(piece.split()) for piece in taken) < wanted:
        taken.append(pieces.pop(0))
    return paragraphs(taken)


def embed(text: str, own: str) -> str:
    """The text in the middle of the outlet's own."""
    pieces = sentences(own)
    middle = len(pieces) // 2
    return "\n".join((paragraphs(pieces[:middle]), text, paragraphs(pieces[middle:])))


def shuffle(text: str, rng: Random) -> str:
    """The same sentences in another order."""
    pieces = sentences(text)
    return paragraphs(rng.sample(pieces, len(pieces)))


def restyle(text: str, rng: Random, *, count: int = 3) -> str:
    """``count`` of the nine ways of spelling, one after the other."""
    for name in rng.sample(sorted(RESTYLINGS), count):
        text = RESTYLINGS[name](text, rng)
    return text
