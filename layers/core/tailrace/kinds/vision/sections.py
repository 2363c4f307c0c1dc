"""The names of a vision's sections, in the order in which they are shown."""

from collections.abc import Mapping
from typing import Any

BRIEF = ("founder_brief", "vc_summary", "vc_facts")
FRAMEWORK = ("vision", "strategy", "operating_principles", "near_term_bets", "metrics", "tensions")
ONE_PAGER = "one_pager"
# What a person may have changed by itself; facts are taken from the answers, and the one-pager from the framework.
REFINABLE = ("founder_brief", "vc_summary", *FRAMEWORK)

TITLES = {
    "founder_brief": "Founder brief",
    "vc_summary": "Summary for investors",
    "vc_facts": "Facts for investors",
    "vision": "Vision",
    "strategy": "Strategy",
    "operating_principles": "Operating principles",
    "near_term_bets": "Near-term bets",
    "metrics": "Metrics",
    "tensions": "Tensions",
    "one_pager": "One-pager",
}


def framework_of(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The content of each section of the framework, all of which are there once the step `framework` is complete."""
    return {name: snapshot["parts"]["sections"][name]["content"] for name in FRAMEWORK}
