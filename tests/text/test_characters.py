"""The table of version 1 against the rules it was made from, written plainly."""

from __future__ import annotations

import hashlib
import unicodedata
from importlib.resources import files

import pytest

from dedup.errors import DataError
from dedup.text.characters import EXPANDS, fold_table

# What the general rules leave to a decision about Arabic letters.
SPECIAL = {
    **dict.fromkeys("\u0622\u0623\u0625\u0671\u0672\u0673\u0675", "\u0627"),
    **dict.fromkeys("\u0620\u0626\u063d\u063e\u063f\u0649\u0678\u06cc\u06cd\u06ce\u06d0\u06d2", "\u064a"),
    **dict.fromkeys("\u0629\u06be\u06c0\u06c1\u06c2\u06c3\u06d5\u06ff", "\u0647"),
    **dict.fromkeys("\u0624\u0676", "\u0648"),
    **dict.fromkeys("\u06a9\u06aa\u06ab\u06ac\u06ad\u06ae", "\u0643"),
    "\u0640": "",
}
HANGUL = range(0xAC00, 0xD7A4)  # decomposing a syllable would only make its words longer


def plain_fold(character: str) -> str:
    """The rule in words: marks and invisible characters go, letters and digits stay, the rest is space."""
    if character in SPECIAL:
        return SPECIAL[character]
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    if ord(character) in HANGUL:
        return character
    decomposed = unicodedata.normalize("NFKD", character)
    if max(decomposed) > "\uffff":
        return character
    if decomposed != character:
        return "".join(map(plain_fold, decomposed))
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category[0] == "L" or category in {"Mc", "Nl", "No"}:
        lower = character.lower()
        return character if lower == character else "".join(map(plain_fold, unicodedata.normalize("NFKD", lower)))
    return " "


def test_every_character_folds_as_the_rule_says() -> None:
    """Each code point known to this Python's Unicode folds by the plain rule, expansions included."""
    table = fold_table(1)
    wrong = []
    for point in range(0x10000):
        character = chr(point)
        if unicodedata.category(character) in {"Cn", "Co", "Cs"}:
            continue
        code = int(table.units[point])
        folded = "".join(map(chr, table.expansions[point])) if code == EXPANDS else chr(code) if code else ""
        if folded.split() != plain_fold(character).split():
            wrong.append((f"U+{point:04X}", folded, plain_fold(character)))

    newer = [entry for entry in wrong if chr(int(entry[0][2:], 16)) in _letters_newer_than_the_table()]
    assert newer == wrong


def _letters_newer_than_the_table() -> str:
    """Letters that Unicode gained after version 14, which the table was made from."""
    return "".join(
        chr(point)
        for point in range(0x10000)
        if unicodedata.category(chr(point)) not in {"Cn", "Co", "Cs"} and int(fold_table(1).units[point]) == 0x20
    )


def test_the_released_table_is_never_edited() -> None:
    """Version 1 has the bytes it was released with: indexes depend on them."""
    data = (files("dedup") / "data" / "fold_v1.tsv").read_bytes()

    assert hashlib.sha256(data).hexdigest() == "98f46d7013399a21b489f74da30f0a1db47ed5bea0d59cb0b512f9f3a844f437"


def test_an_unknown_version_is_refused() -> None:
    """A version that this release does not know is named, with what to do."""
    with pytest.raises(DataError, match="no folding version 99"):
        fold_table(99)
