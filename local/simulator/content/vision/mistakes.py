"""Answers in the right form that break a rule which a check can find."""

from typing import Any

from local.simulator.content.vision.founder import Founder


def make(written: dict[str, Any], founder: Founder) -> dict[str, Any]:
    """The answer with mistakes that models make, by what it holds."""
    spoilt = dict(written)
    if "founder_brief" in spoilt:
        spoilt["founder_brief"] += " Revenue has grown by 340 percent since last year."
    if "vc_facts" in spoilt:
        users = {"metric": "Users", "value": "12,500", "timeframe": "last month"}
        spoilt["vc_facts"] = {**spoilt["vc_facts"], "traction": [users]}
    if "vision" in spoilt and len(spoilt) == 1:
        spoilt["vision"] = founder.sentence("vision_purpose")
    if "strategy" in spoilt:
        first = spoilt["strategy"][0]
        spoilt["strategy"] = [f"{first}, and again that is: " + " and ".join([first] * 8), *spoilt["strategy"][1:]]
    if "near_term_bets" in spoilt:
        spoilt["near_term_bets"] = [{**spoilt["near_term_bets"][0], "horizon": "next spring"}]
    if "one_pager" in spoilt:
        filler = " ".join(["It is all about the customers who are with us."] * 5)
        spoilt["one_pager"] = f"# {founder.company}\n\nMarket size: TBD. {filler}"
    if "consistency" in spoilt:
        spoilt["consistency"] = {**spoilt["consistency"], "passed": True, "score": 2}
    if "scores" in spoilt:
        name = next(iter(spoilt["scores"]))
        spoilt["scores"] = {**spoilt["scores"], name: {**spoilt["scores"][name], "specificity": 14}}
    return spoilt
