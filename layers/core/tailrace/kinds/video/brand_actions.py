"""What visitors are asked to do: links and buttons ranked by their place and their wording."""

import re

from tailrace.kinds.video.brand_model import CallToAction, Source
from tailrace.kinds.video.page import Link, Page, Place

MOST = 6
_PLACE: dict[Place, int] = {"hero": 4, "header": 2, "section": 1, "footer": 0}
_BUTTON = 3
_LEAST = 4
# What somebody does who wants the thing; first words count most, as in "Start free trial".
_STRONG = re.compile(
    r"^(get|start|try|sign up|join|buy|shop|order|book|request|open|create|install|download|subscribe|reserve|schedule|"
    r"donate|apply|claim|hire|call|register|add to|launch|build|begin|contact (us|sales)|talk to)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(r"^(watch|see|learn|read|discover|explore|view|find out|more|how)\b", re.IGNORECASE)
# What is found on every page, and says nothing of this one.
_NEVER = re.compile(
    r"^(log ?in|sign ?in|my account|account|menu|close|open menu|skip|search|share|like|next|prev(ious)?|back|home|"
    r"cookies?|privacy|terms|imprint|legal|language|english|deutsch|toggle|submit|send|ok(ay)?|got it|no,? thanks|"
    r"dismiss|x|×|basket|cart|accept|agree|allow|reject|decline|deny|manage|necessary|preferences)\b"
    r"|\bcookies?\b|\bconsent\b",
    re.IGNORECASE,
)
_MOST_WORDS = 7


def find(page: Page) -> list[CallToAction]:
    """At most 6, each label once, the likeliest first; that one is primary."""
    scored = [(_score(link), -position, link) for position, link in enumerate(page.links)]
    ranked = sorted((entry for entry in scored if entry[0] >= _LEAST), key=lambda entry: entry[:2], reverse=True)
    unique: dict[str, Link] = {}
    for _, _, link in ranked:
        unique.setdefault(link.text.casefold(), link)
    return [
        CallToAction(
            label=link.text,
            url=link.url,
            rank="secondary" if position else "primary",
            place=link.place,
            source=_source(link),
        )
        for position, link in enumerate(list(unique.values())[:MOST])
    ]


def is_action(label: str) -> bool:
    """Whether a label asks for more than a look."""
    return bool(_STRONG.match(label))


def _score(link: Link) -> int:
    if _NEVER.search(link.text) or len(link.text.split()) > _MOST_WORDS:
        return 0
    if not (link.button or _STRONG.match(link.text) or (_WEAK.match(link.text) and link.place == "hero")):
        return 0
    wording = 3 if _STRONG.match(link.text) else -1 if _WEAK.match(link.text) else 0
    return _PLACE[link.place] + (_BUTTON if link.button else 0) + wording


def _source(link: Link) -> Source:
    return "button" if link.button else "link"
