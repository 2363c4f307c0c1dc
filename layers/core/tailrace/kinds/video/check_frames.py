"""Whether a scene can be rendered frame by frame, and whether what happens in it is ever seen."""

import re
from collections.abc import Iterator
from itertools import pairwise

from tree_sitter import Node

from tailrace.kinds.video.check_names import Names
from tailrace.kinds.video.check_tree import attribute, name_of
from tailrace.syntax_tree import below, field, line, source, walk

Found = tuple[int, str]

# Style that a browser would play by its own clock, which no frame knows.
_BY_ITSELF = re.compile(r"(transition|animation)[A-Z]?\w*")


def findings(root: Node, names: Names, frames: int) -> Iterator[Found]:
    """What comes after the scene's end, as far as it is written in numbers, and what no frame can show.

    What only lasts too long is cut by the film, and that is fine. (line, message).
    """
    for node in walk(root):
        if node.type in ("jsx_opening_element", "jsx_self_closing_element"):
            yield from _too_late(node, _attribute(node, "from", names), frames)
        elif node.type == "jsx_element" and source(field(field(node, "open_tag"), "name")) == "Series":
            yield from _series(node, names, frames)
        elif node.type == "call_expression":
            yield from _range(node, names, frames)
        elif node.type == "pair" and _BY_ITSELF.fullmatch(name_of(field(node, "key"))):
            yield line(node), f"{name_of(field(node, 'key'))} goes by a clock of its own; move things by the frame"


def _too_late(node: Node, begin: float | None, frames: int) -> Iterator[Found]:
    if begin is not None and begin >= frames:
        yield line(node), f"it begins at frame {begin:g}, and the scene has {frames}: it is never seen"


def _series(series: Node, names: Names, frames: int) -> Iterator[Found]:
    begin: float | None = 0
    for child in series.named_children:
        opening = field(child, "open_tag") if child.type == "jsx_element" else child
        if opening and child.type in ("jsx_element", "jsx_self_closing_element"):
            length = _attribute(opening, "durationInFrames", names)
            begin = None if begin is None else begin + (_attribute(opening, "offset", names) or 0)
            yield from _too_late(opening, begin, frames)
            begin = None if begin is None or length is None else begin + length


def _attribute(element: Node, name: str, names: Names) -> float | None:
    for child in element.named_children:
        written, given = attribute(child) if child.type == "jsx_attribute" else ("", None)
        if written == name and given and below(given):
            return names.number(below(given)[0])
    return None


def _range(call: Node, names: Names, frames: int) -> Iterator[Found]:
    """`interpolate(frame, [0, 20], [0, 1])`: what Remotion throws for, and what begins too late."""
    arguments = field(call, "arguments")
    if source(field(call, "function")) not in ("interpolate", "interpolateColors") or arguments is None:
        return
    given = below(arguments)
    if len(given) < 3 or given[1].type != "array" or given[2].type != "array":
        return
    inputs, outputs = (below(array) for array in given[1:3])
    if any(n.type == "spread_element" for n in (*inputs, *outputs)):
        return
    if len(inputs) != len(outputs):
        yield line(call), f"{len(inputs)} inputs have {len(outputs)} outputs: as many of both are needed"
    known = [names.number(item) for item in inputs]
    if any(one is not None and other is not None and one >= other for one, other in pairwise(known)):
        yield line(call), f"the inputs {source(given[1])[:60]} don't rise"
    if known and _is_frame(given[0], names):
        yield from _too_late(call, known[0], frames)


def _is_frame(node: Node, names: Names) -> bool:
    return node.type == "identifier" and any(source(v.node).startswith("useCurrentFrame") for v in names.of(node))
