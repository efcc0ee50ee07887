"""The corpus maker of benchmarks/scale."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.scale.corpus import write_corpus
from benchmarks.scale.invented import invented
from dedup.text.shingles import shingles_of
from dedup.text.tokens import tokenize
from tests.factories import BRIDGE, HARVEST, LIBRARY, reworded

if TYPE_CHECKING:
    from pathlib import Path

RESTYLED = BRIDGE.replace("أ", "ا").replace("ة", "ه").replace("٤٥", "45").replace("بلدي", "بلـدي")
TEXTS = [BRIDGE, RESTYLED, HARVEST, reworded(HARVEST, every=9), LIBRARY, LIBRARY.partition(".")[0], f'{HARVEST}\n"\\']


def grown(path: Path, *, count: int, seed: int = 1, texts: list[str] | None = None) -> list[dict[str, str]]:
    base = None
    if texts:
        base = path.with_suffix(".base")
        rows = [
            {"id": f"«{n}»", "outlet": "صحيفة", "published": "2026-03-02 06:00:00", "title": "جسر", "text": text}
            for n, text in enumerate(texts)
        ]
        base.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    write_corpus(path, count=count, base=base, seed=seed)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def shingle_sets(records: list[dict[str, str]]) -> list[set[int]]:
    batch = tokenize([record["text"] for record in records], fold_version=1)
    return [set(shingles_of(batch.of(i)).tolist()) for i in range(len(batch))]


def jaccards(sets: list[set[int]]) -> np.ndarray:
    return np.array([[len(a & b) / len(a | b) for b in sets] for a in sets])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    return grown(tmp_path_factory.mktemp("made") / "corpus.jsonl", count=600)


def test_same_seed_same_bytes(tmp_path):
    """One seed gives the same file each time, another one another file."""
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    for path, seed in ((first, 1), (again, 1), (other, 2)):
        write_corpus(path, count=50, base=None, seed=seed)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_articles_of_an_epoch_come_by_time(tmp_path):
    """A corpus is fed as a monitor gets it, the oldest first, and a small one is made of the oldest."""
    rows = [
        {"id": hour, "outlet": "صحيفة", "published": f"2026-03-02 {hour}:00:00", "title": "جسر", "text": BRIDGE}
        for hour in ("17", "06", "11", "08")
    ]
    base = tmp_path / "base"
    base.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    for count in (3, 4):
        write_corpus(tmp_path / "out", count=count, base=base, seed=1)
        lines = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["id"] for line in lines] == ["06", "08", "11", "17"][:count]


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one(tmp_path):
    """Sizes are comparable: the first articles of a larger corpus are those of a smaller one."""
    small = grown(tmp_path / "small", count=9, texts=TEXTS[:3])
    large = grown(tmp_path / "large", count=14, texts=TEXTS[:3])
    assert large[:9] == small


def test_first_epoch_is_the_base(tmp_path):
    """Epoch 0 is the base to the last character, quotation marks and line ends included."""
    records = grown(tmp_path / "out", count=len(TEXTS), texts=TEXTS)
    assert [record["text"] for record in records] == TEXTS
    assert [record["id"] for record in records] == [f"«{n}»" for n in range(len(TEXTS))]


@pytest.mark.parametrize("epoch", [1, 2, 7])
def test_an_epoch_keeps_the_likeness_of_its_articles(tmp_path, epoch):
    """Within an epoch every pair of articles has the Jaccard it has in the base, restyled spelling included."""
    count = len(TEXTS)
    sets = shingle_sets(grown(tmp_path / "out", count=count * (epoch + 1), texts=TEXTS))
    base, later = jaccards(sets[:count]), jaccards(sets[-count:])
    assert base[0, 1] == 1.0
    np.testing.assert_allclose(later, base, atol=1e-12)


def test_epochs_share_shingles_by_chance_only(tmp_path, made):
    """Under one in a hundred of an epoch's shingles stands in another epoch."""
    texts = [record["text"] for record in made]
    count = len(texts)
    sets = shingle_sets(grown(tmp_path / "out", count=count * 3, texts=texts))
    first, second, third = (set().union(*sets[at : at + count]) for at in (0, count, 2 * count))
    for a, b in ((first, second), (first, third), (second, third)):
        assert len(a & b) / min(len(a), len(b)) < 0.01


def test_epochs_are_apart_in_time_and_identity(tmp_path):
    """Epoch k lies k times 60 days later, and no two articles have one id."""
    records = grown(tmp_path / "out", count=9, texts=TEXTS[:3])
    assert [record["published"] for record in records[::3]] == [
        "2026-03-02 06:00:00",
        "2026-05-01 06:00:00",
        "2026-06-30 06:00:00",
    ]
    assert len({record["id"] for record in records}) == 9


def test_invented_corpus_has_copies_of_every_kind(made):
    """Of the invented articles a third or so has a copy: exact ones, edited ones, and the same article again."""
    sets = shingle_sets(made)
    likeness = np.triu(jaccards(sets), 1)
    copied = (likeness > 0.1).any(axis=0) | (likeness > 0.1).any(axis=1)
    assert 0.2 < copied.mean() < 0.6
    assert (likeness == 1.0).any()
    assert ((likeness > 0.1) & (likeness < 0.5)).any()
    again = [(record["outlet"], record["title"], record["published"], record["text"]) for record in made]
    assert 0.03 < 1 - len(set(again)) / len(again) < 0.2


def test_invented_records_come_in_the_order_of_time():
    """Records are in the order a monitor would meet them."""
    times = [record["published"] for record in invented(200, seed=3)]
    assert times == sorted(times)


def test_real_epochs_do_not_match(tmp_path, shared):
    """On real articles, too, the epochs share under two shingles in a hundred, and copies stay copies."""
    count = 2_000
    base = tmp_path / "base"
    write_corpus(base, count=count, base=shared / "data/egypt2013.jsonl.xz", seed=1)
    write_corpus(tmp_path / "out", count=2 * count, base=base, seed=1)
    records = [json.loads(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]
    sets = shingle_sets(records)
    first, second = set().union(*sets[:count]), set().union(*sets[count:])
    assert len(first & second) / len(second) < 0.02
    sizes = np.array([[len(a), len(b)] for a, b in zip(sets[:count], sets[count:], strict=True)])
    assert (np.abs(sizes[:, 0] - sizes[:, 1]) <= 0.02 * sizes[:, 0] + 1).mean() > 0.99
