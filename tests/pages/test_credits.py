from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.pages.agencies import WORD, outlet_source, read_table, source_index, sources
from dedup.pages.credits import Attribution, attribute
from dedup.pages.glance import glance
from dedup.pages.plain import plain

TEXT = "شرح مهندس المشروع مراحل العمل في الجسر الجديد.\nوذكر أن العربات ستعبره بعد شهرين من الآن."
RLM = "\u200f"  # RIGHT-TO-LEFT MARK
NBSP = "\u00a0"  # NO-BREAK SPACE
TATWEEL = "\u0640"  # ARABIC TATWEEL, typed as a dash


def read(
    body: str = TEXT, *, byline: str | None = None, title: str | None = None, outlet: str | None = None
) -> Attribution:
    return attribute(byline=byline, title=title, body=body, outlet=outlet)


def credited(read: Attribution) -> list[str]:
    return [credit.agency for credit in read.credits]


def mentioned(read: Attribution) -> list[str]:
    return [mention.agency for mention in read.mentions]


def proper(body: str) -> str:
    found = read(body)
    return body[found.body_start : found.body_end].strip()


@pytest.mark.parametrize(
    ("byline", "agencies", "place", "person"),
    [
        ("الرياض - واس", ["spa"], "الرياض", None),
        ("واس - الرياض", ["spa"], "الرياض", None),
        ("واس ـ أبها", ["spa"], "أبها", None),
        ("جدة: واس", ["spa"], "جدة", None),
        ("الدمام : واس", ["spa"], "الدمام", None),
        ("واس (تبوك)", ["spa"], "تبوك", None),
        ("الوئام - رويترز:", ["alweeam", "reuters"], None, None),
        ("سبق- وكالات:", ["sabq", "generic"], None, None),
        ("موسكو - د ب أ", ["dpa"], "موسكو", None),
        ("فيينا – د.ب.أ", ["dpa"], "فيينا", None),
        ("«الاقتصادية» من الطائف", ["aleqtisadiah"], "الطائف", None),
        ("اليوم - الوكالات", ["generic"], None, None),
        ("دبي ـ العربية.نت", ["alarabiya"], "دبي", None),
        ("لندن/ رويترز، أ ف ب", ["reuters", "afp"], "لندن", None),
        ("متابعات", ["generic"], None, None),
        ("By Reuters Staff", ["reuters"], None, None),
        ("AFP", ["afp"], None, None),
        ("القاهرة - سلمى حجازي", [], "القاهرة", "سلمى حجازي"),
        ("سلمى حجازي - القاهرة", [], "القاهرة", "سلمى حجازي"),
        ("محمد علي - طنطا - أ ش أ", ["mena"], "طنطا", "محمد علي"),
        ("كتبت: سلمى حجازي", [], None, "سلمى حجازي"),
        ("فارس السبيل", [], None, "فارس السبيل"),
        ("فارس", [], None, "فارس"),
        ("وكالة فارس", ["fars"], None, None),
        ("(تسنيم)", ["tasnim"], None, None),
        ("وفا كمال", [], None, "وفا كمال"),
        ("عواصم - وكالات", ["generic"], None, None),
        ("قنا - أ ش أ", ["mena"], "قنا", None),
        ("الدوحة - قنا", ["qna"], "الدوحة", None),
        ("عمان - بترا", ["petra"], "عمان", None),
        ("هيئة التحرير", [], None, None),
        ("غرفة الأخبار", [], None, None),
        ("", [], None, None),
    ],
)
def test_a_byline_field_is_read_in_any_order(
    byline: str, agencies: list[str], place: str | None, person: str | None
) -> None:
    """City, source, outlet and person are told apart whatever their order and separators."""
    found = read(byline=byline)
    assert (credited(found), found.dateline_place, found.byline) == (agencies, place, person)
    assert {credit.where for credit in found.credits} <= {"byline"}


