"""How fast pages are read and understood, in one process and with two workers beside it.

    python -m benchmarks.speed.reading RECORDS.jsonl[.xz] FOLDER

RECORDS are articles, one a line; the first 31,000 are taken, uncompressed. FOLDER holds saved pages (.html)
and at least one flattened page (.txt); they are copied into a temporary folder, and into a WARC, until there
are enough of them to measure. Prints a JSON object. For each kind: processor time of a record in one process,
in microseconds; processor time of all processes and the time on the clock with two workers, as shares of those
of one process in the same run. Best of three rounds, in turns; files opened included.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import io
import itertools
import json
import lzma
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dedup.models import Article
from dedup.pages.articles import read_articles
from dedup.pages.read import ReadOptions, read_pages

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDS = 31_000
COPIES = {".html": 280, ".txt": 3_000}
ROUNDS = 3
WORKERS = 2


def spent(work: Callable[[], int]) -> tuple[float, float, int]:
    """Processor time of this process and its workers, time on the clock, and what the work counted."""
    gc.collect()
    clock, processor = time.perf_counter(), _processor()
    count = work()
    return _processor() - processor, time.perf_counter() - clock, count


def _processor() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def articles(path: Path, *, workers: int) -> int:
    """Reads all; how many articles there are."""
    options = ReadOptions(workers=workers)
    return sum(isinstance(a, Article) for a in read_articles([str(path)], options=options, zone=dt.UTC))


def measured(path: Path) -> dict[str, float]:
    """Microseconds an article in one process, and what two workers change."""
    rounds = [[spent(lambda w=workers: articles(path, workers=w)) for workers in (0, WORKERS)] for _ in range(ROUNDS)]
    (cpu, clock), (cpu_of_all, clock_of_all) = (
        (min(row[place][0] for row in rounds), min(row[place][1] for row in rounds)) for place in (0, 1)
    )
    return {
        "us": round(cpu / rounds[0][0][2] * 1e6, 1),
        "a_second": round(rounds[0][0][2] / cpu, 1),
        "processor_with_workers": round(cpu_of_all / cpu, 2),
        "clock_with_workers": round(clock_of_all / clock, 2),
    }


def records(source: Path, target: Path) -> Path:
    """The first records, uncompressed."""
    path = target / "records.jsonl"
    opened = lzma.open if source.suffix == ".xz" else open
    with opened(source, "rb") as lines, path.open("wb") as file:
        file.writelines(itertools.islice(lines, RECORDS))
    return path


def pages_only(path: Path) -> float:
    """Microseconds of processor time a record, to a page."""
    rounds = [spent(lambda: sum(1 for _ in read_pages([str(path)], options=ReadOptions()))) for _ in range(ROUNDS)]
    return round(min(cpu for cpu, _, _ in rounds) / rounds[0][2] * 1e6, 1)


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


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        target = Path(name)
        html, text = (copies(arguments.folder, target, suffix) for suffix in COPIES)
        lines = records(arguments.records, target)
        figures = {
            "jsonl_to_page_us": pages_only(lines),
            "jsonl": measured(lines),
            "flattened": measured(text),
            "html": measured(html),
            "warc": measured(archive(html, target)),
        }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
