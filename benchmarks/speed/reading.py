"""How fast pages are read and understood, on one core.

    python benchmarks/speed/reading.py RECORDS.jsonl[.xz] FOLDER

RECORDS are articles, one a line; the first 31,000 are taken. FOLDER holds saved pages (.html) and at
least one flattened page (.txt); they are copied into a temporary folder, and into a WARC, until there
are enough of them to measure. Prints a JSON object: CPU microseconds a record for reading JSONL
(Page) and for understanding it (Article), pages a second for the rest, files opened included, best of three.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import io
import itertools
import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dedup.models import Article, Page
from dedup.pages.articles import read_articles, understand
from dedup.pages.read import ReadOptions, read_pages

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDS = 31_000
COPIES = {".html": 70, ".txt": 400}
ROUNDS = 3
OPTIONS = ReadOptions()


def seconds(work: Callable[[], int]) -> tuple[float, int]:
    """CPU time of the best round, and what the work counted."""
    best, count = float("inf"), 0
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        count = work()
        best = min(best, time.process_time() - start)
    return best, count


def records(path: str) -> dict[str, float]:
    """Microseconds a record."""
    read, count = seconds(lambda: sum(1 for _ in itertools.islice(read_pages([path], options=OPTIONS), RECORDS)))
    pages = [page for page in itertools.islice(read_pages([path], options=OPTIONS), RECORDS) if isinstance(page, Page)]
    understood, _ = seconds(lambda: sum(isinstance(understand(page, zone=dt.UTC), Article) for page in pages))
    return {"jsonl_read_us": round(read / count * 1e6, 1), "jsonl_understand_us": round(understood / count * 1e6, 1)}


def copies(source: Path, target: Path, suffix: str) -> Path:
    """A folder with enough copies of the pages of one kind."""
    folder = target / suffix[1:]
    folder.mkdir()
    pages = itertools.cycle(sorted(source.glob(f"*{suffix}")))
    for number, page in zip(range(COPIES[suffix]), pages, strict=False):
        (folder / f"{number}{suffix}").write_bytes(page.read_bytes())
    return folder


def archive(folder: Path, target: Path) -> Path:
    """The same pages as a compressed WARC."""
    path = target / "pages.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in sorted(folder.iterdir()):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            payload = io.BytesIO(page.read_bytes())
            url = f"https://pages.example/{page.name}"
            writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))
    return path


def rate(path: Path) -> float:
    """Articles a second."""
    spent, count = seconds(
        lambda: sum(isinstance(a, Article) for a in read_articles([str(path)], options=OPTIONS, zone=dt.UTC))
    )
    return round(count / spent, 1)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        target = Path(name)
        html, text = (copies(arguments.folder, target, suffix) for suffix in COPIES)
        figures = records(arguments.records) | {
            "html_per_second": rate(html),
            "warc_per_second": rate(archive(html, target)),
            "flattened_per_second": rate(text),
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
