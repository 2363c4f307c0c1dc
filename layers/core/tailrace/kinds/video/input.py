"""What a client may ask of a video.

Every field changes the story, the requests for its scenes, or what is checked.
"""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from tailrace.kinds import EXAMPLE_PAGE
from tailrace.kinds.fields import NOT_BLANK, RequestPart, examples, text_up_to, unique
from tailrace.kinds.video.durations import FPS
from tailrace.kinds.video.input_links import LONGEST, page_url, pages_in
from tailrace.kinds.video.narrative_music import Mood
from tailrace.kinds.video.templates import Template

Style = Literal["minimal", "dynamic", "bold"]

_EXAMPLES = examples(
    {"url": EXAMPLE_PAGE},
    {
        "text": f"Create a video from {EXAMPLE_PAGE} for people who do everything by hand",
        "duration_seconds": 24,
        "style": "minimal",
        "music": "calm",
        "problem_statement": "Every Friday is lost to the same spreadsheet.",
        "differentiators": ["Learned in an afternoon"],
        "scenes": "product_explainer",
    },
)
_POINTS = re.compile(r"[\n;]")


def _as_points(value: Any) -> Any:
    """A text is as many points as it has lines, or pieces between semicolons."""
    if isinstance(value, str):
        return [point.strip(" \t\r-•*") for point in _POINTS.split(value) if point.strip(" \t\r-•*")]
    return value


Point = Annotated[str, text_up_to(200), Field(json_schema_extra=NOT_BLANK)]


class VideoInput(RequestPart):
    """A request for a video of a web page."""

    model_config = ConfigDict(title="Video", json_schema_extra=_EXAMPLES)

    url: Annotated[str, text_up_to(LONGEST), AfterValidator(page_url)] | None = Field(
        None,
        title="Web page",
        description="The page to make a video of; https:// is added if it is missing. Give this, or a text that "
        "names it.",
    )
    text: Annotated[str, text_up_to(2000)] | None = Field(
        None,
        title="In your own words",
        description='Such as "Create video from https://example.com". The page is taken from it if url is not given, '
        "and the story follows what it says. Links to video sites and to files are not taken for the page.",
        json_schema_extra=NOT_BLANK,
    )
    duration_seconds: int = Field(
        30, ge=10, le=60, title="Length in seconds", description="The scenes' frames add up to it exactly."
    )
    style: Style = Field(
        "dynamic",
        title="Style",
        description="How it looks and moves: minimal is calm and empty, dynamic moves, bold is large and loud.",
    )
    music: Mood = Field(
        "modern",
        title="Music",
        description="Sets the pace of the story and the music cue (tempo, cuts) in the export; it is never shown.",
    )
    problem_statement: Annotated[str, text_up_to(500)] | None = Field(
        None,
        title="Problem",
        description="What people struggle with, if the page doesn't say it as you would.",
        json_schema_extra=NOT_BLANK,
    )
    differentiators: Annotated[
        list[Point],
        BeforeValidator(_as_points, json_schema_input_type=list[Point] | str),
        AfterValidator(unique),
    ] = Field(
        [],
        max_length=8,
        title="What sets it apart",
        description="Up to 8, told after the page's own features: a list, or a text with one point a line.",
    )
    scenes: Template = Field(
        "acts",
        title="Scenes",
        description="acts: problem, discovery, transformation, triumph, invitation. The others are stories of 8 or 13 "
        "scenes; a scene for which the page has nothing (no proof, no more features) is left out and said so.",
    )

    @property
    def site_url(self) -> str:
        """The page's address, from `url` or else from `text`."""
        return self.url or pages_in(self.text or "")[0][0]

    @property
    def frames(self) -> int:
        """The length of the whole video."""
        return self.duration_seconds * FPS

    @model_validator(mode="after")
    def _one_page(self) -> Self:
        named, refused = pages_in(self.text or "")
        if self.url and any(url != self.url for url in named):
            raise ValueError(f"url is {self.url}, but text names {_other(named, self.url)}; name one page only")
        if not self.url and len(named) > 1:
            raise ValueError(f"text names {len(named)} pages ({', '.join(named[:3])}); say in url which one is meant")
        if not self.url and not named:
            why = refused[0] if refused else "give url, or a text with a link such as https://example.com in it"
            raise ValueError(f"no page is named: {why}")
        return self


def _other(named: list[str], url: str) -> str:
    return next(other for other in named if other != url)
