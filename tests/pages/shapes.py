"""Invented article pages in the shapes that Arabic news sites have."""

from __future__ import annotations

import json
from dataclasses import dataclass

TITLE = "ميناء الزيتونة يفتتح رصيفا جديدا للصيادين بعد عامين من الأشغال"
STORY = (
    "افتتح ميناء الزيتونة صباح الأحد رصيفا جديدا مخصصا لقوارب الصيد الصغيرة بعد أعمال استمرت عامين وكلفت اثني عشر مليون دينار.",
    "وقال مدير الميناء سامر الحوراني إن الرصيف يتسع لمئتي قارب، وإن رسوم الرسو ستبقى على حالها حتى نهاية العام المقبل.",
    "مطالب قديمة",
    "وكان الصيادون قد طالبوا مرارا بمكان يحمي قواربهم من عواصف الشتاء، خصوصا بعد غرق سبعة منها في العاصفة الأخيرة.",
    "«انتظرنا هذا اليوم طويلا»، يقول الصياد نبيل المرساوي.",
    "وتشير أرقام الغرفة التجارية إلى أن المدينة تستهلك نحو أربعين طنا من السمك أسبوعيا، يأتي ثلثها من قوارب لا يتجاوز طولها ثمانية أمتار.",
    "ومن المقرر أن تبدأ في الربيع المقبل المرحلة الثانية التي تشمل سوقا مبردة ومصنعا صغيرا للثلج، على أن تطرح مناقصتها الشهر المقبل.",
)
OTHERS = (
    "بلدية الزيتونة تغلق الشارع البحري ثلاثة أيام",
    "انخفاض أسعار السردين إلى أدنى مستوى منذ خمس سنوات",
    "نادي المرفأ يتعاقد مع مدرب جديد لفريق السباحة",
    "أمطار غزيرة متوقعة على الساحل بدءا من مساء الثلاثاء",
)
TEASER = "توقعت دائرة الأرصاد هطول أمطار غزيرة على الساحل بدءا من مساء الثلاثاء، ودعت المواطنين إلى تجنب مجاري السيول حتى صباح الخميس."
OUTLET = "أخبار الزيتونة"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One page and what must come out of it."""

    html: str
    published: str | None = "2026-03-01"
    encoding: str = "utf-8"
    outlet: str | None = OUTLET
    byline: str | None = None


def _p(lines=STORY, tag="p"):
    return "\n".join(f"<h3>{line}</h3>" if line == STORY[2] else f"<{tag}>{line}</{tag}>" for line in lines)


def _links(lines=OTHERS, before="", after=""):
    return (
        "<ul>"
        + "".join(f'<li>{before}<a href="/n/{n}">{line}</a>{after}</li>' for n, line in enumerate(lines))
        + "</ul>"
    )


def _head(*extra):
    return f"""<head><meta charset="utf-8"><title>{TITLE} | {OUTLET}</title><meta property="og:title" content="{TITLE}">
<meta property="og:site_name" content="{OUTLET}">{"".join(extra)}</head>"""


TIME = '<meta property="article:published_time" content="2026-03-01T09:30:00+03:00">'
MENU = '<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/p">سياسة</a></li><li><a href="/e">اقتصاد</a></li></ul></nav>'
COMMENT_FORM = """<div id="respond"><h3>اترك تعليقاً إلغاء الرد</h3><form><p>لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *</p>
<label>التعليق *</label><textarea></textarea><label>الاسم *</label><input><label>البريد الإلكتروني *</label><input>
<p>احفظ اسمي، بريدي الإلكتروني، والموقع الإلكتروني في هذا المتصفح لاستخدامها المرة المقبلة في تعليقي.</p></form></div>"""
COOKIES = """<div class="cookie-banner"><p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا وتحليل حركة الزيارات، وباستمرارك في التصفح فإنك توافق على سياسة الخصوصية.</p>
<button>موافق</button></div>"""
SHARE = '<div class="share"><span>شارك</span><a href="#">فيسبوك</a><a href="#">تويتر</a><a href="#">واتساب</a><a href="#">طباعة</a></div>'
TAGS = '<div class="tags"><span>الوسوم</span><a href="/t/1">ميناء الزيتونة</a><a href="/t/2">الصيد</a></div>'
FOOTER = "<footer><p>جميع الحقوق محفوظة لصحيفة أخبار الزيتونة 2026 ©</p></footer>"


def wordpress():
    related = "".join(
        f'<div class="item"><h4><a href="/{n}">{line}</a></h4><span>مارس {n + 2}, 2026</span></div>'
        for n, line in enumerate(OTHERS)
    )
    html = f"""<!doctype html><html dir="rtl" lang="ar">{_head(TIME)}<body>{COOKIES}{MENU}
