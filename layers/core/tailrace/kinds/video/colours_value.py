"""The colours in a CSS value, as sRGB."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tinycss2.ast import FunctionBlock
from tinycss2.color4 import Color, parse_color

# Below this a colour is a veil over others, not one that is seen as itself.
_LEAST_ALPHA = 0.5
# How deep variables and functions may lie in each other, and how many colours of one value count (a gradient's).
_MOST_DEPTH, _MOST_COLOURS = 6, 3
# How many tokens a variable may stand for: enough for a colour, little enough that variables of variables stay small.
_MOST_TOKENS = 24
_NOTATIONS = frozenset({"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch"})

Tokens = Sequence[Any]
Variables = Mapping[str, Tokens]

# Conversions of CSS Color Module Level 4, section 19 (sample code).
_D50_TO_D65 = (
    (0.955473421488075, -0.02309845494876471, 0.06325924320057072),
    (-0.0283697093338637, 1.0099953980813041, 0.021041441191917323),
    (0.012314014864481998, -0.020507649298898964, 1.330365926242124),
)
_XYZ_TO_LINEAR_SRGB = (
    (3.2409699419045226, -1.537383177570094, -0.4986107602930034),
    (-0.9692436362808796, 1.8759675015077202, 0.04155505740717559),
    (0.05563007969699366, -0.20397695888897652, 1.0569715142428786),
)


def colours(tokens: Tokens, variables: Variables, used: set[str]) -> list[str]:
    """The first colours of a value, `#rrggbb`, with `var()` looked up. `used` receives the names of variables."""
    found: list[str] = []
    for colour in _walk(tokens, variables, used, 0):
        if colour not in found:
            found.append(colour)
        if len(found) == _MOST_COLOURS:
            break
    return found


def to_hex(value: str) -> str | None:
    """A colour in CSS notation as `#rrggbb`; None if it is none, or transparent."""
    return _hex(value)


def _walk(tokens: Tokens, variables: Variables, used: set[str], depth: int) -> Iterator[str]:
    if depth > _MOST_DEPTH:
        return
    for token in tokens:
        if token.type not in ("hash", "ident", "function"):
            continue
        if token.type != "function":
            colour = _hex(token)
        elif token.lower_name == "var":
            yield from _walk(_substitute([token], variables, used, depth), variables, used, depth + 1)
            continue
        elif token.lower_name in _NOTATIONS:
            arguments = _substitute(token.arguments, variables, used, depth)
            colour = _hex(FunctionBlock(token.source_line, token.source_column, token.name, arguments))
        else:
            yield from _walk(token.arguments, variables, used, depth + 1)
            continue
        if colour:
            yield colour


def _substitute(tokens: Tokens, variables: Variables, used: set[str], depth: int) -> list[Any]:
    """The tokens with each `var()` in them replaced by what it stands for; by nothing if that is not known."""
    replaced: list[Any] = []
    for token in tokens:
        if token.type != "function" or token.lower_name != "var":
            replaced.append(token)
        elif depth < _MOST_DEPTH:
            value = _value(token.arguments, variables, used)
            replaced += _substitute(value[:_MOST_TOKENS], variables, used, depth + 1)
    return replaced


def _value(arguments: Tokens, variables: Variables, used: set[str]) -> Tokens:
    name = next((token.value for token in arguments if token.type == "ident"), None)
    if name is not None and name in variables:
        used.add(name)
        return variables[name]
    comma = next((i for i, token in enumerate(arguments) if token.type == "literal" and token.value == ","), None)
    return () if comma is None else arguments[comma + 1 :]


def _hex(value: Any) -> str | None:
    try:
        colour = parse_color(value)
        if not isinstance(colour, Color) or colour.alpha < _LEAST_ALPHA:
            return None
        channels = _srgb(colour)
        return (
            None if channels is None else "#" + "".join(f"{round(min(1.0, max(0.0, c)) * 255):02x}" for c in channels)
        )
    except (OverflowError, ValueError):
        return None  # a number that no screen could show


def _srgb(colour: Color) -> tuple[float, ...] | None:
    """Channels 0–1; a colour that sRGB can't show is clipped by the caller. None for the rare notations."""
    if colour.space in ("srgb", "hsl", "hwb"):
        return tuple(colour.to("srgb").coordinates)
    if colour.space in ("oklab", "oklch"):
        return _from_xyz(tuple(colour.to("xyz-d65").coordinates))
    if colour.space in ("lab", "lch"):
        return _from_xyz(_multiply(_D50_TO_D65, tuple(colour.to("xyz-d50").coordinates)))
    return None


def _from_xyz(xyz: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(_gamma(channel) for channel in _multiply(_XYZ_TO_LINEAR_SRGB, xyz))


def _gamma(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * float(linear ** (1 / 2.4)) - 0.055


def _multiply(matrix: tuple[tuple[float, ...], ...], vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
