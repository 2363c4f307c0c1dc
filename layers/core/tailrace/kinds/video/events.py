"""The events of a video run. Scenes are numbered from 1, like their steps: `scene:2` makes the scene with index 2."""

from tailrace.events import EventData, Strict
from tailrace.kinds.video.brand_model import Brand
from tailrace.kinds.video.narrative_music import MusicCue
from tailrace.kinds.video.page import Page
from tailrace.kinds.video.templates import Emotion, Role
from tailrace.validation import ValidationProgress


class SiteFetched(EventData):
    """The page was read. `url` is where it was found, after redirects; `bytes` is all that was loaded for it."""

    TYPE = "site.fetched"
    url: str
    title: str | None
    bytes: int
    page: Page


class BrandExtracted(EventData):
    """`confidence` is 0–100: how much of a brand the page shows."""

    TYPE = "brand.extracted"
    brand: Brand
    confidence: int


class Topic(Strict):
    """What one scene is about: a feature of the page, or what the client says sets the product apart."""

    title: str
    text: str | None


class NarrativeScene(Strict):
    """A scene as it is to be made. `label` names its role for a person; `topic` is null where the role has none."""

    index: int
    role: Role
    label: str
    emotion: Emotion
    title: str
    narrative: str
    topic: Topic | None
    duration_frames: int


class SceneOutlined(EventData):
    """The words that a broken answer had for a scene: who goes on with the story is asked for the others only."""

    TYPE = "scene.outlined"
    index: int
    title: str
    narrative: str


class NarrativeCompleted(EventData):
    """The story, all scenes of it; their frames add up to the video. `notes` tell what was left out, and why."""

    TYPE = "narrative.completed"
    scenes: list[NarrativeScene]
    music: MusicCue
    notes: list[str]


class SceneCompleted(EventData):
    """A scene of `total` is there: `code` is a TSX module that exports the component `Scene`.

    A degraded one is our own plain scene, made because no model's was fit (`reason`); its provider is null.
    """

    TYPE = "scene.completed"
    index: int
    total: int
    scene_id: str
    name: str
    role: Role
    title: str
    code: str
    duration_frames: int
    provider: str | None
    degraded: bool
    reason: str | None


EVENTS: tuple[type[EventData], ...] = (
    SiteFetched,
    BrandExtracted,
    SceneOutlined,
    NarrativeCompleted,
    SceneCompleted,
    ValidationProgress,
)
