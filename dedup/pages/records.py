"""A record with names of its own (a JSON object, a CSV row, a database row) as a Page.

Which key means what is a table, ``data/aliases.tsv``; a user's own mapping goes before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from dedup.errors import DataError, PageError
from dedup.models import Page, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dedup.models import ContentKind

FIELDS = (
    "content",
    "html",
    "summary",
    "external_id",
    "outlet",
    "owner_group",
    "url",
    "title",
    "byline",
    "published",
    "updated",
)
_NULLS = frozenset({"", "None", "null", "NULL", "NaN", "nan", "\\N"})
"""How "nothing" is written: str(None), JSON, pandas, MySQL."""
_LONGEST_NULL = max(map(len, _NULLS))
_MARKUP = re.compile(
    r"<(?:!doctype|!--|/?(?:html|head|body|p|div|span|br|a|b|i|u|em|strong|ul|ol|li|h[1-6]|img|figure|table|tr|td"
    r"|section|article|blockquote|font|center|iframe|script|style)\b)[^<>]*>",
    re.IGNORECASE,
)
_MAX_PLANS = 1_000


@dataclass(frozen=True, slots=True)
class _Key:
    """A key to ask for: one of the record itself, or a way into nested objects."""

    name: str
    ways: tuple[tuple[str, ...], ...] = ()
    """Further keys below ``name``; several are put together."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to take from records that have the same keys."""

    fields: tuple[tuple[str, str | None, tuple[_Key, ...]], ...]
    """Field, its best key where that is one of the record itself, and all its keys."""
    extra: tuple[str, ...]


def is_markup(text: str) -> bool:
    """Whether a text holds HTML tags."""
    return "<" in text and _MARKUP.search(text) is not None


def parse_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """The user's ``{field: key}`` with our names for the fields: ``text`` is ``content``, ``date`` ``published``.

    Raises:
        PageError: a field that is none of ours, nor another name for one.
    """
    known = {alias: field for field, alias in reversed(_aliases())} | {field: field for field in FIELDS}
    for field in mapping:
        if _normal(field) not in known:
            raise PageError(f"{field!r} is no field that can be mapped. The fields are {', '.join(FIELDS)}.")
    return {known[_normal(field)]: key for field, key in mapping.items()}


def known_fields(keys: Sequence[str]) -> set[str]:
    """Which of our fields these keys name."""
    table = _fields_by_head()
    return {field for key in keys for field in table.get(_normal(key), ())}


