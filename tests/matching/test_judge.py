"""The judge: tables that load and make sense, and every relation reached by a pair of invented articles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality.fit_judge import IN_CONTEXT, REPUBLISHED, TEMPLATE
from benchmarks.quality.grammar import seeded
from benchmarks.quality.restyle import RESTYLINGS
from dedup.errors import DataError
from dedup.matching import judge as judging
from dedup.matching.compare import (
    COVERAGE,
    EVIDENCE,
    FACT_CONFLICT,
    JACCARD,
    LAG_HOURS,
    NUMBER_CONFLICT_S,
    SHARED,
    compare,
)
from dedup.matching.documents import pack, side_by_side
from dedup.matching.judge import JUDGED, RELATIONS, Model, judge, models, rules_met
from dedup.text.tokens import tokenize
from tests.factories import BRIDGE, HARVEST, LIBRARY, reworded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIGNS = {"republished": REPUBLISHED, "in_context": IN_CONTEXT, "reuse": REPUBLISHED, "template": TEMPLATE}
MORNING, NOON, NEXT_WEEK = "2026-03-02T06:00:00Z", "2026-03-02T12:00:00Z", "2026-03-09T06:00:00Z"

FERRY = (
    "وصلت إلى ميناء المرفأ القديم فجر اليوم أول عبارة تربط الجزيرة بالبر منذ ستة أعوام، وعلى متنها مئة وثلاثون راكبا "
    "وعشرون سيارة. واستقبل الأهالي الركاب بالورد والأغاني، فيما اصطفت قوارب الصيد على جانبي الرصيف. وقال ربان العبارة "
    "نادر الغواص إن الرحلة استغرقت أربع ساعات بسبب الرياح، وإن العبارة ستعود مساء إلى الجزيرة. وكانت الخدمة قد توقفت "
    "بعد عاصفة حطمت الرصيف الجنوبي ودمرت مخازن الوقود. وأنفقت هيئة الموانئ على الإصلاح سبعة ملايين درهم."
)


def rates(day: str, prices: str) -> str:
    """The daily report of a wholesale market."""
    tomatoes, onions, apples, grapes = prices.split()
    return (
        f"استقرت أسعار الخضر والفاكهة في سوق الجملة بتل الرمان يوم {day} وسط إقبال متوسط من التجار. وسجل كيلو الطماطم "
        f"{tomatoes} درهما مقابل {onions} دراهم للبصل، فيما بيع صندوق التفاح بسعر {apples} درهما وصندوق العنب بسعر "
        f"{grapes} درهما. وتفتح السوق أبوابها يوميا من الخامسة فجرا حتى العاشرة صباحا عدا يوم الجمعة."
    )


def evidence(a: str, b: str, *, times: tuple[str | None, str | None] = (MORNING, NOON), title: str = "") -> np.ndarray:
    """Of one pair, (1, EVIDENCE)."""
    texts, titles = tokenize([a, b], fold_version=1), tokenize([title, title], fold_version=1)
    return compare(side_by_side(pack(texts, titles, times)), np.array([[0, 1]]), fold_version=1).evidence


def relation(a: str, b: str, **given: object) -> str | None:
    """What the judge says of one pair."""
    return RELATIONS[judge(evidence(a, b, **given)).relations[0]]


def test_a_copy_is_a_copy_however_it_is_spelled() -> None:
    """The same text, and the same text in another house's spelling."""
    restyled = FERRY.replace("أ", "ا").replace("ة", "ه").replace("ى", "ي")

    assert relation(FERRY, FERRY) == "copy"
    assert relation(FERRY, restyled) == "copy"
    assert relation(FERRY, reworded(FERRY, every=30)) == "copy"


@pytest.mark.parametrize("name", RESTYLINGS)
def test_the_nine_ways_of_spelling_change_nothing(name: str) -> None:
    """A text respelled has Jaccard 1 with itself, and is its copy."""
    for text in (FERRY, BRIDGE, HARVEST, LIBRARY, rates("السبت", "12 7 48 65")):
        restyled = RESTYLINGS[name](text, seeded(1))

        assert evidence(text, restyled)[0, JACCARD] == 1
        assert relation(text, restyled) == "copy"


def test_a_report_of_prices_is_a_copy_whether_its_decimals_have_a_point_or_a_reh() -> None:
    """Agencies write fraction, reh, integer; papers integer, point, fraction. The numbers are no others."""
    agency, paper = rates("السبت", "75ر12 5ر7 25ر48 9ر65"), rates("السبت", "12.75 7.5 48.25 65.9")

    assert evidence(agency, paper)[0, JACCARD] == 1
    assert evidence(agency, paper)[0, NUMBER_CONFLICT_S] == 0
    assert relation(agency, paper) == "copy"


def test_a_reworked_text_is_edited() -> None:
    """Every seventh word another one; the same text with as much of other news after it."""
    assert relation(FERRY, reworded(FERRY, every=7)) == "edited"
    assert relation(FERRY, f"{FERRY}\n{HARVEST}") == "edited"


