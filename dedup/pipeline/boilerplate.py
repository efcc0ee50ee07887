"""What outlets put around their stories is learned, and articles that it polluted are compared anew.

The outcome depends on which articles are there, never on the order in which they came: the lines of an
outlet are a function of its articles' edges, and after each run every article is compared by its body
without these lines (docs/boilerplate.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.documents import pack
from dedup.pages.boilerplate import CLASS_BITS, LINE, RULE_VERSION, boilerplate_lines, clean, lines_of, scan
from dedup.pages.repeated_lines import outlet_edges, repeated_lines
from dedup.store import boilerplate as store
from dedup.store import index
from dedup.store.boilerplate import StoredLine
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.pages.boilerplate import BoilerplateLines
    from dedup.pages.repeated_lines import OutletEdges, Repeated
    from dedup.params import IndexParams

_AT_ONCE = 2_000


def learn(db: Database, outlet_ids: Iterable[int], *, first_new: int) -> list[int]:
    """Learns the lines of outlets anew; the articles that hold a line which is new, or gone, or which are new.

    Args:
        db: inside a transaction.
        outlet_ids: outlets that got articles.
        first_new: number of the first article of this run.
    """
    polluted = [_learn_outlet(db, outlet_id, first_new=first_new) for outlet_id in outlet_ids]
    return sorted({article for articles in polluted for article in articles})


def _learn_outlet(db: Database, outlet_id: int, *, first_new: int) -> list[int]:
    edges = outlet_edges(store.outlet_edges_of(db, outlet_id))
    footers = removed_lines(db, outlet_id).footers
    found = repeated_lines(edges)
    stored = store.lines_of_outlet(db, outlet_id)
    learned = {line.unit: line for line in stored if line.decided_by == "learned" and line.rule_version == RULE_VERSION}
    decided = {line.unit for line in stored if line.decided_by == "editor"}
    units = set(_counted(found)) - decided
    gone = [line for unit, line in learned.items() if unit not in units]
    fresh = np.array(sorted(units - set(learned)), dtype=np.uint32)
    store.drop_lines(db, outlet_id, (line.line_hash for line in gone))
    store.put_lines(db, outlet_id, _described(db, edges, found, fresh))
    store.put_lines(db, outlet_id, _recounted(learned, found))
    now = removed_lines(db, outlet_id).footers
    if now != footers:  # a footer is also cut off a last line that runs on into it: any article may hold it
        return [int(article) for article in edges.articles]
    changed = np.concatenate([fresh, np.array([line.unit for line in gone], dtype=np.uint32)])
    known = np.array(sorted(units | decided), dtype=np.uint32)
    holding = edges.articles if now else edges.holding(known)
    return [*edges.holding(changed).tolist(), *holding[holding >= first_new].tolist()]


def _counted(found: Repeated) -> dict[int, int]:
    """Contexts by unit, of lines that are worth comparing anew: a byline of three words is not."""
    contexts = zip(found.units.tolist(), found.contexts.tolist(), strict=True)
    return {unit: count for unit, count in contexts if unit & CLASS_BITS >= LINE}


def _recounted(learned: Mapping[int, StoredLine], found: Repeated) -> list[StoredLine]:
    """The lines that stay, where they are counted otherwise now."""
    counts = dict(zip(found.units.tolist(), found.contexts.tolist(), strict=True))
    return [
        replace(line, contexts=counts[unit])
        for unit, line in learned.items()
        if counts.get(unit, line.contexts) != line.contexts
    ]


def _described(db: Database, edges: OutletEdges, found: Repeated, units: NDArray[np.uint32]) -> list[StoredLine]:
    """The lines behind units, each read from an article that holds it."""
    if not len(units):
        return []
    samples = edges.holders(units).tolist()
    bodies = store.bodies_of(db, set(samples))
    lines = []
    for unit, article in zip(units.tolist(), samples, strict=True):
        contexts = int(found.contexts[np.searchsorted(found.units, unit)])
        for line_hash, number, text in lines_of(scan(bodies[article][2])):
            if number == unit:
                lines.append(
                    StoredLine(
                        line_hash=line_hash,
                        unit=unit,
                        text=text,
                        contexts=contexts,
                        decided_by="learned",
                        removes=True,
                        rule_version=RULE_VERSION,
                    )
                )
                break
    return lines


def removed_lines(db: Database, outlet_id: int) -> BoilerplateLines:
    """What is taken out of the bodies of an outlet."""
    return boilerplate_lines(
        (line.line_hash, line.text) for line in store.lines_of_outlet(db, outlet_id) if line.removes
    )


def lines_of_named(db: Database, outlet: str) -> BoilerplateLines:
    """As `removed_lines`, of the outlet of that name; nothing for one that the index does not know."""
    known = db.execute("SELECT id FROM outlets WHERE name = ?", [outlet]).fetchone()
    return removed_lines(db, known[0]) if known else boilerplate_lines(())


def recleaned(db: Database, article_ids: Sequence[int], *, params: IndexParams) -> Iterator[tuple[int, bytes]]:
    """The documents of those articles whose body is now compared otherwise; each is stored before it is given.

    Args:
        db: inside a transaction.
        article_ids: whose bodies are cleaned again.
        params: the index's parameters.
    """
    for article, document, count in _outdated(db, article_ids, params=params):
        index.change_document(db, article, document, word_count=count)
        yield article, document


def polluted(db: Database, *, params: IndexParams) -> list[int]:
    """The articles that hold a line of their outlet and are compared with it: none in a sound index."""
    holding: list[int] = []
    for outlet_id in store.outlets_since(db, 0):
        lines = store.lines_of_outlet(db, outlet_id)
        edges = outlet_edges(store.outlet_edges_of(db, outlet_id)) if lines else None
        if edges:
            units = np.array([line.unit for line in lines], dtype=np.uint32)
            holding += (edges.articles if removed_lines(db, outlet_id).footers else edges.holding(units)).tolist()
    return [article for article, _, _ in _outdated(db, holding, params=params)]


def miscounted(db: Database) -> list[str]:
    """Lines that are learned and should not be, or the other way round, or that are counted otherwise now."""
    wrong: list[str] = []
    for outlet_id in store.outlets_since(db, 0):
        stored = store.lines_of_outlet(db, outlet_id)
        decided = {line.unit for line in stored if line.decided_by == "editor"}
        found = repeated_lines(outlet_edges(store.outlet_edges_of(db, outlet_id)))
        counted = {unit: count for unit, count in _counted(found).items() if unit not in decided}
        learned = {line.unit: line.contexts for line in stored if line.decided_by == "learned"}
        wrong += [f"{outlet_id}: {unit}" for unit in counted | learned if counted.get(unit) != learned.get(unit)]
    return wrong


def _outdated(db: Database, article_ids: Sequence[int], *, params: IndexParams) -> Iterator[tuple[int, bytes, int]]:
    """Of those articles whose stored document is not that of their clean body: the right one, and its words."""
    lines: dict[int, BoilerplateLines] = {}
    for begin in range(0, len(article_ids), _AT_ONCE):
        some = store.bodies_of(db, article_ids[begin : begin + _AT_ONCE])
        for outlet_id in {row[3] for row in some.values()} - set(lines):
            lines[outlet_id] = removed_lines(db, outlet_id)
        texts = tokenize(
            [clean(scan(body), lines=lines[outlet]).body for _, _, body, outlet in some.values()],
            fold_version=params.fold_version,
        )
        titles = tokenize([title or "" for title, _, _, _ in some.values()], fold_version=params.fold_version)
        packed = pack(texts, titles, [published_at for _, published_at, _, _ in some.values()])
        stored = index.documents_of(db, some)
        for article, document, count in zip(some, packed, texts.word_counts.tolist(), strict=True):
            if stored[article] != document:
                yield article, document, count
