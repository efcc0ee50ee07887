"""The grammar of what stands around a text: bylines, datelines, sign-offs.

A line is read as atoms, each of one kind, and the kinds are written as letters, so that a form of
dateline is a regular expression over them: ``P-N-`` is "place - source - text".
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dedup.pages.agencies import WORD, Name, read_table, source_index
from dedup.pages.plain import ARABIC, plain_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN = re.compile(f"[{ARABIC}]+|[A-Za-z]+|\\d+|\\S")
_KINDS = {
    "byline": "M",
    "photo": "F",
    "source": "S",
    "agency": "K",
    "paper": "W",
    "nisba": "B",
    "glue": "G",
    "desk": "E",
    "office": "O",
    "stop": "T",
    "weekday": "D",
    "city": "P",
    "country": "P",
    "region": "P",
    "many": "A",
    "opens": "V",
}
_SEPARATORS = '-:/(),.*"'
_GIVEN_NAME_FIRST = ("عبد", "ابو")

_SOURCES = '(?:(?:[SKWGB"(]|S:)*N[BK")]*)(?:[-,/:(]*[SKWGB"]*N[BK")]*)*'
_PERSON = "U{2,5}(?:[-,/G]*U{2,5}){0,3}"
_DATE = "(?:G?D[DUG/-]{0,9})"
_WITHIN = "(?:\\([PU]{1,4}\\))"
"""The country of a place."""
_PLACES = "[PA](?:[-,/]*[PA]){0,2}(?:\\([PA]\\))?"

_LINE_SOURCES = re.compile('[PADMUOGEKWSBN(),./*:"-]*N[PADMUOGEKWSBN(),./*:"-]*')
_LINE_SIGNED = re.compile(
    f"(?:{_PLACES}[-,:/]*)?M+(?P<sep>[-:,/]*)(?P<person>{_PERSON})(?:[-,(]*[PE]\\)?)?(?P<end>[-:.]*)"
)
_LINE_PLACED = re.compile(f"{_PLACES}[-:,/]+(?P<person>{_PERSON})(?P<end>[-:]*)")
_LINE_PLACE = re.compile(f"{_PLACES}(?::|[-,]?{_DATE}[-:]*)")
_LINE_PHOTO = re.compile("[-*(]*F+[-:]+(?P<person>U{2,4})[).:]*")
_LINE_DESK = re.compile(f"(?:{_PLACES}[-:,/]+)?EN?[-:]*")

_FILED = re.compile(
    f"(?P<place>[PAU]{{1,5}}{_WITHIN}?(?:[,/-]?[PU]{{1,4}}{_WITHIN}?){{0,2}})?[-,]?{_DATE}?[-/]?\\({_SOURCES}\\)(?P<end>[-:,.]*)"
)
_PLACED_SOURCE = re.compile(f"{_PLACES}[-,]?{_DATE}?[-:/,]+[KG]*{_SOURCES}(?P<end>[-:/]*)")
_SOMEWHERE = re.compile(f"U{{1,2}}-+{_SOURCES}[-:/]+")
_SLASHED = re.compile(f"/{_SOURCES}/[-:]*")
_DASHED = re.compile(f"{_SOURCES}-+")
_LETTERED = re.compile("N:+")
_PLACE_TEXT = re.compile(f"{_PLACES}{_DATE}?[-:]+(?=V)")
_SIGNED_TEXT = re.compile(f"(?:{_PLACES}[-,/]*)?M+[-]+(?P<person>{_PERSON}):+")
_PLACED_TEXT = re.compile(f"{_PLACES}-+(?P<person>U{{2,4}}):+")

_UNKNOWN_PLACE = re.compile(f"U[-:,/(]+{_SOURCES}\\)*$")

_UNKNOWN_PLACED = re.compile(f"U-+(?P<person>{_PERSON})")
_WITHIN_WORDS = re.compile("[UO][GSKWB]*N|[UO]M[GSKWB]*N|N[BK]*[UO]|K[^N]*$|[UO][.][^UO]")
_SIGN_OFF = re.compile(f'[-*/(".]*(?:[PD][-,:]*)?(?P<sources>{_SOURCES})[-/*).":D]*')
_SIGNED_END = re.compile("[-*(]*M[-:]*(?P<person>U{2,4})[-,(]*(?P<sources>[KM]*N[BK]*)?[).]*")


class Atom(NamedTuple):
    """A piece of a line that means one thing."""

    kind: str
    start: int
    end: int
    name: Name | None = None
    word: str = ""


class Block(NamedTuple):
    """What a byline, dateline or sign-off says, in offsets of the folded text."""

    names: tuple[Name, ...] = ()
    person: tuple[int, int] | None = None
    place: tuple[int, int] | None = None
    end: int = 0
    """Where the text after an opening begins."""


@cache
def _phrases() -> dict[str, tuple[tuple[list[str], str], ...]]:
    """First word of a known phrase: the phrases, longest first, with their kinds."""
    rows = [(row["name"], row["kind"]) for row in read_table("places.tsv")]
    rows += [(row["word"], row["kind"]) for row in read_table("byline_words.tsv")]
    rows += [(row["verb"], row["use"]) for row in read_table("reporting_verbs.tsv") if row["use"] == "opens"]
    found: dict[str, list[tuple[list[str], str]]] = {}
    for phrase, (_, kind) in zip(plain_all([written for written, _ in rows]), rows, strict=True):
        words = _TOKEN.findall(phrase)
        known = found.setdefault(words[0], [])
        if words not in (other for other, _ in known):
            known.append((words, _KINDS[kind]))
    return {head: tuple(sorted(known, key=lambda row: -len(row[0]))) for head, known in found.items()}


@cache
def _heads() -> frozenset[str]:
    """The words with which names of sources and known phrases begin."""
    index = source_index()
    return frozenset(index.aliases.keys() | index.prefixed.keys() | _phrases().keys())


def first_words_of(kinds: str) -> frozenset[str]:
    """The words with which known phrases of these kinds begin."""
    return frozenset(head for head, known in _phrases().items() if any(kind in kinds for _, kind in known))


def last_words_of(kinds: str) -> frozenset[str]:
    """The words with which known phrases of these kinds end."""
    return frozenset(words[-1] for known in _phrases().values() for words, kind in known if kind in kinds)


@cache
def _given_names() -> frozenset[str]:
    return frozenset(plain_all([row["name"] for row in read_table("given_names.tsv")]))


@cache
def _places() -> frozenset[str]:
    return frozenset(plain_all([row["name"] for row in read_table("places.tsv")]))


def read_atoms(text: str, *, start: int, end: int, outlet: str | None = None) -> list[Atom]:
    """The line ``text[start:end]`` of a folded text as atoms; ``outlet`` is the page's own name, folded."""
    tokens = list(_TOKEN.finditer(text, start, end))
    atoms: list[Atom] = []
    index = 0
    while index < len(tokens):
        atom = _atom(text, tokens, index, outlet=outlet)
        atoms.append(atom)
        while index < len(tokens) and tokens[index].start() < atom.end:
            index += 1
    return list(_settle(atoms, text=text))


