"""What code makes of the scores that a model gave: numbers from 1 to 10, sums, bands, flags.

Overall = (specificity + actionability + 2 × alignment [+ measurability]) ÷ 4, or 5 where something can be measured.
Bands: from 8 excellent, from 6 good, else needs work; under 6 needs attention. An alignment under 7 is a voice that is
not the founder's.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from tailrace.kinds.vision.events import Band, ScoresCompleted, SectionScore
from tailrace.kinds.vision.sections import FRAMEWORK
from tailrace.kinds.vision.words import shared

LEAST, MOST = 1, 10
_EXCELLENT, _GOOD = 8, 6
_OWN_VOICE = 7
_PARTS = ("specificity", "actionability", "alignment", "measurability")
# What a reader takes in beside a score.
_REMARKS = 3


def clamped(score: int) -> int:
    """The score, or the end of the scale that it is beyond."""
    return min(max(score, LEAST), MOST)


def overall(specificity: int, actionability: int, alignment: int, measurability: int | None) -> float:
    """The section's score, to two decimals; whether it can be measured decides about the divisor."""
    total = specificity + actionability + 2 * alignment
    return round(total / 4 if measurability is None else (total + measurability) / 5, 2)


def band(score: float) -> Band:
    """The band of a score."""
    return "excellent" if score >= _EXCELLENT else "good" if score >= _GOOD else "needs_work"


def mean(scores: Iterable[float | None]) -> float | None:
    """The mean of those that are known, to two decimals; None if none is."""
    known = [score for score in scores if score is not None]
    return round(fmean(known), 2) if known else None


def settle(written: Mapping[str, Any], texts: Mapping[str, str], said: str) -> ScoresCompleted:
    """The whole event: `written` has the scores of each section of `texts`, `said` is all that the founder said."""
    notes: list[str] = []
    sections: dict[str, SectionScore | None] = dict.fromkeys(FRAMEWORK)
    for name in FRAMEWORK:
        if name in texts:
            sections[name] = _section(name, written[name], texts[name], said, notes)
        else:
            notes.append(f"{name} is not scored: there is nothing in it")
    whole = mean(score.overall if score else None for score in sections.values())
    if whole is None:
        notes.append("the document is not scored")
    bands = {name: score.band if score else None for name, score in sections.items()}
    bands["overall"] = None if whole is None else band(whole)
    return ScoresCompleted(sections=sections, overall=whole, bands=bands, notes=notes)


def remarks(written: Sequence[str], most: int) -> list[str]:
    """The first remarks that say something."""
    return [text for text in written if text.strip()][:most]


def _section(name: str, written: Mapping[str, Any], text: str, said: str, notes: list[str]) -> SectionScore:
    given = {part: clamped(written[part]) for part in _PARTS if part in written}
    notes += [
        f"{name}: {part} was {written[part]}, counted as {score}"
        for part, score in given.items()
        if score != written[part]
    ]
    specificity, actionability, alignment = (given[part] for part in _PARTS[:3])
    measurability = given.get("measurability")
    total = overall(specificity, actionability, alignment, measurability)
    return SectionScore(
        specificity=specificity,
        actionability=actionability,
        alignment=alignment,
        measurability=measurability,
        overall=total,
        band=band(total),
        voice_mismatch=alignment < _OWN_VOICE,
        needs_attention=total < _GOOD,
        founder_words=shared(text, said),
        issues=remarks(written["issues"], _REMARKS),
        suggestions=remarks(written["suggestions"], _REMARKS),
        strengths=remarks(written["strengths"], _REMARKS),
    )
