"""When two addresses are one: the identity of an address.

Percent-encoding is compared decoded, as Arabic slugs come both ways, but nothing of a slug is
folded: two different ones never become one. Which parameters, hosts and segments mean nothing is
a table, ``data/tracking.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import normalize
from urllib.parse import quote, unquote_to_bytes, urlsplit

from dedup.errors import DataError

_AROUND = re.compile(
    r"^[ \t-\r\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF\"'<>]+|[ \t-\r\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF\"'<>]+$"
)
"""What is copied along with an address: spaces, direction marks (ZERO WIDTH SPACE to RIGHT-TO-LEFT MARK,
embeddings, isolates, ZERO WIDTH NO-BREAK SPACE), quotes."""
_SCHEME = re.compile(r"(?i)https?:/+|//")
_BARE_HOST = re.compile(r"(?i)www\.[^\s/:?#@]+|[^\s/:?#@.]+(?:\.[^\s/:?#@.]+)+/")
"""Without a scheme, ``story.html`` is a file."""
_BAD_HOST = re.compile(r"[\s\x00-\x20\x7f\"<>\\^`{}|%@,;()!$&'*+=~]")
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_SESSION = re.compile(r"(?i);(?:jsessionid|phpsessid|sid)=[^;/]*")
_COPIES = (
    re.compile(r"https://(?:www\.)?google\.[a-z.]{2,6}/amp/(?P<tls>s/)?(?P<rest>.+)"),
    re.compile(r"https://[^/]+\.cdn\.ampproject\.org/[a-z]/(?P<tls>s/)?(?P<rest>.+)"),
    re.compile(r"https://(?:www\.)?web\.archive\.org/web/[0-9]{4,14}[a-z_]*/(?:https?:/+)?(?P<rest>.+)"),
)
"""Addresses that hold the address of what they are copies of."""
_SECOND_LEVEL = frozenset({"com", "net", "org", "gov", "edu", "co", "ac", "info"})
_DEFAULT_PORTS = (None, 80, 443)
_WORD = re.compile(r"[a-z_.-]{0,24}")
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_IN_PATH = frozenset(_UNRESERVED + "!$&()*+,;=:@")
_IN_QUERY = frozenset(_UNRESERVED + "!$()*,:@/?")
_IN_FRAGMENT = frozenset(_UNRESERVED + "!$&()*+,;=:@/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noise:
    """The table."""

    query: dict[str, re.Pattern[str]]
    """For each kind of value, the names that are noise with it."""
    host: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    suffix: tuple[str, ...]


def canonical_url(url: str) -> str | None:
    """The one way of writing an address that all its variants share; None for what is no web address.

    Not for fetching: the scheme is always https, the host has lost its ``www.`` or ``m.``. Applied
    to its own result it changes nothing.
    """
    text = _absolute(url)
    while text is not None:
        inner = _copied(text)
        if inner is None:
            result = _normalised(text)
            inner = _copied(result) if result else None
            if inner is None:
                return result
        text = _absolute(inner)
    return None


@cache
def _noise() -> _Noise:
    lines = (files("dedup") / "data" / "tracking.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    parts: dict[str, list[tuple[str, str]]] = {"query": [], "host": [], "first": [], "last": [], "suffix": []}
    for row in rows:
        if len(row) != 3 or row[0] not in parts:
            raise DataError(f"tracking.tsv: {row} is no part, name and value; reinstall dedup.")
        parts[row[0]].append((row[1], row[2]))
    values: dict[str, list[str]] = {}
    for name, value in parts["query"]:
        values.setdefault(value, []).append(re.escape(name).replace(r"\*", ".*"))
    return _Noise(
        query={value: re.compile("|".join(names), re.DOTALL) for value, names in values.items()},
        host=frozenset(name for name, _ in parts["host"]),
        first=frozenset(name for name, _ in parts["first"]),
        last=frozenset(name for name, _ in parts["last"]),
        suffix=tuple(name for name, _ in parts["suffix"]),
    )


def _absolute(url: str) -> str | None:
    text = _ESCAPED_AMPERSAND.sub("&", _AROUND.sub("", url))
    if scheme := _SCHEME.match(text):
        return "https://" + text[scheme.end() :]
    return "https://" + text if _BARE_HOST.match(text) else None


def _copied(url: str) -> str | None:
    """The address that an archive, or a cache of AMP pages, shows."""
    for pattern in _COPIES:
        if found := pattern.match(url):
            return "https://" + found["rest"]
    return None


def _normalised(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = _host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return None
    if host is None:
        return None
    place = host if port in _DEFAULT_PORTS else f"{host}:{port}"
    query = _query(parts.query)
    fragment = _fragment(parts.fragment)
    return f"https://{place}{_path(parts.path)}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def _host(host: str) -> str | None:
    """Labels as DNS has them, without those of variants."""
    labels = re.split("[.\u3002\uff0e\uff61]", host.strip("."))  # the full stops of East Asia are dots in names
    ascii_labels = [_label(label) for label in labels]
    while ascii_labels[0] in _noise().host and len(ascii_labels) > 2 and not _is_public(ascii_labels[1:]):
        del ascii_labels[0]
    name = ".".join(ascii_labels)
    return None if len(ascii_labels) < 2 or not all(ascii_labels) or _BAD_HOST.search(name) else name


def _is_public(labels: list[str]) -> bool:
    """``com.eg`` and its like are nobody's host."""
    return len(labels) == 2 and labels[0] in _SECOND_LEVEL


