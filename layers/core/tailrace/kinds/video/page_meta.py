"""What the page's head says: title, description, language, meta tags."""

from tailrace.kinds.video.page_dom import Node
from tailrace.kinds.video.page_text import clean, clean_unseen

_TEXT_MOST = 300
# The meta tags that may say something of a brand, by `name` or `property`, in the order of their rank.
NAMES = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "og:title",
    "twitter:title",
    "description",
    "og:description",
    "twitter:description",
    "keywords",
    "theme-color",
)


def title(root: Node) -> str | None:
    """The page's own title (drawings may have others)."""
    for node in root.walk():
        if node.tag == "title" and node.parent is not None and node.parent.tag == "head":
            return clean("".join(child for child in node.children if isinstance(child, str)), _TEXT_MOST)
    return None


def meta(root: Node) -> dict[str, str]:
    """The content of the meta tags in `NAMES`; of equals the first counts."""
    found: dict[str, str] = {}
    for node in root.walk():
        if node.tag == "meta":
            name = (node.attrs.get("property") or node.attrs.get("name") or "").strip().lower()
            content = clean_unseen(node.attrs.get("content"), _TEXT_MOST)
            if name in NAMES and content:
                found.setdefault(name, content)
    return {name: found[name] for name in NAMES if name in found}


def description(tags: dict[str, str]) -> str | None:
    """What the page says it is about."""
    return next((tags[n] for n in ("description", "og:description", "twitter:description") if n in tags), None)


def language(root: Node) -> str | None:
    """The language that the page says it is in, such as `en-GB`."""
    return clean(root.attrs.get("lang"), 20)


def links(root: Node, relation: str) -> list[Node]:
    """The head's and body's <link> elements of this relation, with an address."""
    return [
        node
        for node in root.walk()
        if node.tag == "link" and relation in node.attrs.get("rel", "").lower().split() and node.attrs.get("href")
    ]
