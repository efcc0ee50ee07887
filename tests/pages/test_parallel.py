"""Pages understood in other processes give the same articles in the same order."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import select
import time
from concurrent.futures import ProcessPoolExecutor

import pytest

from dedup.models import Page, Reject
from dedup.pages.articles import read_articles, understand
from dedup.pages.parallel import batches, end_with_parent, understand_all, worth
from dedup.pages.read import ReadOptions
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

    together = list(
        understand_all(batches(pages(40)), zone=dt.UTC, workers=2, context=multiprocessing.get_context(method))
    )

    assert together == alone


def test_what_the_reader_raises_comes_after_what_it_gave():
    """An error in the middle loses nothing that was read before it."""

    def broken():
        yield from pages(5)
        raise ValueError("no more")

    got = []
    with pytest.raises(ValueError, match="no more"):
        got.extend(understand_all(batches(broken()), zone=dt.UTC, workers=1))
    results = understand_all(batches(broken()), zone=dt.UTC, workers=1)

    assert [next(results).position for _ in range(5)] == [1, 2, 3, 4, 5]
    results.close()


@pytest.mark.parametrize("workers", [0, 1, 3, None])
def test_any_number_of_workers_reads_the_same(tmp_path, workers):
    """A folder of pages, damaged ones among them, gives the same articles and rejects in the same order."""
    for number in range(60):
        page = next(pages(1)).content * (1 + number % 4)
        (tmp_path / f"{number:02}.html").write_text(page + f"<!-- {'ا' * 9_000} -->", "utf-8")
    (tmp_path / "31.html").write_bytes(b"")

    def records(count):
        return list(read_articles([str(tmp_path)], options=ReadOptions(workers=count), zone=dt.UTC))

    expected = records(0)
    assert records(workers) == expected
    assert len(expected) == 60


def test_only_whole_pages_and_many_of_them_are_worth_workers():
    """A few pages, and records that hold the text already, stay in this process."""
    whole = list(pages(6))
    many = [*whole, Page(path="a", position=7, content="ا" * 400_000, kind="html")]
    articles = [Page(path="a", position=1, content="ا" * 400_000, kind="article")]

    assert worth([]) == worth(whole) == worth(articles) == 0
    assert worth(many) == (min(8, cores) if (cores := len(os.sched_getaffinity(0))) > 1 else 0)


def hold(pipe):
    """What a reading process does until it is killed: it has workers, which have the pipe."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork"), initializer=end_with_parent) as pool:
        list(pool.map(abs, range(20)))
        os.write(pipe, b"!")
        time.sleep(60)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="pipes are inherited by forks alone")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_workers_end_with_the_process_that_started_them():
    """When it is killed, none of them holds the pipe any longer."""
    reads, writes = os.pipe()
    process = multiprocessing.get_context("fork").Process(target=hold, args=(writes,))
    process.start()
    os.close(writes)
    assert os.read(reads, 1) == b"!"

    process.kill()
    process.join()

    assert select.select([reads], [], [], 20)[0]
    assert os.read(reads, 1) == b""
    os.close(reads)
