"""Round-ups in an index: they are marked, republish nothing and join nothing, whenever they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.params import NEWS_V1
from dedup.pipeline.check import check_article
from dedup.pipeline.explain import explain_pair
from tests.factories import BRIDGE, HARVEST, LIBRARY, article, reworded
from tests.pipeline.test_index import held, indexed

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from dedup.models import Article

MORE = "وتابع السكان ما جرى باهتمام، وطالب بعضهم بتفاصيل أوفى، فيما وعدت الجهات المعنية بإصدار بيان لاحق. {} " * 3
STORIES = {
    "bridge": f"{BRIDGE}\n{MORE.format('النهر', 'الجسر', 'السوق')}",
    "harvest": f"{HARVEST}\n{MORE.format('الزيتون', 'القرى', 'الأمطار')}",
    "library": f"{LIBRARY}\n{MORE.format('المخطوط', 'الورشة', 'الباحثين')}",
}


def beginning(text: str, share: float) -> str:
    """The first words of a story."""
    words = text.split()
    return " ".join(words[: int(share * len(words))])


REVIEW = "\n".join(beginning(text, share) for text, share in zip(STORIES.values(), (0.5, 0.35, 0.35), strict=True))


def load() -> list[Article]:
    """Three stories, a copy of each, and a press review that begins with the first."""
    articles = [
        article(outlet=outlet, title=name, body=body, external_id=f"{name} {outlet}")
        for name, text in STORIES.items()
        for outlet, body in (("أ", text), ("ب", reworded(text, every=20)))
    ]
    return [*articles, article(outlet="ج", title="صحف اليوم", body=REVIEW, external_id="review")]


@given(order=st.permutations(range(7)), batch_size=st.integers(1, 7))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_round_up_is_partial_to_each_story_and_in_none(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], batch_size: int
) -> None:
    """In any order and any batches: it is marked, and every story holds its two articles."""
    articles = load()
    db, _ = indexed(tmp_path_factory.mktemp("r") / "news.db", [articles[i] for i in order], batch_size=batch_size)
    stories, matches = held(db)
    relations = {relation for pair, relation, _ in matches if "review" in {name for name, _ in pair}}

    assert stories == {frozenset({f"{name} أ", f"{name} ب"}) for name in STORIES}
    assert relations == {"partial"}
    assert db.execute("SELECT title FROM articles WHERE is_round_up = 1").fetchall() == [("صحف اليوم",)]


def test_two_stories_in_one_text_are_no_round_up_yet(tmp_path: Path) -> None:
    """With the third story it becomes one, and what it was judged to republish is a part."""
    articles = [one for one in load() if "library" not in one.external_id]
    db, _ = indexed(tmp_path / "news.db", articles)
    before = db.execute("SELECT count(*) FROM matches WHERE relation <> pair_relation").fetchone()[0]
    db, _ = indexed(tmp_path / "news.db", load())
    changed = db.execute("SELECT DISTINCT pair_relation, relation FROM matches WHERE relation <> pair_relation")

    assert before == 0
    assert changed.fetchall() == [("edited", "partial")]


def test_a_round_up_that_is_asked_about_quotes(tmp_path: Path) -> None:
    """It need not be stored; a stored one is said to use a part of a story that is asked about."""
    db, _ = indexed(tmp_path / "news.db", load()[:-1])
    asked = check_article(db, article(outlet="د", body=REVIEW), params=NEWS_V1)
    db, _ = indexed(tmp_path / "news.db", load()[-1:])
    story = check_article(db, article(outlet="د", body=STORIES["bridge"]), params=NEWS_V1)

    assert {sighting.relation for sighting in asked.sightings} == {"partial"}
    assert {sighting.outlet: sighting.relation for sighting in story.sightings}["ج"] == "partial"


def test_explain_says_who_is_a_round_up(tmp_path: Path) -> None:
    """The pair's own verdict, what it became, and the article that is the reason."""
    db, _ = indexed(tmp_path / "news.db", load())
    answer = explain_pair(db, "bridge أ", "review", params=NEWS_V1)

    assert (answer["relation"], answer["stored_relation"]) == ("edited", "partial")
    assert (answer["a"]["is_round_up"], answer["b"]["is_round_up"]) == (0, 1)