def check_mapping(mapping: Mapping[str, str], keys: Sequence[str], *, path: str) -> None:
    """Makes sure that what the user mapped is there, in formats whose keys are known beforehand.

    Raises:
        PageError: it is not.
    """
    own = {key: key for key in keys}
    for field, key in mapping.items():
        if not _find(key, own):
            raise PageError(f"{path}: there is no column {key!r} to take {field} from. It has {', '.join(keys)}.")


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    """(field, key), best first."""
    lines = (files("dedup") / "data" / "aliases.tsv").read_text("utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if not line.startswith("#")][1:]
    for row in rows:
        if len(row) != 2 or row[0] not in FIELDS:
            raise DataError(f"aliases.tsv: {row} is no field and key; reinstall dedup.")
    return tuple((field, key) for field, key in rows)


@cache
def _fields_by_head() -> dict[str, frozenset[str]]:
    """Key, or its part before the first dot: the fields that it may name."""
    table: dict[str, set[str]] = {}
    for field, spec in _aliases():
        table.setdefault(spec.partition("+")[0].partition(".")[0], set()).add(field)
    return {head: frozenset(fields) for head, fields in table.items()}


def _normal(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")


class RecordMapper:
    """Turns the records of one source into pages."""

    def __init__(self, path: str, mapping: Mapping[str, str]) -> None:
        """Args: the source's path; the user's ``{field: key}``, keys as they stand in the records."""
        self._path = path
        self._mapping = parse_mapping(mapping)
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def page(self, record: Mapping[str, object], position: int) -> Page | Reject:
        """The record as a page, or why it is none."""
        plan = self._plan(tuple(record))
        found: dict[str, str] = {}
        for field, best, keys in plan.fields:
            value = record[best] if best is not None else None
            if type(value) is str and len(value) > _LONGEST_NULL and not value.isspace():  # nearly always
                found[field] = value
            elif text := _first(record, keys, _SEPARATORS[field]):
                found[field] = text
        extra = {key: text for key in plan.extra if (text := _text(record[key], ", "))}
        content, kind = _content(found)
        if not content and "title" not in found:
            return self.reject(position, _nothing_in(record))
        if problem := _unstorable(*found.values(), *extra.keys(), *extra.values()):
            return self.reject(position, problem)
        return Page(
            path=self._path,
            position=position,
            content=content,
            kind=kind,
            external_id=found.get("external_id"),
            outlet=found.get("outlet"),
            owner_group=found.get("owner_group"),
            url=found.get("url"),
            title=found.get("title"),
            byline=found.get("byline"),
            published=found.get("published"),
            updated=found.get("updated"),
            extra=extra,
        )

    def reject(self, position: int, reason: str) -> Reject:
        return Reject(path=self._path, position=position, reason=reason)

    def _plan(self, keys: tuple[str, ...]) -> _Plan:
        plan = self._plans.get(keys)
        if plan is None:
            if len(self._plans) >= _MAX_PLANS:  # records whose keys are data
                self._plans.clear()
            plan = self._plans[keys] = _make_plan(keys, self._mapping)
        return plan


def _make_plan(keys: tuple[str, ...], mapping: Mapping[str, str]) -> _Plan:
    own = {key: key for key in keys}
    by_normal = {_normal(key): key for key in reversed(keys)}
    wanted: dict[str, list[_Key]] = {field: [] for field in FIELDS}
    for field, spec in mapping.items():
        if key := _find(spec, own):
            wanted[field].append(key)
    mapped = {key.name for found in wanted.values() for key in found}
    for field, spec in _aliases():
        if (key := _find(spec, by_normal)) and key.name not in mapped:
            wanted[field].append(key)
    if wanted["content"] or wanted["html"]:
        wanted["summary"] = []
    used = {key.name for found in wanted.values() for key in found}
    fields = tuple(
        (field, None if found[0].ways else found[0].name, tuple(found)) for field, found in wanted.items() if found
    )
    return _Plan(fields, tuple(key for key in keys if key not in used))


def _find(spec: str, names: Mapping[str, str]) -> _Key | None:
    """The key a row of the table, or of the user's mapping, speaks of; ``names`` are those of a record."""
    if spec in names:
        return _Key(names[spec])
    parts = [tuple(part.split(".")) for part in spec.split("+")]
    head = names.get(parts[0][0])
    return _Key(head, tuple(part[1:] for part in parts)) if head is not None and len(parts[0]) > 1 else None


_SEPARATORS = dict.fromkeys(FIELDS, ", ") | {"content": "\n", "html": "\n", "summary": "\n"}


def _first(record: Mapping[str, object], keys: tuple[_Key, ...], separator: str) -> str | None:
    """The first of the keys that holds something."""
    for key in keys:
        value = record[key.name]
        text = _text(value, separator) if not key.ways else _nested(value, key.ways, separator)
        if text:
            return text
    return None


def _is_something(value: str) -> bool:
    return not ((len(value) <= _LONGEST_NULL and value in _NULLS) or value.isspace())


def _nested(value: object, ways: tuple[tuple[str, ...], ...], separator: str) -> str | None:
    texts = []
    for way in ways:
        inner = value
        for name in way:
            inner = inner.get(name) if isinstance(inner, dict) else None
        texts.append(_text(inner, separator))
    return separator.join(text for text in texts if text) or None


def _text(value: object, separator: str) -> str | None:
    """A value as text; None for nothing, however it is written, and for nested objects."""
    if isinstance(value, str):
        return value if _is_something(value) else None
    if value is None or isinstance(value, bytes):
        return None
    if isinstance(value, list):
        return separator.join(_leaves(value)) or None
    if isinstance(value, dict):  # {"$oid": "..."}: how MongoDB writes one value
        return (
            _text(next(iter(value.values())), separator) if len(value) == 1 and next(iter(value))[:1] == "$" else None
        )
    return str(value).lower() if isinstance(value, bool) else str(value)


def _leaves(value: object) -> Iterator[str]:
    """The texts in a list, in order; of a named thing its name alone."""
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict):
        for item in [value["name"]] if "name" in value else value.values():
            yield from _leaves(item)
    elif text := _text(value, ", "):
        yield text


def _content(found: Mapping[str, str]) -> tuple[str, ContentKind]:
    if "content" in found:
        return found["content"], "html" if is_markup(found["content"]) else "article"
    if "html" in found:
        return found["html"], "html"
    summary = found.get("summary", "")
    return summary, "html" if is_markup(summary) else "article"


def _nothing_in(record: Mapping[str, object]) -> str:
    keys = ", ".join(list(record)[:12]) or "none"
    return f"no text and no title in it. Its keys: {keys}. If one holds the text, name it: --map text=KEY"


def _unstorable(*texts: str) -> str | None:
    """Why a database could not hold these texts as they are."""
    joined = "".join(texts)
    if "\0" in joined:
        return "holds NUL characters: the file is damaged or no text. Export the record again"
    try:
        joined.encode("utf-16-le")  # fails on lone surrogates as UTF-8 does, and is faster
    except UnicodeEncodeError:
        return "holds bytes that are no text in this encoding. Name the right one with --encoding, e.g. windows-1256"
    return None