def test_a_passage_in_another_article_is_partial() -> None:
    """One sentence of the text in a round-up, after and before other news."""
    first = FERRY.split(". ", maxsplit=1)[0]

    assert relation(FERRY, f"{LIBRARY}\n{first}.\n{HARVEST}\n{BRIDGE}") == "partial"


def test_a_form_filled_in_again_is_a_template() -> None:
    """The report of the week after, with other prices, is not the same news."""
    a, b = rates("السبت", "12 7 48 65"), rates("الأحد", "14 9 51 72")

    assert relation(a, b, times=(MORNING, NEXT_WEEK)) == "template"


def arrest(place: str, officer: str, day: str, crime: str) -> str:
    """The police's report of an arrest."""
    return (
        f"ألقت شرطة {place} القبض على عصابة متخصصة في {crime} وضبطت في حوزتها أدوات تستخدم في ارتكاب الجرائم. وأوضح "
        f"مدير المباحث العقيد {officer} أن دورية رصدت المتهمين فجر {day} أثناء محاولتهم الفرار وأحالتهم إلى النيابة "
        "التي باشرت التحقيق وأمرت بحبسهم على ذمة القضية. ودعت مديرية الشرطة الأهالي إلى الإبلاغ عن كل ما يثير الريبة."
    )


def test_a_form_with_other_names_is_a_template_on_the_same_day() -> None:
    """Two arrests by one form within hours: other place, other officer, other weekday."""
    a = arrest("طنطا", "كمال ياسين", "السبت", "سرقة المواشي")
    b = arrest("المنصورة", "حازم رشدي", "الأحد", "سرقة المواشي")

    assert relation(a, b) == "template"
    assert relation(a, a) == "copy"


DENIAL = (
    "نفت هيئة المواصلات ما تردد عن رفع أسعار التذاكر، وقالت في بيان إن الأسعار باقية كما هي حتى نهاية العام. ودعت الركاب "
    "إلى عدم الالتفات إلى الشائعات، وأكدت أن الحافلات الجديدة ستصل تباعا وأن الخطوط البعيدة ستزود بمواقف مظللة."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"كتب أحمد حسن: {DENIAL}", f"بيروت - محمد علي - {DENIAL}"),
        (DENIAL.replace("في بيان", "في بيان اليوم الخميس"), DENIAL.replace("في بيان", "في بيان أمس الجمعة")),
        (DENIAL.replace("الركاب", "ستة ركاب"), DENIAL.replace("الركاب", "ست راكبات")),
    ],
    ids=["bylines", "weekdays", "six"],
)
def test_what_outlets_write_each_in_their_way_is_no_other_fact(one: str, other: str) -> None:
    """Bylines and datelines before the text, a day told from either side of midnight, a number's gender."""
    assert relation(one, other) == "copy"


def test_a_notice_that_comes_back_is_the_next_one() -> None:
    """Twenty words, word for word, a week later; a report of fifty is the same report whenever it is run again."""
    notice = "تابعوا على الهواء مباشرة برنامج صباح الميناء مع نخبة من ضيوف المدينة في تمام الساعة التاسعة عبر أثير إذاعة المرفأ المحلية."

    assert relation(notice, notice, times=(MORNING, NEXT_WEEK)) == "template"
    assert relation(notice, notice) == "copy"
    assert relation(FERRY, FERRY, times=(MORNING, NEXT_WEEK)) == "copy"


def test_a_corrected_toll_makes_no_other_news() -> None:
    """One number became another within hours, and everything else stayed: the same report, in a later version."""
    toll = "لقي {} أشخاص مصرعهم في انهيار منزل قديم بحي الصفصاف، ونقلت فرق الإنقاذ المصابين إلى المستشفى العام."
    told = f"{toll} وقال محافظ المدينة إن لجنة هندسية تعاين المنازل المجاورة وإن الأسر المتضررة نقلت إلى مدرسة قريبة."

    assert relation(told.format(3), told.format(5)) in ("copy", "edited")


@pytest.mark.parametrize(
    ("coverage", "number_conflict", "fact_conflict", "other"),
    [(0.8, 0.5, 0.1, False), (0.6, 0.5, 0.1, True), (0.8, 0.7, 0.1, True), (0.8, 0.5, 0.3, True)],
)
def test_half_of_the_numbers_are_others_unless_one_moved_on(
    coverage: float, number_conflict: float, fact_conflict: float, other: bool
) -> None:
    """A week later, one of two numbers in the same report; not in a looser text, with more numbers or other facts."""
    row = evidence(FERRY, FERRY, times=(MORNING, NEXT_WEEK))
    row[0, [COVERAGE, NUMBER_CONFLICT_S, FACT_CONFLICT]] = coverage, number_conflict, fact_conflict

    assert rules_met(row)["other numbers"].tolist() == [other]


def test_articles_that_share_a_phrase_are_not_related() -> None:
    """Two texts about nothing of the same, and two with one name in both."""
    assert relation(FERRY, LIBRARY) is None
    assert relation(f"{FERRY} وحضر رئيس هيئة الموانئ", f"{HARVEST} وحضر رئيس هيئة الموانئ") is None


