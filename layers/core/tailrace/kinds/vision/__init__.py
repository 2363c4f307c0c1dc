"""Vision: a founder's answers become a strategy document, section by section, checked, summarised and scored."""

from collections.abc import Mapping, Sequence
from typing import Any

from tailrace.events import Expected, StepPlan
from tailrace.kinds import Kind
from tailrace.kinds.vision.input import VisionInput
from tailrace.kinds.vision.sections import BRIEF, FRAMEWORK, REFINABLE, TITLES

# Seconds that a strong model takes for each, roughly.
_STEPS = {
    "brief": ("Writes the founder brief and the summary for investors", 12),
    "framework": ("Writes the strategy, section by section", 25),
    "validate": ("Holds the strategy against its rules", 3),
    "one_pager": ("Puts it on one page", 15),
    "qa": ("Checks it as a whole", 10),
    "scores": ("Scores each section", 10),
}
_REFINE_SECONDS = 10
_LAST = ("one_pager", "qa", "scores")


def plan(wanted: VisionInput, providers: Sequence[str]) -> tuple[list[StepPlan], Expected]:
    """The same steps for every founder; the parts are the sections and the three last texts."""
    steps = [StepPlan(id=name, label=label, expected_seconds=seconds) for name, (label, seconds) in _STEPS.items()]
    return steps, Expected(parts=len(BRIEF) + len(FRAMEWORK) + len(_LAST))


def on_request(snapshot: Mapping[str, Any], step: str) -> StepPlan | None:
    """`refine:<section>`, for a section that is there."""
    name, _, section = step.partition(":")
    if name != "refine" or section not in REFINABLE or snapshot["parts"]["sections"][section]["content"] is None:
        return None
    return StepPlan(id=step, label=f"Writes anew: {TITLES[section]}", expected_seconds=_REFINE_SECONDS)


KIND = Kind(
    name="vision",
    title="Vision",
    description="A founder's eight answers become a strategy document: a brief for investors, a framework of six "
    "sections that are shown while they are written and held against rules, a one-pager, checks and scores. "
    "Sections can be refined afterwards; its earlier versions are kept.",
    input_model=VisionInput,
    plan=plan,
    steps={
        "brief": "A founder brief, a summary and facts for investors, out of the answers alone",
        "framework": "Vision, strategy, principles, bets, metrics and tensions, each shown as it is written",
        "validate": "The framework is held against its rules, repaired, and asked for again where that fails",
        "refine": "One section is written anew as a person wants it; earlier versions stay in its history",
        "one_pager": "The framework on one page",
        "qa": "Five checks of the whole",
        "scores": "Scores for each section; sums and bands are computed",
    },
    repeatable=frozenset({"refine", *_LAST}),
    on_request=on_request,
    requestable=frozenset({"refine"}),
    after={
        "framework": ("validate", *_LAST),
        "validate": _LAST,
        "refine": _LAST,
        # The last three are made from the framework alone.
        **{f"refine:{section}": () for section in BRIEF},
    },
)
