"""The measures on answers small enough to count by hand."""

from __future__ import annotations

import json
import lzma
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality import measures
from benchmarks.quality.answers import components, datasketch_answer, index_pages, minhashes
from benchmarks.quality.generate import Page, Size, generate
from benchmarks.quality.generated import generated_figures, same_answer, wrong_pairs
from benchmarks.quality.measures import Answer, Found
from benchmarks.quality.real import RealPairs, flatten, write_answer
from benchmarks.quality.report import Floor, read_floors, under_floor
from benchmarks.quality.sample import sample_figures

if TYPE_CHECKING:
    from pathlib import Path

groupings = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), st.integers(0, 3), min_size=2)


def page(page_id: str, *, story: str, **more: object) -> Page:
    usual = {"outlet": "أ", "title": "", "body": "", "published_at": "", "kind": "base"}
    return Page(page_id=page_id, story=story, **(usual | more))  # type: ignore[arg-type]


def perfect(pages: list[Page]) -> Answer:
    """What a reader would answer."""
    stories = {p.page_id: p.story for p in pages}
    relations = dict.fromkeys(measures.true_pairs(stories), "copy")
    members = {p.story: p.page_id for p in pages}
    relations |= {measures.pair(p.page_id, members[s]): "partial" for p in pages for s in p.quotes}
    return Answer(relations=relations, stories=stories)


def test_pairs_found_are_counted_both_ways() -> None:
    """One of two answers is true, one of three true pairs is answered."""
    score = measures.found({("a", "b"), ("a", "c")}, {("a", "b"), ("b", "d"), ("c", "d")})

    assert (score.precision, score.recall, score.f1) == (1 / 2, 1 / 3, pytest.approx(0.4))


def test_a_kind_of_copy_is_found_when_it_is_linked_with_its_base() -> None:
    """Recall counts judged pairs; being in the base's story is counted beside it."""
    pages = [page("a", story="a"), page("b", story="a", base="a", kind="x"), page("c", story="a", base="a", kind="x")]
    answer = Answer(relations={("a", "b"): "edited", ("a", "c"): "partial"}, stories={"a": 1, "b": 1, "c": 1})

    assert measures.base_recall(answer, pages) == {"x": Found(precision=1.0, recall=0.5)}


def test_forms_are_apart_when_neither_linked_nor_in_one_story() -> None:
    """Of three pairs of different items, one is linked and one shares a story; copies of one item do not count."""
    pages = [page(name, story=name[0], form="weather") for name in ("a", "a2", "b", "c")]
    answer = Answer(relations={("a", "b"): "copy", ("a", "a2"): "copy"}, stories={"a2": 1, "c": 1})

    assert measures.kept_apart(answer, pages, by="form") == pytest.approx(3 / 5)


def test_a_roundup_is_flagged_when_partial_to_its_stories_and_joined_to_none() -> None:
    """One partial link too few, a shared story or a republication of one undoes it."""
    pages = [page("a", story="a"), page("b", story="b"), page("r", story="r", quotes=("a", "b"))]
    partial = {("a", "r"): "partial", ("b", "r"): "partial"}

    assert measures.roundups(perfect(pages), pages).flagged == 1.0
    for relations, stories in (
        ({("a", "r"): "partial"}, {}),
        (partial, {"a": 1, "r": 1}),
        (partial | {("a", "r"): "edited"}, {}),
    ):
        assert measures.roundups(Answer(relations=relations, stories=stories), pages).flagged == 0.0
    assert measures.roundups(Answer(relations={("a", "r"): "partial"}, stories={}), pages).quoted_found == 0.5


