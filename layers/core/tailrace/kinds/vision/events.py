"""The events of a vision run."""

from typing import Literal

from tailrace.events import EventData, Strict
from tailrace.kinds.vision.content import Content
from tailrace.validation import Result, ValidationProgress

Band = Literal["excellent", "good", "needs_work"]
CheckName = Literal["consistency", "measurability", "tensions", "actionability", "completeness"]


class SectionChunk(EventData):
    """More of a section as a person reads it. It is a draft until `section.completed` brings the section itself."""

    TYPE = "section.chunk"
    section: str
    text: str


class SectionCompleted(EventData):
    """A section is there; one that was there before goes into its history."""

    TYPE = "section.completed"
    section: str
    content: Content


class QaCheck(Strict):
    """One check of the whole. `score` is 1–10, null where `result` is `unknown`; `found` is what code found itself."""

    name: CheckName
    result: Result
    score: int | None
    message: str
    issues: list[str]
    found: list[str]


class QaCompleted(EventData):
    """`overall` is the mean of the scores that are known, null if none is."""

    TYPE = "qa.completed"
    checks: list[QaCheck]
    overall: float | None
    recommendations: list[str]


class SectionScore(Strict):
    """The model's scores, 1–10, and what code makes of them (scoring.py).

    `measurability` is null for sections that cannot be measured. `founder_words` is the share of the section's own
    words that the founder used, 0–1.
    """

    specificity: int
    actionability: int
    alignment: int
    measurability: int | None
    overall: float
    band: Band
    voice_mismatch: bool
    needs_attention: bool
    founder_words: float | None
    issues: list[str]
    suggestions: list[str]
    strengths: list[str]


class ScoresCompleted(EventData):
    """A section that was not scored is null, `notes` say why; `overall` is the mean of those that were.

    `bands` has each section's band and, as `overall`, the document's.
    """

    TYPE = "scores.completed"
    sections: dict[str, SectionScore | None]
    overall: float | None
    bands: dict[str, Band | None]
    notes: list[str]


EVENTS: tuple[type[EventData], ...] = (
    SectionChunk,
    SectionCompleted,
    ValidationProgress,
    QaCompleted,
    ScoresCompleted,
)
