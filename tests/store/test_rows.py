"""What is stored of a record that does not depend on the index."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dedup.store.rows import ARTICLE_COLUMNS, rows_of
from tests.factories import article


@given(st.dictionaries(st.text(), st.text()))
def test_what_else_a_record_says_is_kept_as_json(extra: dict[str, str]) -> None:
    """Letters stay letters; nothing is stored for nothing."""
    record = article(extra=extra)
    (row,) = rows_of([record], [record]).articles

    assert row[ARTICLE_COLUMNS.index("extra")] == (json.dumps(extra, ensure_ascii=False) if extra else None)
