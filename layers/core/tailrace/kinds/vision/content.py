"""What the sections hold.

Lengths, counts and enumerations are not part of these types: a model's text is shown the moment it is written, and
looked at afterwards (rules.py), which says what is wrong instead of throwing the text away.
"""

from typing import Literal

from pydantic import Field

from tailrace.events import Strict


class Bet(Strict):
    """What the company bets on in the next twelve months."""

    bet: str = Field(description="What is done, and what it is to prove.")
    owner: str = Field(description="The role or person that answers for it.")
    horizon: str = Field(description="One of Q1, Q2, Q3, Q4, H1, H2, 6mo, 12mo.")
    measure: str = Field(description="How it is seen that the bet paid off.")


class Metric(Strict):
    """A number, or a state, that is looked at again and again."""

    name: str
    target: str = Field(description="A figure or a state; a proposal where the answers have none.")
    cadence: str = Field(description="One of daily, weekly, monthly, quarterly, milestone.")


class Traction(Strict):
    """Something that has been reached."""

    metric: str
    value: str | None = Field(description="As the answers have it; null if they have none.")
    timeframe: str | None = Field(description="When, or over what time; null if the answers do not say.")


class Ask(Strict):
    """What is wanted of investors."""

    amount: str | None = Field(description="As the answers have it; null if they have none.")
    uses: list[str] = Field(description="What it is for; empty if the answers do not say.")


class Risk(Strict):
    """What may go wrong."""

    risk: str
    mitigation: str | None = Field(description="What the answers say against it; null if nothing.")


class WrittenFacts(Strict):
    """Facts for investors: only what the answers say, null or empty for all else."""

    what: str | None = Field(description="What is built, in one or two sentences.")
    why_now: str | None
    market: str | None = Field(description="Who buys, and what is known of how many they are.")
    differentiators: list[str] = Field(description="Up to five.")
    traction: list[Traction] = Field(description="Up to five.")
    business_model: str | None
    go_to_market: str | None
    team: str | None
    ask: Ask
    risks: list[Risk] = Field(description="Up to three, out of the answers.")
    kpis: list[str] = Field(description="Up to five for the next six months; a figure only if the answers have it.")


class Runway(Strict):
    """Months until the money is gone. Null if the answers do not say; never a guess."""

    months: float | None
    source: Literal["cash_and_burn", "stated"] | None


class Facts(WrittenFacts):
    """`runway` and `missing` (the fields that the answers leave open) are found by code."""

    runway: Runway
    missing: list[str]


Content = str | list[str] | list[Bet] | list[Metric] | Facts
