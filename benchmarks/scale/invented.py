"""An invented corpus for where no real one is: stories in made-up words, and edited copies of them.

The shares are those of egypt2013: of ten records one is the same article again, three have a copy
elsewhere, half of the copies are edited so far that their Jaccard is below 0.5; the median lag is 3.4 hours.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

Record = dict[str, str]

_LETTERS = list("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")
_FREQUENT = "في من على أن إلى التي الذي عن مع هذا بعد قبل بين كما حيث قال وقال أكد وأضاف خلال".split()  # noqa: SIM905  # read as a list
_WORDS = 40_000
_OUTLETS = [f"صحيفة {name}" for name in ("المرفأ", "الضفة", "السهل", "البرج", "الميناء", "القنطرة", "الواحة", "الساحل")]
_SECTIONS = ["محليات", "اقتصاد", "رياضة", "ثقافة"]
_COPIES = ([0, 1, 2, 3, 5, 7], [0.80, 0.11, 0.05, 0.02, 0.01, 0.01])
_EDITS = ("none", "reword 5", "reword 15", "reword 35", "drop", "lead", "figures")
_AGAIN = 0.10
_START = datetime(2026, 1, 1)  # noqa: DTZ001  # local times, as collectors write them
_MEDIAN_LAG_HOURS = 3.4


def invented(count: int, *, seed: int) -> list[Record]:
    """``count`` records in the order of their times."""
    maker = _Maker(np.random.default_rng(seed))
    records: list[Record] = []
    for story in maker.stories():
        records += story
        if len(records) >= count:
            break
    return sorted(records[:count], key=lambda record: (record["published"], record["id"]))


class _Maker:
    def __init__(self, generator: np.random.Generator) -> None:
        self._random = generator
        made = {self._word() for _ in range(_WORDS)}
        self._words = np.array([*_FREQUENT, *sorted(made - set(_FREQUENT))], dtype=object)
        self._words[len(_FREQUENT) :] = generator.permutation(self._words[len(_FREQUENT) :])
        weights = 1 / (np.arange(len(self._words)) + 5.0)  # Zipf's law, shifted as in Mandelbrot's
        self._weights = np.cumsum(weights / weights.sum())
        self._clock = _START
        self._made = 0

    def stories(self) -> Iterator[list[Record]]:
        """Without end: an article and its copies."""
        while True:
            self._clock += timedelta(seconds=float(self._random.exponential(60)))
            sentences = self._sentences()
            outlets = self._random.permutation(_OUTLETS)
            story = self._published(sentences, str(outlets[0]), self._clock, title=self._title())
            for place in range(int(self._random.choice(_COPIES[0], p=_COPIES[1]))):
                lag = timedelta(hours=_MEDIAN_LAG_HOURS * float(self._random.lognormal(0, 1)))
                edited = self._edited(sentences, str(self._random.choice(_EDITS)))
                title = story[0]["title"] if self._random.random() < 1 / 2 else self._title()
                story += self._published(
                    edited, str(outlets[(place + 1) % len(outlets)]), self._clock + lag, title=title
                )
            yield story

    def _published(self, sentences: list[list[str]], outlet: str, at: datetime, *, title: str) -> list[Record]:
        text = " ".join(" ".join(sentence) + "." for sentence in sentences)
        sections = self._random.permutation(_SECTIONS)[: 1 + int(self._random.random() < _AGAIN)]
        published = at.isoformat(sep=" ", timespec="seconds")
        records = []
        for section in sections:
            self._made += 1
            facts = {"id": f"made-{self._made}", "outlet": outlet, "published": published, "section": str(section)}
            records.append({**facts, "title": title, "text": text})
        return records

    def _edited(self, sentences: list[list[str]], edit: str) -> list[list[str]]:
        if edit.startswith("reword"):
            share = int(edit.split()[1]) / 100
            return [self._reworded(sentence, share) for sentence in sentences]
        if edit == "drop":
            kept = [sentence for sentence in sentences if self._random.random() > 1 / 3]
            return kept or sentences[:1]
        if edit == "lead":
            return sentences[: max(1, len(sentences) * 2 // 5)]
        if edit == "figures":
            return [[self._number() if word.isdigit() else word for word in sentence] for sentence in sentences]
        return sentences

    def _reworded(self, sentence: list[str], share: float) -> list[str]:
        changed = self._random.random(len(sentence)) < share
        return [
            new if change else old
            for old, new, change in zip(sentence, self._draw(len(sentence)), changed, strict=True)
        ]

    def _sentences(self) -> list[list[str]]:
        length = int(np.clip(self._random.lognormal(np.log(170), 0.7), 12, 2_000))
        words = self._draw(length)
        for place in np.flatnonzero(self._random.random(length) < 1 / 30):
            words[place] = self._number()
        edges = np.cumsum(self._random.integers(8, 28, size=length // 8 + 1))
        bounds = [0, *edges[edges < length].tolist(), length]
        return [words[begin:end] for begin, end in pairwise(bounds)]

    def _title(self) -> str:
        return " ".join(self._draw(int(self._random.integers(5, 11))))

    def _draw(self, count: int) -> list[str]:
        places = np.searchsorted(self._weights, self._random.random(count))
        return list(self._words[np.minimum(places, len(self._words) - 1)])

    def _word(self) -> str:
        letters = "".join(self._random.choice(_LETTERS, size=int(self._random.integers(3, 8))))
        return f"ال{letters}" if self._random.random() < 1 / 3 else letters

    def _number(self) -> str:
        return str(int(self._random.lognormal(4, 2)) + 1)
