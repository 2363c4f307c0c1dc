"""What a model is asked to write.

Only what all three providers' structured outputs accept: every field required, no limits (our own code looks at those).
"""

from pydantic import BaseModel, ConfigDict, Field


class WrittenBeat(BaseModel):
    """The words of one scene, as the model writes them."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(description="What is shown large: at most 7 words.")
    narrative: str = Field(description="One short sentence: what the scene tells.")


class WrittenStory(BaseModel):
    """The answer to the request for a story."""

    model_config = ConfigDict(extra="forbid")

    scenes: list[WrittenBeat]


class WrittenScene(BaseModel):
    """The answer to the request for a scene."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="The whole TSX module.")
