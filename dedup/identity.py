"""When two records are one article: same outlet and same address or same title and time, same text.

Not a republication: the same page fetched again, or one article in two sections' feeds. A changed
text at the same address is another article of that outlet, a version: it is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import xxhash

if TYPE_CHECKING:
    from dedup.models import Article

_SEPARATOR = "\x1f"  # INFORMATION SEPARATOR ONE, in no outlet's name


def identity(article: Article, text_hash: int) -> int:
    """64 signed bits that are equal for records of one article.

    Args:
        article: the record as it was understood.
        text_hash: of its folded text (`ShingleBatch.text_hashes`), so that a page whose spelling
            or spacing alone was touched stays the same article.
    """
    place = [article.url] if article.url else [article.title or "", article.published_at or ""]
    key = _SEPARATOR.join([article.outlet, *place, str(text_hash)])
    unsigned = xxhash.xxh64_intdigest(key.encode("utf-8", "surrogatepass"))
    return unsigned - (1 << 64) if unsigned >= 1 << 63 else unsigned
