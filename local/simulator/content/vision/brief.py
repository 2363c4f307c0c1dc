"""The brief: what the answers say and nothing else; null where they say nothing."""

import re
from collections.abc import Callable
from typing import Any

from local.simulator.content.vision.founder import Founder

_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
# Words; a little more than the least that is asked for.
_SHORTEST = 55
_TEAM = re.compile(r"\b(?:founders?|team|people|employees|engineers?)\b", re.IGNORECASE)


def _story(founder: Founder) -> str:
    opening = founder.told(
        f"{founder.company} begins with a simple thought.",
        f"This is the story of {founder.company}.",
        f"{founder.company}, in the words of those who build it.",
    )
    first = [opening, founder.sentence("vision_audience_timing"), founder.sentence("current_state")]
    second = [founder.sentence("vision_purpose"), founder.sentence("vision_endstate")]
    closing = founder.told(
        "What is missing is known, and it is the next thing to be built.",
        "None of this is finished, and the people behind it say so.",
        "The next steps are small, and each of them can be seen from outside.",
    )
    if founder.wish == "more_concise":
        first.remove(opening)
    if founder.wish == "more_specific":
        first.append(founder.sentence("required_capabilities"))
    for more in (closing, founder.sentence("core_principles"), "Whoever reads this is asked for an honest opinion."):
        if sum(len(text.split()) for text in (*first, *second)) < _SHORTEST:
            second.append(more)
    return " ".join(first) + "\n\n" + " ".join(second)


def _summary(founder: Founder) -> dict[str, str | None]:
    return {
        "thesis": f"{founder.told('', founder.company + ': ', 'The thesis: ')}{founder.sentence('vision_purpose')}",
        "market": None,
        "product": _product(founder),
        "traction": founder.sentence("current_state", 1),
        "model": None,
        "team": _team(founder),
        "competition": None,
        "financials": _last(founder) if _FIGURE.search(_last(founder)) else None,
        "why_now": founder.sentence("vision_audience_timing", 1),
        "ask": None,
    }


def _facts(founder: Founder) -> dict[str, Any]:
    state = founder.pieces("current_state", 6)
    reached = [
        {"metric": " ".join(text.replace(found[0], "", 1).split()).capitalize(), "value": found[0], "timeframe": None}
        for text in state
        if (found := _FIGURE.match(text))
    ]
    return {
        "what": founder.sentence("vision_audience_timing"),
        "why_now": founder.sentence("vision_audience_timing", 1),
        "market": None,
        "differentiators": founder.pieces("required_capabilities", 2),
        "traction": reached[:2],
        "business_model": None,
        "go_to_market": None,
        "team": _team(founder),
        "ask": {"amount": None, "uses": []},
        "risks": [{"risk": piece, "mitigation": None} for piece in founder.pieces("hard_decisions", 1)],
        "kpis": founder.some(("Customers who pay", "Customers who stay", "Customers who recommend it"), 2),
    }


def _product(founder: Founder) -> str:
    if founder.wish == "more_concise":
        return founder.pieces("vision_audience_timing", 1)[0] + "."
    more = founder.sentence("required_capabilities") if founder.wish == "more_specific" else ""
    return f"{founder.sentence('vision_audience_timing')} {more}".rstrip()


def _team(founder: Founder) -> str | None:
    return next((piece for piece in founder.pieces("current_state", 6) if _TEAM.search(piece)), None)


def _last(founder: Founder) -> str:
    return founder.sentence("current_state", 99)


SECTIONS: dict[str, Callable[[Founder], Any]] = {
    "founder_brief": _story,
    "vc_summary": _summary,
    "vc_facts": _facts,
}
