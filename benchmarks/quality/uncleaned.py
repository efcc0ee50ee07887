"""What stories would be if nothing were left out of what is compared: lists of other stories, lines that outlets repeat.

Indexes as ``dedup index`` does, without that; `benchmarks.quality.stories` then lists the largest stories of
such an index and of one that ``dedup index`` made.

    python -m benchmarks.quality.uncleaned UNCLEANED.db egypt2013.jsonl.xz --timezone Africa/Cairo
"""

from __future__ import annotations

import multiprocessing
import sys
from typing import TYPE_CHECKING

from dedup.cli import main
from dedup.pages.boilerplate import CleanBody
from dedup.pipeline import index, prepare

if TYPE_CHECKING:
    from dedup.pages.boilerplate import BoilerplateLines, Scan


def whole(scanned: Scan, *, lines: BoilerplateLines) -> CleanBody:
    """In place of `dedup.pages.boilerplate.clean`: takes nothing away."""
    del lines
    return CleanBody(body=scanned.body, removed=())


def learn_nothing(*_: object, **__: object) -> list[int]:
    """In place of `dedup.pipeline.boilerplate.learn`: no line is boilerplate."""
    return []


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")  # so that the process that reads does the same
    prepare.clean = whole  # type: ignore[attr-defined]  # imported there
    index.learn = learn_nothing  # type: ignore[assignment, attr-defined]
    main(["index", *sys.argv[1:]])