<article class="post"><header><h1 class="entry-title">{TITLE}</h1><div class="meta"><span>كتب: ليلى المرفأي</span> <span>مارس 1, 2026</span>
<span>آخر تحديث: مارس 1, 2026</span> <span>0</span> <span>145</span> <span>دقيقة واحدة</span></div></header>{SHARE}
<figure><img src="a.jpg"><figcaption>الرصيف الجديد في ميناء الزيتونة قبل افتتاحه بساعات - تصوير: وليد الشط</figcaption></figure>
<div class="entry-content">{_p()}</div>{TAGS}{SHARE}</article>
<div class="related"><h3>مقالات ذات صلة</h3>{related}</div>{COMMENT_FORM}{FOOTER}</body></html>"""
    return Shape(html=html, byline="ليلى المرفأي")


def drupal():
    html = f"""<html lang="ar" dir="rtl">{_head()}<body>{MENU}<div class="breadcrumb"><a href="/">الرئيسية</a> » <a href="/e">اقتصاد</a></div>
<h1 class="title" id="page-title">{TITLE}</h1><div class="submitted"><span>الأحد, 1 مارس, 2026 - 09:30</span></div>
<div class="field field-name-field-image"><div class="field-item"><img src="x.jpg" alt="صورة"></div></div>
<div class="field field-name-body"><div class="field-items"><div class="field-item even" property="content:encoded">{_p()}</div></div></div>
<div class="field-name-field-tags"><div class="field-label">الكلمات الدلالية:&nbsp;</div><a href="/t">موانئ</a></div>
<div class="view-related"><h2>أخبار متعلقة</h2><div class="view-content">{_links(after=f"<p>{TEASER}</p>")}</div></div>
<h2 class="title comment-form">إضافة تعليق جديد</h2><form><label>الاسم</label><input></form>{FOOTER}</body></html>"""
    return Shape(html=html)


def line_breaks_in_one_block():
    body = "<br><br>\n".join(STORY)
    html = f"""<html>{_head()}<body><table><tr><td>{MENU}</td></tr><tr><td><div class="hd">{TITLE}</div><div>تاريخ النشر: 01/03/2026 09:30</div>
<div id="NewsBody">{body}</div><div>عدد القراءات: 1542</div></td><td><div>الأكثر قراءة</div>{_links()}</td></tr></table>{FOOTER}</body></html>"""
    return Shape(html=html)


def related_box_in_the_middle():
    box = f'<div class="read-also"><p><strong>اقرأ أيضا:</strong></p><p><a href="/1">{OTHERS[0]}</a></p></div>'
    lines = f"{_p(STORY[:2])}{box}{_p(STORY[2:5])}<aside><h4>ذات صلة</h4>{_links(OTHERS[1:])}</aside>{_p(STORY[5:])}"
    html = f"""<html lang="ar">{_head(TIME)}<body>{MENU}<main><h1>{TITLE}</h1>{SHARE}<div class="article-body">{lines}</div>{SHARE}</main>{FOOTER}</body></html>"""
    return Shape(html=html)


def read_also_lines_between():
    lines = f'{_p(STORY[:3])}<p>اقرأ أيضاً: <a href="/1">{OTHERS[1]}</a></p>{_p(STORY[3:6])}<p><strong>شاهد أيضا.. <a href="/2">{OTHERS[2]}</a></strong></p>{_p(STORY[6:])}'
    html = f"""<html lang="ar">{_head(TIME)}<body>{MENU}<h1>{TITLE}</h1><div class="details">{lines}</div><h3>موضوعات متعلقة</h3>{_links(before="- ")}{FOOTER}</body></html>"""
    return Shape(html=html)


def amp():
    html = f"""<!doctype html><html ⚡ lang="ar" dir="rtl">{_head(TIME, '<script async src="https://cdn.ampproject.org/v0.js"></script>')}<body>
