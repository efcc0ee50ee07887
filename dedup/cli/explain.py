"""``dedup explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dedup.cli.options import db_argument
from dedup.cli.output import lag, moment, percent, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

_PASSAGES = 3


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
    answer = explain_pair(index, a, b, params=stored_params(index))
    if as_json:
        print_json(answer)
    else:
        click.echo("\n".join(_lines(answer)))


def _lines(answer: Mapping[str, Any]) -> list[str]:
    evidence = answer["evidence"]
    lines = [
        f"{letter}  {article['article_id']}  {article['outlet']}, {moment(article['published_at'])}: {article['title']}"
        for letter, article in (("A", answer["a"]), ("B", answer["b"]))
    ]
    lines += [
        "",
        _conclusion(answer),
        f"{percent(evidence['containment_a'])} of A stands in B, {percent(evidence['containment_b'])} of B in A;"
        f" Jaccard {evidence['jaccard']:.3f}, {evidence['shared_shingles']:.0f} shared shingles,"
        f" longest shared run {evidence['longest_run']:.0f} words.",
        f"Time between them: {lag(answer['lag_seconds'])}.",
    ]
    for passage in answer["shared_passages"][:_PASSAGES]:
        lines += ["", f"Shared: {passage}"]
    return lines


def _conclusion(answer: Mapping[str, Any]) -> str:
    relation = answer["relation"]
    together = "in one story" if answer["same_story"] else "not in one story"
    if relation is None:
        return f"Not a republication: they share too little; {together}."
    if answer["stored_relation"] is None:
        return f"Judged {relation} when compared now, but the index never compared them; {together}."
    return f"Judged {relation}; {together}."
