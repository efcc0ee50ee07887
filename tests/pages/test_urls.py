"""Which addresses are one, and which never are."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.pages.urls import canonical_url

SLUG = "افتتاح-جسر-جديد-في-المدينة"
OTHER_SLUG = "افتتاح-جسر-جديد-في-المدينه"
ENCODED = quote(SLUG)

SAME = [
    ("http://a.example.com/n/1", "https://a.example.com/n/1"),
    ("http://www.nabd.com/n/1", "http://nabd.com/n/1"),
    ("http://WWW.Nabd.COM/n/1", "http://nabd.com/n/1"),
    ("https://m.nabd.com/n/1", "https://www.nabd.com/n/1"),
    ("https://mobile.nabd.com/n/1", "https://nabd.com/n/1"),
    ("https://amp.nabd.com/n/1", "https://nabd.com/n/1"),
    ("https://wap.nabd.com.eg/n/1", "https://nabd.com.eg/n/1"),
    ("https://www.m.nabd.com/n/1", "https://nabd.com/n/1"),
    ("https://nabd.com:443/n/1", "https://nabd.com/n/1"),
    ("http://nabd.com:80/n/1", "https://nabd.com/n/1"),
    ("//nabd.com/n/1", "https://nabd.com/n/1"),
    ("www.nabd.com/n/1", "https://nabd.com/n/1"),
    ("nabd.com/n/1", "https://nabd.com/n/1"),
    ("https:/nabd.com/n/1", "https://nabd.com/n/1"),
    ("https://nabd.com./n/1", "https://nabd.com/n/1"),
    ("https://user:pass@nabd.com/n/1", "https://nabd.com/n/1"),
    ("https://nabd.com", "https://nabd.com/"),
    ("https://nabd.com/n/1/", "https://nabd.com/n/1"),
    ("https://nabd.com//n///1", "https://nabd.com/n/1"),
    ("https://nabd.com/x/../n/./1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1#comments", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1#:~:text=foo", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?", "https://nabd.com/n/1"),
    ("  https://nabd.com/n/1 \n", "https://nabd.com/n/1"),
    ("\u200fhttps://nabd.com/n/1\u200e", "https://nabd.com/n/1"),  # RIGHT-TO-LEFT MARK, LEFT-TO-RIGHT MARK
    ("<https://nabd.com/n/1>", "https://nabd.com/n/1"),
    (f"https://nabd.com/n/{SLUG}", f"https://nabd.com/n/{ENCODED}"),
    (f"https://nabd.com/n/{ENCODED.lower()}", f"https://nabd.com/n/{ENCODED}"),
    (f"https://nabd.com/n/{SLUG}/?utm_source=x", f"https://nabd.com/n/{ENCODED}"),
    ("https://nabd.com/n/%D8%A3", "https://nabd.com/n/%D8%A7%D9%94"),  # ALEF WITH HAMZA, one code point or two
    ("https://nabd.com/n/a%2Cb%28c%29", "https://nabd.com/n/a,b(c)"),
    ("https://nabd.com/n/%7Ea", "https://nabd.com/n/~a"),
    ("https://nabd.com/n/%c7%e1", "https://nabd.com/n/%C7%E1"),
    ("https://nabd.com/n?q=a+b&id=3", "https://nabd.com/n?id=3&q=a%20b"),
    ("https://nabd.com/n?id=3&cat=2", "https://nabd.com/n?cat=2&id=3"),
    ("https://nabd.com/n?id=3&amp;cat=2", "https://nabd.com/n?id=3&cat=2"),
    ("http://موقع.وزارة-الأتصالات.مصر/n/1", "http://xn--4gbrim.xn----rmckbbajlc6dj7bxne2c.xn--wgbh1c/n/1"),
    ("http://XN--WGBH1C.com/n/1", "http://مصر.com/n/1"),
    ("https://nabd.com/n/1/amp", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1/amp/", "https://nabd.com/n/1"),
    ("https://nabd.com/amp/n/1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1.amp", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?amp", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?amp=1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?outputType=amp", "https://nabd.com/n/1"),
    ("https://www.google.com/amp/s/www.nabd.com/n/1/amp", "https://nabd.com/n/1"),
    ("https://nabd-com.cdn.ampproject.org/c/s/nabd.com/amp/n/1", "https://nabd.com/n/1"),
    ("https://nabd-com.cdn.ampproject.org/v/s/nabd.com/n/1?amp_js_v=0.1", "https://nabd.com/n/1"),
    ("https://web.archive.org/web/20200301120000/http://www.nabd.com/n/1", "https://nabd.com/n/1"),
    ("https://web.archive.org/web/20200301120000id_/http://www.nabd.com/n/1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1/print", "https://nabd.com/n/1"),
    ("https://nabd.com/print/n/1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?print=1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?print=true", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?tmpl=component&print=1", "https://nabd.com/n/1"),
    ("https://nabd.com/mobile/n/1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?m=1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?utm_source=tw&utm_medium=social&utm_campaign=a", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?UTM_Source=tw", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?fbclid=IwAR0abc", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?gclid=abc&gbraid=1&wbraid=2&msclkid=3", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?at_medium=RSS&at_campaign=KARANGA", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?ns_mchannel=social&ocid=socialflow", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?share=facebook&nb=1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?replytocom=553", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?ref=home", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1?source=rss&from=twitter", "https://nabd.com/n/1"),
    ("https://nabd.com/n/1;jsessionid=A1B2", "https://nabd.com/n/1"),
    ("https://nabd.com/?p=55&utm_source=x", "http://www.nabd.com?p=55"),
    ("https://nabd.com/n/1?_ga=2.1.3&_gl=1*x", "https://nabd.com/n/1"),
]

APART = [
    (f"https://nabd.com/n/{SLUG}", f"https://nabd.com/n/{OTHER_SLUG}"),
    ("https://nabd.com/n/أحمد", "https://nabd.com/n/احمد"),
    ("https://nabd.com/n/على", "https://nabd.com/n/علي"),
    ("https://nabd.com/n/كتاب", "https://nabd.com/n/کتاب"),
    ("https://nabd.com/n/٢٠٢٠", "https://nabd.com/n/2020"),
    ("https://nabd.com/n/مدرسة", "https://nabd.com/n/مدرسه"),
    ("https://nabd.com/n/خبر\u0640", "https://nabd.com/n/خبر"),  # ARABIC TATWEEL
    ("https://nabd.com/n/می\u200cروم", "https://nabd.com/n/میروم"),  # ZERO WIDTH NON-JOINER
    ("https://nabd.com/n/مدرّس", "https://nabd.com/n/مدرس"),
    ("https://nabd.com/n/%C7%E1", "https://nabd.com/n/%C7%E2"),
    ("https://nabd.com/n/1", "https://nabd.com/n/2"),
    ("https://nabd.com/n/1", "https://nabd.net/n/1"),
    ("https://nabd.com/n/1", "https://nabd.com.eg/n/1"),
    ("https://ar.nabd.com/n/1", "https://en.nabd.com/n/1"),
    ("https://sport.nabd.com/n/1", "https://nabd.com/n/1"),
    ("https://nabd.com:8080/n/1", "https://nabd.com/n/1"),
    ("https://nabd.com/n/Ab", "https://nabd.com/n/ab"),
    ("https://nabd.com/n?id=1", "https://nabd.com/n?id=2"),
    ("https://nabd.com/n?id=1", "https://nabd.com/n"),
    ("https://nabd.com/?p=1", "https://nabd.com/?p=2"),
    ("https://nabd.com/n.aspx?newsid=1", "https://nabd.com/n.aspx?newsid=2"),
    ("https://nabd.com/n.php?sid=1", "https://nabd.com/n.php?sid=2"),
    ("https://nabd.com/n.php?aid=1", "https://nabd.com/n.php?aid=2"),
    ("https://nabd.com/n.php?cid=1", "https://nabd.com/n.php?cid=2"),
    ("https://nabd.com/n.php?t=1", "https://nabd.com/n.php?t=2"),
    ("https://nabd.com/n.php?n=1", "https://nabd.com/n.php?n=2"),
    ("https://nabd.com/n.php?v=1", "https://nabd.com/n.php?v=2"),
    ("https://nabd.com/n.php?s=7", "https://nabd.com/n.php?s=8"),
    ("https://nabd.com/n.php?m=201301", "https://nabd.com/n.php?m=201302"),
    ("https://nabd.com/n.php?print=5512", "https://nabd.com/n.php?print=5513"),
    ("https://nabd.com/n.php?ref=5512", "https://nabd.com/n.php?ref=5513"),
    (f"https://nabd.com/n.php?source={SLUG}", f"https://nabd.com/n.php?source={OTHER_SLUG}"),
    ("https://nabd.com/n/1?page=1", "https://nabd.com/n/1?page=2"),
    ("https://nabd.com/?1234", "https://nabd.com/?1235"),
    ("https://nabd.com/n?a=1&a=2", "https://nabd.com/n?a=2&a=1"),
    ("https://nabd.com/n/a%2Fb", "https://nabd.com/n/a/b"),
    ("https://nabd.com/n/a%3Fb", "https://nabd.com/n/a?b"),
    ("https://nabd.com/n/%2525", "https://nabd.com/n/%25"),
    ("https://nabd.com/n?a=1%26b=2", "https://nabd.com/n?a=1&b=2"),
    ("https://nabd.com/#!/news/5", "https://nabd.com/#!/news/6"),
    ("https://nabd.com/amp-speakers/1", "https://nabd.com/speakers/1"),
    ("https://nabd.com/print-market/1", "https://nabd.com/market/1"),
    ("https://nabd.com/n/amplifier", "https://nabd.com/n"),
]

ANY_SLUG = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x6FF, exclude_characters="/\\?#%&;=. \"'<>"),
    min_size=1,
    max_size=12,
)


def test_there_are_at_least_100_pairs() -> None:
    """The table of pairs is as long as was promised."""
    assert len(SAME) + len(APART) >= 100


@pytest.mark.parametrize(("one", "other"), SAME)
def test_variants_of_one_address_are_one(one: str, other: str) -> None:
    """Both ways of writing an address have the same identity."""
    assert canonical_url(one) is not None
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_addresses_of_two_articles_stay_apart(one: str, other: str) -> None:
    """What may be another article has another identity."""
    assert canonical_url(one) is not None
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "خبر",
        "story.html",
        "mailto:a@nabd.com",
        "javascript:void(0)",
        "http://",
        "file:///home/a.html",
        "/n/1",
        "#top",
        "http://localhost/x",
        "https://a b.com/",
        "https://nabd.com:99999/",
        "https://[::1]/n",
        "ftp://nabd.com/n",
        "data:text/html,x",
    ],
)
def test_what_is_no_web_address_has_no_identity(text: str) -> None:
    """Anything but a web address gives None, not a guess."""
    assert canonical_url(text) is None


@given(
    st.text(
        st.sampled_from("https:/w.mnabdco?#&=%+;!@~'\"2DFA8E اأبةي\u0301\u0338\u212a\u037e\u200fampintr_"), max_size=40
    )
)
def test_identity_of_an_identity_is_itself(tail: str) -> None:
    """Whatever comes after the host, a second pass changes nothing."""
    once = canonical_url("https://nabd.com/" + tail)
    assert once is not None
    assert canonical_url(once) == once


@given(st.text(max_size=60))
def test_identity_of_any_text_is_stable(text: str) -> None:
    """Any text at all is an address with a stable identity, or none."""
    once = canonical_url("https://" + text)
    assert once is None or canonical_url(once) == once


@given(ANY_SLUG, ANY_SLUG)
def test_two_slugs_never_collide(one: str, other: str) -> None:
    """Different slugs differ as identities, and each is the same encoded and raw."""
    from unicodedata import normalize

    addresses = [canonical_url(f"https://nabd.com/n/x{slug}") for slug in (one, other)]
    assert (addresses[0] == addresses[1]) == (normalize("NFC", "x" + one) == normalize("NFC", "x" + other))
    assert addresses[0] == canonical_url(f"https://nabd.com/n/{quote('x' + one)}")
