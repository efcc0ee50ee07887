"""Lists of other headlines and lines that an outlet repeats, and what cleaning leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.pages.boilerplate import BoilerplateLines, boilerplate_lines, clean, edges_of, lines_of, scan
from dedup.pages.line_keys import line_key
from dedup.pages.many_edges import edges_of_many
from dedup.pages.related_lists import lists_in
from dedup.pages.repeated_lines import outlet_edges, repeated_lines
from tests.factories import BRIDGE, HARVEST, LIBRARY, arabic_words, messy_texts

FOOTER = (
    "تصدر صحيفة المرفأ عن دار الساحل للنشر منذ ثلاثين عامًا وتصل إلى قرائها كل صباح في المدن والقرى، ويسعد هيئة "
    "التحرير أن تتلقى رسائلكم واقتراحاتكم على عنوان البريد أو عبر الهاتف في أوقات العمل الرسمية من الأحد إلى الخميس، "
    "كما يمكنكم الاشتراك في الخدمة الإخبارية القصيرة التي تصلكم ثلاث مرات في اليوم، أو زيارة مكتباتنا في شارع الميناء "
    "حيث تجدون أعداد الصحيفة القديمة مجلدة ومفهرسة لمن يرغب في البحث والدراسة دون مقابل."
)
HEADLINES = (
    "افتتاح سوق السمك الجديد في ميناء بيلسان",
    "انقطاع الكهرباء عن ثلاثة أحياء في وادي الحور",
    "منتخب الناشئات يفوز بكأس الجزر للمرة الثانية",
)


NONE = BoilerplateLines(hashes=frozenset())


def story(number: int) -> str:
    """The body of one story; no two share a line."""
    return "\n".join(
        f"{part} وسجل المندوبون في الجولة رقم {number} ملاحظات {n}."
        for n, part in enumerate((BRIDGE, HARVEST, LIBRARY))
    )


def learned(bodies: list[str], titles: list[str] | None = None) -> BoilerplateLines:
    """The lines that these articles of one outlet repeat."""
    scans = [scan(body) for body in bodies]
    titles = titles or [f"عنوان الخبر رقم {number}" for number in range(len(bodies))]
    rows = [(at, edges_of(read, title=title)) for at, (read, title) in enumerate(zip(scans, titles, strict=True))]
    edges = outlet_edges(rows)
    found = repeated_lines(edges)
    samples = edges.holders(found.units)
    return boilerplate_lines(
        (hash_, text)
        for unit, sample in zip(found.units.tolist(), samples.tolist(), strict=True)
        for hash_, number, text in lines_of(scans[sample])
        if number == unit
    )


def cleaned(bodies: list[str], titles: list[str] | None = None) -> list[str]:
    """The bodies after all of them were counted."""
    lines = learned(bodies, titles)
    return [clean(scan(body), lines=lines).body for body in bodies]


@pytest.mark.parametrize("glue", ["\n", "\n\n", "\n \n", " "])
@pytest.mark.parametrize("count", [3, 40])
def test_a_footer_is_learned_and_goes(glue: str, count: int) -> None:
    """A footer of 60 words under every story, in a line of its own or not, leaves every body as it was."""
    bodies = [story(number) for number in range(count)]

    assert cleaned([f"{body}{glue}{FOOTER}" for body in bodies]) == bodies


def test_a_footer_after_a_text_without_a_full_stop_goes() -> None:
    """Once it is known, a footer is cut off a last line that runs on into it."""
    bodies = [f"{story(number)}\nوانتهت الجولة {number} دون قرار" for number in range(9)]
    framed = [f"{body}\n{FOOTER}" for body in bodies[:8]] + [f"{bodies[8]} {FOOTER}"]

    assert cleaned(framed) == bodies


@given(st.lists(st.lists(arabic_words, min_size=4, max_size=9).map(" ".join), min_size=3, max_size=9, unique=True))
def test_a_footer_changes_no_body(texts: list[str]) -> None:
    """Whatever the stories are, cleaning takes a common footer away and nothing else."""
    bodies = [f"{text} {number} في المدينة.\n{text} {number} في الميناء." for number, text in enumerate(texts)]

    assert cleaned([f"{body}\n{FOOTER}" for body in bodies]) == bodies


@given(messy_texts)
def test_what_nobody_repeats_stays(body: str) -> None:
    """A body without markers, none of whose lines is known, stays as it is, character by character."""
    read = scan(body)

    if not read.lists:
        assert clean(read, lines=learned([body, BRIDGE, HARVEST, LIBRARY])).body == body


parts = st.sampled_from(
    [*HEADLINES, "اقرأ أيضًا", "أخبار متعلقة:", "سبت الحساب", "", ".", BRIDGE, FOOTER, f"{BRIDGE} {FOOTER}"]
)
framed_texts = st.lists(parts, max_size=9).flatmap(lambda lines: st.sampled_from(["\n".join(lines), " ".join(lines)]))


@given(messy_texts | framed_texts, st.data())
def test_what_is_removed_and_what_is_kept_make_the_body(body: str, data: st.DataObject) -> None:
    """Whatever lines are boilerplate, the spans are apart, ascending, and the rest is the clean body."""
    read = scan(body)
    units = [(hash_, text) for hash_, _, text in lines_of(read)]
    lines = data.draw(st.sets(st.sampled_from(units))) if units else set()
    result = clean(read, lines=boilerplate_lines(lines))

    at, kept = 0, ""
    for span in result.removed:
        assert at <= span.begin < span.end <= len(body)
        kept += body[at : span.begin]
        at = span.end
    assert kept + body[at:] == result.body


def test_the_order_of_articles_does_not_matter() -> None:
    """The same articles repeat the same lines, whichever comes first."""
    bodies = [f"مريم الخطيب\n{story(number)}\n{FOOTER}" for number in range(8)] + [
        story(number) for number in range(9, 15)
    ]
    shuffled = bodies[::3] + bodies[2::3] + bodies[1::3]

    assert learned(bodies) == learned(shuffled) != NONE


def test_versions_of_one_story_make_nothing_boilerplate() -> None:
    """Corrections under one headline, or a new beginning above the old paragraphs, are one context."""
    one_headline = [f"{story(7)}\n{HARVEST} {number}" for number in range(30)]
    one_paragraph = [f"آخر ما وصل في الساعة {number}.\n{HARVEST}\n{BRIDGE}\n{LIBRARY}" for number in range(30)]

    assert learned(one_headline, ["جسر جديد"] * 30) == NONE
    assert learned(one_paragraph) == NONE


def test_a_background_paragraph_stays() -> None:
    """A sentence that some stories of many end with is background, not furniture."""
    bodies = [story(number) for number in range(60)]
    bodies[::5] = [
        f"{body}\nيذكر أن الجسر القديم انهار قبل ثلاثة أعوام في أعقاب سيول جرفت ضفتي النهر." for body in bodies[::5]
    ]

    assert cleaned(bodies) == bodies


def test_a_byline_or_caption_goes() -> None:
    """A name above six stories, and a caption or an address around them, are no text of the stories."""
    bodies = [story(number) for number in range(40)]
    marked = [
        f"صورة أرشيفية\nمريم الخطيب\n{body}\nwww.almarfa.example" if at < 6 else body for at, body in enumerate(bodies)
    ]

    assert cleaned(marked) == bodies


def test_a_repeated_line_inside_a_body_stays() -> None:
    """What stands between paragraphs of the article belongs to it."""
    bodies = [f"{story(number)}\nسوريا\n{story(number + 100)}\n{HARVEST} {number}" for number in range(30)]

    assert cleaned(bodies) == bodies


def test_a_body_of_boilerplate_alone_is_empty() -> None:
    """A page that has its outlet's footer and no story has no text to compare."""
    bodies = ["وسنوافيكم بالتفاصيل لاحقا"] + [f"{story(number)}\nوسنوافيكم بالتفاصيل لاحقا" for number in range(20)]

    assert cleaned(bodies)[0] == ""


