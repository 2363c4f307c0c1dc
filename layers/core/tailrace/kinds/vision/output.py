"""What a model is asked to write: any choice of sections, in their order, or one of the three last texts.

Only what all three providers' structured outputs accept: every field required, null where unknown, no limits
(rules.py looks at those).
"""

from functools import cache
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from tailrace.errors import MalformedOutputError
from tailrace.kinds.vision.content import Bet, Metric, WrittenFacts
from tailrace.kinds.vision.sections import BRIEF, FRAMEWORK, ONE_PAGER

_CLOSED = ConfigDict(extra="forbid")


class WrittenSummary(BaseModel):
    """The summary for investors, heading by heading; null where the answers say nothing."""

    model_config = _CLOSED

    thesis: str | None
    market: str | None
    product: str | None
    traction: str | None
    model: str | None = Field(description="How money is earned.")
    team: str | None
    competition: str | None
    financials: str | None
    why_now: str | None
    ask: str | None


_TYPES: dict[str, Any] = {
    "founder_brief": str,
    "vc_summary": WrittenSummary,
    "vc_facts": WrittenFacts,
    "vision": str,
    "strategy": list[str],
    "operating_principles": list[str],
    "near_term_bets": list[Bet],
    "metrics": list[Metric],
    "tensions": list[str],
    ONE_PAGER: str,
}
_ORDER = (*BRIEF, *FRAMEWORK, ONE_PAGER)


def pick(names: tuple[str, ...]) -> type[BaseModel]:
    """The form of an answer with just these sections."""
    return _picked(tuple(name for name in _ORDER if name in names))


@cache
def _picked(names: tuple[str, ...]) -> type[BaseModel]:
    fields = cast(dict[str, Any], {name: (_TYPES[name], ...) for name in names})
    return create_model("WrittenSections", __config__=_CLOSED, **fields)


def in_form(section: str, value: Any, provider: str) -> Any:
    """The section's plain value, if it has its form; raises `MalformedOutputError` that names the section."""
    try:
        written = pick((section,)).model_validate({section: value})
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise MalformedOutputError(f"{place} has not the form asked for", provider=provider) from error
    return written.model_dump()[section]


class Verdict(BaseModel):
    """What one check found."""

    model_config = _CLOSED

    passed: bool
    score: int = Field(description="1 (bad) to 10 (excellent); a check that passed has at least 6.")
    feedback: str = Field(description="One sentence.")
    issues: list[str] = Field(description="What is wrong, each with its section; empty if nothing.")


class WrittenChecks(BaseModel):
    """The five checks."""

    model_config = _CLOSED

    consistency: Verdict = Field(description="Bets serve the strategy, metrics measure the bets.")
    measurability: Verdict = Field(description="It can be told whether a bet or a metric was reached.")
    tensions: Verdict = Field(description="The tensions are real trade-offs out of the answers.")
    actionability: Verdict = Field(description="Bets are specific and owned.")
    completeness: Verdict = Field(description="Nothing of weight in the answers is left out.")
    recommendations: list[str] = Field(description="Up to three, most important first.")


class WrittenScore(BaseModel):
    """How good one section is."""

    model_config = _CLOSED

    specificity: int = Field(description="1 to 10: it could stand in no other company's document.")
    actionability: int = Field(description="1 to 10: somebody can act or decide by it tomorrow.")
    alignment: int = Field(description="1 to 10: how much it sounds like the founder's answers.")
    issues: list[str] = Field(description="Up to two.")
    suggestions: list[str] = Field(description="Up to two.")
    strengths: list[str] = Field(description="Up to two.")


class WrittenMeasuredScore(WrittenScore):
    """How good a section is that can be measured."""

    measurability: int = Field(description="1 to 10: two people would agree on whether it was reached.")


def scores_form(names: tuple[str, ...]) -> type[BaseModel]:
    """The form of the scores of these sections."""
    return _scores_form(tuple(name for name in FRAMEWORK if name in names))


@cache
def _scores_form(names: tuple[str, ...]) -> type[BaseModel]:
    kinds = {name: WrittenMeasuredScore if name in ("near_term_bets", "metrics") else WrittenScore for name in names}
    fields = cast(dict[str, Any], {name: (kind, ...) for name, kind in kinds.items()})
    scores = create_model("WrittenSectionScores", __config__=_CLOSED, **fields)
    return create_model("WrittenScores", __config__=_CLOSED, scores=(scores, ...))
