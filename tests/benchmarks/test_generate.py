"""The generator: repeatable, and its truth is true of what it wrote."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from benchmarks.quality import edits
from benchmarks.quality.generate import BRIEF_COPIES, COPIES, FOOTER_WORDS, OUTLETS, Size, footer, generate
from benchmarks.quality.grammar import forms, new_writer, seeded
from benchmarks.quality.restyle import RESTYLINGS
from dedup.text.fold import folded_words

SMALL = Size(stories=24, singles=4, items=5, roundups=3, statements=4, briefs=12)
PAGES = generate(seed=7, size=SMALL, footers=False)
BY_ID = {page.page_id: page for page in PAGES}
TEXT = (
    "أعلن المرصد إلغاء الرحلة إلى المدينة الكبرى على متن 3 سفن. وقال مدير المرفأ آدم الحسن إن الأمواج بلغت 12 مترا.\n"
    "ولا يزال القرار ساريا حتى مساء 14 آذار. وطلبت الإدارة من الصيادين البقاء في المرسى الآمن."
)


def folded(text: str) -> list[str]:
    return folded_words(text, version=1)


def test_the_same_seed_gives_the_same_pages_and_another_others() -> None:
    """A run can be repeated to the letter."""
    assert generate(seed=7, size=SMALL, footers=False) == PAGES
    assert {page.body for page in generate(seed=8, size=SMALL, footers=False) if page.kind == "single"}.isdisjoint(
        {page.body for page in PAGES}
    )


def test_the_default_is_about_2400_pages() -> None:
    """The size the figures are quoted for."""
    assert 2_300 <= len(generate(seed=2026)) <= 2_500


def test_every_kind_is_there_and_ids_are_unique() -> None:
    """Each class of copy, forms, round-ups, statements and briefs are in the mixture."""
    kinds = Counter(page.kind for page in PAGES)

    assert len(BY_ID) == len(PAGES)
    assert set(kinds) == {
        *COPIES,
        *BRIEF_COPIES,
        "base",
        "single",
        "form",
        "copy of a form",
        "round-up",
        "statement",
        "brief",
    }


def test_a_copy_is_of_its_bases_story_in_another_outlet_and_not_earlier() -> None:
    """The truth of a copy follows from its base."""
    copies = [page for page in PAGES if page.base is not None and page.kind != "statement"]

    assert copies
    for page in copies:
        base = BY_ID[page.base or ""]
        assert page.story == base.story == base.page_id
        assert page.outlet != base.outlet
        assert page.published_at >= base.published_at
        assert page.form == base.form


def test_restyled_and_exact_copies_fold_to_their_base() -> None:
    """They differ in spelling only."""
    for page in PAGES:
        if page.kind in {"exact", "restyled", "brief, exact", "brief, restyled"}:
            assert folded(page.body) == folded(BY_ID[page.base or ""].body)


def test_a_statement_is_another_story_that_shares_one_passage() -> None:
    """An independent report ends with the words its sibling ends with, and nothing longer."""
    for page in PAGES:
        if page.kind == "statement":
            base = BY_ID[page.base or ""]
            assert page.story != base.story
            assert page.body.splitlines()[-1] == base.body.splitlines()[-1]
            assert set(page.body.splitlines()[:-1]).isdisjoint(base.body.splitlines()[:-1])


def test_items_of_one_form_differ_in_their_facts() -> None:
    """No two items of a form are the same text, so that keeping them apart is right."""
    items = defaultdict(list)
    for page in PAGES:
        if page.kind == "form":
            items[page.form].append(" ".join(folded(page.body)))

    assert set(items) == set(forms())
    assert all(len(set(texts)) == SMALL.items for texts in items.values())


def test_a_roundup_quotes_the_beginnings_of_five_stories() -> None:
    """What it is said to quote stands in it."""
    for page in PAGES:
        if page.kind == "round-up":
            assert len(set(page.quotes)) == 5
            assert all(edits.sentences(BY_ID[story].body)[0] in page.body for story in page.quotes)


def test_a_brief_has_8_to_40_words() -> None:
    """The length the house calls a brief."""
    assert all(8 <= len(page.body.split()) <= 40 for page in PAGES if page.kind == "brief")


def test_a_footer_is_sixty_fixed_words_under_every_page_of_an_outlet() -> None:
    """It is an outlet's own, and the same on all its pages."""
    assert len({footer(outlet, seed=7) for outlet in OUTLETS}) == len(OUTLETS)
    for page in generate(seed=7, size=SMALL):
        under = footer(page.outlet, seed=7)
        assert len(under.split()) == FOOTER_WORDS
        assert page.body == f"{BY_ID[page.page_id].body}\n{under}"


@pytest.mark.parametrize("name", RESTYLINGS)
def test_a_restyling_changes_the_letters_and_no_word(name: str) -> None:
    """Each of the nine is seen by a plain comparison and not by folded words."""
    restyled = RESTYLINGS[name](TEXT, seeded(1))

    assert restyled != TEXT
    assert folded(restyled) == folded(TEXT)


@pytest.mark.parametrize("share", [0.05, 0.15, 0.35])
def test_rewriting_replaces_the_share_of_words_and_keeps_figures_and_names(share: float) -> None:
    """The count of changed words is the share asked for, less a few replaced by themselves; facts stay."""
    writer = new_writer(seeded(3))
    text = edits.paragraphs([writer.fresh("sentence") for _ in range(30)])
    keep = writer.facts()
    pairs = list(zip(text.split(), edits.rewrite(text, seeded(1), share=share, keep=keep).split(), strict=True))
    changed = [old for old, new in pairs if old != new]

    assert share - 0.03 <= len(changed) / len(pairs) <= share + 0.5 / len(pairs)
    assert not any(any(letter.isdigit() for letter in word) or word in keep for word in changed)


def test_lead_embedding_and_shuffling_keep_the_sentences() -> None:
    """A cut text is the beginning, an embedded one is whole, a shuffled one has the same sentences."""
    pieces = edits.sentences(TEXT)

    assert edits.sentences(edits.lead(TEXT, share=0.4)) == pieces[:2]
    assert TEXT in edits.embed(TEXT, "فقرة أولى. فقرة ثانية.")
    assert sorted(edits.sentences(edits.shuffle(TEXT, seeded(2)))) == sorted(pieces)
