"""What calls in a scene's code give, by what is called: the methods of lists and texts, and the module's functions."""

from collections.abc import Iterator

from tree_sitter import Node

from tailrace.kinds.video.check_names import FUNCTIONS, Names
from tailrace.syntax_tree import below, field, source

# Methods that give what they are called on, or a part of it; those that give one element of a list, or one character;
# and those that call a function for each element.
SAME = frozenset(
    {"slice", "substring", "trim", "trimStart", "trimEnd", "toUpperCase", "toLowerCase", "filter", "reverse", "sort",
     "toReversed", "toSorted"}
)  # fmt: skip
ONE = frozenset({"at", "charAt", "find"})
EACH = frozenset({"map", "flatMap", "filter", "find", "findIndex", "forEach", "some", "every"})
# Of those, what gives a whole element; and what gives a number, or a list of them.
WHOLE = frozenset({"filter", "find", "at", "map", "flatMap", "reverse", "sort", "toReversed", "toSorted"})
COUNTS = frozenset({"indexOf", "lastIndexOf", "findIndex", "keys"})
METHODS = SAME | ONE | EACH | COUNTS | {"concat", "from", "join", "split"}
"""What every list or text can do; no object of a scene may do something else by the same name."""


def answers(function: Node) -> Iterator[Node]:
    """What a function answers: its body, or whatever it returns."""
    body = field(function, "body")
    if body is None or body.type != "statement_block":
        yield from [body] if body else []
        return
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.type == "return_statement":
            yield from below(node)
        elif node.type not in FUNCTIONS:
            waiting += below(node)


def is_number(node: Node, names: Names) -> bool:
    """Whether an expression always gives a number, by what it is."""
    if node.type == "binary_expression":
        return source(field(node, "operator")) not in ("&&", "||", "??", "+")
    if node.type != "call_expression":
        return node.type in ("number", "unary_expression")
    called = field(node, "function")
    on = field(called, "object") or called
    known = names.imported(on) if on else None
    is_math = source(on) == "Math" and on is not None and not names.of(on)
    return is_math or bool(known and known[0] == "remotion") or source(field(called, "property")) in COUNTS


def is_memo(called: Node | None, names: Names) -> bool:
    """Whether it is React's `useMemo`, which gives what its function answers."""
    on = field(called, "object") or called
    known = names.imported(on) if on else None
    return known == ("react", "useMemo") or (
        known == ("react", "default") and source(field(called, "property")) == "useMemo"
    )
