"""The answer of ``dedup check`` in words an editor understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.words import RELATIONS, counted, headline, moment, pad, percent, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.pipeline.check import Answer, Sighting

_SHOWN_LOOKALIKES = 3


def in_words(answer: Answer, *, signed: Mapping[int, str]) -> str:
    """An answer for an editor: one sentence, then who carries the text, who uses a part of it, who only looks alike.

    Args:
        answer: what was found.
        signed: who signed the articles found, by article number.
    """
    whole = [s for s in answer.republished if s.relation != "partial"]
    parts = [s for s in answer.republished if s.relation == "partial"]
    lines = [f"«{headline(answer.title)}»"] if answer.title else []
    lines += [_summary(answer, whole=whole, parts=parts)]
    lines += _section("Carry this text", whole, answer=answer, signed=signed)
    lines += _section("Use a part of it", parts, answer=answer, signed=signed)
    lines += _section(
        f"Same form, other news: {len(answer.lookalikes)}, not counted",
        answer.lookalikes[:_SHOWN_LOOKALIKES],
        answer=answer,
        signed=signed,
    )
    return "\n".join(lines)


def _summary(answer: Answer, *, whole: Sequence[Sighting], parts: Sequence[Sighting]) -> str:
    if answer.too_short:
        return f"Too short to look up: {counted(answer.word_count, 'word')}. Give more of the text."
    searched = f"{counted(answer.word_count, 'word')} compared with {counted(answer.articles_searched, 'article')}."
    if whole:
        return f"Carried by {_how_many(whole)}, first {_first(whole)}\n{searched} Times are UTC."
    if parts:
        return f"No copy found; {_how_many(parts)} use a part, first {_first(parts)}\n{searched} Times are UTC."
    return f"Not found: nothing in this index carries this text.\n{searched}"


def _how_many(sightings: Sequence[Sighting]) -> str:
    outlets = len({s.outlet for s in sightings})
    owners = len({s.owner_group or (s.outlet,) for s in sightings})
    return f"{spread(outlets, owners)} in {counted(len(sightings), 'article')}"


def _first(sightings: Sequence[Sighting]) -> str:
    """The earliest, in the order of publication; a day without an hour does not come before an hour of that day."""
    first = sightings[0]
    day = first.published_at
    timed = [s for s in sightings if s.published_at and day and s.published_at.startswith(f"{day}T")]
    if not timed:
        return f"{moment(day)} at {first.outlet}"
    return f"{moment(timed[0].published_at)} at {timed[0].outlet}, or that day at an unknown hour at {first.outlet}"


def _section(name: str, sightings: Sequence[Sighting], *, answer: Answer, signed: Mapping[int, str]) -> list[str]:
    if not sightings:
        return []
    lines = ["", f"{name}:"]
    for sighting in sightings:
        lines += _described(sighting, answer=answer, byline=signed.get(sighting.article_id))
    return lines


def _described(sighting: Sighting, *, answer: Answer, byline: str | None) -> list[str]:
    kind = "version" if sighting.outlet == answer.outlet else RELATIONS[sighting.relation]
    shares = f"{percent(sighting.share_of_asked):>5} of your text, {percent(sighting.share_of_other):>5} of theirs"
    # Most of that article is something else: a round-up, a longer report.
    rest = ", among other news" if sighting.relation == "partial" and sighting.share_of_other < 0.5 else ""
    story = f"story {sighting.story_id}, " if sighting.story_id else ""
    owned = f"  of {sighting.owner_group}" if sighting.owner_group else ""
    signed = f"  signed {byline}" if byline else ""
    return [
        f"  {pad(moment(sighting.published_at), 16)}  {pad(kind, 7)}  {shares}{rest}  {sighting.outlet}{owned}{signed}",
        f"      [{story}article {sighting.article_id}]  {headline(sighting.title)}",
    ]
