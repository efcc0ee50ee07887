"""What all matches together tell: the same whenever the articles came, and finished where a run broke off."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.matching.context import CONTEXT
from dedup.params import NEWS_V1
from dedup.pipeline import settle as settling
from dedup.pipeline.check import check_article
from dedup.pipeline.doctor import examine
from dedup.pipeline.explain import explain_pair
from dedup.pipeline.index import index_records
from dedup.store.database import open_for_writing, transaction
from dedup.store.unsettled import wait
from tests.factories import BRIDGE, HARVEST, LIBRARY, article
from tests.pipeline.test_index import held, indexed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlite_utils import Database

    from dedup.models import Article

STATEMENT = (
    "وقال رئيس هيئة المياه سليم الينبوعي في بيان إن منسوب السد بلغ أعلى مستوى له منذ عشرين عاما، وإن الهيئة ستفتح ثلاث "
    "بوابات فجر الخميس لتصريف الفائض، داعيا سكان القرى الواقعة على ضفتي الوادي إلى نقل مواشيهم بعيدا عن المجرى ومتابعة "
    "ما يصدر من نشرات، ومؤكدا أن جسم السد سليم وأن فرق الصيانة تراقبه على مدار الساعة."
)
WORDS = f"{BRIDGE} {HARVEST} {LIBRARY}".split()


def report(number: int) -> Article:
    """One outlet's own report, around what the official said."""
    own = random.Random(number).sample(WORDS, 60)  # noqa: S311 - invented text, not a secret
    body = f"{' '.join(own[:30])}. {STATEMENT} {' '.join(own[30:])}."
    return article(outlet=f"صحيفة {number}", title=f"تقرير {number}", body=body, external_id=f"report {number}")


REPORTS = [report(number) for number in range(6)]


def contexts(db: Database) -> set[tuple[object, ...]]:
    """Of all matches, told by the records' own ids."""
    names = dict(db.execute("SELECT article_id, external_id FROM records").fetchall())
    rows = db.execute(f"SELECT article_a, article_b, relation, score, {', '.join(CONTEXT)} FROM matches").fetchall()
    return {(frozenset((names[a], names[b])), *rest) for a, b, *rest in rows}


def test_reports_of_one_statement_are_each_others_carriers(tmp_path: Path) -> None:
    """Each pair shares it with four more; with two reports alone nobody can tell."""
    db, _ = indexed(tmp_path / "six.db", REPORTS)
    pair, _ = indexed(tmp_path / "two.db", REPORTS[:2])
    many, few = (explain_pair(one, "report 0", "report 1", params=NEWS_V1) for one in (db, pair))

    assert (many["evidence"]["carriers"], few["evidence"]["carriers"]) == (4, 0)
    assert many["log_odds"]["carriers"] < few["log_odds"]["carriers"]
    assert many["score"] < few["score"]


@given(order=st.permutations(range(6)), batch_size=st.integers(1, 6), parts=st.integers(1, 5))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_context_is_the_same_in_any_order_batches_and_runs(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], batch_size: int, parts: int
) -> None:
    """A pair that was judged early is judged again when its third articles come."""
    folder = tmp_path_factory.mktemp("settle")
    expected, _ = indexed(folder / "once.db", REPORTS)
    shuffled = [REPORTS[i] for i in order]
    db, _ = indexed(folder / "parts.db", shuffled[:parts], shuffled[parts:], batch_size=batch_size)

    assert contexts(db) == contexts(expected)
    assert held(db) == held(expected)


@pytest.mark.parametrize("at_a_time", [1, 2, 5])
def test_a_few_at_a_time_come_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_a_time: int) -> None:
    """What one part of a long list changes of articles in another is seen there."""
    expected, _ = indexed(tmp_path / "once.db", REPORTS)
    monkeypatch.setattr(settling, "_AT_A_TIME", at_a_time)
    db, _ = indexed(tmp_path / "parts.db", REPORTS)

    assert contexts(db) == contexts(expected)
    assert held(db) == held(expected)


def test_a_run_that_broke_off_is_settled_by_the_next(tmp_path: Path) -> None:
    """Its matches are stored and wait; the doctor says so; any later run looks at them together."""

    def breaking() -> Iterable[Article]:
        yield from REPORTS
        raise RuntimeError("the disk went away")

    db = open_for_writing(str(tmp_path / "news.db"), params=NEWS_V1)
    with pytest.raises(RuntimeError):
        index_records(db, breaking(), params=NEWS_V1, source="test", batch_size=3)
    waiting = {finding.says: finding.failures for finding in examine(db)}
    index_records(db, [], params=NEWS_V1, source="test")
    expected, _ = indexed(tmp_path / "whole.db", REPORTS)

    assert waiting["every match was judged among all others"] == len(REPORTS)
    assert contexts(db) == contexts(expected)
    assert all(finding.failures == 0 for finding in examine(db) if "reached its end" not in finding.says)


def test_settling_again_changes_nothing(tmp_path: Path) -> None:
    """Nobody waits when a run is over, and articles that wait for no reason stay as they are."""
    db, _ = indexed(tmp_path / "news.db", REPORTS)
    before = db.conn.total_changes
    settling.settle(db)
    nothing_waited = db.conn.total_changes - before
    stood = contexts(db), held(db)
    db.execute("INSERT INTO unsettled (article_id) SELECT id FROM articles")
    db.conn.commit()
    settling.settle(db)

    assert nothing_waited == 0
    assert (contexts(db), held(db)) == stood


def test_a_text_that_is_asked_about_is_judged_in_its_context(tmp_path: Path) -> None:
    """It gets the relations and scores that it has when it is stored."""
    asked, others = REPORTS[0], REPORTS[1:]
    db, _ = indexed(tmp_path / "others.db", others)
    answer = check_article(db, asked, params=NEWS_V1)
    stored, _ = indexed(tmp_path / "all.db", REPORTS)
    rows = stored.execute(
        "SELECT outlets.name, relation, score FROM matches JOIN articles ON articles.id = article_b"
        " JOIN outlets ON outlets.id = outlet_id WHERE article_a = 1"
    ).fetchall()

    assert len(rows) == len(others)
    assert {(one.outlet, one.relation): one.score for one in answer.sightings} == pytest.approx(
        {(outlet, relation): score for outlet, relation, score in rows}, abs=1e-3
    )


def test_settling_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The share of the work after each transaction, up to all of it; of nothing new, nothing."""
    monkeypatch.setattr(settling, "_AT_A_TIME", 2)
    told: list[float] = []
    db, _ = indexed(tmp_path / "news.db", REPORTS)
    with transaction(db):
        wait(db, range(1, 7))
    settling.settle(db, on_part=told.append)

    assert told == pytest.approx([part / 6 for part in range(1, 7)])
    settling.settle(db, on_part=told.append)
    assert len(told) == 6
