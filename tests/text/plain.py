"""The plain implementation of tokens, shingles and fingerprints: the oracle of the compiled one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import xxhash

from dedup.text.fold import fold
from dedup.text.stems import NUMBER_AFFIX
from dedup.text.tokens import SENTENCE, SPEECH


@dataclass(frozen=True, kw_only=True)
class Word:
    """A folded word, and what stands between it and the one before."""

    text: str
    before: str


CONJUNCTIONS = ("و", "ف")
PREFIXES = ("بال", "كال", "لل", "ال", "ب", "ل")
ENDINGS = ("ها", "هم", "ات", "ون", "ين", "ان", "يه", "ه", "ي", "ت", "ا")


def sayings() -> set[str]:
    """The listed verbs of saying."""
    lines = (files("dedup") / "data" / "words_v1.tsv").read_text("utf-8").splitlines()
    return {line.split("\t")[1] for line in lines if line.startswith("saying\t")}


SAYINGS = sayings()


def stem(word: str) -> tuple[str, int]:
    """The light stem of a folded word, and the number of what was taken off."""
    if word[0].isdigit():
        return word, NUMBER_AFFIX
    conjunction = prefix = ending = 0
    if len(word) > 4 and word[0] in CONJUNCTIONS:
        conjunction, word = CONJUNCTIONS.index(word[0]) + 1, word[1:]
    for number, affix in enumerate(PREFIXES, 1):
        left = 3 if len(affix) > 1 else 4
        if not prefix and word.startswith(affix) and len(word) - len(affix) >= left:
            prefix, word = number, word[len(affix) :]
    for number, affix in enumerate(ENDINGS, 1):
        if not ending and word.endswith(affix) and len(word) - len(affix) >= 3:
            ending, word = number, word[: -len(affix)]
    return word, (conjunction * 7 + prefix) * 12 + ending


def word_key(word: str) -> int:
    """22 bits of the stem's hash, 8 bits of affixes."""
    base, affix = stem(word)
    return (xxhash.xxh64_intdigest(base.encode("utf-16-le")) >> 42) << 8 | affix


def words_of(text: str) -> list[Word]:
    """The folded words of a text with what stands before each."""
    folded = fold(text, version=1)
    found, end = [], 0
    for word, (begin, after) in zip(folded.words, folded.spans.tolist(), strict=True):
        found.append(Word(text=word, before=text[end:begin]))
        end = after
    return found


def tokens(text: str) -> list[int]:
    """Each word's key and marks, from the definition."""
    result, quoted, counted, said, last = [], False, 0, False, ""
    for i, word in enumerate(words_of(text)):
        new_line = i == 0 or any(c in word.before for c in "\n\u2028\u2029")
        inside = len(last) == 1 or (last[-1:].isdigit() and word.text[0].isdigit())
        begins = new_line or any(c in word.before for c in "!?؟…؛") or ("." in word.before and not inside)
        quoted, counted = _quotes(word.before, quoted, counted)
        said = said and not begins
        result.append(word_key(word.text) << 2 | SENTENCE * begins | SPEECH * (quoted or said))
        said = said or word.text in SAYINGS
        counted += quoted
        quoted = quoted and counted <= 120
        last = word.text
    return result


def lead(text: str) -> int:
    """The first word of the first line of eight words."""
    at = 0
    for line in re.split("[\n\u2028\u2029]", text):
        size = len(words_of(line))
        if size >= 8:
            return at
        at += size
    return 0


def _quotes(between: str, quoted: bool, counted: int) -> tuple[bool, int]:
    half = False
    for c in between:
        if c in "\n\u2028\u2029":
            quoted = False
        elif c in "«\u201c":
            quoted, counted = True, 0
        elif c in "»\u201d":
            quoted = False
        elif c == '"' or (c in "'\u2018\u2019" and half):
            quoted, counted = not quoted, 0
        if c in "\n\u2028\u2029!?؟…؛.«»\u201c\u201d\"'\u2018\u2019":
            half = c in "'\u2018\u2019" and not half
    return quoted, counted


def shingles(text: str) -> list[int]:
    """The shingle hashes of a text in reading order."""
    words = [word_key(word.text) for word in words_of(text)]
    return [
        xxhash.xxh64_intdigest(np.array(words[i : i + 3], dtype="<u4").tobytes()) & 0xFFFFFFFF
        for i in range(len(words) - 2)
    ]


def fingerprints(text: str, window: int) -> set[int]:
    """The smallest shingle hash of each window, or all shingles of a short text."""
    hashes = shingles(text)
    if len(hashes) <= 64:
        return set(hashes)
    return {min(hashes[i : i + window]) for i in range(len(hashes) - window + 1)}