def _atom(text: str, tokens: Sequence[re.Match[str]], index: int, *, outlet: str | None) -> Atom:
    token = tokens[index]
    word, start = token[0], token.start()
    if outlet and text.startswith(outlet, start) and not WORD.match(text, start + len(outlet)):
        return Atom("E", start, start + len(outlet))
    if word in _heads():
        name = source_index().at(text, token)
        if name and name.end > tokens[-1].end():
            name = None
        phrase = _phrase(tokens, index)
        if name and (phrase is None or name.end >= phrase.end):
            return Atom("N", name.start, name.end, name)
        if phrase:
            return phrase
    if word.isdigit():
        return Atom("D", start, token.end())
    kind = word if word in _SEPARATORS else "U" if WORD.match(word) else "#"
    return Atom(kind, start, token.end(), None, word)


def _phrase(tokens: Sequence[re.Match[str]], index: int) -> Atom | None:
    for words, kind in _phrases().get(tokens[index][0], ()):
        run = tokens[index : index + len(words)]
        if len(words) == 1 or [token[0] for token in run] == words:
            return Atom(kind, run[0].start(), run[-1].end(), None, run[0][0])
    return None


def _settle(atoms: Sequence[Atom], *, text: str) -> Iterator[Atom]:
    """Weak names and places beside words we do not know are words we do not know.

    A name that is also a person's counts only after "agency" or alone in parentheses; one that
    is also a place is the place, unless a place stands before it.
    """
    filed = False
    for index, atom in enumerate(atoms):
        if atom.kind not in "NP":
            yield atom
            continue
        before = atoms[index - 1].kind if index else ""
        after = atoms[index + 1].kind if index + 1 < len(atoms) else ""
        shown = before + after in ("()", "//") or before == "K"
        unsure = atom.name is not None and atom.name.strength in ("weak", "guarded")
        if unsure and not filed and not shown and text[atom.start : atom.end] in _places():
            yield Atom(kind="P", start=atom.start, end=atom.end)
            filed = True
            continue
        filed = filed or atom.kind == "P"
        if atom.name and atom.name.strength == "guarded":
            alone = shown
        elif unsure:
            alone = "U" not in (before, after)
        elif atom.kind == "P":
            alone = before != "U"
        else:
            alone = True
        yield atom if alone else Atom(kind="U", start=atom.start, end=atom.end, word=text[atom.start : atom.end])


