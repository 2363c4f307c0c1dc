"""What a scene may draw: elements, their attributes, and pictures. Nothing of it loads anything or acts by itself."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tailrace.kinds.video.check_names import Names
from tailrace.kinds.video.check_sources import Untellable
from tailrace.kinds.video.check_tree import attribute, value
from tailrace.kinds.video.check_values import Values
from tailrace.syntax_tree import HOLE, below, field, line, readable, source, walk

Found = tuple[int, str]

ELEMENTS = frozenset(
    {"article", "aside", "b", "blockquote", "br", "button", "cite", "circle", "clipPath", "code", "defs", "div",
     "ellipse", "em", "feBlend", "feColorMatrix", "feComposite", "feDropShadow", "feFlood", "feGaussianBlur", "feMerge",
     "feMergeNode", "feOffset", "feTurbulence", "figcaption", "figure", "filter", "footer", "g", "h1", "h2", "h3",
     "h4", "h5", "h6", "header", "hr", "i", "label", "li", "line", "linearGradient", "main", "mark", "mask", "nav", "p",
     "path", "pattern", "polygon", "polyline", "pre", "q", "radialGradient", "rect", "s", "section", "small", "span",
     "stop", "strong", "sub", "sup", "svg", "table", "tbody", "td", "text", "textPath", "th", "thead", "tr", "tspan",
     "u", "ul"}
)  # fmt: skip
# Components of the modules that may be imported.
_COMPONENTS = frozenset({"AbsoluteFill", "Fragment", "Freeze", "Img", "Loop", "Sequence", "Series"})
_MEMBERS = frozenset({("react", "Fragment"), ("remotion", "Sequence")})
# On an element, or on a component that hands it to one.
_ACTING = re.compile(r"on[A-Za-z]+|src(?:Set|Doc)?|href|xlinkHref|xlink:href")
# Whoever has them: they reach around what is looked at here.
_NEVER = re.compile(r"ref|is|children|dangerouslySet.*")
_FUNCTION = re.compile(r"([\w-]*)\(")
# https://www.w3.org/TR/css-values-4/, css-color-4, css-images-3, css-transforms-2, filter-effects-1, css-shapes-1,
# css-easing-2, css-grid-2: all that draw, and none that loads.
_CSS = frozenset(
    {"abs", "acos", "asin", "atan", "atan2", "blur", "brightness", "calc", "circle", "clamp", "color", "color-mix",
     "conic-gradient", "contrast", "cos", "cubic-bezier", "drop-shadow", "ellipse", "exp", "fit-content", "grayscale",
     "hsl", "hsla", "hue-rotate", "hwb", "hypot", "inset", "invert", "lab", "lch", "linear", "linear-gradient", "log",
     "matrix", "matrix3d", "max", "min", "minmax", "mod", "oklab", "oklch", "opacity", "path", "perspective",
     "polygon", "pow", "radial-gradient", "rect", "rem", "repeat", "repeating-conic-gradient",
     "repeating-linear-gradient", "repeating-radial-gradient", "rgb", "rgba", "rotate", "rotate3d", "rotateX",
     "rotateY", "rotateZ", "round", "saturate", "scale", "scale3d", "scaleX", "scaleY", "scaleZ", "sepia", "sign",
     "sin", "skew", "skewX", "skewY", "sqrt", "steps", "tan", "translate", "translate3d", "translateX", "translateY",
     "translateZ", "var", "xywh"}
)  # fmt: skip
# A shape of the scene itself, by its id: that loads nothing.
_OWN_SHAPE = re.compile(r"url\(\s*([\"']?)#[\w" + HOLE + r"-]+\1\s*\)")


def findings(
    root: Node, names: Names, values: Values, pictures: frozenset[str], texts: Iterable[Node]
) -> Iterator[Found]:
    """What may not be drawn: (line, message).

    `pictures` are the addresses that an `Img` may show; `texts` are the strings that are shown, whatever they say.
    """
    read = {node.id for node in texts}
    for node in walk(root):
        if node.type in ("jsx_opening_element", "jsx_self_closing_element"):
            yield from _element(node, names, values, pictures)
        elif node.type in ("string", "template_string") and node.id not in read:
            yield from _loads(node)


def _loads(node: Node) -> Iterator[Found]:
    text = _OWN_SHAPE.sub("", value(node))
    for found in _FUNCTION.finditer(text):
        # A bracket without a name is arithmetic or words, but for one to which a name could be put in front.
        nameless = not found[1] and found.start() > 0 and text[found.start() - 1] != HOLE
        if found[1] not in _CSS and not nameless:
            yield (
                line(node),
                f"nothing is loaded, no url(): {readable(text[max(0, found.start() - 9) : found.end() + 9])}",
            )


def _element(node: Node, names: Names, values: Values, pictures: frozenset[str]) -> Iterator[Found]:
    name = field(node, "name")
    if name is None:
        return  # A fragment.
    imported, is_own = _component(name, names)
    if not imported and not is_own and source(name) not in ELEMENTS:
        yield line(node), f"<{source(name)}> is not allowed in a scene"
    for child in below(node):
        if child.type == "jsx_expression" and not is_own:
            yield line(child), "attributes are written one by one, not spread"
        elif child.type == "jsx_attribute":
            attribute_name, given = attribute(child)
            if imported == "Img" and attribute_name == "src":
                yield from _picture(child, given, values, pictures)
            elif _NEVER.fullmatch(attribute_name) or (not is_own and _ACTING.fullmatch(attribute_name)):
                yield line(child), f"the attribute {attribute_name} is not allowed in a scene"


def _component(name: Node, names: Names) -> tuple[str | None, bool]:
    """What of a module a component is, and whether it is the scene's own."""
    if name.type == "identifier" and source(name)[:1].isupper():
        known = names.imported(name)
        return known[1] if known and known[1] in _COMPONENTS else None, bool(names.functions(name))
    if name.type == "member_expression":
        on, member = field(name, "object"), source(field(name, "property"))
        known = names.imported(on) if on else None
        return member if known and (known[0], member) in _MEMBERS else None, False
    return None, False


def _picture(child: Node, given: Node | None, values: Values, pictures: frozenset[str]) -> Iterator[Found]:
    inner = below(given) if given and given.type == "jsx_expression" else [given] if given else []
    try:
        written = {value(text) for node in inner for text in values.texts(node)}
    except Untellable:
        written = set()
    if not written or not written <= pictures:
        yield line(child), "the only picture that may be shown is the brand's logo, by its address"
