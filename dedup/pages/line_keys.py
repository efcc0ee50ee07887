"""What makes two lines of one outlet the same line."""

from __future__ import annotations

from string import ascii_letters, digits


def _tables() -> tuple[bytes, bytes]:
    """What each byte of UTF-8 becomes in a key, and which are left out."""
    kept = bytearray(bytes(range(256)).lower())
    for source, target in (
        *((0xA2, 0xA7), (0xA3, 0xA7), (0xA5, 0xA7)),  # alef with madda, with hamza above and below: alef
        *((0xA4, 0x88), (0xA6, 0x8A), (0x89, 0x8A)),  # waw and yeh with hamza: without; alef maksura: yeh
        *((0xA9, 0x87), (0x9F, 0x2E), (0x21, 0x2E)),  # teh marbuta: heh; question and exclamation mark: full stop
    ):
        kept[source] = target
    left_out = {
        *(set(range(0x80)) - {ord(letter) for letter in "\n.!" + ascii_letters + digits}),
        *(0xD8, 0xD9, 0xC2, 0xE2),  # lead bytes of the Arabic block, Latin-1 signs, general punctuation
        *(0x80, 0xA0, 0x8C, 0x9B),  # tatweel, NO-BREAK SPACE, Arabic comma and semicolon
        *range(0x8B, 0x9A),  # tashkeel, superscript signs
        *(0x9C, 0x9D),  # quotes
    }
    return bytes(kept), bytes(sorted(left_out))


_KEPT, _LEFT_OUT = _tables()


def line_key(text: str) -> bytes:
    """The letters and digits of ``text``; line breaks are kept, every mark that ends a sentence is a full stop.

    Coarser and several times cheaper than `dedup.text.fold.fold`: alef forms, ى/ي, ة/ه, tashkeel,
    tatweel, spaces, commas and most quotes make no difference; digits do. About one byte a letter.
    """
    return key_of_bytes(text.encode("utf-8", "surrogatepass"))


def key_of_bytes(data: bytes) -> bytes:
    """`line_key` of UTF-8."""
    return data.translate(_KEPT, _LEFT_OUT)
