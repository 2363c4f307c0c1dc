"""From a template and a brand to the scenes that can be told: what the page has nothing for is left out, and said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tailrace.kinds.video.brand_model import Brand
from tailrace.kinds.video.durations import SHORTEST, share
from tailrace.kinds.video.events import Topic
from tailrace.kinds.video.input import VideoInput
from tailrace.kinds.video.templates import PARTS, TEMPLATES, WALKING, Beat, Part, Role


@dataclass(frozen=True)
class PlannedScene:
    """A scene before it has words; `index` from 1."""

    index: int
    role: Role
    topic: Topic | None
    frames: int

    @property
    def part(self) -> Part:
        """What its role stands for."""
        return PARTS[self.role]


@dataclass(frozen=True)
class Plan:
    """All scenes; their frames add up to the video. `notes` tell what a client would miss, and why it is missing."""

    scenes: Sequence[PlannedScene]
    notes: Sequence[str]


def make(wanted: VideoInput, brand: Brand) -> Plan:
    """The scenes of this video."""
    beats, notes = _tellable(TEMPLATES[wanted.scenes], wanted, brand)
    if not brand.colours.primary:
        notes.append("The page shows no colour of its own: neutral ones are used")
    if wanted.scenes == "acts" and not is_proven(brand):
        notes.append("The page shows no proof: The Triumph is told without numbers and quotes")
    frames = share(wanted.frames, [beat.weight for beat, _ in beats])
    if wanted.frames < SHORTEST * len(beats):
        notes.append(f"{len(beats)} scenes in {wanted.duration_seconds} s: each is shorter than {SHORTEST} frames")
    scenes = [PlannedScene(n, beat.role, topic, frames[n - 1]) for n, (beat, topic) in enumerate(beats, 1)]
    return Plan(scenes, notes)


def topics(wanted: VideoInput, brand: Brand) -> list[Topic]:
    """What can be told scene by scene: the page's features, then what the client says sets the product apart."""
    told: dict[str, Topic] = {}
    for title, text in [*((f.title, f.text) for f in brand.features), *((d, None) for d in wanted.differentiators)]:
        told.setdefault(title.casefold(), Topic(title=title, text=text))
    return list(told.values())


def is_proven(brand: Brand) -> bool:
    """Whether the page shows any proof at all."""
    proof = brand.proof
    return bool(proof.stats or proof.testimonials or proof.customers or proof.rating)


def _tellable(
    beats: Sequence[Beat], wanted: VideoInput, brand: Brand
) -> tuple[list[tuple[Beat, Topic | None]], list[str]]:
    """The beats that have something to tell, each feature and benefit with a topic that no other has."""
    ahead: Iterator[Topic] = iter(topics(wanted, brand))
    told: list[tuple[Beat, Topic | None]] = []
    untold = 0
    notes: list[str] = []
    for beat in beats:
        topic = next(ahead, None) if beat.role in WALKING else None
        if beat.role == "proof" and not is_proven(brand):
            notes.append(f"The page shows no proof: {PARTS[beat.role].label} is left out")
        elif beat.role == "logo" and not brand.name:
            notes.append(f"The page names no brand: {PARTS[beat.role].label} is left out")
        elif beat.role == "tagline" and not (brand.tagline or brand.headline):
            notes.append(f"The page has no line about itself: {PARTS[beat.role].label} is left out")
        elif beat.role in WALKING and topic is None:
            untold += 1
        else:
            told.append((beat, topic))
    if untold:
        known = len(topics(wanted, brand))
        notes.append(
            f"The page and the request name {known} {'feature' if known == 1 else 'features'}: "
            f"{untold} {'scene that tells one is' if untold == 1 else 'scenes that tell one each are'} left out"
        )
    return told, notes
