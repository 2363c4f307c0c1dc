"""The words and small objects that a playlist request is made of."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tailrace.kinds.fields import NOT_BLANK, RequestPart, text_up_to

Mood = Literal["energetic", "chill", "dark", "uplifting", "melancholic", "aggressive", "romantic", "psychedelic"]
KeyMatch = Literal["strict", "loose"]
ContentMode = Literal["clean", "explicit_ok", "family"]
EnergyPreset = Literal["custom", "no_slow_songs", "keep_it_mellow", "mid_tempo_groove", "bpm_ramp"]
Template = Literal["cinematic", "danceable", "intimate", "instrumental", "90s_soundtrack"]
Decade = Literal[
    "1850s", "1860s", "1870s", "1880s", "1890s", "1900s", "1910s", "1920s", "1930s", "1940s", "1950s", "1960s", "1970s",
    "80s", "90s", "00s", "10s", "20s",
]  # fmt: skip

Name = Annotated[str, text_up_to(200), Field(json_schema_extra=NOT_BLANK)]
Genre = Annotated[str, text_up_to(100), Field(json_schema_extra=NOT_BLANK)]
Percent = Annotated[int, Field(ge=0, le=100)]


class EnergyRange(RequestPart):
    """Lowest and highest energy, 1–100."""

    min: int = Field(ge=1, le=100, title="Lowest energy", description="No track is calmer.")
    max: int = Field(ge=1, le=100, title="Highest energy", description="No track is more intense.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise ValueError(
                f"energy_range.min ({self.min}) is above energy_range.max ({self.max}); "
                f'write the lower one first: {{"min": {self.max}, "max": {self.min}}}'
            )
        return self


class WeightedPhrase(RequestPart):
    """A phrase, and how much it counts beside the other phrases."""

    phrase: Name = Field(title="Phrase", description="A few words on what the set should have.")
    weight: Percent = Field(title="Weight", description="0–100; made into shares of all weights.")


class VocalDensity(RequestPart):
    """Three sliders; 50 is neutral, under 30 and over 70 count."""

    vocals: Percent = Field(50, title="Instrumental to vocal", description="0 instrumental, 100 led by vocals.")
    atmosphere: Percent = Field(50, title="Hooky to atmospheric", description="0 catchy hooks, 100 atmospheric.")
    lyric_clarity: Percent = Field(50, title="Lyric clarity", description="0 blurred words, 100 every word clear.")


class ContextTokens(RequestPart):
    """Where and when the set is heard; each may be left out."""

    time_of_day: Literal["morning", "afternoon", "evening", "night", "late_night"] | None = Field(
        None, title="Time of day", description="When it is heard."
    )
    season: Literal["spring", "summer", "autumn", "winter"] | None = Field(
        None, title="Season", description="The time of year."
    )
    weather: Literal["sunny", "cloudy", "rainy", "stormy", "snowy"] | None = Field(
        None, title="Weather", description="What it is like outside."
    )
    activity: Literal["working", "studying", "exercising", "cooking", "driving", "relaxing", "partying"] | None = Field(
        None, title="Activity", description="What is done while it plays."
    )
    social_context: Literal["alone", "couple", "friends", "family", "crowd"] | None = Field(
        None, title="Company", description="Who listens."
    )


class AnchorTrack(RequestPart):
    """A song that must be in the set."""

    artist: Name = Field(title="Artist", description="Who it is by.")
    title: Name = Field(title="Title", description="The song's name.")


class SimilarPlaylist(RequestPart):
    """A playlist described in words, and what should be different."""

    like: Annotated[str, text_up_to(500)] = Field(
        title="Like", description="Describe it, or name its songs. Links are not opened.", json_schema_extra=NOT_BLANK
    )
    but: Name | None = Field(None, title="But", description="What should be different.")
