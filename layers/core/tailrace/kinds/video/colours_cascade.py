"""Which declarations of the style sheets count for which element.

The most specific rule wins, the later one of equals, as in a browser; so a framework's rules that the page doesn't use
count for nothing. What elements inherit is not worked out, and `!important` is not heeded.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tailrace.kinds.video.colours_rules import inline, rules
from tailrace.kinds.video.colours_value import Tokens
from tailrace.kinds.video.page_dom import Node
from tailrace.kinds.video.page_select import Selector, Specificity

# By what they set, since a shorthand and its longhand override each other.
_PROPERTIES = {
    "background": "background",
    "background-color": "background",
    "background-image": "image",
    "color": "text",
    "border-color": "border",
    "border": "border",
    "font-family": "font",
    "font": "font",
    "display": "display",
    "visibility": "visibility",
    "text-indent": "indent",
    "left": "left",
}
_INLINE: Specificity = (1000, 0, 0)
_Declarations = Sequence[tuple[str, Tokens]]


@dataclass(eq=False)
class Declared:
    """The value of a property, by what right it counts, and the variables that are set beside it."""

    right: tuple[Specificity, int]
    name: str
    value: Tokens
    variables: dict[str, Tokens]


@dataclass
class Cascade:
    """What counts, by the element's id and what is set; the page's own variables; whether all rules were looked at."""

    nodes: dict[int, Node] = field(default_factory=dict)
    winners: dict[tuple[int, str], Declared] = field(default_factory=dict)
    variables: dict[str, Tokens] = field(default_factory=dict)
    whole: bool = True

    def of(self, *kinds: str) -> Iterator[tuple[Node, str, Declared]]:
        """What counts for each element, of these kinds."""
        for (key, kind), declared in self.winners.items():
            if kind in kinds:
                yield self.nodes[key], kind, declared

    def hidden(self) -> list[Node]:
        """The elements that the style sheets don't show, or show outside of the screen."""
        return [node for node, _, declared in self.of("display", "visibility", "indent", "left") if _hides(declared)]


def cascade(root: Node, sheets: Iterable[str]) -> Cascade:
    """Apply the style sheets, in the order of the page, and the style attributes."""
    selector = Selector(root)
    result = Cascade()
    for order, (found, specificity, declarations) in enumerate(_applied(root, sheets, selector)):
        own = {name: value for name, value in declarations if name.startswith("--")}
        if any(node.tag in ("html", "body") for node in found):
            result.variables.update(own)
        for name, value in declarations:
            if kind := _PROPERTIES.get(name):
                declared = Declared((specificity, order), name, value, own)
                for node in found:
                    result.nodes[id(node)] = node
                    held = result.winners.get((id(node), kind))
                    if held is None or held.right <= declared.right:
                        result.winners[id(node), kind] = declared
    result.whole = not selector.exhausted
    return result


def _applied(
    root: Node, sheets: Iterable[str], selector: Selector
) -> Iterator[tuple[list[Node], Specificity, _Declarations]]:
    """Every rule that sets something of interest, with the elements that it means; the style attributes last."""
    for sheet in sheets:
        for rule in rules(sheet):
            if any(name in _PROPERTIES or name.startswith("--") for name, _ in rule.declarations):
                found, specificity = selector.select(rule.selector)
                if found:
                    yield found, specificity, rule.declarations
    for node in root.walk():
        if "style" in node.attrs:
            yield [node], _INLINE, inline(node.attrs["style"])


def _hides(declared: Declared) -> bool:
    if declared.name in ("display", "visibility"):
        values = [token.lower_value for token in declared.value if token.type == "ident"]
        return values[:1] in (["none"], ["hidden"], ["collapse"])
    return any(token.type == "dimension" and token.value <= -100 for token in declared.value)