@pytest.mark.parametrize("text", ["", "عاجل", "عاجل الآن"])
def test_nothing_is_similar_to_empty(text: str) -> None:
    """A text without a shingle is related to nothing, not even to itself."""
    assert relation(text, text) is None
    assert relation(text, FERRY) is None


def test_an_unknown_time_neither_proves_nor_excludes() -> None:
    """What it adds lies between what a short and a long lag add; copies are copies without times."""
    for model in models().values():
        for step in model.steps:
            if step.column == LAG_HOURS:
                assert step.values.min() < step.unknown < step.values.max()
    for times in ((None, None), (MORNING, None), (None, NOON)):
        assert relation(FERRY, FERRY, times=times) == "copy"
        assert relation(FERRY, LIBRARY, times=times) is None


def test_the_tables_are_monotone_where_they_were_fitted_to_be() -> None:
    """More coverage never speaks against republication, a longer lag never for it."""
    assert set(models()) == set(SIGNS)
    for name, signs in SIGNS.items():
        assert [JUDGED[step.column] for step in models()[name].steps] == list(signs)
        for step in models()[name].steps:
            assert (np.diff(step.values) * signs[JUDGED[step.column]] >= 0).all(), (name, JUDGED[step.column])
            assert (np.diff(step.cuts) > 0).all()
            assert len(step.values) == len(step.cuts) + 1


# Shares on and off the grid that the tables are cut at; of the lag none as well.
shares = st.one_of(st.integers(0, 20).map(lambda i: i / 20), st.floats(0, 1, width=32), st.floats(0, 1000, width=32))
rows = st.tuples(
    *(st.one_of(shares, st.just(math.nan)) if column == LAG_HOURS else shares for column in range(len(JUDGED)))
).map(list)


def plainly(model: Model, row: list[float]) -> float:
    """The probability by a loop over the table."""
    total = model.intercept
    for step in model.steps:
        value, added = np.float32(row[step.column]), float(step.values[0])
        for cut, entry in zip(step.cuts, step.values[1:], strict=True):
            if value >= cut:
                added = float(entry)
        total += step.unknown if math.isnan(value) else added
    return 1 / (1 + math.exp(-total))


@given(st.lists(rows, min_size=1, max_size=5))
def test_the_step_look_up_equals_a_plain_loop(some: list[list[float]]) -> None:
    """Each piece of evidence adds the last entry that begins at or below it."""
    for model in models().values():
        found = model.probability(np.array(some, dtype=np.float32))

        assert found == pytest.approx([plainly(model, row) for row in some])


@given(rows, st.sampled_from(sorted(REPUBLISHED)), st.floats(0, 1, width=32))
def test_more_evidence_never_makes_republication_less_likely(row: list[float], name: str, more: float) -> None:
    """A higher value of what speaks for it keeps or raises the score."""
    column, sign = EVIDENCE.index(name), REPUBLISHED[name]
    if sign == 0 or math.isnan(row[column]):
        return
    before, after = np.array([row], dtype=np.float32), np.array([row], dtype=np.float32)
    after[0, column] += more
    change = judge(after).scores[0] - judge(before).scores[0]

    assert change * sign >= 0


@given(st.lists(rows, min_size=2, max_size=6), st.data())
def test_a_verdict_does_not_depend_on_the_batch(some: list[list[float]], data: st.DataObject) -> None:
    """A pair is judged alone as it is among others."""
    evidence = np.array(some, dtype=np.float32)
    place = data.draw(st.integers(0, len(some) - 1))
    together, alone = judge(evidence), judge(evidence[place : place + 1])

    assert together.relations[place] == alone.relations[0]
    assert together.scores[place] == alone.scores[0]


@given(rows)
def test_what_shares_too_little_has_no_relation(row: list[float]) -> None:
    """Fewer than three shared shingles are no relation, whatever the other evidence."""
    evidence = np.array([row], dtype=np.float32)
    evidence[0, SHARED], evidence[0, COVERAGE] = 2, 1

    assert judge(evidence).relations[0] == RELATIONS.index(None)


def without(text: str, word: str) -> str:
    """The lines that do not have the word."""
    return "\n".join(line for line in text.splitlines() if word not in line)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda text: text.replace("intercept\t\t", "intercept\t", 1), "line 3"),
        (lambda text: text.replace("0.2\t", "a fifth\t"), "a fifth"),
        (lambda text: text.replace("coverage_s", "coverage_x"), "coverage_x"),
        (lambda text: without(text, "unknown"), "unknown"),
        (lambda text: without(text, "intercept"), "intercept"),
        (lambda _: "", "republished"),
    ],
)
def test_a_damaged_table_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[str], str], told: str
) -> None:
    """What cannot be read is named, with what to do; nothing is judged by half a table."""
    whole = (judging.files("dedup") / "data" / "judge_v1.tsv").read_text("utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "judge_v1.tsv").write_text(damage(whole), "utf-8")
    monkeypatch.setattr(judging, "files", lambda _: tmp_path)

    with pytest.raises(DataError, match=f"judge_v1.tsv.*{told}.*reinstall dedup"):
        models.__wrapped__(1)
