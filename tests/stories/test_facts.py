"""What the database says of a story: who was first, how many, and that ids stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.params import NEWS_V1
from dedup.pipeline.index import index_records
from dedup.store import queries
from dedup.store.database import open_for_writing
from tests.factories import HARVEST, article

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlite_utils import Database

    from dedup.models import Article


def indexed(path: Path, *loads: Iterable[Article]) -> Database:
    db = open_for_writing(str(path), params=NEWS_V1)
    for load in loads:
        index_records(db, load, params=NEWS_V1, source="test")
    return db


FIRST = (
    "SELECT outlets.name, first_published_at FROM stories JOIN articles ON articles.id = first_article_id"
    " JOIN outlets ON outlets.id = outlet_id"
)


@pytest.mark.parametrize(
    ("times", "first"),
    [
        (("2026-03-02", "2026-03-02T09:00:00Z", "2026-03-02T12:00:00Z"), 1),
        (("2026-03-02", "2026-03-02T23:59:00Z"), 1),
        (("2026-03-02", "2026-03-03T00:10:00Z"), 0),
        (("2026-03-03T00:10:00Z", "2026-03-02"), 1),
        ((None, "2026-03-02"), 1),
        ((None, "2026-03-02T09:00:00Z", "2026-03-02"), 1),
    ],
)
def test_a_date_without_an_hour_is_not_the_first_of_its_day(
    tmp_path: Path, times: tuple[str | None, ...], first: int
) -> None:
    """The earliest known hour is first, unless a date alone is of an earlier day; no date comes last."""
    load = [article(outlet=str(i), published_at=time, external_id=str(i)) for i, time in enumerate(times)]
    db = indexed(tmp_path / "news.db", load)

    assert db.execute(FIRST).fetchone() == (str(first), times[first])


def test_a_story_counts_its_articles_and_outlets(tmp_path: Path) -> None:
    """Versions of one outlet count as articles, not as outlets."""
    load = [
        article(outlet="أ", published_at="2026-03-02T06:00:00Z", external_id="1"),
        article(outlet="أ", published_at="2026-03-02T08:00:00Z", title="عنوان آخر", external_id="2"),
        article(outlet="ب", published_at="2026-03-02T07:00:00Z", external_id="3"),
    ]
    db = indexed(tmp_path / "news.db", load)
    columns = "article_count, outlet_count, first_published_at, last_published_at"

    assert db.execute(f"SELECT {columns} FROM stories").fetchall() == [
        (3, 2, "2026-03-02T06:00:00Z", "2026-03-02T08:00:00Z")
    ]


def test_sister_sites_count_as_one_owner(tmp_path: Path) -> None:
    """Three sites of a group and two that nobody knows the owner of are five outlets of three owners."""
    load = [
        article(outlet=name, owner_group="دار الضفاف" if name in "أبج" else None, external_id=name) for name in "أبجده"
    ]
    db = indexed(tmp_path / "news.db", load)

    assert db.execute("SELECT outlet_count, owner_count FROM stories").fetchall() == [(5, 3)]


def test_who_follows_whom_by_owner(tmp_path: Path) -> None:
    """Sister sites follow nobody among themselves, and are one for others; the first of them counts."""
    hours = {"أ": 6, "ب": 7, "ج": 9}
    load = [
        article(
            outlet=name,
            owner_group="دار الضفاف" if name in "أب" else None,
            published_at=f"2026-03-02T{hour:02}:00:00Z",
            external_id=name,
        )
        for name, hour in hours.items()
    ]
    db = indexed(tmp_path / "news.db", load)
    by_outlet = {(row["first_outlet"], row["later_outlet"]) for row in queries.run(db, queries.OUTLET_PAIRS)}
    by_owner = [tuple(row.values()) for row in queries.run(db, queries.OWNER_PAIRS)]

    assert by_outlet == {("أ", "ب"), ("أ", "ج"), ("ب", "ج")}
    assert by_owner == [("دار الضفاف", "ج", 1, 3 * 3600)]


def test_a_story_keeps_its_id_as_it_grows(tmp_path: Path) -> None:
    """A later run adds to a story under the same id, and another story gets another."""
    first = [article(outlet=name, external_id=name) for name in "أب"]
    second = [article(outlet=name, external_id=name) for name in "جد"]
    other = [article(outlet=name, body=HARVEST, title="موسم الزيتون", external_id=f"زيتون {name}") for name in "أب"]
    db = indexed(tmp_path / "news.db", first, [*other, *second])

    assert db.execute("SELECT id, article_count FROM stories ORDER BY id").fetchall() == [(1, 4), (2, 2)]
