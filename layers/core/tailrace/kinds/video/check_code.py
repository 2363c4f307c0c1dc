"""What a scene's code may be made of. Everything that is not known to be harmless is a finding.

A scene is run by whoever renders the film: it may draw, and reach nothing else. So syntax, names and imports are each a
list of what is allowed, and nothing reaches behind an object: a property is taken by a number or by a name that can be
read in the code. What it may draw is check_elements.py's.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from tailrace.kinds.video.check_calls import METHODS
from tailrace.kinds.video.check_names import FUNCTIONS, Names
from tailrace.kinds.video.check_sources import Untellable
from tailrace.kinds.video.check_tree import name_of, value
from tailrace.kinds.video.check_values import Values
from tailrace.syntax_tree import field, line, source, walk

Found = tuple[int, str]

COMPONENT = "Scene"
# What a module has that a scene may use; a scene that needs more would load something, or wait for it.
MODULES = {
    "remotion": frozenset(
        {"AbsoluteFill", "Easing", "Freeze", "Img", "Loop", "Sequence", "Series", "interpolate", "interpolateColors",
         "measureSpring", "random", "spring", "useCurrentFrame", "useVideoConfig"}
    ),
    "react": frozenset(
        {"default", "CSSProperties", "ComponentProps", "FC", "Fragment", "JSX", "PropsWithChildren", "ReactElement",
         "ReactNode", "SVGProps", "useCallback", "useMemo"}
    ),
}  # fmt: skip
_SYNTAX = frozenset(
    {"program", "comment", "empty_statement", "import_statement", "import_clause", "named_imports", "import_specifier",
     "namespace_import", "export_statement", "export_clause", "export_specifier", "lexical_declaration",
     "variable_declarator", "function_declaration", "function_expression", "arrow_function", "formal_parameters",
     "required_parameter", "optional_parameter", "statement_block", "return_statement", "if_statement", "else_clause",
     "identifier", "property_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern",
     "object", "pair", "array", "string", "string_fragment", "escape_sequence", "template_string",
     "template_substitution", "number", "true", "false", "null", "undefined", "member_expression",
     "subscript_expression", "call_expression", "new_expression", "arguments", "binary_expression",
     "unary_expression", "ternary_expression", "parenthesized_expression", "as_expression", "satisfies_expression",
     "non_null_expression", "object_pattern", "array_pattern", "pair_pattern", "rest_pattern",
     "object_assignment_pattern", "assignment_pattern", "optional_chain", "spread_element", "jsx_element",
     "jsx_opening_element", "jsx_closing_element", "jsx_self_closing_element", "jsx_attribute", "jsx_expression",
     "jsx_text", "html_character_reference"}
)  # fmt: skip
_GLOBALS = frozenset({"Array", "Boolean", "Infinity", "Math", "NaN", "Number"})
# Names that reach behind an object or outside the scene, whoever has them.
_FORBIDDEN = frozenset(
    {"constructor", "prototype", "__proto__", "eval", "Function", "globalThis", "window", "self", "document", "fetch",
     "require", "process", "innerHTML", "dangerouslySetInnerHTML", "createElement", "cloneElement", "staticFile"}
)  # fmt: skip
_NAMES = frozenset(
    {"identifier", "property_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
)
_CHANGING = frozenset({"copyWithin", "pop", "push", "shift", "splice", "unshift"})
_NEW_LIST = re.compile(r"(new )?Array\([^()]*\)")
_TAGS = frozenset({"jsx_opening_element", "jsx_closing_element", "jsx_self_closing_element"})


def findings(root: Node, names: Names, values: Values) -> list[Found]:
    """What is not allowed: (line, message)."""
    found = [*_imports(root, names), *_exports(root)]
    for node in walk(root):
        if node.is_named and node.type not in _SYNTAX:
            found.append((line(node), f"{node.type.replace('_', ' ')}: no such syntax in a scene"))
        elif node.type in _NAMES:
            found += _name(node, names)
        elif node.type in ("subscript_expression", "pair_pattern"):
            found += _key(node, values)
        elif node.type in ("call_expression", "new_expression"):
            found += _call(node)
        elif node.type == "pair" and _is_function(field(node, "value"), names):
            found += _method(node)
    return found


def _imports(root: Node, names: Names) -> Iterator[Found]:
    for node in walk(root):
        if node.type == "export_statement" and field(node, "source"):
            yield line(node), "nothing is exported from elsewhere"
        elif node.type == "import_statement" and name_of(field(node, "source")) not in MODULES:
            module = name_of(field(node, "source"))
            yield line(node), f"{module} cannot be imported: a scene has remotion and react"
    for imported in names.imports:
        module, name = str(imported.path[0]), str(imported.path[1])
        if module in MODULES and name not in MODULES[module]:
            whole = f"{module} as a whole" if name == "default" else f"{name} of {module}"
            yield line(imported.node), f"{whole} is not allowed in a scene"


def _exports(root: Node) -> Iterator[Found]:
    exported: set[str] = set()
    functions: set[str] = set()
    for node in root.named_children:
        is_exported = node.type == "export_statement"
        declared = field(node, "declaration") if is_exported else node
        here = {*_functions(declared)} if declared else set()
        functions |= here
        if is_exported:
            exported |= here | {source(child) for child in walk(node) if child.type == "export_specifier"}
    if COMPONENT not in exported & functions:
        yield 1, f"it does not export the component: export const {COMPONENT} = () => …"


def _functions(declared: Node) -> Iterator[str]:
    """The names of the functions that a declaration makes."""
    if declared.type == "function_declaration":
        yield source(field(declared, "name"))
    for child in declared.named_children:
        made = field(child, "value") if child.type == "variable_declarator" else None
        if made and made.type in FUNCTIONS:
            yield source(field(child, "name"))


def _name(node: Node, names: Names) -> Iterator[Found]:
    name, parent = source(node), node.parent
    if name in _FORBIDDEN or "\\" in name:
        yield line(node), f"{name} is not allowed in a scene"
    elif node.type in ("identifier", "shorthand_property_identifier") and parent and not _is_no_value(node, parent):
        imported = names.imported(node)
        if imported == ("react", "default"):
            member = source(field(parent, "property")) if parent.type == "member_expression" else ""
            if member not in MODULES["react"]:
                yield line(node), f"{name}.{member} is not allowed in a scene" if member else f"{name} is no value"
        elif not names.of(node) and name not in _GLOBALS:
            yield line(node), f"{name} is not declared, and a scene knows nothing from outside"


def _is_no_value(node: Node, parent: Node) -> bool:
    """Whether a name stands where it is declared, or is an element's own, as `div` is."""
    if parent.type in ("import_specifier", "import_clause", "namespace_import"):
        return True
    return parent.type in _TAGS and source(node)[:1].islower()


