"""An editor's word on a line: it beats the count, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.errors import ArticleNotFound
from dedup.pages.boilerplate import RULE_VERSION, lines_of, scan
from dedup.pages.repeated_lines import outlet_edges
from dedup.pipeline.boilerplate import learn
from dedup.pipeline.index import compare_anew
from dedup.pipeline.match import Matcher
from dedup.pipeline.settle import settle
from dedup.store import boilerplate as store
from dedup.store.boilerplate import StoredLine
from dedup.store.database import transaction
from dedup.store.index import next_article_id
from dedup.store.queries import find_outlet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from dedup.params import IndexParams

Decision = Literal["remove", "keep", "undo"]
_HEX_DIGITS = 16


def decide(db: Database, outlet: str, line: str, *, decision: Decision, params: IndexParams) -> tuple[StoredLine, int]:
    """Puts a decision in force; the articles that have the line are judged again.

    Args:
        db: opened for writing.
        outlet: its name.
        line: the number of a line that is listed, 16 hexadecimal digits, or any line's words.
        decision: leave it out, compare it, or give it back to the count.
        params: the index's parameters.

    Returns:
        The line, and how many articles have it at their edges.

    Raises:
        ArticleNotFound: there is no such outlet; the words are too few or too many to be a line; there is no
            decision to take back.
    """
    outlet_id = find_outlet(db, outlet)
    found = _found(store.lines_of_outlet(db, outlet_id), line)
    if decision == "undo" and found.decided_by == "learned":
        raise ArticleNotFound(f"no editor decided on the line {line!r} of {outlet}: there is nothing to take back.")
    with transaction(db):
        if decision == "undo":
            store.drop_lines(db, outlet_id, [found.line_hash])
            learn(db, [outlet_id], first_new=next_article_id(db))
        else:
            store.put_lines(db, outlet_id, [replace(found, decided_by="editor", removes=decision == "remove")])
        edges = outlet_edges(store.outlet_edges_of(db, outlet_id))
        holding = edges.holding(np.array([found.unit], dtype=np.uint32)).tolist()
        compare_anew(db, holding, matcher=Matcher(db, params=params), params=params)
    settle(db)
    return found, len(holding)


def _found(rows: Sequence[StoredLine], line: str) -> StoredLine:
    """The row a person means, or what would be one."""
    by_number = [row for row in rows if len(line) == _HEX_DIGITS and f"{row.line_hash:016x}" == line.lower()]
    if by_number:
        return by_number[0]
    # With a line break it is read as a line, not by its sentences.
    named = next(iter(lines_of(scan(f"{line.strip()}\n"))), None)
    if named is None or "\n" in line.strip():
        raise ArticleNotFound(f"{line!r} is no line: give the number that is listed, or all words of one line.")
    new = StoredLine(
        line_hash=named[0],
        unit=named[1],
        text=named[2],
        contexts=0,
        decided_by="learned",
        removes=True,
        rule_version=RULE_VERSION,
    )
    return next((row for row in rows if row.line_hash == new.line_hash), new)