@pytest.mark.parametrize("glue", ["\n", " "])
def test_a_list_above_a_footer_goes_too(glue: str) -> None:
    """A list is as long above a footer as it is without one, also where the footer follows in its last line."""
    bodies = [story(number) for number in range(20)]
    listed = [f"{body}\nأخبار متعلقة:\n" + "\n".join((*HEADLINES, "سبت الحساب")) for body in bodies]
    framed = [f"{body}{glue}{FOOTER}" for body in listed[:3]] + [f"{body}\n{FOOTER}" for body in listed[3:]]

    assert cleaned(framed) == cleaned(listed) == bodies


def test_a_list_below_a_footer_goes_too() -> None:
    """The repeated line is no wall: what it follows, and the list that follows it, are the outlet's."""
    below = "\n".join((FOOTER, "اقرأ أيضا:", *HEADLINES))

    assert cleaned([f"{story(n)}\n{below}" for n in range(8)]) == [story(n) for n in range(8)]


@pytest.mark.parametrize("marker", ["أخبار متعلقة:", "اقرأ أيضًا", "موضوعات متعلقة..", "موضوعات ذات صلة"])
def test_a_list_at_the_end_goes(marker: str) -> None:
    """A marker and the headlines below it are not part of the body, at the first sight of them."""
    body = "\n".join([story(1), marker, *HEADLINES])

    result = clean(scan(body), lines=NONE)

    assert result.body == story(1)
    assert [span.reason for span in result.removed] == ["list"]


