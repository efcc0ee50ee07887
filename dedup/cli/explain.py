"""``dedup explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dedup.cli.first_use import ensure_compiled
from dedup.cli.options import db_argument
from dedup.cli.output import print_json
from dedup.words import counted, headline, lag, moment, percent, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PASSAGES = 3
_PASSAGE_COLUMNS = 300

_WHY_LEFT_OUT = {"list": "a list of other stories", "repeated": "what the outlet repeats"}
_REASONS = 5
_RULES = {
    "whole": "Nearly all of the shorter text stands in the other, which is about twice as long at most.",
    "form": "They run in step like a form that was filled in again: most places where they differ hold other facts.",
    "notice": "A short notice that came back after two days is the next one.",
    "other numbers": "More than 16 hours apart, and half of the numbers are others.",
    "replaced numbers": "Most of the numbers are replaced by others.",
}
_FACTS = 8
_NAMES = {
    "lag_hours": "time between them",
    "coverage": "of both texts that is shared",
    "coverage_s": "of the shorter text that is shared",
    "function_words_s": "of the shorter one's common words that are shared",
    "lead_cover": "of the first 30 words that is shared",
    "first_third_l": "of the longer one's first third that is shared",
    "lead_found": "of the opening's words that stand in the other",
    "lead_any_s": "of the shorter one's first names and rare words that stand in the other",
    "sentences_s": "of the shorter one's sentences that are found, however reworded",
    "in_order": "of both texts' names and rare words that stand in the other in the same order",
    "close_s": "of the shorter one in sentences that are found nearly whole",
    "speech_l": "of what is shared that is somebody's words",
    "number_conflict_s": "of the numbers that are replaced by others",
    "carriers": "with what is shared and otherwise a text of their own",
    "older_passage": "of what is shared that stands in an article days older",
    "elsewhere_s": "of the shorter one that is shared with third articles",
    "bridged_lead_cover": "of both openings that is shared, directly or over a third article",
    "bridged_sentences_s": "of sentences that are found, directly or over a third article",
    "copies_function_words_s": "of common words that are shared, near copies counted in",
    "copies_first_third_l": "of the first third that is shared, near copies counted in",
    "copies_lead_found": "of the opening's words, near copies counted in",
    "copies_sentences_s": "of sentences that are found, near copies counted in",
}


@click.command()
@db_argument
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(*, db: str, a: str, b: str, as_json: bool) -> None:
    """Say why two articles are together, or why not.

    A and B are article numbers, ids of input records, or addresses.
    """
    from dedup.pipeline.explain import explain_pair
    from dedup.store.database import open_for_reading, stored_params

    index = open_for_reading(db)
    ensure_compiled()
    answer = explain_pair(index, a, b, params=stored_params(index))
    if as_json:
        print_json(answer)
    else:
        click.echo("\n".join(_lines(answer)))


def _lines(answer: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{letter}  article {article['article_id']}, {moment(article['published_at'])} UTC, {article['outlet']}\n"
        f"   {headline(article['title'])}"
        for letter, article in (("A", answer["a"]), ("B", answer["b"]))
    ]
    lines += ["", _conclusion(answer)]
    lines += [f"  {said}" for said in _evidence(answer["evidence"])]
    lines.append(f"  time: {_order(answer['lag_seconds'])}")
    lines += _reasons(answer)
    lines += [_RULES[rule] for rule in answer["rules"]]
    lines += _replaced(answer["replaced_facts"])
    lines += _left_out(answer)
    passages = answer["shared_passages"]
    if passages:
        lines += ["", f"{counted(len(passages), 'shared passage')}, the longest first:"]
    lines += [
        f"  {counted(len(passage.split()), 'word')}: «{shortened(passage, _PASSAGE_COLUMNS)}»"
        for passage in passages[:_PASSAGES]
    ]
    return lines


def _replaced(facts: Sequence[Mapping[str, str]]) -> list[str]:
    """Facts that stand in each other's place."""
    said = [
        "  " + "  ".join(f"{letter.upper()}: «{shortened(slot[letter], _PASSAGE_COLUMNS)}»" for letter in "ab")
        for slot in facts[:_FACTS]
    ]
    more = [f"  ... and {counted(len(facts) - _FACTS, 'other place')}"] if len(facts) > _FACTS else []
    return ["", "Other facts in the same place:", *said, *more] if said else []


def _left_out(answer: Mapping[str, Any]) -> list[str]:
    """What of each article was not compared."""
    said = [
        f"  {letter}: {_WHY_LEFT_OUT[part['reason']]}: «{shortened(part['text'], _PASSAGE_COLUMNS)}»"
        for letter in ("A", "B")
        for part in answer["left_out"][letter.lower()]
    ]
    return ["", "Left out of what is compared:", *said] if said else []


def _evidence(evidence: Mapping[str, Any]) -> list[str]:
    return [
        f"text in common: {percent(evidence['containment_a'])} of A stands in B,"
        f" {percent(evidence['containment_b'])} of B in A"
        f" (Jaccard {evidence['jaccard']:.3f}, {counted(int(evidence['shared_shingles']), 'shared shingle')})",
        f"longest shared run: {evidence['longest_run']:.0f} words",
    ]


def _reasons(answer: Mapping[str, Any]) -> list[str]:
    """The evidence that weighs most, each with what it adds to the odds."""
    weights = {name: value for name, value in answer["log_odds"].items() if name in _NAMES}
    strongest = sorted(weights, key=lambda name: -abs(weights[name]))[:_REASONS]
    lines = ["", f"Probability that both are one news text: {percent(answer['score'])}. What weighs most:"]
    for name in sorted(strongest, key=lambda name: -weights[name]):
        value = answer["evidence"][name]
        lines.append(f"  {'for' if weights[name] > 0 else 'against':<8}{weights[name]:+.2f}  {_said(name, value)}")
    return lines


def _said(name: str, value: float | None) -> str:
    if value is None:
        return f"{_NAMES[name]}: unknown"
    figure = {"lag_hours": lambda: lag(value * 3600), "carriers": lambda: counted(int(value), "article")}
    return f"{_NAMES[name]}: {figure.get(name, lambda: percent(value))()}"


def _order(lag_seconds: float | None) -> str:
    if lag_seconds is None:
        return "not known of both"
    if not lag_seconds:
        return "published at the same minute"
    return f"B was published {lag(lag_seconds)} {'after' if lag_seconds > 0 else 'before'} A"


def _conclusion(answer: Mapping[str, Any]) -> str:
    relation = answer["relation"]
    together = "in one story" if answer["same_story"] else "not in one story"
    if relation is None:
        return f"Not a republication: they share too little. They are {together}."
    if answer["stored_relation"] == "partial" != relation:
        round_up = "A" if answer["a"]["is_round_up"] else "B"
        return (
            f"Judged {relation} by themselves, but {round_up} is a round-up: several stories begin in it, and it quotes"
            f" this one. They are {together}."
        )
    if answer["stored_relation"] is None:
        return f"Judged {relation} when compared now, but the index never compared them. They are {together}."
    return f"Judged {relation}. They are {together}."