@pytest.mark.parametrize(
    ("opening", "agencies", "place", "person"),
    [
        ("موسكو - حسن جابر\n", [], "موسكو", "حسن جابر"),
        ("الرياض 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس\n", ["spa"], "الرياض", None),
        ("دبي، الإمارات العربية المتحدة (CNN)-- ", ["cnn"], "دبي", None),
        ("عين اليوم – واس\n", ["spa"], None, None),
        ("باريس - أ ف ب\n", ["afp"], "باريس", None),
        ("باريس أ ف ب\n", ["afp"], "باريس", None),
        ("(رويترز) - ", ["reuters"], None, None),
        ("صنعاء (رويترز) - ", ["reuters"], "صنعاء", None),
        ("نابلس (الاراضي الفلسطينية) (ا ف ب) - ", ["afp"], "نابلس", None),
        ("قرية الزهور (رويترز) - ", ["reuters"], "قرية الزهور", None),
        ("الخرطوم/عين السرو (رويترز) - ", ["reuters"], "الخرطوم", None),
        ("عين السرو (الأردن)/عمان (رويترز) - ", ["reuters"], "عين السرو", None),
        ("واشنطن أول مارس آذار (رويترز) - ", ["reuters"], "واشنطن", None),
        ("(بترا)-- ", ["petra"], None, None),
        ("/سونا/ ", ["suna"], None, None),
        ("الخرطوم في 3 مارس / سونا / ", ["suna"], "الخرطوم", None),
        ("القاهرة – (أ ش أ):\n", ["mena"], "القاهرة", None),
        ("القاهرة _أ.ش.أ\n", ["mena"], "القاهرة", None),
        (f"أ ش أ{RLM}:{RLM}", ["mena"], None, None),
        (f"القاهرة{NBSP} -{NBSP} أ ش أ\n", ["mena"], "القاهرة", None),
        (f"دمياط {TATWEEL}{TATWEEL} سعيد حسن:\n", [], "دمياط", "سعيد حسن"),
        ("وكالات\n", ["generic"], None, None),
        ("رويترز\n", ["reuters"], None, None),
        ("كتب - محمود رزق:\n", [], None, "محمود رزق"),
        (f"كتبت {TATWEEL} هالة رزق{RLM}:{RLM} ", [], None, "هالة رزق"),
        ("ترجمة – منار عيسى\n", [], None, "منار عيسى"),
        ("صورة أرشيفية\nالعريش - أ ش أ\n", ["mena"], "العريش", None),
        ("جسر تحت الإنشاء\nطنطا - أ ش أ\nتصوير: سامي عادل\n", ["mena"], "طنطا", None),
        ("بروكسل:\n", [], "بروكسل", None),
        ("القاهرة - مصراوي:\n", ["masrawy"], "القاهرة", None),
    ],
)
def test_an_opening_is_read_and_cut_off(
    opening: str, agencies: list[str], place: str | None, person: str | None
) -> None:
    """What stands before the text gives credit, place and person, and leaves the text whole."""
    body = opening + TEXT
    found = read(body)
    assert (credited(found), found.dateline_place, found.byline) == (agencies, place, person)
    assert body[found.body_start : found.body_end] == TEXT
    assert {credit.where for credit in found.credits} <= {"dateline"}


def test_a_place_before_a_verb_is_a_dateline() -> None:
    """A known place, a dash and a verb that opens news are enough; no source is needed."""
    found = read("بيروت - أعلنت البلدية موعد الافتتاح.\n" + TEXT)
    assert (found.dateline_place, found.body_start) == ("بيروت", len("بيروت - "))


