"""The sample corpus gives the same stories and matches however it comes."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dedup.pages.articles import read_articles
from dedup.pages.read import ReadOptions
from tests.pipeline.test_index import held, indexed

if TYPE_CHECKING:
    from pathlib import Path


def test_one_batch_twenty_batches_and_reversed_order_give_the_same(tmp_path: Path) -> None:
    """Stories and matches of the sample do not depend on batches or order."""
    with as_file(files("dedup") / "data" / "sample") as sample:
        paths = [str(sample / name) for name in ("wire.jsonl", "local.jsonl", "html", "text")]
        records = list(read_articles(paths, options=ReadOptions(), zone=ZoneInfo("Asia/Amman")))
    one, _ = indexed(tmp_path / "one.db", records)
    twenty, _ = indexed(tmp_path / "twenty.db", records, batch_size=-(-len(records) // 20))
    backwards, _ = indexed(tmp_path / "backwards.db", records[::-1], batch_size=7)

    assert len(held(one)[0]) > 20
    assert held(one) == held(twenty) == held(backwards)
