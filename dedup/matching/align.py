"""Where two texts run together: the passages they share, for showing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRun:
    """A run of words that stands in both texts; starts are word numbers from 0."""

    start_a: int
    start_b: int
    words: int


def shared_runs(words_a: Sequence[str], words_b: Sequence[str], *, min_words: int) -> list[SharedRun]:
    """The runs of at least ``min_words`` equal folded words, longest first where they compete.

    Greedy string tiling: each word of either text belongs to one run at most.
    Source: Wise, "String similarity via greedy string tiling and Running Karp-Rabin matching", 1993.
    """
    candidates = _maximal_runs(words_a, words_b, min_words=min_words)
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    chosen = []
    for run in sorted(candidates, key=lambda run: (-run.words, run.start_a, run.start_b)):
        for piece in _free_pieces(run, taken_a, taken_b):
            if piece.words >= min_words:
                chosen.append(piece)
                taken_a.update(range(piece.start_a, piece.start_a + piece.words))
                taken_b.update(range(piece.start_b, piece.start_b + piece.words))
    return sorted(chosen, key=lambda run: run.start_a)


def _maximal_runs(words_a: Sequence[str], words_b: Sequence[str], *, min_words: int) -> list[SharedRun]:
    places_b: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for j in range(len(words_b) - min_words + 1):
        places_b[tuple(words_b[j : j + min_words])].append(j)
    runs = []
    for i in range(len(words_a) - min_words + 1):
        for j in places_b.get(tuple(words_a[i : i + min_words]), ()):
            if i and j and words_a[i - 1] == words_b[j - 1]:
                continue  # part of the run that began one word earlier
            length = min_words
            while (
                i + length < len(words_a) and j + length < len(words_b) and words_a[i + length] == words_b[j + length]
            ):
                length += 1
            runs.append(SharedRun(start_a=i, start_b=j, words=length))
    return runs


def _free_pieces(run: SharedRun, taken_a: set[int], taken_b: set[int]) -> list[SharedRun]:
    """The stretches of a run in which neither side is taken yet."""
    pieces: list[SharedRun] = []
    begin = 0
    for k in range(run.words + 1):
        if k == run.words or run.start_a + k in taken_a or run.start_b + k in taken_b:
            if k > begin:
                pieces.append(SharedRun(start_a=run.start_a + begin, start_b=run.start_b + begin, words=k - begin))
            begin = k + 1
    return pieces
