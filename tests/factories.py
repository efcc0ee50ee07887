"""Small invented articles, and strategies that draw Arabic text."""

from __future__ import annotations

from hypothesis import strategies as st

from dedup.models import Article

BRIDGE = (
    "افتتحت بلدية وادي الحور صباح السبت جسرًا جديدًا فوق النهر بعد عامين من الأشغال، وقال رئيس البلدية سامر الهادي "
    "إن الجسر سيقلص زمن العبور إلى السوق المركزية بنحو عشرين دقيقة. وأضاف أن الكلفة بلغت ٤٥ مليون درهم دُفعت من "
    "ميزانية المدينة دون قروض. وحضر الافتتاح عشرات من سكان الضفتين الذين طالبوا بإنارة الطريق المؤدية إليه."
)
HARVEST = (
    "بدأ مزارعو سهل الكرمة جني محصول الزيتون وسط توقعات بموسم وفير بعد أمطار الشتاء. وأوضح نقيب المزارعين عادل "
    "المرجاني أن الإنتاج قد يتجاوز مئتي ألف طن، أي ضعف ما سُجل في الموسم الماضي. ودعا إلى فتح أسواق خارجية جديدة "
    "قبل أن تتراجع الأسعار، مشيرًا إلى نقص العمال في القرى البعيدة."
)
LIBRARY = (
    "أعلنت المكتبة الوطنية في بيلسان رقمنة أربعة آلاف مخطوط نادر وإتاحتها للباحثين مجانًا عبر موقعها. وذكرت مديرة "
    "المكتبة ليلى الصافي أن الفريق أمضى ثلاث سنوات في الترميم والتصوير، وأن بعض الصفحات كانت على وشك التلف. وستقام "
    "في الربيع ورشات لتعليم طلاب الجامعات قراءة الخطوط القديمة."
)

_POSITIONS = iter(range(1, 10**9))


def article(**given: object) -> Article:
    """An article about the bridge, with whatever is given changed."""
    position = next(_POSITIONS)
    usual = Article(
        path="pages.jsonl",
        position=position,
        external_id=f"record-{position}",
        outlet="صحيفة المرفأ",
        title="جسر جديد فوق النهر في وادي الحور",
        body=BRIDGE,
        published_at="2026-03-02T06:00:00Z",
    )
    return usual._replace(**given)


def reworded(body: str, *, every: int) -> str:
    """``body`` with each ``every``-th word replaced by another one."""
    words = body.split()
    return " ".join("كلمةأخرى" if i % every == every - 1 else word for i, word in enumerate(words))


LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة"
# Fatha, kasra, shadda, sukun, tatweel, right-to-left mark, zero width non-joiner.
MARKS = "\u064e\u0650\u0651\u0652\u0640\u200f\u200c"

arabic_words = st.text(alphabet=LETTERS, min_size=1, max_size=8)
arabic_texts = st.lists(arabic_words, min_size=0, max_size=60).map(" ".join)
messy_texts = st.text(
    alphabet=st.one_of(
        st.sampled_from(LETTERS + MARKS + " \n.،؛؟«»0123456789٠١٢٣٤٥٦٧٨٩۴ﷲﻻﻼabcÉ"),
        st.characters(codec="utf-16-le"),
    ),
    max_size=200,
)
