"""What an index holds is told by names, so that two orders of arrival can be compared."""

from pathlib import Path

from benchmarks.quality.answers import index_pages
from benchmarks.quality.generate import Size, generate
from benchmarks.quality.orders import held


def test_an_index_is_told_by_names_whatever_came_first(tmp_path: Path) -> None:
    """The same pages backwards have other numbers, and the sides of their matches are turned."""
    pages = generate(seed=5, size=Size().scaled(0.02))
    index_pages(tmp_path / "forth.db", pages)
    index_pages(tmp_path / "back.db", pages[::-1])
    forth, back = held(tmp_path / "forth.db"), held(tmp_path / "back.db")

    assert len(forth.matches) > 10
    assert forth.matches == back.matches
    assert forth.stories.keys() == back.stories.keys()
