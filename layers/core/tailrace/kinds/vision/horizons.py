"""When a bet is due and how often a metric is looked at: the few words that are allowed, and what means the same."""

import re

HORIZONS = ("Q1", "Q2", "Q3", "Q4", "H1", "H2", "6mo", "12mo")
CADENCES = ("daily", "weekly", "monthly", "quarterly", "milestone")

_NOISE = re.compile(
    r"\b(?:20\d\d|by|in|the|within|next|of|end|until|over|this|coming|a|an|each|every|per|once|on)\b|[^\w]"
)
_NUMBERS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "1st": "1", "2nd": "2", "3rd": "3", "4th": "4"}
_HORIZON = {
    **{f"q{n}": f"Q{n}" for n in "1234"},
    **{f"{n}q": f"Q{n}" for n in "1234"},
    **{f"{word}quarter": f"Q{n}" for word, n in _NUMBERS.items()},
    **{f"quarter{n}": f"Q{n}" for n in "1234"},
    **{f"h{n}": f"H{n}" for n in "12"},
    **{f"{n}h": f"H{n}" for n in "12"},
    **{f"{word}half": f"H{n}" for word, n in _NUMBERS.items() if n in "12"},
    **{f"{word}halfyear": f"H{n}" for word, n in _NUMBERS.items() if n in "12"},
    **dict.fromkeys(("6mo", "6m", "6mos", "6months", "6month", "sixmonths", "halfyear", "26weeks"), "6mo"),
    **dict.fromkeys(
        ("12mo", "12m", "12mos", "12months", "12month", "twelvemonths", "year", "1year", "oneyear"), "12mo"
    ),
}
_CADENCE = {
    **dict.fromkeys(("daily", "day", "everyday", "dayly"), "daily"),
    **dict.fromkeys(("weekly", "week"), "weekly"),
    **dict.fromkeys(("monthly", "month", "permonth"), "monthly"),
    **dict.fromkeys(("quarterly", "quarter"), "quarterly"),
    **dict.fromkeys(("milestone", "milestones", "atlaunch", "launch", "oneoff", "onetime"), "milestone"),
}


def horizon(written: str) -> str:
    """The allowed word for a horizon, or what was written if none says just the same ("next spring")."""
    return _mapped(written, HORIZONS, _HORIZON)


def cadence(written: str) -> str:
    """The allowed word for a cadence, or what was written if none says just the same ("every year")."""
    return _mapped(written, CADENCES, _CADENCE)


def _mapped(written: str, allowed: tuple[str, ...], same: dict[str, str]) -> str:
    if written in allowed:
        return written
    return same.get(_NOISE.sub("", written.casefold()), written)
