"""What a model is asked to write.

Only what all three providers' structured outputs accept: every field required, null where unknown,
no limits (accept.py looks at those).
"""

from pydantic import BaseModel, ConfigDict, Field


class WrittenTrack(BaseModel):
    """One track, as the model writes it."""

    model_config = ConfigDict(extra="forbid")

    artist: str = Field(description="As credited on the release, guests included.")
    title: str
    duration_s: int | None = Field(description="Length in seconds; null if you are not sure.")
    energy: int = Field(description="Intensity from 1 (ambient) to 100 (peak). Not the tempo.")
    key: str | None = Field(description="Musical key, such as 'A minor'; null if you are not sure.")
    bpm: float | None = Field(description="Tempo from 60 to 200 beats a minute; null if you are not sure.")
    genre: str = Field(description="One specific genre.")
    year: int | None = Field(description="Year of the first release; null if you are not sure.")
    explicit: bool | None = Field(description="Whether the lyrics are explicit; null if you are not sure.")
    reason: str = Field(description="One sentence: why this track, here.")


class WrittenSet(BaseModel):
    """The whole answer."""

    model_config = ConfigDict(extra="forbid")

    tracks: list[WrittenTrack]
