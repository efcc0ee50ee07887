"""Writes invented Arabic by the rules of ``grammar.toml``: the same seed, the same text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent
_SLOT = re.compile(r"\{([a-z_]+)(\d*)(?::(\d+)-(\d+))?\}")
_DIGIT = re.compile(r"\d")
CAST: Mapping[str, int] = {"place": 4, "person": 4, "name": 4, "body": 3, "work": 4, "works": 6, "crowd": 3}
"""How many of each a story is about."""


def seeded(seed: int | str) -> Random:
    """A random source that gives the same on every run: repeatable, never for secrets."""
    return Random(seed)  # noqa: S311


@dataclass(frozen=True, kw_only=True)
class Writer:
    """One story's author: draws from its cast where it has one, from the grammar otherwise."""

    rng: Random
    rules: Mapping[str, tuple[str, ...]]
    cast: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def write(self, text: str) -> str:
        """``text`` with its slots filled; a numbered slot has one value throughout."""
        kept: dict[str, str] = {}

        def fill(slot: re.Match[str]) -> str:
            name, number, low, high = slot.groups()
            if low:
                return str(self.rng.randint(int(low), int(high)))
            if not number:
                return self._draw(name)
            if name + number not in kept:
                kept[name + number] = self._draw(name)
            return kept[name + number]

        return _SLOT.sub(fill, text)

    def _draw(self, name: str) -> str:
        return self.cast[name][self.rng.randrange(len(self.cast[name]))] if name in self.cast else self.fresh(name)

    def fresh(self, name: str) -> str:
        """A new text by the rule ``name``."""
        return self.write(self.rng.choice(self.rules[name]))

    def facts(self) -> frozenset[str]:
        """The words of this story's names: what an editor who rewords the rest leaves as it is."""
        named = (text for name in ("place", "person", "name") for text in self.cast.get(name, ()))
        return frozenset(word for text in named for word in text.split())


def new_writer(rng: Random) -> Writer:
    """The author of one new story, with people, places and works of its own."""
    plain = Writer(rng=rng, rules=rules())
    return Writer(
        rng=rng,
        rules=rules(),
        cast={name: tuple(plain.fresh(name) for _ in range(count)) for name, count in CAST.items()},
    )


@cache
def rules() -> Mapping[str, tuple[str, ...]]:
    """Rule -> the ways to write it, the words of the recurring forms among them."""
    table = tomllib.loads((FOLDER / "grammar.toml").read_text("utf-8"))
    words = tomllib.loads((FOLDER / "forms.toml").read_text("utf-8"))["words"]
    return {name: tuple(ways) for name, ways in {**table, **words}.items()}


@cache
def forms() -> Mapping[str, str]:
    """The recurring forms, by name."""
    table = tomllib.loads((FOLDER / "forms.toml").read_text("utf-8"))
    return {name: text.strip() for name, text in table.items() if isinstance(text, str)}


@cache
def vocabulary() -> tuple[str, ...]:
    """The words an edit may put in another's place: every plain word of the grammar's sentences."""
    names = ("works", "masdar", "crowd", "crowd_gen", "manner", "verb_f", "did_pl", "link", "unit", "month", "field")
    words = {word for name in names for text in rules()[name] if "{" not in text for word in text.split()}
    return tuple(sorted(word for word in words if not _DIGIT.search(word)))