def _letters(atoms: Sequence[Atom]) -> str:
    return "".join(atom.kind for atom in atoms)


def _names(atoms: Sequence[Atom]) -> tuple[Name, ...]:
    return tuple(atom.name for atom in atoms if atom.name)


def _place(atoms: Sequence[Atom]) -> tuple[int, int] | None:
    return next(((atom.start, atom.end) for atom in atoms if atom.kind == "P"), None)


def _span(atoms: Sequence[Atom], match: re.Match[str], group: str) -> tuple[int, int] | None:
    first, last = match.span(group)
    return (atoms[first].start, atoms[last - 1].end) if last > first else None


def _given(atom: Atom) -> bool:
    return atom.word in _given_names() or atom.word.startswith(_GIVEN_NAME_FIRST)


def read_line(atoms: Sequence[Atom]) -> Block | None:
    """A whole line as a byline or dateline; None if any of it may be text."""
    kinds = _letters(atoms)
    if _LINE_SOURCES.fullmatch(kinds):
        return _line_of_sources(atoms, kinds)
    signed = _LINE_SIGNED.fullmatch(kinds)
    if signed and (signed["sep"] or signed["end"] or _given(atoms[signed.start("person")])):
        return Block(person=_span(atoms, signed, "person"), place=_place(atoms))
    placed = _LINE_PLACED.fullmatch(kinds)
    if placed and (placed["end"] or _given(atoms[placed.start("person")])):
        return Block(person=_span(atoms, placed, "person"), place=_place(atoms))
    if _LINE_PLACE.fullmatch(kinds) or _LINE_DESK.fullmatch(kinds):
        return Block(place=_place(atoms))
    return _photo_line(atoms, kinds)


def _photo_line(atoms: Sequence[Atom], kinds: str) -> Block | None:
    """Who took the pictures did not write the text: the line is no text, and says nothing of it."""
    photo = _LINE_PHOTO.fullmatch(kinds)
    return Block() if photo and _given(atoms[photo.start("person")]) else None


def _line_of_sources(atoms: Sequence[Atom], kinds: str) -> Block | None:
    """A line with a source in it, unless it is a headline ("source: words") or a phrase about the source."""
    groups = re.findall("[UO]+", kinds)
    if re.search('N[BK")]*:+.*[UO]', kinds) and "M" not in kinds:
        return None
    if len(groups) > 3 or any(len(group) > 4 for group in groups) or _WITHIN_WORDS.search(kinds.replace('"', "")):
        return None
    names = _names(atoms)
    later = [group.start() for group in re.finditer("[UO]+", kinds) if group.start() > kinds.index("N")]
    if not all(_personal(atoms, kinds, start) for start in later):
        return None
    if len(names) == 1 and not re.search("[PAWKSGEMUO]", kinds) and _ordinary(names[0]):
        return None
    person = _people(atoms, kinds)
    if groups and person is None and sum(map(len, groups)) > 4:
        return None
    return Block(names=names, person=person, place=_place(atoms))


def _ordinary(name: Name) -> bool:
    """Whether the name of a paper or broadcaster is a word that may stand alone as a caption."""
    return name.strength == "weak" and name.source.type in ("outlet", "broadcaster")


def _personal(atoms: Sequence[Atom], kinds: str, start: int) -> bool:
    """Whether the unknown words from there on name a person: a given name, or "written by" before it."""
    return _given(atoms[start]) or re.search("M[-:,/]*$", kinds[:start]) is not None


