"""Which lines of a page are the article: the run of lines with the largest sum of scores.

Every line is scored by its own looks (length, final punctuation, first words, stamps, markers);
the body is the contiguous run with the largest sum (Kadane's method), cleaned of what is not
prose inside it. Because a marker is a penalty and not a full stop, a story that goes on after a
box of related links is recovered; only comments and rights notices are never crossed.
The scores were chosen on real pages; benchmarks/quality/extraction.py measures them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.pages.lines import Kind, Lines

_FINAL_MARKS: Final = frozenset('.؟!:»"”…؛?')
_SHORT: Final = 40
"""Characters; below it a line is a button, a label, a crosshead."""
_PROSE: Final = 90
"""Characters; a line below it that ends without a mark is a headline."""
_SENTENCE_MIN: Final = 12
"""Characters; a short line of three words or more that ends with a full stop is a sentence."""
_MARKER_SCORES: Final[dict[Kind, float]] = {
    "related": -4.0,
    "tool": -9.0,
    "legal": -9.0,
    "end": -1000.0,
    "credit": -4.0,
    "byline": -1.5,
    "published": -4.0,
    "updated": -4.0,
    "ago": -4.0,
}
_TITLE_SCORE: Final = -3.0
_WORD_MIN: Final = 3
"""Characters; shorter words of a headline are particles."""
_SHARED_MAX: Final = 3
"""Words of the headline in a paragraph that double its score: rules for comments have none."""
_STAMPS: Final = frozenset(("published", "updated", "ago"))
_HEADING_SPACES: Final = 3
_LINK_SCORE: Final = -3.0
_CAPTION_SCORE: Final = -4.0


def find_body(lines: Lines, *, title_key: str = "") -> list[int]:
    """Indices of the lines that are the article, in order; empty where nothing looks like prose.

    Args:
        lines: of the whole page.
        title_key: the folded headline; lines that repeat it stand outside the body.
    """
    scores = _scores(lines, title_key)
    begin, end = _heaviest_run(scores)
    return _without_furniture(lines, range(begin, end), scores, title_key)


def article_lines(lines: Lines, chosen: Iterable[int], *, title_key: str = "") -> list[int]:
    """Those of the chosen lines that can be part of an article: no markers, links, captions, headline."""
    return _without_furniture(lines, sorted(chosen), _scores(lines, title_key), title_key)


def joined(lines: Lines, own: set[int], other: set[int], *, title_key: str) -> list[int]:
    """The union of two finders' lines, without the other's stray short lines such as captions.

    Where they have nothing in common, the one that shares more of the headline's words.
    """
    if not own & other:
        words = set(title_key.split())
        return sorted(max(other, own, key=lambda some: len(words & _words(lines, some))))
    begin, end = min(own), max(own)
    scores = _scores(lines, title_key)
    kept = {
        at
        for at in other - own
        if begin < at < end or (at < begin and scores[at] > 0) or (at > end and not _parted(lines, at, end))
    }
    below = {at for at in other - own - kept if at > end and scores[at] > 0}
    if not _are_teasers(lines, below, own):
        kept |= below
    body = own | kept
    heads = {at - 1 for at in body if at - 1 not in body and at - 1 > min(body) and _heads(lines, at - 1, scores)}
    return sorted(body | {at for at in heads if not repeats_title(lines.keys[at], title_key)})


def _are_teasers(lines: Lines, below: set[int], own: set[int]) -> bool:
    """Whether paragraphs below a list of links belong to other stories: each stands under a headline of its own."""
    if len(below) == 1:
        at = min(below)
        is_headed = lines.kinds[at - 1] == "related" and lines.keys[at - 1].count(" ") < _HEADING_SPACES
        return is_headed or lines.keys.count(lines.keys[at]) > 1
    stamps = {at for at in range(max(below, default=0)) if lines.kinds[at] in _STAMPS}  # entries of a live page
    text = own | below
    text |= {at for at in stamps if at - 1 in text}
    return 2 * sum(at - 1 in text for at in below) < len(below)


def _words(lines: Lines, places: Iterable[int]) -> set[str]:
    return {word for at in places for word in lines.keys[at].split()}


def _parted(lines: Lines, at: int, end: int) -> bool:
    """True where a credit, a stamp or a button stands between the end of the body and a line below."""
    return any(lines.kinds[place] not in {None, "reporting"} for place in range(end + 1, at))


def _without_furniture(lines: Lines, places: Sequence[int], scores: Sequence[float], title_key: str) -> list[int]:
    kept: list[int] = []
    following = False
    for at in places:
        following = lines.kinds[at] == "related" or (following and scores[at] <= 0 and not _heads(lines, at, scores))
        if not following and not _is_furniture(lines, at, title_key):
            kept.append(at)
    return kept


def _heads(lines: Lines, at: int, scores: Sequence[float]) -> bool:
    """True for a crosshead: where the markup tells links, a short line that is none, right above a paragraph."""
    is_plain = lines.kinds[at] in {None, "reporting"} and at not in lines.links and at not in lines.captions
    return bool(lines.links) and is_plain and at + 1 < len(scores) and scores[at + 1] > 0


def _is_furniture(lines: Lines, at: int, title_key: str) -> bool:
    return (
        lines.kinds[at] not in {None, "reporting"}
        or not lines.keys[at]
        or at in lines.links
        or at in lines.captions
        or repeats_title(lines.keys[at], title_key)
    )


def _scores(lines: Lines, title_key: str) -> list[float]:
    scores = list(map(_score, lines.texts, lines.kinds))
    for at in lines.links:
        scores[at] = min(scores[at], _LINK_SCORE)
    for at in lines.captions:
        if lines.kinds[at] is None:
            scores[at] = min(scores[at], _CAPTION_SCORE)
    title_words = {word for word in title_key.split() if len(word) >= _WORD_MIN}
    for at, key in enumerate(lines.keys if title_key else ()):
        if repeats_title(key, title_key):
            scores[at] = min(scores[at], _TITLE_SCORE)
        elif scores[at] > 0:
            scores[at] *= 1 + min(len(title_words.intersection(key.split())), _SHARED_MAX) / _SHARED_MAX
    return scores


def _score(text: str, kind: Kind | None) -> float:
    """How much a line looks like a paragraph, by itself."""
    if kind is not None and kind != "reporting":
        return _MARKER_SCORES[kind]
    length = len(text)
    if length < _SHORT:
        is_sentence = length >= _SENTENCE_MIN and text[-1] in ".؟!" and text.count(" ") >= 2
        return 0.2 if is_sentence else -2.2
    final = text[-1] in _FINAL_MARKS
    if not final and length < _PROSE:
        return 0.2 if kind == "reporting" else -1.4
    score = min(length, 500) / 60 + (1.2 if kind == "reporting" else 0.0)
    return score if final else 0.8 * score


def repeats_title(key: str, title_key: str) -> bool:
    """True where a line is the headline, or little else beside it such as the outlet's name."""
    return bool(title_key) and title_key in key and len(key) < 2 * len(title_key) + 20


def _heaviest_run(scores: Sequence[float]) -> tuple[int, int]:
    """Begin and end of the contiguous run with the largest positive sum."""
    best, best_begin, best_end = 0.0, 0, 0
    total, begin = 0.0, 0
    for at, score in enumerate(scores):
        if total <= 0:
            total, begin = 0.0, at
        total += score
        if total > best:
            best, best_begin, best_end = total, begin, at + 1
    return best_begin, best_end
