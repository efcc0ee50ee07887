"""A made-up week of news with its truth: stories and their edited copies, forms, round-ups, briefs.

Everything follows from the seed. Sizes are counted in stories; the default gives about 2,400 pages.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from itertools import cycle
from typing import TYPE_CHECKING

from benchmarks.quality import edits
from benchmarks.quality.grammar import Writer, forms, new_writer, rules, seeded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from random import Random

    Edit = Callable[[str, Random, frozenset[str]], str]

_START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
_WEEK_MINUTES = 7 * 24 * 60
OUTLETS = tuple(f"صحيفة {name}" for name in (
    "النورس", "الميناء", "الرابية", "السنابل", "الفنار", "القنطرة", "الصنوبر", "الغدير", "المرصد", "الياقوت", "البيدر",
    "الشراع", "الخليل", "السروة", "المنهل", "الرواق", "الساقية", "البرزخ", "المشكاة", "الدوحة الصغيرة", "الربوة",
    "النخيل", "المدى البعيد", "الأصيل",
))  # fmt: skip
FOOTER_WORDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One generated page and the truth about it."""

    page_id: str
    outlet: str
    title: str
    body: str
    published_at: str
    story: str
    """Pages with the same one are republications of one text."""
    kind: str
    """How it was made, e.g. ``base``, ``35 % rewritten``, ``round-up``."""
    base: str | None = None
    """The page it was made from."""
    form: str | None = None
    """The recurring form it fills, shared with pages of other stories."""
    quotes: tuple[str, ...] = ()
    """The stories a round-up quotes."""

    @property
    def is_brief(self) -> bool:
        return self.kind in BRIEF_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of everything."""

    stories: int = 330
    """With one to six copies each."""
    singles: int = 240
    items: int = 20
    """Of each recurring form; a quarter of them is republished."""
    roundups: int = 30
    statements: int = 40
    """Independent reports that share an official's words with another story."""
    briefs: int = 100
    """Each with one or two copies."""

    def scaled(self, factor: float) -> Size:
        """The same mixture, ``factor`` times as large; of everything at least two."""
        return Size(**{name: max(2, round(getattr(self, name) * factor)) for name in self.__slots__})


def _rewritten(share: float) -> Edit:
    return lambda text, rng, keep: edits.rewrite(text, rng, share=share, keep=keep)


def _embedded(text: str, rng: Random, _keep: frozenset[str]) -> str:
    return edits.embed(text, _body(new_writer(rng), words=round(1.2 * len(text.split()))))


COPIES: Mapping[str, Edit] = {
    "exact": lambda text, _rng, _keep: text,
    "restyled": lambda text, rng, _keep: edits.restyle(text, rng),
    "5 % rewritten": _rewritten(0.05),
    "15 % rewritten": _rewritten(0.15),
    "35 % rewritten": _rewritten(0.35),
    "first 40 %": lambda text, _rng, _keep: edits.lead(text, share=0.40),
    "embedded": _embedded,
    "shuffled": lambda text, rng, _keep: edits.shuffle(text, rng),
}
BRIEF_COPIES: Mapping[str, Edit] = {
    "brief, exact": COPIES["exact"],
    "brief, restyled": COPIES["restyled"],
    "brief, 15 % rewritten": COPIES["15 % rewritten"],
}
BRIEF_KINDS = frozenset(("brief", *BRIEF_COPIES))


@dataclass(kw_only=True)
class _Press:
    """Gives each page its number, outlet and hour."""

    rng: Random
    count: int = 0

    def page(
        self, *, body: str, title: str, minute: int, outlet: str, story: str | None = None, **more: object
    ) -> Page:
        self.count += 1
        page_id = f"g{self.count:06}"
        when = _START + dt.timedelta(minutes=minute)
        base = Page(
            page_id=page_id, outlet=outlet, title=title, body=body, story=story or page_id, kind="",
            published_at=when.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )  # fmt: skip
        return replace(base, **more)  # type: ignore[arg-type]

    def minute(self) -> int:
        return self.rng.randrange(_WEEK_MINUTES)

    def outlets(self) -> Iterator[str]:
        """All of them, in random order."""
        return iter(self.rng.sample(OUTLETS, len(OUTLETS)))


def generate(*, seed: int, size: Size | None = None, footers: bool = True) -> list[Page]:
    """The pages, in random order of arrival."""
    size = size or Size()
    rng = seeded(seed)
    press = _Press(rng=rng)
    pages = _stories(press, size)
    long = [page for page in pages if page.kind == "base"]
    pages += _wire_stories(press)
    pages += [_base(press, new_writer(rng), kind="single") for _ in range(size.singles)]
    pages += _items(press, size)
    pages += [_roundup(press, rng.sample(long, min(5, len(long)))) for _ in range(size.roundups)]
    pages += _briefs(press, size)
    if footers:
        under = {outlet: footer(outlet, seed=seed) for outlet in OUTLETS}
        pages = [replace(page, body=f"{page.body}\n{under[page.outlet]}") for page in pages]
    rng.shuffle(pages)
    return pages


def _body(writer: Writer, *, words: int) -> str:
    pieces = [writer.fresh("lead")]
    while sum(len(piece.split()) for piece in pieces) < words:
        pieces.append(writer.fresh("sentence"))
    return edits.paragraphs(pieces)