def test_a_list_between_paragraphs_goes() -> None:
    """Where prose follows, the headlines go and every paragraph stays."""
    body = "\n".join([story(1), "اقرأ أيضًا", *HEADLINES, story(2)])

    assert clean(scan(body), lines=NONE).body == f"{story(1)}\n{story(2)}"


def test_a_list_at_the_end_of_a_text_without_line_breaks_goes() -> None:
    """Where a page was flattened to one line, the marker and all headlines after it go."""
    flat = story(1).replace("\n", " ")

    assert clean(scan(f"{flat} أخبار متعلقة: {' '.join(HEADLINES)}"), lines=NONE).body == flat


@pytest.mark.parametrize("count", [3, 40])
def test_a_frame_around_texts_without_line_breaks_goes(count: int) -> None:
    """A sentence before and a footer after every flattened story are learned and go."""
    bodies = [f"وصلت القافلة {at} إلى الوادي صباح الأحد. وكان في استقبالها {at} من الأهالي." for at in range(count)]
    framed = [f"اشتركوا في نشرة المرفأ البريدية كل صباح. {body} {FOOTER}" for body in bodies]

    assert cleaned(framed) == bodies


def test_a_table_below_a_list_stays() -> None:
    """Temperatures and results are short lines without full stops, but no headlines."""
    table = [
        f"{place} {number} {number + 9}"
        for number, place in enumerate(("بيلسان", "وادي الحور", "الميناء", "سهل الكرمة"))
    ]
    body = "\n".join([story(1), "اقرأ أيضًا", *HEADLINES, *table])

    assert clean(scan(body), lines=NONE).body == "\n".join([story(1), *table])


def test_pieces_of_a_sentence_below_a_list_stay() -> None:
    """Where links broke a sentence into short lines, they are no headlines."""
    pieces = ["وكتب رئيس البلدية في", "صفحته على الموقع", ": الجسر لكم جميعا فحافظوا عليه وعلى حدائقه."]
    body = "\n".join([story(1), "اقرأ أيضًا", *HEADLINES, *pieces])

    assert clean(scan(body), lines=NONE).body == "\n".join([story(1), *pieces])


@pytest.mark.parametrize(
    "line",
    [
        "المزيد من الجهد مطلوب لإنجاز الجسر قبل الصيف، بحسب ما قاله رئيس البلدية.",
        "أخبار متعلقة بالجسر انتشرت أمس في السوق ثم كذبتها البلدية،",
        "الوسومات الملونة تزين جدران المدينة",
    ],
)
def test_a_sentence_that_begins_like_a_marker_stays(line: str) -> None:
    """A marker is a line of its own kind, not the first words of prose."""
    body = f"{BRIDGE}\n{line}\n{HARVEST}"

    assert clean(scan(body), lines=NONE).body == body


