"""What a model is asked for: an outline, or one day (content.WrittenDay)."""

from pydantic import Field

from tailrace.events import Strict


class WrittenLine(Strict):
    """One day of the outline, in few words."""

    day: int
    theme: str = Field(description="2 to 5 words.")
    focus: str = Field(description="The day's movement, or rest, in 2 to 6 words.")
    dishes: list[str] = Field(description="Breakfast, lunch and dinner, a short name each.")


class WrittenOutline(Strict):
    """The whole answer."""

    title: str = Field(description="The plan's name, at most 8 words.")
    days: list[WrittenLine]
