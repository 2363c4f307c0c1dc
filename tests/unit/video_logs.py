"""A whole run of a video as its log holds it, made by hand."""

from collections.abc import Sequence
from typing import Any

from tailrace import kinds
from tailrace.events import Draft, Event, RunStarted, StepCompleted, StepStarted
from tailrace.kinds.video import check_scene, narrative, scene_palette
from tailrace.kinds.video.brand_model import Brand
from tailrace.kinds.video.events import BrandExtracted, SceneCompleted, SiteFetched
from tailrace.kinds.video.narrative_music import cue
from tailrace.kinds.video.narrative_plan import make
from tailrace.kinds.video.page import Page
from tailrace.kinds.video.scene import scene_id
from tailrace.kinds.video.scene_plain import code
from tailrace.validation import ValidationProgress
from tests.unit import video_brands
from tests.unit.video_brands import SITE


class Log:
    """Events with their numbers, a second apart."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, draft: Draft, step: str | None = None, attempt: int | None = None) -> None:
        seq = len(self.events) + 1
        self.events.append(
            Event(
                seq=seq,
                type=draft.data.TYPE,
                run_id="01m7w79h8jpy2ygcw20wz5mbqs",
                ts=f"2026-11-20T08:{seq // 60:02}:{seq % 60:02}.000Z",
                step=step,
                attempt=attempt,
                message=draft.message,
                data=draft.data.model_dump(mode="json"),
            )
        )

    def step(self, step: str, drafts: Sequence[Draft], attempt: int = 1) -> None:
        self.add(Draft(StepStarted(label=step)), step, attempt)
        for draft in [*drafts, Draft(StepCompleted(duration_ms=1000))]:
            self.add(draft, step, attempt)


def page() -> Page:
    empty: dict[str, Any] = {
        name: [] for name in ("headings", "paragraphs", "cards", "links", "json_ld", "colours", "fonts", "stats",
                              "testimonials", "customers", "notes")
    }  # fmt: skip
    nothing = dict.fromkeys(("description", "canonical", "language", "logo"))
    return Page.model_validate({"url": SITE, "title": "Lumen", "meta": {}, **empty, **nothing})


def started(log: Log, **wanted: Any) -> Any:
    """The request, whose run begins."""
    kind = kinds.load("video")
    request = video_brands.wanted(**wanted)
    steps, expected = kind.plan(request, ["openai"])
    log.add(
        Draft(
            RunStarted(
                kind="video",
                input=request.model_dump(mode="json"),
                steps=steps,
                providers=["openai"],
                expected=expected,
            )
        )
    )
    return request


def site_and_brand(brand: Brand) -> tuple[Draft, Draft]:
    """What the first two steps find."""
    return (
        Draft(SiteFetched(url=SITE, title="Lumen", bytes=1000, page=page())),
        Draft(BrandExtracted(brand=brand, confidence=90)),
    )


def whole(brand: Brand | None = None, plain: Sequence[int] = (), **wanted: Any) -> list[Event]:
    """A run up to its checks; the scenes are made in the opposite order. Those in `plain` are degraded."""
    log, brand = Log(), brand or video_brands.brand()
    request = started(log, **wanted)
    fetched, extracted = site_and_brand(brand)
    log.step("fetch", [fetched])
    log.step("brand", [extracted])
    plan = make(request, brand)
    words = [{"title": f"Title of {s.role}", "narrative": "A sentence."} for s in plan.scenes]
    log.step("narrative", narrative._drafts(plan, cue(request.music), words))
    for told in reversed(narrative.scenes_of(plan, words)):
        made = SceneCompleted(
            index=told.index,
            total=len(words),
            scene_id=scene_id(told),
            name=told.label,
            role=told.role,
            title=told.title,
            code=code(told, brand, scene_palette.of(brand), request.style),
            duration_frames=told.duration_frames,
            provider=None if told.index in plain else "openai",
            degraded=told.index in plain,
            reason="no provider was able" if told.index in plain else None,
        )
        log.step(f"scene:{told.index}", [Draft(made)])
    results = [
        ValidationProgress(stage=stage, result="pass", message="fine", findings=[])
        for stage in ("composition", *check_scene.STAGES)
    ]
    log.step("check", [Draft(result) for result in results])
    return log.events
