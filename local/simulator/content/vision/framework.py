"""The six sections of a framework, in the founder's words."""

from collections.abc import Callable
from typing import Any

from local.simulator.content.vision.founder import Founder

_OWNERS = ("Founder", "Head of product", "Head of sales", "Lead engineer", "Head of customer care")
_HORIZONS = ("Q1", "Q2", "H1", "6mo", "Q3", "12mo")
_CADENCES = ("weekly", "monthly", "quarterly")


def _vision(founder: Founder) -> str:
    purpose, end = founder.sentence("vision_purpose"), founder.sentence("vision_endstate")
    if founder.wish == "more_concise":
        return f"{end} {purpose}" if founder.manner != 1 else f"{purpose} {end}"
    first, second = (end, purpose) if founder.manner % 3 == 1 else (purpose, end)
    third = founder.told(f"That is what {founder.company} works for.", "", f"{founder.company} is built to get there.")
    if founder.wish:
        third = f"{founder.company} begins with {_lower(founder.pieces('vision_audience_timing', 1)[0])}."
    return " ".join(filter(None, (first, second, third)))


def _strategy(founder: Founder) -> list[str]:
    needs = founder.pieces("required_capabilities", 3)
    items = [founder.told("Win by {0} first", "Put {0} before all else", "Build on {0}").format(_lower(needs[0]))]
    for need in needs[1:]:
        way = founder.told("Add {0} once customers ask for it", "Make {0} the second step", "Let {0} follow")
        items.append(way.format(_lower(need)))
    items.append(
        founder.told(
            "Serve the customers we know well before we look for others, and say no to the rest",
            "Grow through customers who recommend us, not through advertising",
            "Learn from every customer who leaves before we look for more customers",
        )
    )
    return _wanted(founder, items, 2)


def _principles(founder: Founder) -> list[str]:
    way = founder.told(
        "{0}: this decides when nobody is there to ask", "We hold on to it: {0}", "{0}, also when it costs"
    )
    items = [way.format(piece[:1].upper() + piece[1:]) for piece in founder.pieces("core_principles", 3)]
    spare = founder.some(("We say what we do not know", "We finish what we begin", "We listen before we build"), 3)
    return _wanted(founder, [*items, *spare[: max(1, 3 - len(items))]], 3)


def _bets(founder: Founder) -> list[dict[str, str]]:
    asked = founder.pieces("hard_decisions", 2)
    asked += ["Which customers stay when the trial is over"] if len(asked) < 2 else []
    start = founder.rng.randrange(3)
    bets = [
        {
            "bet": founder.told("Decide with customers", "Find out by trying with customers", "Test with customers")
            + f": {question}",
            "owner": _OWNERS[(start + n) % len(_OWNERS)],
            "horizon": _HORIZONS[(start + n) % len(_HORIZONS)],
            "measure": f"{6 + start + n} of 10 customers choose one way",
        }
        for n, question in enumerate(asked)
    ]
    need = _lower(founder.pieces("required_capabilities", 1)[0])
    more = {"bet": f"Have {need} in daily use", "owner": "Founder", "horizon": "12mo", "measure": "Customers renew"}
    if founder.wish == "more_concise":
        return bets
    bets[0]["bet"] = _wanted(founder, [bets[0]["bet"]], 1)[0]
    return [*bets, more]


def _metrics(founder: Founder) -> list[dict[str, str]]:
    goal = founder.pieces("success_definition", 1)[0][:90]
    if founder.wish == "more_specific":
        start = goal if len(goal) <= 60 else goal[:60].rpartition(" ")[0]
        goal = f"{start}, for {_lower(founder.pieces('vision_audience_timing', 1)[0])}"[:100]
    names = ("Customers who use it every week", "Customers who pay", "Customers who stay after three months")
    return [
        {
            "name": name,
            "target": "up" if founder.wish == "more_concise" else founder.told("rising", "more than before", "higher"),
            "cadence": cadence,
        }
        for name, cadence in zip(founder.some(names, 2), founder.some(_CADENCES, 2), strict=True)
    ] + [{"name": "Success", "target": goal, "cadence": "milestone"}]


def _tensions(founder: Founder) -> list[str]:
    way = founder.told("{0}: speed stands against care", "{0}, and focus against reach", "{0}: today against later")
    return _wanted(founder, [way.format(piece) for piece in founder.pieces("hard_decisions", 2)], 1)


def _wanted(founder: Founder, items: list[str], least: int) -> list[str]:
    """As a person wants it: fewer, or with something of what they asked for."""
    if founder.wish == "more_concise":
        return items[:least]
    if founder.wish in ("more_specific", "add_detail"):
        return [items[0] + f", beginning with {_lower(founder.pieces('vision_audience_timing', 1)[0])}", *items[1:]]
    if founder.wish and " " in founder.wish:
        return [f"{items[0]} ({' '.join(founder.wish.split()[:8])})", *items[1:]]
    return items


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


SECTIONS: dict[str, Callable[[Founder], Any]] = {
    "vision": _vision,
    "strategy": _strategy,
    "operating_principles": _principles,
    "near_term_bets": _bets,
    "metrics": _metrics,
    "tensions": _tensions,
}