<amp-sidebar id="s"><ul><li>الرئيسية</li></ul></amp-sidebar><header>{OUTLET}</header><article><h1>{TITLE}</h1>
<amp-img src="a.jpg" width="1" height="1"></amp-img><p class="caption">رصيف الميناء</p>{_p(STORY[:4])}<amp-ad width="300" height="250"></amp-ad>{_p(STORY[4:])}</article>
<amp-list><div>المزيد من الأخبار</div></amp-list>{_links()}{FOOTER}</body></html>"""
    return Shape(html=html)


def body_in_jsonld():
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": OUTLET},
            {
                "@type": "NewsArticle",
                "headline": TITLE,
                "datePublished": "2026-03-01T06:30:00Z",
                "author": {"@type": "Person", "name": "ليلى المرفأي"},
                "publisher": {"@type": "Organization", "name": OUTLET},
                "articleBody": "\n".join(STORY),
            },
        ],
    }
    html = f"""<html lang="ar"><head><title>{TITLE}</title><script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script></head>
<body><div id="root"></div><noscript>يحتاج هذا الموقع إلى تفعيل جافاسكربت</noscript></body></html>"""
    return Shape(html=html, byline="ليلى المرفأي")


def live_blog():
    entries = "".join(
        f'<div class="entry"><time datetime="2026-03-01T{9 + n:02d}:00:00+03:00">{9 + n:02d}:00</time><p>{line}</p></div>'
        for n, line in enumerate(STORY)
        if n != 2
    )
    html = f"""<html lang="ar">{_head(TIME)}<body>{MENU}<h1>{TITLE}</h1><div class="live">{entries}</div>{FOOTER}</body></html>"""
    return Shape(html=html)


def old_windows_1256():
    body = "".join(f"<P align=justify><FONT size=4>{line}</FONT></P>" for line in STORY)
    html = f"""<HTML><HEAD><TITLE>{OUTLET} - {TITLE}</TITLE></HEAD><BODY><TABLE><TR><TD>{_links()}</TD><TD><B>{TITLE}</B><BR>2026/3/1
{body}</TD></TR></TABLE><CENTER>جميع الحقوق محفوظة</CENTER></BODY></HTML>"""
    return Shape(html=html, encoding="windows-1256")


def dateline_and_agency():
    lines = (f"الزيتونة - رويترز: {STORY[0]}", *STORY[1:])
    html = f"""<html lang="ar">{_head(TIME)}<body>{MENU}<h1>{TITLE}</h1><div class="content">{_p(lines)}<p>(رويترز)</p></div>{_links()}{FOOTER}</body></html>"""
    return Shape(html=html)


def app_with_divs():
    lines = "".join(f'<div class="css-1a2b"><span>{line}</span></div>' for line in STORY)
    cards = "".join(
        f'<div class="card"><a href="/{n}"><div>{line}</div></a><div>قبل {n + 2} ساعات</div></div>'
        for n, line in enumerate(OTHERS)
    )
    html = f"""<html lang="ar" dir="rtl">{_head(TIME)}<body><div class="top"><div>عاجل</div><div><a href="/9">{OTHERS[3]}</a></div></div>
