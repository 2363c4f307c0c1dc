"""Where on the page each element stands."""

import re

from tailrace.kinds.video.page import Place
from tailrace.kinds.video.page_dom import Node

_HEADER = re.compile(r"^(site-?|page-?|main-?|global-?)?(header|navbar|topbar|nav|navigation|menu|masthead)$")
_FOOTER = re.compile(r"^(site-?|page-?|main-?|global-?)?(footer|colophon)$")
_CONTENT = ("main", "article", "section", "blockquote", "figure")
_HEADINGS = ("h1", "h2", "h3")
# The part around the first heading that is still its own: more text than this is the whole page.
_HERO_MOST = 1500


class Places:
    """Answers for the elements of one page."""

    def __init__(self, body: Node) -> None:
        self._frames: dict[int, Place | None] = {}
        self._mark(body)
        self._hero = self._find_hero(body)

    def of(self, node: Node) -> Place:
        """The place of an element."""
        if any(id(each) in self._hero for each in (node, *node.ancestors())):
            return "hero"
        return self._frames.get(id(node)) or "section"

    def _mark(self, body: Node) -> None:
        """Which elements belong to the page's own header or footer; those of an article or a section don't."""
        stack: list[tuple[Node, Place | None, bool]] = [(body, None, False)]
        while stack:
            node, frame, in_content = stack.pop()
            frame = frame or _frame(node, in_content)
            self._frames[id(node)] = frame
            in_content = in_content or node.tag in _CONTENT
            stack.extend((child, frame, in_content) for child in node.elements())

    def _find_hero(self, body: Node) -> frozenset[int]:
        """The ids of the elements around the first main heading, up to the next one."""
        heading = self._main_heading(body)
        if heading is None or heading.parent is None:
            return frozenset()
        around = heading
        for outer in heading.ancestors():
            if outer.tag in ("body", "main", "html") or _headings(outer) > 1 or len(outer.text()) > _HERO_MOST:
                break
            around = outer
        if around is not heading:
            return frozenset({id(around)})
        elements = heading.parent.elements()
        hero = [heading]
        for sibling in elements[elements.index(heading) + 1 :]:
            if sibling.tag in ("section", "article", "footer") or _headings(sibling):
                break
            hero.append(sibling)
        return frozenset(map(id, hero))

    def _main_heading(self, body: Node) -> Node | None:
        """The first h1, or else h2, outside of header and footer; else an h1 in the header, though often a logo."""
        for tag in ("h1", "h2"):
            for node in body.walk():
                if node.tag == tag and self._frames[id(node)] is None and node.text().strip():
                    return node
        return next((node for node in body.walk() if node.tag == "h1" and node.text().strip()), None)


def _frame(node: Node, in_content: bool) -> Place | None:
    role = node.attrs.get("role", "").lower()
    if role == "contentinfo" or (not in_content and (node.tag == "footer" or node.called(_FOOTER))):
        return "footer"
    if node.tag == "nav" or role in ("banner", "navigation"):
        return "header"
    if not in_content and (node.tag == "header" or node.called(_HEADER)):
        return "header"
    return None


def _headings(node: Node) -> int:
    return sum(1 for inner in node.walk() if inner.tag in _HEADINGS)
