"""What a founder is asked: the company's name, its stage, and eight questions in their own words.

Every field goes into every prompt; `current_state` is also where the runway is read from (runway.py).
"""

import re
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from tailrace.kinds.fields import RequestPart, examples, text_up_to
from tailrace.kinds.vision.substance import meaningful
from tailrace.kinds.vision.words import words

Stage = Literal["idea", "early_traction", "angel", "seed_ready"]

MAX_NAME = 120
# No control character, and none that turns the direction of what follows the name.
_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]*$"
# A page of text; eight of them fit into one request and one event many times over.
MAX_ANSWER = 4000
Answer = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_ANSWER)]
_NAME_PLACEHOLDERS = frozenset(
    ("company", "companyname", "yourcompany", "tbd", "xx", "xxx", "na", "none", "asdf", "test")
)

_EXAMPLES = examples(
    {
        "company_name": "Harbour Lane",
        "stage": "early_traction",
        "vision_audience_timing": "We build a planning tool for independent bakeries, so that they bake what will be "
        "sold. Flour and energy have become expensive, and the tills that bakeries use can finally share their sales.",
        "hard_decisions": "Do we sell to single shops or only to small chains? Do we charge by shop or by saved waste? "
        "Do we build our own till connection or depend on a partner?",
        "success_definition": "In three years 400 bakeries pay us and waste half of what they waste today. "
        "The team stays small, calm and close to its customers.",
        "core_principles": "Bakers decide, software suggests. We never sell our customers' sales data. "
        "We say what we do not know.",
        "required_capabilities": "Forecasts that work with six weeks of sales, connections to the five common tills, "
        "and onboarding that a baker finishes in one morning.",
        "current_state": "Three founders, one of them a baker. 12 bakeries use a pilot, 7 of them pay 90 euros a "
        "month. We have 180,000 euros in the bank and burn 15,000 euros a month.",
        "vision_purpose": "We exist so that no good bread is thrown away.",
        "vision_endstate": "Every independent bakery in Europe knows in the evening what to bake at night. "
        "Waste is an exception, and small bakeries earn enough to stay.",
    },
)


def _company_name(name: str) -> str:
    if not re.match(_ONE_LINE, name):
        raise ValueError("write the name on one line, without characters that are not seen")
    if "".join(words(name)) in _NAME_PLACEHOLDERS or not words(name):
        raise ValueError(f"{name!r} is no name: write the company's, or the working title you use for it")
    return name


class _Question(NamedTuple):
    """What one field asks; `least` different words with a meaning are an answer, `what` says what they are to be."""

    title: str
    question: str
    least: int
    what: str


_QUESTIONS = {
    "vision_audience_timing": _Question(
        "What, for whom, why now",
        "What are you building, who is it for, and why is now the time?",
        6,
        "what you are building, for whom, and why now",
    ),
    "hard_decisions": _Question(
        "Hard decisions", "Which decisions are open and hard to take?", 4, "which decisions are open and hard"
    ),
    "success_definition": _Question(
        "Success", "What is success for you, in money and in culture?", 4, "what success means, in money and in culture"
    ),
    "core_principles": _Question(
        "Principles", "Which beliefs would you never trade away?", 3, "which beliefs you would never trade away"
    ),
    "required_capabilities": _Question(
        "Capabilities",
        "Which abilities and systems do you need to get there?",
        3,
        "which abilities and systems you need",
    ),
    "current_state": _Question(
        "Where you stand",
        "Team, traction, money in the bank, burn a month, runway.",
        4,
        "where you stand: team, traction, money and runway",
    ),
    "vision_purpose": _Question("Purpose", "Why does the company exist? One sentence.", 4, "why the company exists"),
    "vision_endstate": _Question(
        "End state",
        "How does the world look when you have succeeded? Two or three sentences.",
        5,
        "how the world looks when you have succeeded",
    ),
}
ANSWERS = tuple(_QUESTIONS)


def _asked(name: str) -> Any:
    """The field of a question, as a form shows it. A word has a character at least."""
    asked = _QUESTIONS[name]
    help_ = f"{asked.question} At least {asked.least} words, at most {MAX_ANSWER} characters."
    return Field(title=asked.title, description=help_, json_schema_extra={"minLength": asked.least})


class VisionInput(RequestPart):
    """A founder's answers."""

    model_config = ConfigDict(title="Vision", json_schema_extra=_EXAMPLES)

    company_name: Annotated[
        str,
        text_up_to(MAX_NAME),
        AfterValidator(_company_name),
    ] = Field(
        title="Company",
        description="Its name, or the working title you use for it.",
        json_schema_extra={"pattern": _ONE_LINE},
    )
    stage: Stage = Field(
        "idea", title="Stage", description="How far the company is: what it can bet on, and what investors ask."
    )
    vision_audience_timing: Answer = _asked("vision_audience_timing")
    hard_decisions: Answer = _asked("hard_decisions")
    success_definition: Answer = _asked("success_definition")
    core_principles: Answer = _asked("core_principles")
    required_capabilities: Answer = _asked("required_capabilities")
    current_state: Answer = _asked("current_state")
    vision_purpose: Answer = _asked("vision_purpose")
    vision_endstate: Answer = _asked("vision_endstate")

    @field_validator(*ANSWERS)
    @classmethod
    def _says_something(cls, answer: str, field: ValidationInfo) -> str:
        asked = _QUESTIONS[str(field.field_name)]
        found = len(meaningful(answer))
        if found < asked.least:
            carry = "word carries" if found == 1 else "words carry"
            raise ValueError(
                f"say {asked.what}, in at least {asked.least} different words; {found} {carry} meaning here"
            )
        return answer


def answers(wanted: VisionInput) -> dict[str, str]:
    """The eight answers by field, in order."""
    return {name: getattr(wanted, name) for name in ANSWERS}


def own_words(wanted: VisionInput) -> str:
    """All that the founder wrote, as one text."""
    return "\n".join([wanted.company_name, *answers(wanted).values()])
