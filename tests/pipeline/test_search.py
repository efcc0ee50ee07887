"""Search: every article that holds the words, in any spelling and form, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.matching.occurrences import Spelling
from dedup.params import NEWS_V1
from dedup.pipeline import search as search_module
from dedup.pipeline.search import matching_ids, search
from dedup.text.fold import folded_words
from tests.factories import BRIDGE, HARVEST, LIBRARY, article
from tests.pipeline.test_boilerplate import FOOTER, footed
from tests.pipeline.test_index import indexed
from tests.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlite_utils import Database

    from dedup.models import Article
    from dedup.pipeline.search import Found, Marked


def find(db: Database, text: str, *, limit: int = 100, **narrowed: str) -> Found:
    return search(db, text, params=NEWS_V1, limit=limit, **narrowed)


def titles(db: Database, text: str, **narrowed: str) -> list[str]:
    return [hit.title.text for hit in find(db, text, **narrowed).hits]


def marked(told: Marked) -> list[str]:
    return [told.text[begin:end] for begin, end in told.marks]


@pytest.fixture
def three(tmp_path: Path) -> Database:
    """Three articles: the newest about the bridge, then the harvest, then the library."""
    stories = [
        article(title="جسر", body=BRIDGE, published_at="2026-03-03T06:00:00Z", outlet="المرفأ"),
        article(title="زيتون", body=HARVEST, published_at="2026-03-02T06:00:00Z", outlet="البوصلة"),
        article(title="مخطوطات", body=LIBRARY, published_at="2026-03-01", outlet="البوصلة"),
    ]
    return indexed(tmp_path / "news.db", stories)[0]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("أحمد", "احمد"),
        ("كُتِبَ", "كتب"),
        ("الرئيـــس", "الرئيس"),
        ("مستشفى", "مستشفي"),
        ("الحكومة", "الحكومه"),
        ("والقاهرة", "القاهرة"),
        ("بالقاهرة", "القاهرة"),
        ("للقاهرة", "القاهره"),
        ("٢٠٢٦", "2026"),
        ("ﻻحقا", "لاحقا"),
    ],
)
def test_spellings_and_forms_of_one_word_find_each_other(tmp_path: Path, written: str, asked: str) -> None:
    """Hamzas, tashkeel, tatweel, final letters, digits and what is joined to a word keep nothing from being found."""
    db, _ = indexed(tmp_path / "news.db", [article(title="خبر", body=f"قيل أمس إن {written} هنا")])
    for text, wanted in ((asked, written), (written, written)):
        (hit,) = find(db, text).hits
        assert marked(hit.snippet) == [wanted]


def test_all_words_must_occur_and_phrases_in_order(three: Database) -> None:
    """Words may stand anywhere in headline and text; the words of a phrase one after the other, in one of both."""
    assert titles(three, "المدينة البلدية") == ["جسر"]
    assert titles(three, "الزيتون الفريق") == []
    assert titles(three, "زيتون شتاء") == ["زيتون"]
    assert titles(three, '"أمطار الشتاء"') == ["زيتون"]
    assert titles(three, '"الشتاء أمطار"') == []
    assert titles(three, '"جسر افتتحت"') == []


def test_the_nearest_spelling_comes_first_then_the_newest(tmp_path: Path) -> None:
    """As written, spelled otherwise, with another beginning, with another ending; in each the newest first."""
    words = ["مدينة", "مدينه", "بالمدينة", "مدينات"]
    stories = [
        article(title=f"{word} {day}", body=f"حضر {word} اليوم {day}", published_at=f"2026-03-0{day}")
        for word in words
        for day in (1, 2)
    ]
    hits = find(indexed(tmp_path / "news.db", stories)[0], "مدينة").hits

    assert [hit.title.text for hit in hits] == [f"{word} {day}" for word in words for day in (2, 1)]
    assert [hit.spelling for hit in hits] == [spelling for spelling in list(Spelling)[:4] for _ in range(2)]


def test_the_snippet_is_the_original_round_the_hit(three: Database) -> None:
    """Thirty words as they were written, what was found marked, cut ends told; the beginning where only the headline has it."""
    (hit,) = find(three, "الإنارة").hits
    (headline,) = find(three, "مخطوطات رقمنة").hits

    assert marked(hit.snippet) == ["بإنارة"]
    assert hit.snippet.text.startswith("…")
    assert hit.snippet.text.removeprefix("…") in BRIDGE
    assert marked(headline.title) == ["مخطوطات"]
    assert marked(find(three, "مخطوطات").hits[0].title) == ["مخطوطات"]


def test_a_search_is_narrowed_by_outlet_and_time(three: Database) -> None:
    """Outlet, first and last day, both included."""
    assert titles(three, "أن") == ["جسر", "زيتون", "مخطوطات"]
    assert titles(three, "أن", outlet="البوصلة") == ["زيتون", "مخطوطات"]
    assert titles(three, "أن", since="2026-03-02") == ["جسر", "زيتون"]
    assert titles(three, "أن", until="2026-03-02") == ["زيتون", "مخطوطات"]
    assert titles(three, "أن", since="2026-03-02", until="2026-03-02") == ["زيتون"]


def test_what_is_not_found_is_named(three: Database) -> None:
    """A word that nobody wrote is told apart from words that nobody wrote together; marks alone find nothing."""
    found = find(three, "الجسر والكهرمان")

    assert (found.total, found.total_is, found.unseen) == (0, "exact", ("والكهرمان",))
    assert find(three, "الجسر مخطوط").unseen == ()
    assert find(three, " !؟ ").hits == ()


def test_lists_of_other_stories_are_not_searched(tmp_path: Path) -> None:
    """An article is not found by the headlines it links to."""
    body = f"{BRIDGE}\nاقرأ أيضا\nالأرصاد تحذر من العاصفة\nإغلاق المعرض السنوي"
    db, _ = indexed(tmp_path / "news.db", [article(body=body)])

    assert find(db, "العاصفة").hits == ()
    assert len(find(db, "الإنارة").hits) == 1


def test_learned_boilerplate_changes_no_search(tmp_path: Path) -> None:
    """Articles are found by their own words and by their outlet's footer, before and after it is learned."""
    db, _ = indexed(
        tmp_path / "news.db", footed(24), [article(title="آخر", body=f"{HARVEST}\n{FOOTER}", outlet="المرفأ")]
    )

    assert db.execute("SELECT count(*) FROM boilerplate_lines").fetchone()[0] == 1
    assert find(db, '"دار الساحل للنشر"').total == 26
    assert titles(db, "الزيتون") == ["آخر"]