def _people(atoms: Sequence[Atom], kinds: str) -> tuple[int, int] | None:
    """From the first to the last word of the people among the atoms."""
    spans = [group.span() for group in re.finditer("U{2,5}", kinds) if _personal(atoms, kinds, group.start())]
    if not spans:
        return None
    joined = [spans[0]]
    for before, after in pairwise(spans):
        if not set(kinds[before[1] : after[0]]) <= set("-,/G"):
            break
        joined.append(after)
    return atoms[joined[0][0]].start, atoms[joined[-1][1] - 1].end


def read_opening(atoms: Sequence[Atom]) -> Block | None:
    """A byline or dateline at the start of a line that goes on with text."""
    kinds = _letters(atoms)
    for form in (
        _FILED,
        _PLACED_SOURCE,
        _SOMEWHERE,
        _SLASHED,
        _DASHED,
        _LETTERED,
        _PLACE_TEXT,
        _SIGNED_TEXT,
        _PLACED_TEXT,
    ):
        match = form.match(kinds)
        if match and match.end() < len(atoms) and _certain(form, match, atoms):
            used = atoms[: match.end()]
            person = _span(atoms, match, "person") if "person" in form.groupindex else None
            place = _place(used)
            if form in (_FILED, _SOMEWHERE) and kinds[0] == "U":
                first = re.match("U+", kinds)
                place = (atoms[0].start, atoms[first.end() - 1].end) if first else None
            return Block(names=_names(used), person=person, place=place, end=atoms[match.end()].start)
    return None


def _certain(form: re.Pattern[str], match: re.Match[str], atoms: Sequence[Atom]) -> bool:
    used = atoms[: match.end()]
    strengths = {name.strength for name in _names(used)}
    papers = any(name.source.type == "outlet" for name in _names(used))
    if form is _FILED:
        unknown = "U" in (match["place"] or "")
        return bool(match["end"]) if unknown or papers or not match["place"] else True
    if form is _PLACED_SOURCE:
        return bool(match["end"]) or (atoms[match.end()].kind == "V" and not papers)
    if form is _DASHED:
        return not papers and strengths <= {"strong", "spelled"} | ({"weak"} if match[0] == "N-" else set())
    if form is _LETTERED:
        return strengths == {"spelled"} or (
            strengths == {"weak"} and used[0].name is not None and used[0].name.source.type == "generic"
        )
    return form not in (_SOMEWHERE, _PLACED_TEXT) or _certain_of_unknown(form, match, used)


def _certain_of_unknown(form: re.Pattern[str], match: re.Match[str], used: Sequence[Atom]) -> bool:
    """Whether words we do not know are a person behind a place, or a place before an agency."""
    if form is _PLACED_TEXT:
        return _given(used[match.start("person")])
    agencies = all(name.source.type == "agency" and name.strength in ("strong", "spelled") for name in _names(used))
    return agencies and not _given(used[0])


def read_sign_off(atoms: Sequence[Atom]) -> Block | None:
    """A whole line, or the rest of one, that only says who signs."""
    kinds = _letters(atoms)
    match = _SIGN_OFF.fullmatch(kinds)
    if match:
        names = _names(atoms)
        if all(map(_ordinary, names)) and not set(kinds) & set("SKW"):
            return None
        return Block(names=names)
    signed = _SIGNED_END.fullmatch(kinds)
    if signed and (":" in kinds or "-" in kinds or _given(atoms[signed.start("person")])):
        return Block(names=_names(atoms), person=_span(atoms, signed, "person"))
    return _photo_line(atoms, kinds)


def read_field(atoms: Sequence[Atom]) -> Block:
    """A byline field: what is neither place nor source nor office is a person.

    One word before a source that is no given name is where it was filed, though we do not know the place.
    """
    kinds = _letters(atoms)
    filed = _UNKNOWN_PLACE.match(kinds)
    if filed and not _given(atoms[0]):
        return Block(names=_names(atoms), place=(atoms[0].start, atoms[0].end))
    placed = _UNKNOWN_PLACED.fullmatch(kinds)
    if placed and not _given(atoms[0]) and _given(atoms[placed.start("person")]):
        return Block(place=(atoms[0].start, atoms[0].end), person=_span(atoms, placed, "person"))
    person = None
    for group in re.finditer("U{1,5}(?:[-,/G]*U{1,5}){0,3}", kinds):
        around = kinds[: group.start()][-1:] + kinds[group.end() :][:1]
        if not set(around) & set('OET"KW') and not re.search("O", kinds):
            person = atoms[group.start()].start, atoms[group.end() - 1].end
            break
    return Block(names=_names(atoms), person=person, place=_place(atoms))
