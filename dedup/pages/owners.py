"""Which group owns an outlet: found under its address or its name, in tables of facts.

Sister sites carry each other's texts as a matter of course: a story at five of them is at one owner.
The table ``data/outlets.tsv`` holds what is generally known; a user's own table goes before it, and what a
record itself says before both. Names that outlets of several countries have stand in neither as they are:
there the address tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dedup.errors import DataError, PageError
from dedup.pages.agencies import handle, handles_of

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS: Final = ("owner_group", "names", "hosts", "since")
"""What is read of a table; names and hosts are lists with semicolons, ``since`` is a year."""
_MOST_FOUND: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The group that owns an outlet, and how that is known."""

    group: str
    origin: str
    """``address`` or ``outlet name``, behind ``own table:`` where the user's table says so."""
    since: str = ""
    """Year from which it does; empty for always."""

    def at(self, published_at: str | None) -> Owner | None:
        """This owner, if it owned the outlet at that time; unknown times are taken for today's."""
        return None if self.since and published_at and published_at < self.since else self


@dataclass(slots=True, eq=False)
class Owners:
    """Owners by what they are found under."""

    tables: Sequence[tuple[dict[str, Owner], dict[str, Owner]]]
    """By host and by folded name, those of a user's own table first."""
    _found: dict[tuple[str | None, str], Owner | None] = field(default_factory=dict, repr=False)
    """Answers: thousands of articles ask for the same few outlets."""

    def of(self, outlet: str, *, url: str | None) -> Owner | None:
        """Who owns an outlet; None if no table knows it.

        Args:
            outlet: name, handle or domain.
            url: of one of its articles; its host is asked for before the name.
        """
        key = (url.partition("://")[2].partition("/")[0] if url else None, outlet)
        try:
            return self._found[key]
        except KeyError:
            if len(self._found) >= _MOST_FOUND:  # records whose outlets are data
                self._found.clear()
            owner = self._found[key] = self._find(*key)
            return owner

    def _find(self, host: str | None, outlet: str) -> Owner | None:
        places = [place for each in (host, outlet) if each for place in _domains(each)]
        name = handle(outlet)
        for by_host, by_name in self.tables:
            for place in places:
                if place in by_host:
                    return by_host[place]
            if name in by_name:
                return by_name[name]
        return None


def read_owners(path: str | None = None) -> Owners:
    """The table of this package, behind the user's own if there is one.

    Args:
        path: a file with tabs between its columns and their names (`COLUMNS`) in the first line.

    Raises:
        PageError: the file cannot be read as such a table; the message names the line.
        DataError: the package's table is damaged.
    """
    return Owners([_own(path), _known()]) if path else known_owners()


@cache
def known_owners() -> Owners:
    """The table of this package alone.

    Raises:
        DataError: it is damaged.
    """
    return Owners([_known()])


@cache
def _known() -> tuple[dict[str, Owner], dict[str, Owner]]:
    try:
        return _read((files("dedup") / "data" / "outlets.tsv").read_text("utf-8"), before="")
    except ValueError as error:
        raise DataError(f"outlets.tsv, {error}; reinstall dedup.") from None


def _own(path: str) -> tuple[dict[str, Owner], dict[str, Owner]]:
    try:
        return _read(Path(path).read_text("utf-8-sig"), before="own table: ")
    except UnicodeDecodeError:
        raise PageError(f"{path}: not in UTF-8. Save the table of owners in that encoding.") from None
    except OSError as error:
        raise PageError(f"{path}: the table of owners cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise PageError(f"{path}, {error}.") from None


def _read(text: str, *, before: str) -> tuple[dict[str, Owner], dict[str, Owner]]:
    """Owners by host and by folded name; a `ValueError` says in which line what is wrong."""
    lines = [line.split("\t") for line in text.splitlines()]
    head = lines[0] if lines else []
    if "owner_group" not in head or not {"names", "hosts"} & set(head):
        raise ValueError(f"line 1: names no columns. It needs owner_group and names or hosts, of {', '.join(COLUMNS)}")
    by_host: dict[str, Owner] = {}
    by_name: dict[str, Owner] = {}
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cells) or cells[0].startswith("#"):
            continue
        row = dict(zip(head, map(str.strip, cells), strict=False))
        group, since = row.get("owner_group"), row.get("since", "")
        hosts = [host.casefold().removeprefix("www.") for host in _listed(row.get("hosts", ""))]
        names = handles_of(_listed(row.get("names", "")))
        if not group or not (hosts or names) or (since and not (since.isdecimal() and len(since) == 4)):
            raise ValueError(f"line {number}: needs an owner_group, and names or hosts; since is empty or a year")
        by_host |= {host: Owner(group=group, origin=f"{before}address", since=since) for host in hosts}
        by_name |= {name: Owner(group=group, origin=f"{before}outlet name", since=since) for name in names}
    return by_host, by_name


def _listed(cell: str) -> list[str]:
    return [each.strip() for each in cell.split(";") if each.strip()]


def _domains(host: str) -> list[str]:
    """A host, and all above it but the last label: ``ar.site.example``, ``site.example``."""
    if "." not in host:
        return []
    labels = host.casefold().strip().split(":")[0].split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