<div class="h"><h1>{TITLE}</h1><div>1 مارس 2026 | 09:30</div></div>{lines}<div class="cards"><div>قد يعجبك أيضا</div>{cards}</div>
<div class="newsletter"><div>اشترك في نشرتنا البريدية ليصلك أهم الأخبار كل صباح</div><input><button>اشترك</button></div>{FOOTER}</body></html>"""
    return Shape(html=html)


def reader_comments():
    comments = "".join(
        f"<li><b>{name}</b> <span>منذ {n} ساعات</span><p>{text}</p></li>"
        for n, (name, text) in enumerate(
            (
                (
                    "أبو سعيد",
                    "مبروك لأهل الزيتونة هذا الإنجاز الذي طال انتظاره، ونتمنى أن تكتمل السوق المبردة قريبا بإذن الله.",
                ),
                (
                    "زائر",
                    "الرصيف ضيق جدا ولا يكفي لكل القوارب، وكان على الإدارة أن تستشير الصيادين قبل البدء في الأشغال وليس بعدها.",
                ),
            ),
            start=2,
        )
    )
    html = f"""<html lang="ar">{_head(TIME)}<body>{MENU}<h1>{TITLE}</h1><div>{_p()}</div><section id="comments"><h3>التعليقات (2)</h3><ol>{comments}</ol></section>{FOOTER}</body></html>"""
    return Shape(html=html)


def teasers_below():
    teasers = "".join(
        f'<div class="t"><h2><a href="/{n}">{line}</a></h2><p>{TEASER}</p><a href="/{n}">اقرأ المزيد</a></div>'
        for n, line in enumerate(OTHERS)
    )
    html = f"""<html lang="ar">{_head(TIME)}<body>{MENU}<div class="story"><h1>{TITLE}</h1><p class="date">الأحد 01 آذار 2026</p>{_p()}</div>
<div class="more"><h2>آخر الأخبار</h2>{teasers}</div>{FOOTER}</body></html>"""
    return Shape(html=html)


SHAPES = {
    make.__name__: make
    for make in (
        wordpress,
        drupal,
        line_breaks_in_one_block,
        related_box_in_the_middle,
        read_also_lines_between,
        amp,
        body_in_jsonld,
        live_blog,
        old_windows_1256,
        dateline_and_agency,
        app_with_divs,
        reader_comments,
        teasers_below,
    )
}


def sidebar_of_long_teasers():
    side = "".join(
        f'<div class="w"><a href="/{n}"><img src="{n}.jpg"></a><h5><a href="/{n}">{line}</a></h5><p>{TEASER}</p></div>'
        for n, line in enumerate(OTHERS * 2)
    )
    html = f"""<html lang="ar">{_head(TIME)}<body>{MENU}<div id="side">{side}</div><div id="main"><h1>{TITLE}</h1><p class="lead">{STORY[0]}</p>{_p(STORY[1:])}</div>{FOOTER}</body></html>"""
    return Shape(html=html)


def summary_above_the_picture():
    html = f"""<html lang="ar">{_head(TIME)}<body>{MENU}<h1>{TITLE}</h1><h2 class="sub">الصيادون يرحبون وينتظرون السوق المبردة</h2>
<figure><img src="a.jpg"/><figcaption>قوارب في ميناء الزيتونة (الأناضول)</figcaption></figure><div class="by">الزيتونة – ليلى المرفأي</div>
<div class="date">نشر في: الأحد 1 مارس/ آذار 2026 - 9:30 ص بتوقيت مكة المكرمة</div><div class="text">{_p()}</div><div class="source">المصدر : وكالات</div>
<div class="note">حول هذه القصة</div>{_links()}{FOOTER}</body></html>"""
    return Shape(html=html, byline="ليلى المرفأي")


def captions_and_embeds_between():
    picture = (
        '<div class="wp-caption"><img src="b.jpg"><p class="wp-caption-text">قوارب الصيد قرب الرصيف القديم</p></div>'
    )
    html = f"""<html lang="ar">{_head(TIME)}<body>{MENU}<article><h1>{TITLE}</h1>{_p(STORY[:2])}{picture}{_p(STORY[2:4])}<div class="ad">إعلان</div>{_p(STORY[4:])}</article>
