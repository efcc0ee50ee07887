"""Large inputs are read in a process of their own."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
from typing import TYPE_CHECKING

import pytest

from dedup.pages.read import ReadOptions
from dedup.pages.source import Progress
from dedup.params import NEWS_V1
from dedup.pipeline.reading import read_prepared

if TYPE_CHECKING:
    from pathlib import Path


def test_the_process_that_reads_ends_with_the_run_that_fails_while_it_waits(tmp_path: Path) -> None:
    """Else the program would wait for it for ever: it has more batches than anybody takes."""
    large = tmp_path / "large.jsonl"
    with large.open("w", encoding="utf-8") as lines:
        for number in range(6_000):
            text = f"افتتح محافظ أسوان صباح اليوم المعرض رقم {number} للحرف اليدوية. " * 10
            lines.write(json.dumps({"id": number, "outlet": "معرض", "text": text}, ensure_ascii=False) + "\n")
    with (
        pytest.raises(OSError, match="disk is full"),
        read_prepared([str(large)], options=ReadOptions(), zone=dt.UTC, params=NEWS_V1, progress=Progress()) as batches,
    ):
        next(batches)
        assert multiprocessing.active_children()
        raise OSError("the disk is full")
    assert not multiprocessing.active_children()
