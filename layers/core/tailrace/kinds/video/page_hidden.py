"""What of a page is no content: hidden elements, cookie banners and pop-ups.

Elements that are only transparent stay: many pages fade their texts in by script.
"""

import re
from collections.abc import Collection
from itertools import islice

from tailrace.kinds.video.page_dom import Node

_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|font-size\s*:\s*0(?![.\d])|"
    r"(text-indent|left|top)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(50|100)%",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"^(sr-only|visually-?hidden|screen-reader-text|skip-?(link|nav|to-content)|is-hidden|a11y-hidden)$"
)
# `hidden md:block` hides on small screens only.
_HIDDEN_CLASS = frozenset({"hidden", "d-none", "invisible"})
_SHOWN_ABOVE = re.compile(r"^(sm|md|lg|xl|2xl):(block|flex|grid|inline)|^d-(sm|md|lg|xl)-")
_BANNER = re.compile(
    r"cookie[-_]?(banner|consent|notice|bar|popup|modal|law|policy|message|settings|dialog|wall|prompt|box)|"
    r"(^|[-_])(consent|gdpr|ccpa|onetrust|cookiebot|didomi|usercentrics|truste|cmp)([-_]|$)"
)
_CONSENT_WORD = re.compile(r"\b(cookies?|consent|gdpr|datenschutz|privacy)\b", re.IGNORECASE)
CONSENT_LABEL = re.compile(
    r"(accept|agree|allow|reject|decline|deny|refuse|got it|i understand|ok(ay)?|necessary|manage|customi[sz]e|"
    r"(cookie|privacy) (settings|preferences)|preferences|akzeptieren|ablehnen|accepter|refuser|aceptar)\b",
    re.IGNORECASE,
)
# A banner is short; a page that is about cookies is not.
_BANNER_MOST = 700
_BUTTONS_MOST = 30
_NEVER = ("html", "head", "body", "main")


def remove(root: Node, hidden: Collection[Node]) -> None:
    """Take what is no content out of the tree. `hidden` are the elements that style sheets don't show."""
    known = {id(node) for node in hidden}
    for node in list(root.walk()):
        if node.tag not in _NEVER and (id(node) in known or _is_hidden(node) or _is_banner(node)):
            _detach(node)
    buttons = (node for node in list(root.walk()) if node.tag in ("button", "a", "input"))
    consents = (node for node in buttons if CONSENT_LABEL.match(node.text().strip()[:60]))
    for node in islice(consents, _BUTTONS_MOST):
        banner = _banner_around(node)
        if banner is not None:
            _detach(banner)


def _detach(node: Node) -> None:
    if node.parent is not None and node in node.parent.children:
        node.parent.children.remove(node)


def _is_hidden(node: Node) -> bool:
    attrs = node.attrs
    if "hidden" in attrs or (attrs.get("aria-hidden", "").lower() == "true" and node.tag != "svg"):
        return True
    if node.tag == "dialog" and "open" not in attrs:
        return True
    if "style" in attrs and _STYLE.search(attrs["style"]):
        return True
    classes = node.classes
    if any(_CLASS.match(name) for name in classes):
        return True
    return bool(_HIDDEN_CLASS & set(classes)) and not any(_SHOWN_ABOVE.match(name) for name in classes)


def _is_banner(node: Node) -> bool:
    if node.called(_BANNER):
        return True
    is_dialog = node.attrs.get("role", "").lower() in ("dialog", "alertdialog") or node.tag == "dialog"
    label = node.attrs.get("aria-label", "")
    return bool(_CONSENT_WORD.search(label)) or (is_dialog and bool(_CONSENT_WORD.search(node.text())))


def _banner_around(button: Node) -> Node | None:
    """The largest short element around a consent button that speaks of consent."""
    found = None
    for node in button.ancestors():
        if node.tag in _NEVER or len(text := node.text().strip()) > _BANNER_MOST:
            break
        if _CONSENT_WORD.search(text):
            found = node
    return found