def _key(node: Node, values: Values) -> Iterator[Found]:
    """A property that is taken by what stands in brackets, or out of an object by a name in quotes."""
    if node.type == "pair_pattern":
        key = field(node, "key")
        keys = [key] if key and key.type == "string" else []
    else:
        index = field(node, "index")
        try:
            keys = values.keys(index) if index else []
        except Untellable:
            yield line(node), f"it cannot be told which property {source(node)[:40]} is"
            return
    for key in keys:
        if value(key) in _FORBIDDEN:
            yield line(node), f"{value(key)} is not allowed in a scene"


def _method(pair: Node) -> Iterator[Found]:
    name = name_of(field(pair, "key"))
    if name in METHODS:
        yield line(pair), f"{name} is what lists and texts do: give it another name"


def _is_function(node: Node | None, names: Names) -> bool:
    return node is not None and (node.type in FUNCTIONS or bool(names.functions(node)))


def _call(node: Node) -> Iterator[Found]:
    called = field(node, "function") or field(node, "constructor")
    method, on = source(field(called, "property")), source(field(called, "object"))
    if node.type == "new_expression" and source(called) != "Array":
        yield line(node), f"new {source(called)[:40]} is not allowed in a scene"
    elif called and called.type == "subscript_expression":
        yield line(node), "functions are called by their names"
    elif method in _CHANGING or (method == "fill" and not _NEW_LIST.fullmatch(on)):
        yield line(node), f"lists are made and never changed: no {method}"
    elif source(called) == "Math.random":
        yield line(node), "Math.random gives every frame another number; use random(seed) of remotion"
