"""What a client may ask of an API project. Every field changes what the models are asked for or what is checked."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from tailrace.kinds.fields import NOT_BLANK, RequestPart, examples, text_up_to

Framework = Literal["express", "fastapi"]
DeploymentTarget = Literal["vercel", "fly", "railway"]

LEAST_PROMPT, LONGEST_PROMPT = 10, 8_000
MOST_REQUIREMENTS, LONGEST_REQUIREMENT = 30, 500

_EXAMPLES = examples(
    {"prompt": "A to-do list API: tasks with a title, a due date and tags, filters by tag and by state"},
    {
        "prompt": "Bookings for the meeting rooms of an office: rooms, bookings without overlaps, free slots of a day",
        "framework": "express",
        "advanced": True,
        "deployment_target": "fly",
        "requirements": ["Bookings are between 08:00 and 20:00", "A booking can be cancelled by its code"],
    },
)


def _whole_words(prompt: str) -> str:
    if len(prompt) < LEAST_PROMPT:
        raise ValueError(
            f"it has {len(prompt)} characters; say in at least {LEAST_PROMPT} what the API is for, "
            'such as "A to-do list with tags"'
        )
    if not any(char.isalpha() for char in prompt):
        raise ValueError('it has no letters; say in words what the API is for, such as "A to-do list with tags"')
    return prompt


def _each_once(texts: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    for number, text in enumerate(texts, 1):
        if text.casefold() in seen:
            raise ValueError(f"requirement {number} says the same as requirement {seen[text.casefold()]}; drop one")
        seen[text.casefold()] = number
    return texts


class CodeInput(RequestPart):
    """A request for an API project."""

    model_config = ConfigDict(title="API project", json_schema_extra=_EXAMPLES)

    prompt: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=LONGEST_PROMPT), AfterValidator(_whole_words)
    ] = Field(
        title="What the API does",
        description=f"In your own words: what it keeps, who uses it, what it can do. {LEAST_PROMPT} characters+.",
        json_schema_extra={"minLength": LEAST_PROMPT, **NOT_BLANK},
    )
    framework: Framework = Field(
        "fastapi", title="Framework", description="express: Node.js. fastapi: Python. Every file is written for it."
    )
    advanced: bool = Field(
        False,
        title="Relational database",
        description="On: tables behind an ORM (SQLAlchemy for FastAPI, Drizzle for Express), with SQLite as it comes. "
        "Off: data in memory.",
    )
    deployment_target: DeploymentTarget = Field(
        "vercel", title="Deployed on", description="The project gets the files that this host needs."
    )
    requirements: Annotated[
        list[Annotated[str, text_up_to(LONGEST_REQUIREMENT), Field(json_schema_extra=NOT_BLANK)]],
        AfterValidator(_each_once),
    ] = Field(
        [],
        max_length=MOST_REQUIREMENTS,
        title="Further requirements",
        description="Rules that the API has to keep, one each.",
    )
