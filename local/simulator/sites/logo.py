"""A logo as a PNG, drawn by code: a disc in one colour beside a bar in another, on nothing.

Format: https://www.w3.org/TR/png-3/ (signature, IHDR, IDAT, IEND; 8-bit RGBA, no filter).
"""

import struct
import zlib

_WIDTH, _HEIGHT = 120, 32
Rgb = tuple[int, int, int]


def wordmark(disc: Rgb, bar: Rgb) -> bytes:
    """120 × 32 pixels."""
    rows = b"".join(b"\0" + b"".join(_pixel(x, y, disc, bar) for x in range(_WIDTH)) for y in range(_HEIGHT))
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 6, 0, 0, 0)
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _pixel(x: int, y: int, disc: Rgb, bar: Rgb) -> bytes:
    if (x - 16) ** 2 + (y - 16) ** 2 < 14**2:
        return bytes((*disc, 255))
    return bytes((*bar, 255)) if 40 <= x < 110 and 10 <= y < 22 else bytes(4)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
