"""Pages understood in other processes give the same articles in the same order."""

from __future__ import annotations

import datetime as dt
import multiprocessing

import pytest

from dedup.models import Page, Reject
from dedup.pages.articles import understand
from dedup.pages.parallel import understand_all
from tests.pages.shapes import SHAPES


def pages(count):
    shapes = [make().html for make in SHAPES.values()]
    for number in range(1, count + 1):
        if number % 7 == 0:
            yield Reject(path="a", position=number, reason="cut")
        else:
            yield Page(path="a", position=number, content=shapes[number % len(shapes)] * (number % 3 or 1), kind="html")


@pytest.mark.parametrize("method", sorted({"fork", "spawn"} & set(multiprocessing.get_all_start_methods())))
def test_any_start_method_gives_what_one_process_gives(method):
    """Order, rejects and every field are the same."""
    alone = [page if isinstance(page, Reject) else understand(page, zone=dt.UTC) for page in pages(40)]

    together = list(understand_all(pages(40), zone=dt.UTC, workers=2, context=multiprocessing.get_context(method)))

    assert together == alone


def test_what_the_reader_raises_comes_after_what_it_gave():
    """An error in the middle loses nothing that was read before it."""

    def broken():
        yield from pages(5)
        raise ValueError("no more")

    got = []
    with pytest.raises(ValueError, match="no more"):
        got.extend(understand_all(broken(), zone=dt.UTC, workers=1))
    results = understand_all(broken(), zone=dt.UTC, workers=1)

    assert [next(results).position for _ in range(5)] == [1, 2, 3, 4, 5]
    results.close()