@pytest.mark.parametrize(
    "opening",
    [
        "القاهرة والإسكندرية مدينتان كبيرتان.\n",
        "أسوشيتد برس: «الجسر» يكلف الملايين.\n",
        "رويترز: الجسر يكلف الملايين\n",
        "كتب الوزير على صفحته: الجسر لنا جميعا.\n",
        "حمدي الشافعي\n",
        "الحرية والعدالة\n",
        "تصوير: رويترز\n",
        "القاهرة - الإسماعيلية طريق طويل.\n",
        "رئيس لجنة «الأهرام» سامي رزق\n",
        "في قضية هدايا مؤسسة «الأهرام»\n",
        "نقلت وكالة رويترز عن المهندس قوله.\n",
        "قالت وكالة الأنباء السعودية (واس) إن الجسر اكتمل.\n",
        "تابع مراسل سونا العمل في الموقع.\n",
    ],
)
def test_text_that_looks_like_an_opening_stays(opening: str) -> None:
    """A headline, a caption or a sentence with a source or a place in it is left where it is."""
    found = read(opening + TEXT)
    assert (found.body_start, found.credits, found.dateline_place) == (0, (), None)


@pytest.mark.parametrize(
    ("ending", "agencies"),
    [
        ("\nفرانس24/ أ ف ب", ["f24", "afp"]),
        ("\nفرانس 24/ أ ف ب/ رويترز", ["f24", "afp", "reuters"]),
        ("\n--(بترا)", ["petra"]),
        ("\n// انتهى //", []),
        ("\n// انتهى //\n19:23 ت م", []),
        ("\n(النهاية)", []),
        ("\n(واس)\n// انتهى //\n19:23 ت م", ["spa"]),
        ("\nكونا\n(النهاية)", ["kuna"]),
        ("\n* خدمة «نيويورك تايمز»", ["nyt"]),
        ("\n* بالاتفاق مع «بلومبيرغ»", ["bloomberg"]),
        ("\nنقلا عن الأهرام المصرية", ["ahram"]),
        ("\nReuters", ["reuters"]),
        ("\nالمصدر: وكالات", ["generic"]),
        ("\nالمصدر : صحيفة الأهرام", ["ahram"]),
        ("\nأ ش أ", ["mena"]),
        (" أ.ش.أ", ["mena"]),
        (" (رويترز)", ["reuters"]),
        (" /واس/", ["spa"]),
        (" – نقلاً عن وكالة الأناضول للأنباء.", ["anadolu"]),
        ("\n(إعداد سعيد رزق للنشرة العربية - تحرير منى حسن)", []),
        ("\n(رويترز)\nإعداد سعيد رزق للنشرة العربية", ["reuters"]),
        ("\nتصوير: سامي عادل", []),
    ],
)
def test_a_sign_off_is_read_and_cut_off(ending: str, agencies: list[str]) -> None:
    """What stands after the text is cut off; a credit is what it names, and a mark of several agencies names none."""
    found = read(TEXT + ending)
    assert credited(found) == agencies
    assert {credit.where for credit in found.credits} <= {"sign-off", "parentheses"}
    assert proper(TEXT + ending) == TEXT


@pytest.mark.parametrize(
    ("ending", "mentions"),
    [
        (" وذلك بحسب وكالة أنباء الشرق الأوسط (أ ش أ)", ["mena"]),
        (" وذلك وفق ما نقلته وكالة «رويترز».", ["reuters"]),
        (" وقال ذلك لرويترز.", ["reuters"]),
        ("\nوختم حديثه لوكالة فرانس برس بالشكر.", ["afp"]),
        (' ومن الصحف «الوفد» و"الوطن".', []),
    ],
)
def test_a_source_of_a_fact_at_the_end_is_no_sign_off(ending: str, mentions: list[str]) -> None:
    """The last sentence may name a source without being signed by it."""
    found = read(TEXT + ending)
    assert (found.credits, mentioned(found), found.body_end) == ((), mentions, len(TEXT + ending))