<div>تابعوا أخبار الزيتونة عبر تطبيق واتساب</div>{_links()}{FOOTER}</body></html>"""
    return Shape(html=html)


def hijri_and_gregorian():
    html = f"""<html lang="ar">{_head()}<body>{MENU}<h1>{TITLE}</h1><span>الأحد 12 رمضان 1447 هـ - 1 مارس 2026 م</span><div>{_p()}</div>
<div>اطبع المقال</div><div>شارك المقال</div>{_links()}<p>تصميم وتطوير شركة المرفأ الرقمية</p>{FOOTER}</body></html>"""
    return Shape(html=html)


def stamps_of_other_stories_only():
    other = "".join(
        f'<div><a href="/{n}">{line}</a><span>2026-02-{n + 11} 10:00</span></div>' for n, line in enumerate(OTHERS)
    )
    html = f"""<html lang="ar">{_head()}<body>{MENU}<h1>{TITLE}</h1><div>{_p()}</div><h3>الأكثر مشاهدة</h3>{other}{FOOTER}</body></html>"""
    return Shape(html=html, published=None)


SHAPES |= {
    make.__name__: make
    for make in (
        sidebar_of_long_teasers,
        summary_above_the_picture,
        captions_and_embeds_between,
        hijri_and_gregorian,
        stamps_of_other_stories_only,
    )
}


def poll_and_author_below():
    poll = "<div><h3>استطلاع</h3><p>هل تعتقد أن الرصيف الجديد سيخفض أسعار السمك في أسواق المدينة خلال الأشهر المقبلة؟</p><p>نعم</p><p>لا</p></div>"
    author = "<div><h4>ليلى المرفأي</h4><p>صحفية متخصصة في شؤون الموانئ والصيد البحري، حاصلة على ماجستير في الإعلام وتعمل في الصحافة منذ عام 2010.</p></div>"
    html = f"""<html>{_head(TIME)}<body>{MENU}<h1>{TITLE}</h1><p>استمع للمقال</p><p>وقت القراءة: 3 دقائق</p><div>{_p()}<p>لمتابعة آخر أخبار المدينة انضموا إلى قناتنا على واتساب</p></div>{author}{poll}{FOOTER}</body></html>"""
    return Shape(html=html)


def next_article_on_the_same_page():
    more = f"<article><h2>{OTHERS[0]}</h2><p>{TEASER}</p><p>وأضافت الدائرة أن سرعة الرياح ستبلغ ستين كيلومترا في الساعة على المرتفعات، وأن البحر سيكون مضطربا.</p></article>"
    html = f"""<html>{_head(TIME)}<body>{MENU}<article><h1>{TITLE}</h1>{_p()}</article>{more}{FOOTER}</body></html>"""
    return Shape(html=html)


def disclaimer_and_agency_below():
    html = f"""<html>{_head(TIME)}<body><h1><a href="/">{OUTLET}</a></h1>{MENU}<h2>{TITLE}</h2><div>{_p()}<p>هذا الخبر من</p><p>رويترز</p>
<p>إخلاء مسؤولية: مضمون هذا الخبر كتبته جهة أخرى ولا يعبر عن وجهة نظر الموقع، وقد نقل بمحتواه كما هو دون تدخل منا.</p></div>{_links()}{FOOTER}</body></html>"""
    return Shape(html=html)


SHAPES |= {
    make.__name__: make for make in (poll_and_author_below, next_article_on_the_same_page, disclaimer_and_agency_below)
}
