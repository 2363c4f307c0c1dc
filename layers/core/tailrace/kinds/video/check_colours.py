"""The colours of a scene, as written in its strings: only the palette's, and the brand's own among them."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tailrace.kinds.video.check_sources import Untellable
from tailrace.kinds.video.check_tree import attribute, name_of, value
from tailrace.kinds.video.check_values import Values
from tailrace.kinds.video.scene_palette import Palette, opaque
from tailrace.syntax_tree import below, field, line, readable, walk

Found = tuple[int, str]

_HEX = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)
# A mixture of colours is looked at by what is mixed, as a gradient is.
_FUNCTION = re.compile(r"(?<![\w-])(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(([^)]*)\)?", re.IGNORECASE)
# A shape's id, which may look like a colour.
_ID = re.compile(r"url\([^)]*\)", re.IGNORECASE)
_CHANNELS = re.compile(r"\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/].*)?")
_WORD = re.compile(r"(?<![\w(#-])[a-z]+(?![\w(-])", re.IGNORECASE)
# Characters of a colour that a message repeats.
_TOLD = 60
# The properties that take a colour by its name.
_COLOURED = re.compile(r"color|background|fill|stroke|\w*Color|border\w*|outline|\w*[sS]hadow|backgroundImage|filter")
# https://www.w3.org/TR/css-color-4/#named-colors, but for black and white.
_NAMES = """
aliceblue antiquewhite aqua aquamarine azure beige bisque blanchedalmond blue blueviolet brown burlywood cadetblue
chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen
darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue
darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick
floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink
indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid
mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream
mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen
paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown
royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey snow
springgreen steelblue tan teal thistle tomato turquoise violet wheat whitesmoke yellow yellowgreen
"""
_NAMED = frozenset(_NAMES.split())


def findings(root: Node, values: Values, palette: Palette, texts: Iterable[Node]) -> list[Found]:
    """What is wrong with the colours: (line, message). `texts` are the strings that are shown, and so no colours."""
    read = {node.id for node in texts}
    found: list[Found] = []
    used: set[str] = set()
    for node in walk(root):
        if node.type in ("string", "template_string") and node.id not in read:
            for colour in _written(_ID.sub("", value(node))):
                exact = _exact(colour)
                used.add(exact or "")
                if exact not in palette.allowed:
                    found.append((line(node), f"the colour {readable(colour)[:_TOLD]} is not in the palette"))
        elif node.type in ("pair", "jsx_attribute"):
            found += [
                (line(node), f"the colour {word} is not in the palette; write colours as hex")
                for text in _named_in(node, values)
                for word in _WORD.findall(text)
                if word.lower() in _NAMED
            ]
    if palette.branded and palette.primary.lower() not in used:
        found.append((1, f"the brand's primary colour {palette.primary} is not used"))
    return found


def _written(text: str) -> Iterator[str]:
    yield from _HEX.findall(text)
    for match in _FUNCTION.finditer(text):
        yield match[0]


def _exact(colour: str) -> str | None:
    """The colour without its transparency as `#rrggbb`; None for a notation that can't be compared."""
    if colour.startswith("#"):
        return opaque(colour)
    function = _FUNCTION.match(colour)
    channels = _CHANNELS.fullmatch(function[2]) if function and function[1].lower() in ("rgb", "rgba") else None
    if not channels:
        return None
    numbers = [int(channel) for channel in channels.groups()]
    return "#{:02x}{:02x}{:02x}".format(*numbers) if max(numbers) <= 255 else None


def _named_in(node: Node, values: Values) -> set[str]:
    """The texts that a property or attribute for colours is given, also by way of a constant."""
    if node.type == "pair":
        name, given = name_of(field(node, "key")), field(node, "value")
    else:
        name, given = attribute(node)
    if given is None or not _COLOURED.fullmatch(name):
        return set()
    written = {value(inner) for inner in walk(given) if inner.type in ("string", "template_string")}
    for inner in below(given) if given.type == "jsx_expression" else [given]:
        try:
            written |= {value(text) for text in values.texts(inner)}
        except Untellable:
            continue  # A colour that is computed is computed from those that are written.
    return written
