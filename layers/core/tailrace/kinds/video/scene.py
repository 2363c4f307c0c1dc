"""Step `scene:<n>`: one scene's code by a model, held against all rules before anybody sees it.

An answer that breaks a rule is given back once with what is wrong. If the next one is no better, or no provider is
able, the scene is our own plain one, and says that it is: continuing the run makes it anew.
"""

import re
from typing import NamedTuple

from tailrace.answers import read_answer
from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError, ProviderError
from tailrace.events import Draft
from tailrace.fold import Snapshot
from tailrace.kinds.video.brand_model import Brand
from tailrace.kinds.video.check_scene import STAGES, check, rules
from tailrace.kinds.video.events import NarrativeScene, SceneCompleted
from tailrace.kinds.video.input import VideoInput
from tailrace.kinds.video.narrative_music import MusicCue
from tailrace.kinds.video.prompt_facts import feedback
from tailrace.kinds.video.prompt_scene import build
from tailrace.kinds.video.scene_plain import code as plain_code
from tailrace.providers import Prompt
from tailrace.steps import Finish
from tailrace.takeover import first_able
from tailrace.validation import Finding

# Models put code into a fence of Markdown even where it is a value of its own.
_FENCE = re.compile(r"\A```\w*\n(.*?)\n?```\Z", re.DOTALL)


class _Made(NamedTuple):
    """A scene's code and whose it is: a provider's, or our own because of `reason`."""

    code: str
    provider: str | None
    reason: str | None


async def run(context: StepContext, number: str) -> Finish:
    """Make the scene. Raises a `ProviderError` while another attempt may yet be able."""
    parts = context.snapshot["parts"]
    wanted = VideoInput.model_validate(context.snapshot["input"])
    brand, site = Brand.model_validate(parts["brand"]), parts["site"]["url"]
    total = len(parts["narrative"])
    scene = NarrativeScene.model_validate(parts["narrative"][int(number) - 1])
    music, held = MusicCue.model_validate(parts["music"]), rules(wanted, brand, site, feedback(context.snapshot))
    context.progress(0, f"Creating scene {scene.index}/{total}: {scene.label}")

    async def make(provider: str, model: str) -> _Made:
        refused: tuple[str, list[Finding]] | None = None
        for _ in range(2):
            prompt = build(wanted, brand, site, scene, total, held.palette, music, context.feedback, refused)
            code = await _ask(context, provider, model, prompt)
            found = check(code, scene_id(scene), scene.duration_frames, held)
            findings = [finding for stage in STAGES for finding in found.get(stage) or ()]
            if not findings:
                return _Made(code, provider, None)
            refused = code, findings
            context.progress(0.5, f"Scene {scene.index}/{total} is refused: {findings[0].message}")
        return _Made(plain(), None, f"{provider} broke the rules twice: {findings[0].message}")

    def plain() -> str:
        return plain_code(scene, brand, held.palette, wanted.style)

    try:
        made = await first_able(context, "strong", make)
    except ProviderError as error:
        if error.retryable and not context.is_last:
            raise
        made = _Made(plain(), None, error.message)
    return lambda snapshot: [_completed(snapshot, scene, total, made)]


def scene_id(scene: NarrativeScene) -> str:
    """The scene's name in its run: its number and its role."""
    return f"{scene.index:02}-{scene.role}"


async def _ask(context: StepContext, provider: str, model: str, prompt: Prompt) -> str:
    """The code that the model writes, which is the whole of its answer."""
    value = await read_answer(context, provider, model, prompt)
    code = value.get("code") if isinstance(value, dict) else None
    if not isinstance(code, str) or not code.strip():
        raise MalformedOutputError("The model's answer has no code", provider=provider)
    return _FENCE.sub(r"\1", code.strip()).strip() + "\n"


def _completed(snapshot: Snapshot, scene: NarrativeScene, total: int, made: _Made) -> Draft:
    what = f"Scene {scene.index}/{total}: {scene.label}"
    return Draft(
        SceneCompleted(
            index=scene.index,
            total=total,
            scene_id=scene_id(scene),
            name=scene.label,
            role=scene.role,
            title=scene.title,
            code=made.code,
            duration_frames=scene.duration_frames,
            provider=made.provider,
            degraded=made.reason is not None,
            reason=made.reason,
        ),
        f"{what} is a plain one ({made.reason})" if made.reason else what,
    )
