"""Small parts of a JavaScript tree: names, arguments, what an import brings, what a pattern takes apart."""

from collections.abc import Iterator

from tree_sitter import Node

from tailrace.syntax_tree import below, field, source, text

ALL = "*"
DEFAULT = "default"
FUNCTIONS = frozenset(
    {"function_declaration", "generator_function_declaration", "function_expression", "generator_function",
     "arrow_function", "method_definition"}
)  # fmt: skip
PARAMETERS = frozenset({"required_parameter", "optional_parameter"})


def name_of(node: Node) -> str:
    """What a name, or a string in its place, says."""
    return text(node) if node.type in ("string", "template_string") else source(node)


def arguments(call: Node) -> list[Node]:
    """The arguments of a call."""
    given = field(call, "arguments")
    return [child for child in below(given) if child.type != "comment"] if given else []


def requested(call: Node) -> str | None:
    """The specifier of `require('…')` or `import('…')`."""
    is_request = call.type == "call_expression" and source(field(call, "function")) in ("require", "import")
    given = arguments(call) if is_request else []
    return text(given[0]) if given and given[0].type == "string" else None


def member_of(node: Node) -> tuple[str, Node] | None:
    """Name and value of one entry of an object: `a`, `a: b`, `a() {}`."""
    match node.type:
        case "shorthand_property_identifier":
            return source(node), node
        case "pair" if (key := field(node, "key")) and (value := field(node, "value")):
            return name_of(key), value
        case "method_definition" if name := field(node, "name"):
            return name_of(name), node
    return None


def imported(node: Node) -> Iterator[tuple[str, str]]:
    """Local name and the module's name of everything that an import statement brings."""
    for clause in (child for child in below(node) if child.type == "import_clause"):
        for child in below(clause):
            if child.type == "identifier":
                yield source(child), DEFAULT
            elif child.type == "namespace_import":
                yield source(below(child)[0]), ALL
            elif child.type == "named_imports":
                for one in below(child):
                    if name := field(one, "name"):
                        yield source(field(one, "alias") or name), name_of(name)


def taken_apart(pattern: Node) -> Iterator[tuple[str, str]]:
    """Local name and member of `{a, b: c, d = 1}`; what is nested deeper, or a list's, is left out."""
    for one in below(pattern) if pattern.type == "object_pattern" else ():
        if one.type == "shorthand_property_identifier_pattern":
            yield source(one), source(one)
        elif one.type == "object_assignment_pattern" and (left := field(one, "left")):
            yield source(left), source(left)
        elif one.type == "pair_pattern" and (key := field(one, "key")) and (value := field(one, "value")):
            yield source(value), name_of(key)