@pytest.mark.parametrize(
    ("sentence", "mentions"),
    [
        ("ونقلت وكالة الأنباء السعودية عن المهندس قوله", ["spa"]),
        ("وأفادت وكالة واس بذلك", ["spa"]),
        ("وبثت وكالة أنباء «مهر» صورا للجسر", ["mehr"]),
        ("بحسب صحيفة الأهرام", ["ahram"]),
        ("وذكر موقع «اليوم السابع» ذلك", ["youm7"]),
        ("وكتبت صحيفة «الوطن» السعودية", ["alwatan_sa"]),
        ("وكتبت صحيفة الوطن", []),
        ("وأبلغت رويترز", ["reuters"]),
        ("قال للأناضول للأنباء إنه سعيد", ["anadolu"]),
        ("وقال لـCNN إنه سعيد", ["cnn"]),
        ("وفق الأسوشيتدبرس", ["ap"]),
        ("وقالت الوكالة الرسمية (سانا) ذلك", ["sana"]),
        ("ورويترز وفرانس برس حاضرتان", ["reuters", "afp"]),
        ("قال بُلُومبِرغ ذلك", ["bloomberg"]),
        ("المسؤول و مع ذلك حضر", []),
        ("وكان المهندس فارس حاضرا", []),
        ("وأكل الجميع مهر العروس", []),
        ("لليوم السابع على التوالي", []),
        ("زار الوفد أهل الشرق الأوسط والأهرام", []),
        ("هذا بنا بيتا ووال على المدينة", []),
        ("يشبه رويترزيا قديما", []),
        ("عدد ا ب ت من الحروف", []),
        ("the map of a mena spa", []),
        ("منظمات ووكالات الأنباء كلها", []),
    ],
)
def test_running_text_gives_mentions_and_no_credit(sentence: str, mentions: list[str]) -> None:
    """Strong names count anywhere, weak ones after a noun or in brackets, look-alikes never."""
    found = read(f"بدأ العمل في الجسر صباح اليوم.\n{sentence} عند افتتاح الجسر الجديد أمس.\n" + TEXT)
    assert (found.credits, mentioned(found)) == ((), mentions)


def test_a_paragraph_can_be_signed_in_parentheses() -> None:
    """In a compiled story each paragraph ends with its source; both are credits, and stay in the text."""
    body = "بدأ العمل في الجسر. (رويترز)\nوتأخر العمل في النفق. (د ب أ)\n" + TEXT
    found = read(body)
    assert [(credit.agency, credit.where, credit.text) for credit in found.credits] == [
        ("reuters", "parentheses", "رويترز"),
        ("dpa", "parentheses", "د ب أ"),
    ]
    assert (found.body_start, found.body_end) == (0, len(body))


def test_a_source_in_the_headline_is_a_mention() -> None:
    """A headline says whose report it is about, not whose text stands below it."""
    found = read(title="رويترز: الجسر يكلف الملايين")
    assert (found.credits, mentioned(found)) == ((), ["reuters"])


@pytest.mark.parametrize(
    ("outlet", "source"),
    [
        ("officialyoum77", "youm7"),
        ("اليوم السابع", "youm7"),
        ("www.reuters.com", "reuters"),
        ("رويترز", "reuters"),
        ("El.Dostor.News", "dostor"),
        ("almaghribtoday", "almaghribtoday"),
        ("صحيفة لا يعرفها أحد", None),
        (None, None),
    ],
)
def test_an_outlet_is_known_by_handle_name_or_domain(outlet: str | None, source: str | None) -> None:
    """Whatever form of the outlet's name comes with the page, its row is found."""
    found = outlet_source(outlet)
    assert (found.id if found else None) == source


def test_an_outlet_that_credits_itself_can_be_recognised() -> None:
    """The credit stays, and names the same source as the outlet does."""
    found = read("القاهرة (رويترز) - " + TEXT, outlet="ara.reuters.com")
    assert credited(found) == ["reuters"]
    assert found.own_source == "reuters"