def test_b_cubed_of_a_known_grouping() -> None:
    """Bagga and Baldwin's way of counting: five pages, one put into the wrong group."""
    score = measures.b_cubed({"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}, {"a": 1, "b": 1, "c": 2, "d": 2, "e": 2})

    assert score.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert score.recall == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)


@given(groupings, st.permutations(range(4)))
def test_equal_groupings_agree_whatever_their_names(groups: dict[str, int], names: list[int]) -> None:
    """Only who stands with whom matters."""
    renamed = {key: names[group] for key, group in groups.items()}

    assert measures.adjusted_rand(groups, renamed) == 1.0
    assert measures.b_cubed(groups, renamed) == Found(precision=1.0, recall=1.0)


@given(groupings, st.data())
def test_agreement_is_symmetric_and_at_most_one(groups: dict[str, int], data: st.DataObject) -> None:
    """The adjusted Rand index does not care which grouping comes first."""
    other = {key: data.draw(st.integers(0, 3)) for key in groups}

    assert measures.adjusted_rand(groups, other) == pytest.approx(measures.adjusted_rand(other, groups))
    assert measures.adjusted_rand(groups, other) <= 1.0


def test_adjusted_rand_of_a_known_grouping() -> None:
    """Hubert and Arabie's formula by hand: one joint pair, two and two, six in all."""
    one, other = {"a": 1, "b": 1, "c": 2, "d": 2}, {"a": 1, "b": 1, "c": 2, "d": 3}

    assert measures.adjusted_rand(one, other) == pytest.approx((1 - 2 / 6) / (1.5 - 2 / 6))


def test_a_perfect_answer_has_perfect_figures() -> None:
    """The truth measured against itself is 1 in every share."""
    pages = generate(seed=3, size=Size(stories=16, singles=2, items=4, roundups=2, statements=2, briefs=6))
    figures = generated_figures(perfect(pages), pages)

    assert figures.pop("stories: mixed") == 0
    assert figures.pop("stories: most in one") == 1
    assert set(figures.values()) == {1.0}


def test_errors_are_counted_by_the_kinds_of_both_pages() -> None:
    """One pair joined across stories, one missed within a story."""
    pages = [page("a", story="a"), page("b", story="a", kind="exact"), page("c", story="c", kind="form")]
    answer = Answer(relations={("a", "c"): "edited"}, stories={})

    assert wrong_pairs(answer, pages) == {"joined": {("base", "form"): 1}, "missed": {("base", "exact"): 1}}


def test_linking_nothing_finds_nothing_and_glues_nothing() -> None:
    """An empty answer has no recall; what must be kept apart is."""
    pages = generate(seed=3, size=Size(stories=8, singles=2, items=2, roundups=2, statements=2, briefs=3))
    figures = generated_figures(Answer(relations={}, stories={}), pages)

    assert (figures["pairs: recall"], figures["exact: republished"], figures["round-ups: flagged"]) == (0, 0, 0)
    assert (figures["forms: kept apart"], figures["stories: B-cubed precision"]) == (1, 1)


def test_the_product_finds_exact_copies_in_any_order(tmp_path: Path) -> None:
    """From pages through the index back to an answer, twice."""
    pages = generate(
        seed=3, size=Size(stories=8, singles=2, items=2, roundups=2, statements=2, briefs=3), footers=False
    )
    one = index_pages(tmp_path / "one.db", pages)
    other = index_pages(tmp_path / "other.db", pages[::-1], batch_size=7)

    assert generated_figures(one, pages)["exact: republished"] == 1.0
    assert set(same_answer(one, other, pages).values()) == {1.0}


def test_datasketch_links_equal_texts_and_not_different_ones() -> None:
    """The baseline works as its manual says."""
    texts = ["نص أول طويل بما يكفي للمقارنة", "نص أول طويل بما يكفي للمقارنة", "كلام آخر لا يشبه سابقه في شيء"]
    answer = datasketch_answer(["a", "b", "c"], minhashes(texts, words=3), threshold=0.5)

    assert answer.republished == {("a", "b")}
    assert answer.together("a", "b")
    assert not answer.together("a", "c")


def test_components_follow_chains() -> None:
    """A chain of pairs is one component."""
    groups = components(["a", "b", "c", "d"], [("a", "b"), ("b", "c")])

    assert groups["a"] == groups["b"] == groups["c"] != groups["d"]


def test_an_answer_is_scored_by_the_script_of_the_real_pairs(tmp_path: Path, shared: Path) -> None:
    """A hand-made answer goes through the script's own contract and comes back as flat figures."""
    real = RealPairs(folder=shared)
    rows = [json.loads(line) for line in real.pairs.read_text("utf-8").splitlines()]
    truth = {measures.pair(row["a"], row["b"]): "copy" for row in rows if row["group"] == "republished"}
    ids = sorted(real.named())
    write_answer(tmp_path / "truth.db", ids, Answer(relations=truth, stories={i: i for i in ids}))
    figures = real.score(tmp_path / "truth.db")

    assert figures["articles_missing_from_database"] == 0
    assert figures["republished: f1"] == 1.0


def test_a_subset_has_the_named_records_and_always_the_same_others(tmp_path: Path) -> None:
    """Whatever the order of the corpus, the others are those whose ids hash lowest."""
    ids = [f"paper/{number}#x" for number in range(40)]
    real = RealPairs(folder=tmp_path)
    for folder in ("data", "gold"):
        (tmp_path / folder).mkdir()
    real.pairs.write_text(json.dumps({"a": ids[3], "b": ids[30]}) + "\n", "utf-8")

    def chosen(order: list[str]) -> set[str]:
        with lzma.open(real.corpus, "wt", encoding="utf-8") as out:
            out.writelines(json.dumps({"id": record, "text": "نص"}) + "\n" for record in order)
        lines = real.write_subset(tmp_path / "subset.jsonl", others=5).read_text("utf-8").splitlines()
        assert len(lines) == 7
        return {json.loads(line)["id"] for line in lines}

    assert chosen(ids) == chosen(ids[::-1]) > {ids[3], ids[30]}


def test_sample_figures_leave_unlabelled_pairs_of_one_story_out() -> None:
    """A link that the truth does not speak of is wrong between stories and no matter within one."""
    labels = {("a", "b"): "copy", ("a", "d"): "different"}
    stories = {"a": "1", "b": "1", "c": "1", "d": "2"}
    within = Answer(relations={("a", "b"): "copy", ("b", "c"): "copy"}, stories=stories)
    across = Answer(relations={("a", "b"): "copy", ("c", "d"): "copy"}, stories=stories)

    assert sample_figures(within, labels=labels, stories=stories)["pairs: precision"] == 1.0
    assert sample_figures(across, labels=labels, stories=stories)["pairs: precision"] == 0.5


def test_nested_figures_are_flattened() -> None:
    """Names are joined, what is no number is left out."""
    assert dict(flatten({"a": {"b": 1, "c": {"d": 0.5}}, "e": "text"})) == {"a: b": 1.0, "a: c: d": 0.5}


def test_a_figure_under_its_floor_or_missing_fails() -> None:
    """Only sections that were measured are held to their floors; rounding is to four places."""
    floors = {"one": {"x": Floor(floor=0.9, target=1.0), "y": Floor(floor=0.5)}, "two": {"z": Floor(floor=1.0)}}

    assert list(under_floor({"one": {"x": 0.90000001, "y": 0.5}}, floors)) == []
    assert len(list(under_floor({"one": {"x": 0.8999}}, floors))) == 2


def test_no_floor_stands_over_its_target() -> None:
    """The floors file is read whole; a floor that passed its target is raised together with it."""
    floors = read_floors()

    assert floors
    for rows in floors.values():
        assert all(row.floor is not None and (row.target is None or row.floor <= row.target) for row in rows.values())
