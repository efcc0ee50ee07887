"""XXH64 inside compiled loops: of bytes, of a word's UTF-16 code units, and of a few 32-bit values.

The formula is XXH64's own; the tests hold it against the xxhash library. Source: the xxHash
specification, "XXH64 algorithm description".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import uncounted

if TYPE_CHECKING:
    from numpy.typing import NDArray

_P1 = np.uint64(0x9E3779B185EBCA87)
_P2 = np.uint64(0xC2B2AE3D27D4EB4F)
_P3 = np.uint64(0x165667B19E3779F9)
_P4 = np.uint64(0x85EBCA77C2B2AE63)
_P5 = np.uint64(0x27D4EB2F165667C5)
_STRIPE_UNITS = 16
"""Units in the 32 bytes that the four accumulators take at once."""


@uncounted
def xxh64_units(units: NDArray[np.uint16], begin: int, end: int) -> np.uint64:
    """XXH64, seed 0, of ``units[begin:end]`` as little-endian bytes."""
    size = end - begin
    if size >= _STRIPE_UNITS:
        return xxh64_bytes(units.view(np.uint8), 2 * begin, 2 * end)
    state, at = _P5 + np.uint64(2 * size), begin
    for _ in range(size >> 2):
        lane = _two_units(units, at) | (_two_units(units, at + 2) << np.uint64(32))
        state = xxh64_chain(state, lane)
        at += 4
    if size & 2:
        state = _rotated(state ^ (_two_units(units, at) * _P1), 23) * _P2 + _P3
        at += 2
    if size & 1:
        state = _rotated(state ^ (np.uint64(units[at] & 0xFF) * _P5), 11) * _P1
        state = _rotated(state ^ (np.uint64(units[at] >> 8) * _P5), 11) * _P1
    return _avalanche(state)


@uncounted
def _two_units(units: NDArray[np.uint16], at: int) -> np.uint64:
    return np.uint64(units[at]) | (np.uint64(units[at + 1]) << np.uint64(16))


@uncounted
def xxh64_bytes(data: NDArray[np.uint8], begin: int, end: int) -> np.uint64:
    """XXH64, seed 0, of ``data[begin:end]``."""
    size = end - begin
    state = _long_part(data, begin, size // 32 * 32) if size >= 32 else _P5
    state += np.uint64(size)
    at = begin + size // 32 * 32
    while at + 8 <= end:
        state = _rotated(state ^ _round(np.uint64(0), _lane(data, at)), 27) * _P1 + _P4
        at += 8
    if at + 4 <= end:
        state = _rotated(state ^ (_half(data, at) * _P1), 23) * _P2 + _P3
        at += 4
    for byte in data[at:end]:
        state = _rotated(state ^ (np.uint64(byte) * _P5), 11) * _P1
    return _avalanche(state)


@uncounted
def xxh64_three(first: np.uint64, second: np.uint64, third: np.uint64) -> np.uint64:
    """XXH64, seed 0, of three 32-bit little-endian values."""
    state = _P5 + np.uint64(12)
    state = _rotated(state ^ _round(np.uint64(0), first | (second << np.uint64(32))), 27) * _P1 + _P4
    state = _rotated(state ^ (third * _P1), 23) * _P2 + _P3
    return _avalanche(state)


@uncounted
def xxh64_chain(state: np.uint64, lane: np.uint64) -> np.uint64:
    """``state`` after one more 64-bit value: XXH64's step for a lane, for values that come one by one."""
    return _rotated(state ^ _round(np.uint64(0), lane), 27) * _P1 + _P4


@uncounted
def _long_part(data: NDArray[np.uint8], begin: int, size: int) -> np.uint64:
    """The four accumulators over whole stripes of 32 bytes, put together."""
    a, b, c, d = _P1 + _P2, _P2, np.uint64(0), np.uint64(0) - _P1
    for at in range(begin, begin + size, 32):
        a = _round(a, _lane(data, at))
        b = _round(b, _lane(data, at + 8))
        c = _round(c, _lane(data, at + 16))
        d = _round(d, _lane(data, at + 24))
    state = _rotated(a, 1) + _rotated(b, 7) + _rotated(c, 12) + _rotated(d, 18)
    for accumulator in (a, b, c, d):
        state = (state ^ _round(np.uint64(0), accumulator)) * _P1 + _P4
    return state


@uncounted
def _lane(data: NDArray[np.uint8], at: int) -> np.uint64:
    return _half(data, at) | (_half(data, at + 4) << np.uint64(32))


@uncounted
def _half(data: NDArray[np.uint8], at: int) -> np.uint64:
    return (
        np.uint64(data[at])
        | (np.uint64(data[at + 1]) << np.uint64(8))
        | (np.uint64(data[at + 2]) << np.uint64(16))
        | (np.uint64(data[at + 3]) << np.uint64(24))
    )


@uncounted
def _rotated(value: np.uint64, bits: int) -> np.uint64:
    return (value << np.uint64(bits)) | (value >> np.uint64(64 - bits))


@uncounted
def _round(state: np.uint64, lane: np.uint64) -> np.uint64:
    return _rotated(state + lane * _P2, 31) * _P1


@uncounted
def _avalanche(state: np.uint64) -> np.uint64:
    state = (state ^ (state >> np.uint64(33))) * _P2
    state = (state ^ (state >> np.uint64(29))) * _P3
    return state ^ (state >> np.uint64(32))
