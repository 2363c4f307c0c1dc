"""The stories that a video can tell: which scenes in which order, and what each is for.

`acts` is the five-act story. The other seven are the story templates of product films; all are made of a few roles.
"""

from typing import Literal, NamedTuple

Template = Literal[
    "acts",
    "product_launch",
    "fintech_trust",
    "mobile_tour",
    "agency_showcase",
    "b2b_proof",
    "product_explainer",
    "finance_journey",
]
Role = Literal[
    "problem", "discovery", "transformation", "triumph", "invitation",
    "logo", "tagline", "hook", "impact", "solution", "feature", "benefit", "proof", "cta",
]  # fmt: skip
Emotion = Literal["problem", "tension", "discovery", "transformation", "triumph", "invitation"]


class Beat(NamedTuple):
    """A scene of a story; `weight` is its share of the time."""

    role: Role
    weight: int


class Part(NamedTuple):
    """What a role stands for: its name for a person, the feeling it carries, and what it tells."""

    label: str
    emotion: Emotion
    tells: str


PARTS: dict[Role, Part] = {
    "problem": Part("The Problem", "problem", "the trouble that people have without the product"),
    "discovery": Part("The Discovery", "discovery", "the product comes in: its name and what it is"),
    "transformation": Part("The Transformation", "transformation", "what changes with it, feature by feature"),
    "triumph": Part("The Triumph", "triumph", "how things are now, with the brand's own proof if it has any"),
    "invitation": Part("The Invitation", "invitation", "what to do next: the brand's call to action"),
    "logo": Part("The Name", "discovery", "the brand's name, alone"),
    "tagline": Part("The Tagline", "discovery", "the brand's own line about itself"),
    "hook": Part("The Hook", "tension", "a question or a thought that makes people stay"),
    "impact": Part("The Impact", "tension", "what the problem costs people; the solution is not told yet"),
    "solution": Part("The Solution", "discovery", "how the product answers the problem"),
    "feature": Part("A Feature", "transformation", "the topic: what the product can do"),
    "benefit": Part("A Benefit", "transformation", "the topic: what people have from it"),
    "proof": Part("The Proof", "triumph", "the brand's own proof, word for word and number for number"),
    "cta": Part("The Call", "invitation", "what to do next: the brand's call to action"),
}

# Roles that tell one topic each: a feature of the page, or what a client says sets the product apart.
WALKING: frozenset[Role] = frozenset({"feature", "benefit"})

TEMPLATES: dict[Template, tuple[Beat, ...]] = {
    "acts": (
        Beat("problem", 3),
        Beat("discovery", 2),
        Beat("transformation", 5),
        Beat("triumph", 3),
        Beat("invitation", 2),
    ),
    "product_launch": (
        Beat("logo", 2),
        Beat("tagline", 2),
        Beat("problem", 3),
        Beat("impact", 3),
        Beat("solution", 4),
        Beat("feature", 4),
        Beat("proof", 3),
        Beat("cta", 3),
    ),
    "fintech_trust": (
        Beat("logo", 2),
        Beat("tagline", 2),
        Beat("problem", 3),
        Beat("solution", 3),
        Beat("feature", 3),
        Beat("proof", 5),
        Beat("benefit", 3),
        Beat("cta", 3),
    ),
    "mobile_tour": (
        Beat("logo", 2),
        Beat("hook", 3),
        Beat("problem", 3),
        Beat("solution", 3),
        Beat("feature", 5),
        Beat("benefit", 4),
        Beat("proof", 2),
        Beat("cta", 2),
    ),
    "agency_showcase": (
        Beat("logo", 3),
        Beat("tagline", 3),
        Beat("hook", 3),
        Beat("solution", 3),
        Beat("feature", 4),
        Beat("proof", 3),
        Beat("benefit", 3),
        Beat("cta", 2),
    ),
    "b2b_proof": (
        Beat("logo", 2),
        Beat("problem", 3),
        Beat("impact", 3),
        Beat("solution", 3),
        Beat("feature", 3),
        Beat("proof", 5),
        Beat("benefit", 3),
        Beat("cta", 2),
    ),
    "product_explainer": (
        Beat("logo", 2),
        Beat("tagline", 2),
        Beat("hook", 2),
        Beat("problem", 4),
        Beat("solution", 5),
        Beat("feature", 4),
        Beat("benefit", 3),
        Beat("cta", 2),
    ),
    "finance_journey": (
        Beat("hook", 3),
        Beat("logo", 2),
        Beat("tagline", 2),
        Beat("solution", 3),
        Beat("feature", 3),
        Beat("feature", 3),
        Beat("benefit", 3),
        Beat("benefit", 3),
        Beat("feature", 3),
        Beat("benefit", 3),
        Beat("feature", 3),
        Beat("proof", 4),
        Beat("cta", 3),
    ),
}
