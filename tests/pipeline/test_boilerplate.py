"""Boilerplate: what an outlet repeats is not compared, whichever way its articles came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.params import NEWS_V1
from dedup.pipeline.check import check_article
from dedup.pipeline.doctor import examine
from dedup.pipeline.explain import explain_pair
from dedup.pipeline.index import index_records
from tests.factories import BRIDGE, HARVEST, LIBRARY, article, reworded
from tests.pipeline.test_index import held, indexed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from dedup.models import Article

FOOTER = (
    "تصدر صحيفة المرفأ عن دار الساحل للنشر والتوزيع في مرسى الغزال منذ سنوات طويلة وتصل إلى قرائها كل صباح في أنحاء "
    "البلاد، وللاشتراك أو للإعلان أو لإرسال الملاحظات يمكن الاتصال بأقسام الصحيفة عبر الهاتف أو البريد الإلكتروني خلال "
    "ساعات الدوام الرسمي، وجميع الحقوق محفوظة ولا يجوز نقل أي مادة دون إذن خطي من إدارة التحرير."
)
PLACES = ("وادي الحور", "تل الرمان", "عين السرو", "سهل الكرمة", "مرسى الغزال", "بيلسان", "الزمردية", "القنيطرية")


WITHOUT_LINES = "every article is compared without the lines that its outlet repeats"
COUNTED = "every line that an outlet repeats is listed, as often as it is counted now"


def failed(db: Database) -> set[str]:
    """What the doctor finds wrong."""
    return {finding.says for finding in examine(db) if finding.failures}


def own_story(number: int) -> str:
    """A story like no other."""
    words = " ".join(f"كلمة{number}من{place}" for place in range(40))
    return f"شهدت منطقة {PLACES[number % len(PLACES)]} حدثا رقم {number} لم يتكرر.\n{words}."


def footed(count: int) -> list[Article]:
    """Unrelated articles of one outlet with its footer, and one copied by another outlet."""
    stories = [
        article(outlet="المرفأ", title=f"خبر {i}", body=f"{own_story(i)}\n{FOOTER}", external_id=f"own-{i}")
        for i in range(count)
    ]
    return [
        *stories,
        article(outlet="المرفأ", title="جسر", body=f"{BRIDGE}\n{FOOTER}", external_id="bridge"),
        article(outlet="البوصلة", title="الجسر الجديد", body=reworded(BRIDGE, every=15), external_id="copy"),
    ]


def test_a_footer_joins_nothing_once_it_is_learned(tmp_path: Path) -> None:
    """Articles that share a footer alone do not match; a copy of one of them is found, and the line is listed."""
    db, _ = indexed(tmp_path / "news.db", footed(24))
    stories, matches = held(db)

    assert stories == {frozenset({"bridge", "copy"})}
    assert {frozenset(name for name, _ in pair) for pair, _, _ in matches} == {frozenset({"bridge", "copy"})}
    assert db.execute("SELECT text, decided_by, removes FROM boilerplate_lines").fetchall() == [(FOOTER, "learned", 1)]
    assert db.execute("SELECT count(*) FROM article_texts WHERE body LIKE '%' || ?", [FOOTER]).fetchone()[0] == 25


def test_the_footer_of_a_known_outlet_is_left_out_of_a_question(tmp_path: Path) -> None:
    """Checking a text of the outlet finds what carries its story, not what carries its footer."""
    db, _ = indexed(tmp_path / "news.db", footed(24))
    answer = check_article(db, article(outlet="المرفأ", body=f"{HARVEST}\n{FOOTER}"), params=NEWS_V1)

    assert answer.sightings == ()


def test_little_memory_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories and matches are the same where few documents are held, and few articles are cleaned again, at a time."""
    plenty, _ = indexed(tmp_path / "plenty.db", footed(24))
    monkeypatch.setattr("dedup.pipeline.match._HELD_BYTES", 2_000)
    monkeypatch.setattr("dedup.pipeline.index._COMPARED_ANEW", 5)
    little, _ = indexed(tmp_path / "little.db", footed(24), batch_size=6)

    assert held(plenty) == held(little)


def test_a_run_that_was_broken_off_leaves_nothing_polluted(tmp_path: Path) -> None:
    """Its articles are cleaned by the next run, whatever that one reads, and the doctor sees the difference."""
    load = footed(24)
    late = [article(outlet="المرفأ", title=f"لاحق {i}", body=f"{own_story(60 + i)}\n{FOOTER}") for i in range(3)]
    other = article(outlet="أخرى", title="مادة", body=own_story(99))

    def broken() -> Iterator[Article]:
        yield from late
        raise OSError("the disk is gone")

    db, _ = indexed(tmp_path / "news.db", load)
    with pytest.raises(OSError, match="disk"):
        index_records(db, broken(), params=NEWS_V1, source="test", batch_size=len(late))
    polluted = failed(db)
    index_records(db, [other], params=NEWS_V1, source="another file")
    whole, _ = indexed(tmp_path / "whole.db", [*load, *late, other])

    assert WITHOUT_LINES in polluted
    assert failed(db) == {"every run reached its end, then or when the same was read again"}
    assert held(db) == held(whole)


@given(order=st.permutations(range(30)), cut=st.integers(0, 30), batch_size=st.integers(1, 9), common=st.booleans())
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_when_a_footer_becomes_known_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int, batch_size: int, common: bool
) -> None:
    """One run, two runs, any order and any batches end in the same stories and matches.

    Half of the other articles share a passage, so that its keys stop being common, or never were.
    """
    load = footed(22)
    for i in range(6):
        passage = LIBRARY if common and i % 2 else ""
        load.append(
            article(
                outlet=f"أخرى {i}", title=f"مادة {i}", body=f"{own_story(100 + i)}\n{passage}", external_id=f"x-{i}"
            )
        )
    folder = tmp_path_factory.mktemp("footers")
    shuffled = [load[i] for i in order]
    one, _ = indexed(folder / "one.db", load)
    two, _ = indexed(folder / "two.db", shuffled[:cut], shuffled[cut:], batch_size=batch_size)

    assert held(one) == held(two)


def test_lines_are_counted_anew_as_the_outlet_grows(tmp_path: Path) -> None:
    """Whether articles come in one run or two, each line's number of contexts is the same, and the doctor agrees."""
    load = footed(30)
    one, _ = indexed(tmp_path / "one.db", load)
    two, _ = indexed(tmp_path / "two.db", load[:24], load[24:])
    rows = "SELECT text, contexts FROM boilerplate_lines"

    assert one.execute(rows).fetchall() == two.execute(rows).fetchall() == [(FOOTER, 31)]
    assert failed(one) == failed(two) == set()


def test_the_doctor_finds_lines_that_are_lost_and_articles_that_hold_them(tmp_path: Path) -> None:
    """A line deleted behind the program's back is missed, one that is made up is counted in nothing."""
    db, _ = indexed(tmp_path / "news.db", footed(24))
    db.execute("UPDATE boilerplate_lines SET contexts = 3")
    assert failed(db) == {COUNTED}
    db.execute("DELETE FROM boilerplate_lines")
    assert failed(db) == {COUNTED}


def test_explain_says_what_was_left_out_of_each(tmp_path: Path) -> None:
    """The footer of the one, nothing of the other."""
    db, _ = indexed(tmp_path / "news.db", footed(24))
    answer = explain_pair(db, "bridge", "copy", params=NEWS_V1)

    assert answer["left_out"] == {"a": [{"reason": "repeated", "text": FOOTER}], "b": []}
