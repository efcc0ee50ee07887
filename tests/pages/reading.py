"""Reading files in tests: invented records, and what comes out of a path."""

from __future__ import annotations

import datetime as dt
import json

from dedup.models import Article, Reject
from dedup.pages.articles import read_articles
from dedup.pages.read import ReadOptions
from tests.pages.shapes import SHAPES, STORY

TEXTS = (
    "\n".join(STORY),
    "هطل المطر على البلدة القديمة طوال الليل وأغلق الطريق المؤدية إلى السوق.",
    "عاد التيار الكهربائي إلى أحياء المدينة بعد انقطاع دام ست ساعات.",
)
ROWS = [
    {"id": f"r{n}", "title": f"خبر رقم {n}", "text": text, "date": f"2026-03-0{n} 10:00:00", "source": "صحيفة المرفأ"}
    for n, text in enumerate(TEXTS, 1)
]
PAGE = SHAPES["wordpress"]().html


def read(path, **options):
    """The articles and the rejects of one path."""
    records = list(read_articles([str(path)], options=ReadOptions(**options), zone=dt.UTC))
    return [r for r in records if isinstance(r, Article)], [r for r in records if isinstance(r, Reject)]


def as_lines(rows=ROWS):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def assert_all_rows(articles):
    assert [(a.external_id, a.title, a.body) for a in articles] == [(r["id"], r["title"], r["text"]) for r in ROWS]
    assert [a.published_at for a in articles] == [f"2026-03-0{n}T10:00:00Z" for n in (1, 2, 3)]
    assert {a.outlet for a in articles} == {"صحيفة المرفأ"}
