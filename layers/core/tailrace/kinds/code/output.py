"""What a model is asked to write. The order of the fields is the order in which they stream."""

from pydantic import BaseModel, ConfigDict, Field


class WrittenFileOfPlan(BaseModel):
    """A file that is to be written."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(description="Relative to the project's folder, with forward slashes.")
    purpose: str = Field(
        description="What it holds: the names that it exports, with their parameters and what they give, and which "
        "names it imports from which other file."
    )


class WrittenPlan(BaseModel):
    """The whole plan. The contract is the project's first file, so it comes before the list of the others."""

    model_config = ConfigDict(extra="forbid")

    summary: str = Field(description="The project in one or two sentences; it begins with the project's name.")
    contract: str = Field(description="The whole OpenAPI 3.1 document as YAML text.")
    files: list[WrittenFileOfPlan] = Field(description="Every file but openapi.yaml.")
    requirements: list[str] = Field(description="What the project fulfils, each in one sentence.")


class WrittenFile(BaseModel):
    """One file."""

    model_config = ConfigDict(extra="forbid")

    content: str = Field(description="The whole text of the file, exactly as it will lie on disk.")
