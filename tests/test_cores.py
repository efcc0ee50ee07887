"""Work shared out among cores is done once, whole, whatever their number."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import cores
from dedup.cores import on_all_cores


@given(count=st.integers(0, 50), at_least=st.integers(1, 60), available=st.integers(1, 9))
def test_each_item_is_worked_on_once(count: int, at_least: int, available: int) -> None:
    """No slice is smaller than is worth a thread, but where there is only one."""
    times, sizes = [0] * count, []

    def work(some: slice) -> None:
        sizes.append(len(times[some]))
        for item in range(*some.indices(count)):
            times[item] += 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cores, "cores", lambda: available)
        on_all_cores(work, count, at_least=at_least)

    assert times == [1] * count
    assert len(sizes) <= available
    assert len(sizes) == 1 or min(sizes) >= at_least


def test_what_fails_on_one_core_fails_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that breaks off does not go unheard."""
    monkeypatch.setattr(cores, "cores", lambda: 2)

    def work(some: slice) -> None:
        if some.start:
            raise ValueError("the second half")

    with pytest.raises(ValueError, match="the second half"):
        on_all_cores(work, 10, at_least=1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_works_on_all_cores_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has none of the threads of the process that it came from, and makes its own."""
    monkeypatch.setattr(cores, "cores", lambda: 2)
    on_all_cores(lambda _: None, 10, at_least=1)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        assert pool.submit(_items_worked_on, 10).result(timeout=20) == list(range(10))


def _items_worked_on(count: int) -> list[int]:
    items: list[int] = []
    on_all_cores(lambda some: items.extend(range(*some.indices(count))), count, at_least=1)
    return sorted(items)