def test_the_outlet_before_an_agency_is_neither_person_nor_credit() -> None:
    """An outlet that the table does not know is taken from the page."""
    found = read("سعيد الأول - واس\n" + TEXT, outlet="سعيد الأول")
    assert (found.byline, credited(found)) == (None, ["spa"])


def test_the_words_of_a_credit_are_the_original_ones() -> None:
    """Marks and spelling stay as they were written."""
    found = read(f"القاهرة{RLM} (رُويترز) - " + TEXT)
    assert [credit.text for credit in found.credits] == ["رُويترز"]


EDGES = st.sampled_from(
    ["رويترز", "أ ش أ", "(واس)", "القاهرة", " - ", ":", "\n", "كتب", "سعيد رزق", RLM, TATWEEL, ".", "قال"]
)


@given(st.lists(EDGES | st.text(max_size=12), max_size=12).map("".join))
def test_any_text_keeps_its_edges_in_order(body: str) -> None:
    """The text proper is always a piece of the body, and every credit is found in the body."""
    found = read(body)
    assert 0 <= found.body_start <= found.body_end <= len(body)
    assert all(credit.text in body for credit in (*found.credits, *found.mentions))


@given(
    st.text(
        alphabet=st.characters(blacklist_categories=["Cs"]) | st.sampled_from("أإآىةﷲﻻ\u064b\u0640\u200f«»–"),
        max_size=60,
    )
)
def test_folding_keeps_the_way_back(original: str) -> None:
    """Offsets only grow, stay inside, and an untouched letter comes from itself."""
    folded = plain(original)
    origins = [folded.origin(index) for index in range(len(folded.text) + 1)]
    assert origins == sorted(origins)
    assert origins[-1] == len(original)
    for char, origin in zip(folded.text, origins, strict=False):
        assert 0 <= origin < len(original)
        assert char == original[origin] or plain(original[origin]).text.count(char) or original[origin] == TATWEEL


def test_the_table_of_sources_is_sound() -> None:
    """Ids are unique, types known, every source has a name, and no name stands for two sources."""
    rows = read_table("agencies.tsv")
    assert len(sources()) == len(rows)
    assert {row["type"] for row in rows} == {"agency", "broadcaster", "outlet", "syndicate", "union", "generic"}
    owners: dict[str, str] = {}
    for row in rows:
        names = [
            name
            for column in ("strong_aliases", "weak_aliases", "guarded_aliases", "latin")
            for name in row[column].split(";")
            if name
        ]
        assert names, row["id"]
        for name in {plain(name).text for name in names}:
            assert owners.setdefault(name, row["id"]) == row["id"], name


@pytest.mark.parametrize("agency", ["rudaw", "anha", "sama", "shehab", "qudspress", "yjc", "i24", "spa", "mena"])
def test_agencies_credited_in_the_region_are_there(agency: str) -> None:
    """The agencies that early lists missed are in the table."""
    assert agency in sources()


def test_every_name_of_the_table_is_found_in_parentheses_after_a_noun() -> None:
    """No alias is spelled so that it can never match."""
    index = source_index()
    for row in read_table("agencies.tsv"):
        for column in ("strong_aliases", "weak_aliases", "guarded_aliases", "latin"):
            for alias in filter(None, row[column].split(";")):
                folded = plain(alias).text
                first = WORD.match(folded)
                assert first is not None, alias
                name = index.at(folded, first)
                assert glance([""], [f"كلمة ({alias}) كلمة"], [None])[0].names, alias
                assert name is not None, alias
                assert (name.source.id, name.end) == (row["id"], len(folded)), alias


ROOT = Path(__file__).resolve().parents[2]


def test_the_hand_checked_sample_names_known_sources() -> None:
    """Every label of the benchmark is an id of the table, and both samples have 200 articles."""
    lines = (ROOT / "benchmarks/quality/credits.egypt2013.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    assert {agency for label in labels for agency in label["credits"]} <= set(sources())
    assert min(sum(label["sample"] == sample for label in labels) for sample in ("development", "fresh")) >= 200
