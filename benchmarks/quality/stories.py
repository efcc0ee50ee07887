"""Stories of a real index, for reading: ``python -m benchmarks.quality.stories NEWS.db``.

Draws the largest stories and a random sample of those of several outlets, and says which of the ones
that were read before (``stories.egypt2013.jsonl``) stand as they were read.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

READ = Path(__file__).with_name("stories.egypt2013.jsonl")
SEED = 2026

# One record an article: of those that became one, the first by name, whatever order they came in.
NAMES = """
SELECT articles.id, min(records.external_id), articles.story_id, articles.outlet_id
FROM articles JOIN records ON records.article_id = articles.id GROUP BY articles.id
"""


def stories_of(db: Path) -> list[tuple[list[str], int]]:
    """The stories of an index: the names of their records, and of how many outlets they are; in order of names."""
    members: dict[int, list[str]] = {}
    outlets: dict[int, set[int]] = {}
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    for _, record, story, outlet in connection.execute(NAMES):
        if story is not None:
            members.setdefault(story, []).append(record)
            outlets.setdefault(story, set()).add(outlet)
    connection.close()
    return sorted((sorted(records), len(outlets[story])) for story, records in members.items())


def to_read(stories: Sequence[tuple[list[str], int]], *, largest: int, sample: int) -> list[tuple[str, list[str]]]:
    """What to read: the largest stories, then a random sample of those of several outlets."""
    by_size = sorted((records for records, _ in stories), key=lambda records: (-len(records), records))
    several = [records for records, outlets in stories if outlets > 1]
    drawn = random.Random(SEED).sample(several, min(sample, len(several)))  # noqa: S311 - a sample, not a secret
    return [("largest", records) for records in by_size[:largest]] + [("random", records) for records in drawn]


def main() -> None:
    """Print sizes, what became of the stories read, and, when asked, what to read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db", type=Path)
    parser.add_argument(
        "--draw", action="store_true", help="print the records of the stories to read, one story a line"
    )
    parser.add_argument("--largest", type=int, metavar="N", help="print the N largest: articles, outlets, first record")
    options = parser.parse_args()
    stories = stories_of(options.db)
    if options.largest:
        for records, outlets in sorted(stories, key=lambda story: (-len(story[0]), story))[: options.largest]:
            print(len(records), outlets, records[0])
        return
    if options.draw:
        for drawn, records in to_read(stories, largest=20, sample=100):
            print(json.dumps({"drawn": drawn, "records": records}))
        return
    sizes = sorted((len(records) for records, _ in stories), reverse=True)
    print(
        f"{len(stories)} stories, {sum(outlets > 1 for _, outlets in stories)} of several outlets, largest {sizes[:20]}"
    )
    standing = {tuple(records) for records, _ in stories}
    verdicts = [json.loads(line) for line in READ.read_text("utf-8").splitlines()]
    counts = Counter((read["drawn"], read["verdict"], tuple(read["records"]) in standing) for read in verdicts)
    for (drawn, verdict, stands), count in sorted(counts.items()):
        print(f"{drawn}: {count} read as {verdict}, {'as they were' if stands else 'changed since'}")


if __name__ == "__main__":
    main()
