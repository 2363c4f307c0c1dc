"""The colours of a logo: of a picture by its pixels, of a drawing by what its source names."""

import re
from collections import Counter
from io import BytesIO

from tailrace.kinds.video.colours_value import to_hex

MOST_COLOURS = 5
# What a logo can sensibly have; a picture of more would be unpacked to hundreds of megabytes.
MOST_PIXELS = 4_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_SIDE = 64
# A colour that covers less is an edge or noise.
_LEAST_SHARE = 0.04
_OPAQUE = 128
# Two colours of which no channel differs by more are shades of one.
_ALIKE = 24
_PAINT = re.compile(
    r"(?:fill|stroke|stop-color)\s{0,4}[=:]\s{0,4}[\"']?\s{0,4}(#[0-9a-fA-F]{3,8}\b|(?:rgb|hsl)a?\([^()\"']{1,60}\)|[a-zA-Z]{3,20}\b)"
)
_DRAWING_MOST = 200_000


def of_picture(content: bytes) -> list[str]:
    """The main colours, `#rrggbb`, the most frequent first. Raises `ValueError` for what is no picture or too large."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            # Only the head has been read so far.
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError(f"a picture of {picture.width} × {picture.height} pixels; {MOST_PIXELS:,} are read")
            # The nearest pixels, unmixed: a mixture is no colour of the logo.
            picture.thumbnail((_SIDE, _SIDE), Image.Resampling.NEAREST)
            pixels = picture.convert("RGBA")
    except ValueError:
        raise
    except Exception as error:
        # A decoder may raise anything for bytes that were made to break it.
        raise ValueError(f"no picture that can be read ({type(error).__name__})") from error
    data = pixels.tobytes()
    solid = [data[i : i + 3] for i in range(0, len(data), 4) if data[i + 3] >= _OPAQUE]
    if not solid:
        return []
    reduced = Image.frombytes("RGB", (len(solid), 1), b"".join(solid)).quantize(8)
    palette = bytes(reduced.getpalette() or [])
    shares = Counter(reduced.tobytes())
    kept: list[bytes] = []
    for index, count in shares.most_common():
        colour = palette[index * 3 : index * 3 + 3]
        apart = all(max(abs(a - b) for a, b in zip(colour, other, strict=True)) > _ALIKE for other in kept)
        if count / len(solid) >= _LEAST_SHARE and apart:
            kept.append(colour)
    return [f"#{colour.hex()}" for colour in kept[:MOST_COLOURS]]


def of_drawing(source: str) -> list[str]:
    """The colours that an SVG paints with, `#rrggbb`, the most frequent first. Its source is searched, not parsed."""
    counts = Counter(
        colour for match in _PAINT.finditer(source[:_DRAWING_MOST]) if (colour := to_hex(match[1])) is not None
    )
    return [colour for colour, _ in counts.most_common(MOST_COLOURS)]