def _base(press: _Press, writer: Writer, *, kind: str, extra: str = "") -> Page:
    body = _body(writer, words=press.rng.randint(110, 420))
    return press.page(
        body=f"{body}\n{extra}" if extra else body, title=writer.fresh("headline"), minute=press.minute(),
        outlet=press.rng.choice(OUTLETS), kind=kind,
    )  # fmt: skip


def _copies(
    press: _Press, base: Page, writer: Writer, kinds: Sequence[str], edit: Mapping[str, Edit]
) -> Iterator[Page]:
    """Copies of ``base`` in other outlets, each up to two days later, half of them under another headline."""
    others = (outlet for outlet in press.outlets() if outlet != base.outlet)
    start = dt.datetime.fromisoformat(base.published_at) - _START
    for kind, outlet in zip(kinds, others, strict=False):
        later = int(press.rng.expovariate(1 / 240)) % (48 * 60)
        yield press.page(
            body=edit[kind](base.body, press.rng, writer.facts()), kind=kind, base=base.page_id, story=base.story,
            title=base.title if press.rng.random() < 0.5 else writer.fresh("headline"), outlet=outlet,
            minute=int(start.total_seconds()) // 60 + later, form=base.form,
        )  # fmt: skip


def _stories(press: _Press, size: Size) -> list[Page]:
    """Stories with copies; some contain a statement that an independent report quotes as well."""
    pages = []
    kinds = cycle(COPIES)
    for number in range(size.stories):
        writer = new_writer(press.rng)
        quote = writer.fresh("quote") if number < size.statements else ""
        base = _base(press, writer, kind="base", extra=quote)
        some = [next(kinds) for _ in range(press.rng.randint(1, 6))]
        pages += [base, *_copies(press, base, writer, some, COPIES)]
        if quote:
            pages.append(_base(press, replace(new_writer(press.rng), cast=writer.cast), kind="statement", extra=quote))
            pages[-1] = replace(pages[-1], base=base.page_id)
    return pages


def _wire_stories(press: _Press) -> list[Page]:
    """The sample corpus's wire stories, one of each event, each with one copy of every kind."""
    pages = []
    for row in _wire_rows():
        writer = new_writer(press.rng)
        base = press.page(
            body=row["text"], title=row["title"], minute=press.minute(), outlet=press.rng.choice(OUTLETS), kind="base"
        )
        pages += [base, *_copies(press, base, writer, list(COPIES), COPIES)]
    return pages


def _wire_rows() -> list[dict[str, str]]:
    folder = files("dedup") / "data" / "sample"
    truth = map(json.loads, (folder / "truth" / "wire.articles.jsonl").read_text("utf-8").splitlines())
    wire = [row for row in truth if row["id"].startswith("rafid-") and row["what"] == "single"]
    first = {row["event"]: row["id"] for row in reversed(wire)}
    rows = map(json.loads, (folder / "wire.jsonl").read_text("utf-8").splitlines())
    return [row for row in rows if row["id"] in first.values()]


def _items(press: _Press, size: Size) -> list[Page]:
    """Every form filled ``size.items`` times; each fourth item is republished."""
    pages = []
    for form, text in forms().items():
        for number in range(size.items):
            writer = Writer(rng=press.rng, rules=rules())
            item = press.page(
                body=writer.write(text), title=f"{text.split()[0]} {writer.fresh('place')}", minute=press.minute(),
                outlet=press.rng.choice(OUTLETS), kind="form", form=form,
            )  # fmt: skip
            pages.append(item)
            if number % 4 == 0:
                edit = {"copy of a form": press.rng.choice([COPIES["exact"], COPIES["restyled"]])}
                pages += _copies(press, item, new_writer(press.rng), ["copy of a form"], edit)
    return pages


def _roundup(press: _Press, quoted: Sequence[Page]) -> Page:
    """The beginnings of five stories under one headline: none is much more than a third of the whole."""
    shares = [min(0.5, press.rng.uniform(50, 90) / len(page.body.split())) for page in quoted]
    return press.page(
        body="\n".join(edits.lead(page.body, share=share) for page, share in zip(quoted, shares, strict=True)),
        title="جولة في أخبار اليوم", minute=press.minute(), outlet=press.rng.choice(OUTLETS), kind="round-up",
        quotes=tuple(page.story for page in quoted),
    )  # fmt: skip


def _briefs(press: _Press, size: Size) -> list[Page]:
    pages = []
    kinds = cycle(BRIEF_COPIES)
    for _ in range(size.briefs):
        writer = new_writer(press.rng)
        body = next(filter(_is_brief, iter(partial(writer.fresh, "brief"), None)))
        base = press.page(
            body=body, title=writer.fresh("headline"), minute=press.minute(), outlet=press.rng.choice(OUTLETS),
            kind="brief",
        )  # fmt: skip
        some = [next(kinds) for _ in range(press.rng.randint(1, 2))]
        pages += [base, *_copies(press, base, writer, some, BRIEF_COPIES)]
    return pages


def _is_brief(text: str) -> bool:
    return 8 <= len(text.split()) <= 40


def footer(outlet: str, *, seed: int) -> str:
    """The words an outlet puts under every page: `FOOTER_WORDS` of them, in four lines, always the same."""
    writer = new_writer(seeded(f"{seed} {outlet}"))
    words = f"جميع الحقوق محفوظة {outlet}".split()
    while len(words) < FOOTER_WORDS:
        words += writer.fresh("furniture").split()
    return "\n".join(" ".join(words[i : i + 15]) for i in range(0, FOOTER_WORDS, 15))
