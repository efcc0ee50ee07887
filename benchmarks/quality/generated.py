"""All figures of one answer about the generated pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.quality import measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.quality.generate import Page
    from benchmarks.quality.measures import Answer


def generated_figures(answer: Answer, pages: Sequence[Page]) -> dict[str, float]:
    """Pairs, stories, each kind of copy, forms, statements, round-ups, briefs."""
    true = {page.page_id: page.story for page in pages}
    pairs = measures.found(answer.republished, measures.true_pairs(true))
    groups = answer.groups(true)
    stories = measures.b_cubed(groups, true)
    short = measures.briefs(answer, pages)
    quoting = measures.roundups(answer, pages)
    mixed, most = measures.mixed_stories(groups, true)
    return {
        "pairs: precision": pairs.precision,
        "pairs: recall": pairs.recall,
        "pairs: F1": pairs.f1,
        "stories: B-cubed precision": stories.precision,
        "stories: B-cubed recall": stories.recall,
        "stories: B-cubed F1": stories.f1,
        "stories: ARI": measures.adjusted_rand(groups, true),
        "stories: mixed": float(mixed),
        "stories: most in one": float(most),
        **_by_kind(answer, pages),
        "forms: kept apart": measures.kept_apart(answer, pages, by="form"),
        **_by_form(answer, pages),
        "statements: kept apart": measures.kept_apart(answer, pages, by="statement"),
        "round-ups: flagged": quoting.flagged,
        "round-ups: quoted stories found": quoting.quoted_found,
        "briefs: precision": short.precision,
        "briefs: recall": short.recall,
    }


def _by_kind(answer: Answer, pages: Sequence[Page]) -> dict[str, float]:
    figures = {}
    for kind, score in sorted(measures.base_recall(answer, pages).items()):
        figures[f"{kind}: republished"] = score.recall
        figures[f"{kind}: in its story"] = score.precision
    return figures


def _by_form(answer: Answer, pages: Sequence[Page]) -> dict[str, float]:
    forms = sorted({page.form for page in pages if page.form is not None})
    return {
        f"forms: kept apart, {form}": measures.kept_apart(
            answer, [page for page in pages if page.form == form], by="form"
        )
        for form in forms
    }


def wrong_pairs(answer: Answer, pages: Sequence[Page]) -> dict[str, Counter[tuple[str, str]]]:
    """Where the errors lie: ``joined`` wrongly and ``missed``, how many pairs of which two kinds."""
    kinds = {page.page_id: page.kind for page in pages}
    true = measures.true_pairs({page.page_id: page.story for page in pages})
    wrong = {"joined": answer.republished - true, "missed": true - answer.republished}
    return {what: Counter(measures.pair(kinds[a], kinds[b]) for a, b in pairs) for what, pairs in wrong.items()}


def same_answer(one: Answer, other: Answer, pages: Sequence[Page]) -> dict[str, float]:
    """Agreement of two runs over the same pages: of the groups, and of the judged pairs with their relations."""
    ids = [page.page_id for page in pages]
    mine, theirs = set(one.relations.items()), set(other.relations.items())
    return {
        "stories: ARI of both runs": measures.adjusted_rand(one.groups(ids), other.groups(ids)),
        "matches: in both runs": measures.share(len(mine & theirs), len(mine | theirs)),
    }
