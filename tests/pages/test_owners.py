"""Who owns an outlet: found by address or name, in the package's table or the user's own."""

from __future__ import annotations

import datetime as dt

import pytest

from dedup.errors import PageError
from dedup.models import Page
from dedup.pages.agencies import handle, read_table
from dedup.pages.articles import understand
from dedup.pages.owners import read_owners
from tests.pages.reading import ROWS, as_lines, read

ROW = {**ROWS[0], "source": "المغرب اليوم"}


@pytest.fixture
def own_table(tmp_path):
    path = tmp_path / "owners.tsv"
    path.write_text(
        "owner_group\thosts\tnames\tsince\n# a line for people\n\n"
        "دار الضفاف\tdifaf.example;البلدة.example\tجريدة الضِّفاف;منبر السهل\t\nدار المرفأ\t\tصحيفة المرفأ\t2026\n",
        "utf-8",
    )
    return str(path)


def owner(outlet, url=None, table=None):
    found = read_owners(table).of(outlet, url=url)
    return found and (found.group, found.origin)


@pytest.mark.parametrize(
    ("outlet", "url"),
    [
        ("المغرب اليوم", None),
        ("  المغرب   اليومِ ", None),
        ("AlmaghribToday", None),
        ("www.almaghribtoday.net", None),
        ("اسم لا يعرفه أحد", "https://almaghribtoday.net/296/1"),
        ("اسم لا يعرفه أحد", "https://www.arabstoday.net/1"),
    ],
)
def test_sister_sites_are_found_by_name_handle_domain_and_address(outlet, url):
    """Spelling, spacing, case and a host's first labels do not matter."""
    assert owner(outlet, url)[0] == "Arabs Today Group"


@pytest.mark.parametrize("outlet", ["العرب اليوم", "الوطن", "النهار", "الصباح", "الشروق", "الجزيرة", ""])
def test_names_that_outlets_of_several_countries_have_tell_nothing(outlet):
    """A wrong owner is worse than none."""
    assert owner(outlet) is None


def test_an_address_tells_what_an_ambiguous_name_does_not():
    """Two papers of one name are told apart by their hosts; an unknown host tells nothing, nor does a look-alike."""
    assert owner("الصباح", "https://assabah.ma/1") == ("Eco-Médias", "address")
    assert owner("الصباح", "https://alsabaah.iq/1") == ("Iraqi Media Network", "address")
    assert owner("الصباح", "https://notassabah.ma/1") is None


def test_the_users_table_goes_before_ours_and_the_record_before_both(own_table, tmp_path):
    """Each says where its answer is from."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(as_lines([ROW, {**ROW, "source": "منبر السهل"}, {**ROW, "owner_group": "مجموعة أخرى"}]))

    articles, _ = read(path, owners=own_table)

    assert [(a.owner_group, a.owner_group_origin) for a in articles] == [
        ("Arabs Today Group", "outlet name"),
        ("دار الضفاف", "own table: outlet name"),
        ("مجموعة أخرى", "record"),
    ]
    assert owner("المغرب اليوم", "https://difaf.example/1", own_table) == ("دار الضفاف", "own table: address")
    assert owner("أي اسم", "https://البلدة.example/1", own_table) == ("دار الضفاف", "own table: address")


def test_a_key_can_be_mapped_to_the_owner_group(tmp_path):
    """As any other field."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(as_lines([{**ROW, "holding": "دار الضفاف"}]))

    assert read(path, mapping={"owner_group": "holding"})[0][0].owner_group == "دار الضفاف"


def test_an_owner_owns_from_its_year_on(own_table):
    """Articles of earlier years have none; those whose time is unknown get today's."""
    page = Page(path="a", position=1, content=ROWS[0]["text"], kind="article", outlet="صحيفة المرفأ")
    owners = read_owners(own_table)

    def at(published):
        return understand(page._replace(published=published), zone=dt.UTC, owners=owners).owner_group

    assert [at("2025-12-31"), at("2026-01-01"), at(None)] == [None, "دار المرفأ", "دار المرفأ"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("outlet\tgroup\nأ\tب\n", "line 1"),
        ("", "line 1"),
        ("owner_group\tnames\nدار الضفاف\t\n", "line 2"),
        ("owner_group\tnames\nدار الضفاف\tأ\n\tب\n", "line 3"),
        ("owner_group\tnames\tsince\nدار الضفاف\tأ\tأمس\n", "line 2"),
    ],
)
def test_a_damaged_table_is_refused_with_its_line(text, says, tmp_path):
    """Nothing is read with half a table."""
    path = tmp_path / "owners.tsv"
    path.write_text(text, "utf-8")

    with pytest.raises(PageError, match=f"owners.tsv, {says}: "):
        read_owners(str(path))


def test_a_table_that_is_not_there_or_no_text_is_named(tmp_path):
    """The message says which file and what is wrong with it."""
    (tmp_path / "owners.tsv").write_bytes("owner_group\tnames\nدار\tأ\n".encode("windows-1256"))

    with pytest.raises(PageError, match="UTF-8"):
        read_owners(str(tmp_path / "owners.tsv"))
    with pytest.raises(PageError, match="none.tsv"):
        read_owners(str(tmp_path / "none.tsv"))


def test_the_package_table_contradicts_itself_nowhere():
    """No name and no host stands in two rows, folded; every fact says how it is known."""
    rows = read_table("outlets.tsv")
    for column, key in (("names", handle), ("hosts", str.casefold)):
        keys = [each for row in rows for each in {key(each) for each in row[column].split(";") if each}]
        assert len(keys) == len(set(keys))
    assert all(row["known_from"] and (row["names"] or row["hosts"]) for row in rows)


def test_shared_pages_have_their_owners(shared):
    """The seed belongs to the group that its footer names; each answer comes from a table."""
    articles, _ = read(shared / "pages" / "almaghribtoday-flattened.txt")

    assert [(a.owner_group, a.owner_group_origin) for a in articles] == [("Arabs Today Group", "outlet name")]