def _label(label: str) -> str:
    try:
        return label.lower().encode("idna").decode("ascii").lower()
    except UnicodeError:
        return normalize("NFC", label.lower())


def _path(path: str) -> str:
    segments: list[str] = []
    for segment in path.split("/"):
        text = _SESSION.sub("", _decoded(segment))
        if text == "..":
            del segments[-1:]
        elif text not in ("", "."):
            segments.append(text)
    return "/" + "/".join(_encoded(segment, _IN_PATH) for segment in _without_variants(segments))


def _without_variants(segments: list[str]) -> list[str]:
    noise = _noise()
    while segments:
        if segments[0].lower() in noise.first:
            segments = segments[1:]
        elif segments[-1].lower() in noise.last or segments[-1] in ("", ".", ".."):  # left of "..amp"
            segments = segments[:-1]
        elif segments[-1].lower().endswith(noise.suffix):
            segments = [*segments[:-1], segments[-1].rpartition(".")[0]]
        else:
            break
    return segments


def _query(query: str) -> str:
    kept = []
    for part in query.split("&"):
        name, equals, value = part.partition("=")
        name, value = _decoded(name.replace("+", " ")), _decoded(value.replace("+", " "))
        if part and not _is_noise(name.lower(), value.lower()):
            kept.append((name, equals, value))
    kept.sort(key=lambda parameter: parameter[0])
    return "&".join(_encoded(name, _IN_QUERY) + equals + _encoded(value, _IN_QUERY) for name, equals, value in kept)


def _is_noise(name: str, value: str) -> bool:
    patterns = _noise().query
    kinds = ["*", value] if value not in ("*", "word") else ["*"]
    kinds += ["word"] if _WORD.fullmatch(value) else []
    return any(kind in patterns and patterns[kind].fullmatch(name) for kind in kinds)


def _fragment(fragment: str) -> str:
    """Places within a page say nothing; where all pages are one, ``#!/news/5`` is the article."""
    text = _decoded(fragment)
    return _encoded(text, _IN_FRAGMENT) if text.startswith(("!", "/")) else ""


def _decoded(text: str) -> str:
    """Percent-decoded once; bytes that are no UTF-8, as in old windows-1256 slugs, stay apart."""
    data = unquote_to_bytes(text.encode("utf-8", "replace"))
    return normalize("NFC", data.decode("utf-8", "surrogateescape"))


def _encoded(text: str, safe: frozenset[str]) -> str:
    """Letters as they are, whatever could be misread or not be seen as bytes."""
    return "".join(
        char
        if char in safe or (char > "\x7f" and char.isprintable())
        else quote(char, safe="", errors="surrogateescape")
        for char in text
    )
