"""The schema that goes to the providers, and what it refuses to express."""

from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from tailrace.providers.schema import strict_schema


class Mood(Enum):
    CALM = "calm"
    WILD = "wild"


class Song(BaseModel):
    """One song."""

    title: Annotated[str, Field(min_length=1, max_length=80, pattern="^.*$", description="As printed")]
    year: int | None = None
    energy: Annotated[int, Field(ge=1, le=100)] = 50
    mood: Mood = Mood.CALM
    kind: Literal["song"] = "song"
    tags: Annotated[list[str], Field(min_length=1, max_length=3)] = []


class Mix(BaseModel):
    opener: Annotated[Song, Field(description="The first one")]
    songs: list[Song]
    closer: Song | None = None


def test_the_subset_that_all_providers_accept() -> None:
    song = {
        "type": "object",
        "description": "One song.",
        "properties": {
            "title": {"type": "string", "description": "As printed"},
            "year": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "energy": {"type": "integer"},
            "mood": {"type": "string", "enum": ["calm", "wild"]},
            "kind": {"type": "string", "enum": ["song"]},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["title", "year", "energy", "mood", "kind", "tags"],
        "additionalProperties": False,
    }
    assert strict_schema(Mix) == {
        "type": "object",
        "properties": {
            "opener": {**song, "description": "The first one"},
            "songs": {"type": "array", "items": song},
            "closer": {"anyOf": [song, {"type": "null"}]},
        },
        "required": ["opener", "songs", "closer"],
        "additionalProperties": False,
    }


def test_a_field_may_be_called_like_a_keyword() -> None:
    model = create_model("M", title=(str, ...), type=(str, ...), minimum=(int, ...))
    assert list(strict_schema(model)["properties"]) == ["title", "type", "minimum"]


class Cat(BaseModel):
    animal: Literal["cat"]


class Dog(BaseModel):
    animal: Literal["dog"]


class Owner(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="animal")]


def test_a_discriminated_union_becomes_a_plain_one() -> None:
    pet = strict_schema(Owner)["properties"]["pet"]
    assert list(pet) == ["anyOf"]
    assert [choice["properties"]["animal"]["enum"] for choice in pet["anyOf"]] == [["cat"], ["dog"]]


class Tree(BaseModel):
    children: "list[Tree]"


class Empty(BaseModel):
    pass


class Open(BaseModel, extra="allow"):
    name: str


@pytest.mark.parametrize(
    ("annotation", "why"),
    [
        (dict[str, int], "named fields"),
        (Any, "a type is needed"),
        (list[Any], r"M\.field\[\]: a type is needed"),
        (tuple[int, str], "prefixItems"),
        (Tree, "Tree contains itself"),
        (list[Empty], "named fields"),
        (Open, "named fields"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_place(annotation: Any, why: str) -> None:
    with pytest.raises(TypeError, match=why) as caught:
        strict_schema(create_model("M", field=(annotation, ...)))
    assert str(caught.value).startswith("M.field")