def test_headlines_of_other_articles_at_the_end_go_without_a_marker() -> None:
    """Last lines that are headlines of other articles of the outlet are a list."""
    bodies = [f"{story(1)}\n{HEADLINES[0]}\n{HEADLINES[1]}", story(2), story(3), f"{story(4)}\n{HEADLINES[2]}"]
    titles = ["أمطار غزيرة على الساحل", HEADLINES[0], HEADLINES[1], HEADLINES[2]]

    assert cleaned(bodies, titles) == [story(1), story(2), story(3), f"{story(4)}\n{HEADLINES[2]}"]


def test_the_polluted_are_found() -> None:
    """The articles at whose edges a line stands are those to clean again."""
    bodies = [f"{story(number)}\n{FOOTER}" if number % 2 else story(number) for number in range(10)]
    edges = outlet_edges((number, edges_of(scan(body), title=None)) for number, body in enumerate(bodies))
    footer = next(number for _, number, text in lines_of(scan(bodies[1])) if text == FOOTER)

    assert edges.holding([footer]).tolist() == [1, 3, 5, 7, 9]


@given(messy_texts)
def test_the_units_of_a_body_are_words_of_it(body: str) -> None:
    """What is shown as the sample of a line stands in the body as it is shown."""
    for _, _, text in lines_of(scan(body)):
        assert text in body


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويء \n", max_size=60))
def test_a_key_ignores_marks_and_letter_forms(text: str) -> None:
    """Harakat, tatweel, hamza seats, final forms, commas and spaces do not make another line."""
    # FATHA and TATWEEL after a letter; ALEF WITH HAMZA ABOVE, ALEF MAKSURA, TEH MARBUTA
    changed = text.replace("ب", "ب\u064e").replace("ن", "ن\u0640").replace("ا", "أ").replace("ي", "ى").replace("ه", "ة")

    assert line_key(changed.replace(" ", "، ")) == line_key(text)


@given(st.lists(messy_texts.map(lambda text: text.replace("\n", " ")), max_size=8))
def test_lists_are_apart_and_inside(lines: list[str]) -> None:
    """Lists never overlap and end no later than the body."""
    lines = ["اقرأ أيضا", *lines, "موضوعات متعلقة", *lines]
    at = 0
    for begin, end in lists_in(lines, [line_key(line) for line in lines]):
        assert at <= begin < end <= len(lines)
        at = end


pieces = st.sampled_from(
    [*"\n\n.!،", "..", " ", *HEADLINES, "أخبار متعلقة", "بيلسان", "عاد الصيادون إلى الميناء", FOOTER]
)
pieced_texts = st.lists(pieces, max_size=40).map("".join)


@given(st.lists(st.tuples(messy_texts | framed_texts | pieced_texts, st.none() | messy_texts), max_size=6))
def test_many_bodies_are_read_as_each_alone(articles: list[tuple[str, str | None]]) -> None:
    """The compiled pass says of a body what reading it alone says, or leaves it to that."""
    stored = [body.encode("utf-8", "replace") for body, _ in articles]
    titles = [title for _, title in articles]

    for body, title, found in zip(stored, titles, edges_of_many(stored, titles), strict=True):
        assert found in (None, edges_of(scan(body.decode()), title=title))


def test_only_bodies_with_lists_or_without_lines_are_left_to_be_read_alone() -> None:
    """A text of lines is read with the others; a marker of lists is looked at by itself."""
    bodies = [story(1), "سطر واحد.", f"{story(2)}\nأخبار متعلقة\n{HEADLINES[0]}"]
    found = edges_of_many([body.encode() for body in bodies], ["عنوان", None, None])

    assert [edges is None for edges in found] == [False, True, True]
