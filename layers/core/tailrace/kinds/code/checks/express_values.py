"""What expressions in an Express project give: the texts of paths, applications, routers."""

from tree_sitter import Node

from tailrace.kinds.code.checks.js_names import ALL, DEFAULT, FUNCTIONS, PARAMETERS
from tailrace.kinds.code.checks.js_project import Foreign, JsProject, Own
from tailrace.kinds.code.checks.routes_found import Place
from tailrace.syntax_tree import HOLE, below, field, source, text

# A function that gives what a function gives.
_FURTHEST = 8
_LONGEST_PATH = 1_000
# Whatever these are, they are no router.
_NO_ROUTER = FUNCTIONS | {
    "string",
    "template_string",
    "regex",
    "object",
    "number",
    "true",
    "false",
    "class_declaration",
}


class ExpressValues:
    """Follows names to where a text, an application or a router is made. Such a place is known by its node.

    `applications` and `parameters`, through which a function may be handed one, are those that were come upon so far.
    """

    def __init__(self, project: JsProject) -> None:
        self._project = project
        self.applications: set[Place] = set()
        self.parameters: set[Place] = set()
        # By node, so that nothing is followed twice, or round in a circle.
        self._given: dict[Place, list[Place] | None] = {}
        self._written: dict[Place, list[str] | None] = {}

    def texts(self, path: str, node: Node) -> list[str] | None:
        """The texts that an expression stands for: one, several in brackets, or some joined."""
        found = self._project.meaning(path, node)
        if not isinstance(found, Own):
            return None
        place = (found.path, found.node.id)
        if place not in self._written:
            self._written[place] = None
            self._written[place] = self._read_texts(*found)
        return self._written[place]

    def _read_texts(self, path: str, node: Node) -> list[str] | None:
        match node.type:
            case "string":
                return [text(node)]
            case "array":
                each = [self.texts(path, one) for one in below(node)]
                return [one[0] for one in each if one] if all(each) else None
            case "template_string":
                pieces = [below(child)[0] for child in below(node) if child.type == "template_substitution"]
                written = text(node).split(HOLE)
            case "binary_expression" if source(field(node, "operator")) == "+":
                pieces = below(node)
                written = [""] * (len(pieces) + 1)
            case _:
                return None
        filled = [self.texts(path, piece) for piece in pieces]
        whole = "".join([written[0], *(one[0] + more for one, more in zip(filled, written[1:], strict=True) if one)])
        return [whole] if all(filled) and len(whole) <= _LONGEST_PATH else None

    def places(self, path: str, node: Node, far: int = 0) -> list[Place] | None:
        """The routers that an expression gives; None if it cannot be told whether it gives any."""
        found = self._project.meaning(path, node)
        if isinstance(found, Foreign):
            return []
        if found is None or far > _FURTHEST:
            return None
        place = (found.path, found.node.id)
        if place not in self._given:
            self._given[place] = []
            self._given[place] = self._read_places(*found, far)
        return self._given[place]

    def _read_places(self, path: str, node: Node, far: int) -> list[Place] | None:
        if node.type in ("call_expression", "new_expression"):
            return self._made(path, node, far)
        if node.type == "array":
            return self._all([Own(path, one) for one in below(node)], far)
        if node.type in PARAMETERS or node.type == "identifier":  # What a function with a single parameter calls it.
            self.parameters.add((path, node.id))
            return [(path, node.id)]
        return [] if node.type in _NO_ROUTER else None

    def _made(self, path: str, call: Node, far: int) -> list[Place] | None:
        """What a call makes: an application, a router, or whatever the project's own function gives back."""
        maker = field(call, "function") or field(call, "constructor")
        made = self._project.meaning(path, maker) if maker else None
        if isinstance(made, Foreign):
            is_app = made.specifier == "express" and made.name in (DEFAULT, ALL)
            if is_app:
                self.applications.add((path, call.id))
            return [(path, call.id)] if is_app or "Router" in (made.name, source(maker)) else []
        return self._all(self._project.returned(made), far) if made and made.node.type in FUNCTIONS else None

    def _all(self, expressions: list[Own], far: int) -> list[Place] | None:
        given = [self.places(*one, far + 1) for one in expressions]
        return None if None in given else [place for some in given for place in some or ()]