def test_common_words_beyond_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more articles than are read at once the number is the index's; phrases say that there are more; lists are whole."""
    monkeypatch.setattr(search_module, "READ_AT_ONCE", 4)
    stories = [
        article(title=f"خبر {i}", body=f"في المدينة رقم {i}", published_at=f"2026-03-{i:02}") for i in range(1, 10)
    ]
    db, _ = indexed(tmp_path / "news.db", stories, batch_size=3)
    words, phrase = find(db, "في", limit=2), find(db, '"في المدينة"', limit=2)

    assert (len(words.hits), words.total, words.total_is) == (2, 9, "about")
    assert (len(phrase.hits), phrase.total, phrase.total_is) == (2, 4, "at least")
    assert find(db, '"في المدينة"', limit=9).total_is == "exact"
    assert matching_ids(db, "في", params=NEWS_V1) == list(range(1, 10))
    assert matching_ids(db, '"المدينة رقم 7"', params=NEWS_V1) == [7]


# Few words in many forms, so that articles and queries have some in common.
BASES = ("أحمد", "بلدية", "لديه", "وزارة", "مستشفى", "قاهر", "كتب", "٢٠", "في")
words = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "و", "ل", "ال", "بال", "وال", "لل"]),
        st.sampled_from(BASES),
        st.sampled_from(["", "\u064e", "ها", "ات"]),
    ),
)
texts = st.lists(st.tuples(words, st.sampled_from([" ", "، ", "\n", " «"])), max_size=12).map(
    lambda pairs: "".join(word + after for word, after in pairs)
)
queries = st.lists(
    st.one_of(words, st.lists(words, min_size=1, max_size=3).map(lambda some: f'"{" ".join(some)}"')),
    min_size=1,
    max_size=3,
)


def joined_forms(word: str) -> list[str]:
    """The word, and what is left of it without an article or a first letter, behind all that may be joined to it."""
    articles = ("ال", "بال", "كال", "لل")
    bases = [word, *(word[1:] for _ in range(1) if word[0] in "وفبل" and len(word) > 5)]
    for before in (conjunction + joined for conjunction in ("", "و", "ف") for joined in articles):
        bases += [word.removeprefix(before)] if word.startswith(before) and len(word) - len(before) >= 3 else []
    return [word] + [
        conjunction + before + base
        for base in bases
        if len(base) >= 3
        for conjunction in ("", "و", "ف")
        for before in ("", *articles, *(("ب", "ل") if len(base) >= 4 else ()))
    ]


def stem_and_beginning(word: str) -> tuple[str, int]:
    stem, affixes = plain.stem(word)
    return stem, affixes // 12


def holds(text: str, part: str) -> bool:
    """Whether forms of a part's words stand in a text, one after the other: folded and looked at."""
    wanted = [{stem_and_beginning(form) for form in joined_forms(word)} for word in folded_words(part, version=1)]
    there = [stem_and_beginning(word) for word in folded_words(text, version=1)]
    return any(
        all(word in forms for word, forms in zip(there[i:], wanted, strict=False))
        for i in range(len(there) - len(wanted) + 1)
    )


def expected(stories: Sequence[Article], parts: Sequence[str]) -> set[str]:
    return {
        story.external_id
        for story in stories
        if all(holds(story.title or "", part) or holds(story.body, part) for part in parts)
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stories=st.lists(st.tuples(texts, texts), min_size=1, max_size=12),
    asked=st.lists(queries, min_size=1, max_size=6),
    data=st.data(),
)
def test_search_finds_what_looking_at_every_text_finds(
    tmp_path_factory: pytest.TempPathFactory,
    stories: list[tuple[str, str]],
    asked: list[list[str]],
    data: st.DataObject,
) -> None:
    """The same articles as folding every text and looking through it, in batches of any size."""
    articles = [
        article(title=f"{title} عنوان{i}", body=f"{body} نص{i}", url=f"https://a.example/{i}", external_id=f"s{i}")
        for i, (title, body) in enumerate(stories)
    ]
    size = data.draw(st.integers(1, 12))
    db, _ = indexed(tmp_path_factory.mktemp("found") / "news.db", articles, batch_size=size)
    names = dict(db.execute("SELECT article_id, external_id FROM records").fetchall())
    for parts in asked:
        found = find(db, " ".join(parts))
        ids = [hit.article_id for hit in found.hits]
        assert {names[number] for number in ids} == expected(articles, parts)
        assert found.total == len(ids) == len(set(ids))
        assert matching_ids(db, " ".join(parts), params=NEWS_V1) == sorted(ids)
    db.close()
