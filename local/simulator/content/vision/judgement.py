"""Checks and scores as a model gives them: mostly well-meaning, each with something to say."""

from typing import Any

from local.simulator.content.vision.founder import Founder

_CHECKS = {
    "consistency": ("The bets follow from the strategy.", "One bet could say which choice it serves."),
    "measurability": ("Most results can be seen from outside.", "A target is a direction and not a state."),
    "tensions": ("They are real and come from the answers.", "One could name what is given up."),
    "actionability": ("Each bet has an owner.", "The first step is not named everywhere."),
    "completeness": ("The answers are covered.", "Money is hardly mentioned."),
}


def checks(founder: Founder) -> dict[str, Any]:
    """Five verdicts and what to do first."""
    made: dict[str, Any] = {}
    for name, (praise, blame) in _CHECKS.items():
        score = founder.rng.randint(6, 9)
        issues = [blame] if score < 8 else []
        made[name] = {"passed": True, "score": score, "feedback": praise, "issues": issues}
    advice = founder.some(
        (f"Say which customer of {founder.company} comes first", "Name one thing not to do", "Give each bet a date"), 2
    )
    return {**made, "recommendations": advice}


def scores(founder: Founder, names: tuple[str, ...]) -> dict[str, Any]:
    """Scores for the sections in `names`."""
    return {name: _score(founder, name) for name in names}


def _score(founder: Founder, name: str) -> dict[str, Any]:
    parts = ["specificity", "actionability", "alignment"]
    parts += ["measurability"] if name in ("near_term_bets", "metrics") else []
    given: dict[str, Any] = {part: founder.rng.randint(6, 9) for part in parts}
    weakest = min(parts, key=lambda part: given[part])
    remarks = {"issues": [f"Low {weakest}"] if given[weakest] < 7 else [], "suggestions": [f"More {weakest}"]}
    return {**given, **remarks, "strengths": ["Close to the answers"]}
