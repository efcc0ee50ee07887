"""The folding tables: what each code point becomes. Append-only, one file a version.

A released version is never edited, not even for a bug: the next one gets a file of its own.
The reasons for each rule, with what it gains on real copies, are in docs/folding.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from dedup.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SPACE = 0x20
EXPANDS = 0xFFFF
"""Marks a code point that becomes several; U+FFFF itself is no character and folds to a space."""
DECIMAL_REH = 0x0631
"""ARABIC LETTER REH: between digits, what agencies write in place of the decimal separator it looks like."""

VERSIONS = (1,)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldTable:
    """One version of the folding, as arrays."""

    version: int
    units: NDArray[np.uint16]
    """(65536,): what each UTF-16 code unit becomes; 0 is "deleted", EXPANDS "see expansions"."""
    expansions: dict[int, tuple[int, ...]]
    """Code points that become several, such as the Allah ligature."""


@cache
def fold_table(version: int) -> FoldTable:
    """The table of that version.

    Raises:
        DataError: there is no such version, or its file is damaged.
    """
    if version not in VERSIONS:
        raise DataError(f"no folding version {version}; this release of dedup knows {VERSIONS}. Upgrade dedup.")
    units = np.zeros(0x10000, dtype=np.uint16)
    expansions: dict[int, tuple[int, ...]] = {}
    for first, last, fold in _rows(version):
        if fold == "keep":
            units[first : last + 1] = np.arange(first, last + 1)
        elif fold == "space":
            units[first : last + 1] = SPACE
        elif fold != "delete":
            points = tuple(int(point, 16) for point in fold.split())
            if len(points) > 1:
                units[first] = EXPANDS
                expansions[first] = points
            else:
                units[first : last + 1] = np.arange(points[0], points[0] + last - first + 1)
    units.setflags(write=False)
    return FoldTable(version=version, units=units, expansions=expansions)


def _rows(version: int) -> Iterator[tuple[int, int, str]]:
    name = f"fold_v{version}.tsv"
    lines = (files("dedup") / "data" / name).read_text("utf-8").splitlines()
    expected = 0
    for line in lines:
        if line.startswith(("#", "first")):
            continue
        first, last, fold = line.split("\t")
        if int(first, 16) != expected:
            raise DataError(f"{name}: the row of U+{first} does not follow U+{expected - 1:04X}; reinstall dedup.")
        expected = int(last, 16) + 1
        yield int(first, 16), int(last, 16), fold
    if expected != 0x10000:
        raise DataError(f"{name}: ends at U+{expected - 1:04X} instead of U+FFFF; reinstall dedup.")
