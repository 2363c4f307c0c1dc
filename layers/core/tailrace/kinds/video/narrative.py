"""Step `narrative`: the words of all scenes in one call, their frames by code, and the steps that make them.

What a broken call had written is kept: only the words of the other scenes are asked for, of the same provider or the
next. An answer that ended and broke the rules is void: where one scene is missing, the words of others are not theirs.
"""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any

from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError, ProviderError
from tailrace.events import Draft, Expected, RunStepsAdded, StepPlan
from tailrace.kinds.video.brand_model import Brand
from tailrace.kinds.video.check_facts import Facts
from tailrace.kinds.video.check_scene import rules
from tailrace.kinds.video.events import NarrativeCompleted, NarrativeScene, SceneOutlined
from tailrace.kinds.video.input import VideoInput
from tailrace.kinds.video.narrative_music import MusicCue, cue
from tailrace.kinds.video.narrative_plan import Plan, make
from tailrace.kinds.video.prompt_facts import feedback
from tailrace.kinds.video.prompt_narrative import build
from tailrace.providers import Prompt
from tailrace.providers.items import ItemParser
from tailrace.steps import Finish
from tailrace.takeover import fill

# A title fills the screen in large type, a sentence is read in a scene.
LONGEST_TITLE, LONGEST_NARRATIVE = 80, 300


async def run(context: StepContext, _: str) -> Finish:
    """Write the story. Raises a `ProviderError`; `MalformedOutputError` if two answers in a row broke the rules."""
    parts = context.snapshot["parts"]
    wanted = VideoInput.model_validate(context.snapshot["input"])
    brand, site = Brand.model_validate(parts["brand"]), parts["site"]["url"]
    plan, music = make(wanted, brand), cue(wanted.music)
    facts = rules(wanted, brand, site, feedback(context.snapshot)).facts
    words = [{"title": said["title"], "narrative": said["narrative"]} for said in parts["outlined"]]
    total = len(plan.scenes)

    async def write(provider: str, model: str) -> None:
        refused: tuple[list[dict[str, Any]], list[str]] | None = None
        for _ in range(2):
            prompt = build(wanted, brand, site, plan, music, context.feedback, refused, words)
            written: list[dict[str, Any]] = []
            try:
                await _ask(context, provider, model, prompt, written, total - len(words))
            except ProviderError:
                _keep(context, words, written[: total - len(words)], facts)
                raise
            found = findings(written, total - len(words), facts, len(words))
            if not found:
                words.extend({"title": w["title"], "narrative": w["narrative"]} for w in written)
                return
            refused = written[: 2 * total], found
            context.progress(0, f"The story is refused: {found[0]}")
        raise MalformedOutputError(f"{provider} broke the rules of a story twice: {found[0]}", provider=provider)

    await fill(context, "strong", write, lambda: len(words) == total)
    drafts = _drafts(plan, music, words)
    return lambda snapshot: drafts


async def _ask(
    context: StepContext, provider: str, model: str, prompt: Prompt, written: list[dict[str, Any]], wanted: int
) -> None:
    """One call for so many scenes; what it writes is in `written`, also if it breaks."""
    parser = ItemParser("scenes.item", provider=provider)
    async with aclosing(context.ask(provider, model, prompt)) as answer:
        async for text in answer:
            for item in parser.feed(text):
                written.append({name: _line(said) if isinstance(said, str) else said for name, said in item.items()})
                if len(written) <= wanted:
                    context.progress(len(written) / wanted, f"{len(written)} of {wanted} scenes have their words")
    parser.finish()


def _keep(context: StepContext, words: list[dict[str, str]], written: Sequence[dict[str, Any]], facts: Facts) -> None:
    """The scenes that a broken answer had complete, up to the first that breaks a rule."""
    for said in written:
        if findings([said], 1, facts):
            return
        words.append({"title": said["title"], "narrative": said["narrative"]})
        outlined = SceneOutlined(index=len(words), **words[-1])
        context.add(Draft(outlined, f"Scene {outlined.index} keeps its words: {outlined.title}"))


def findings(written: Sequence[dict[str, Any]], total: int, facts: Facts, before: int = 0) -> list[str]:
    """What is wrong with a story, most important first; so many scenes of it stand `before` what was written."""
    if len(written) != total:
        return [f"{len(written)} scenes were written, {total} were asked for"]
    found = []
    for index, words in enumerate(written, before + 1):
        for field, longest in (("title", LONGEST_TITLE), ("narrative", LONGEST_NARRATIVE)):
            text = words.get(field)
            if not isinstance(text, str) or not text.strip():
                found.append(f"scene {index} has no {field}")
            elif len(text) > longest:
                found.append(f"scene {index}: the {field} has {len(text)} characters, the limit is {longest}")
            else:
                found += [f"scene {index}: nobody has said {what}" for what in facts.unknown(text)]
    return found


def _line(text: str) -> str:
    """Text on one line that has UTF-8: a model may write half a surrogate pair, as an escape."""
    return " ".join(text.encode("utf-8", "replace").decode().split())


def scenes_of(plan: Plan, words: Sequence[Mapping[str, str]]) -> list[NarrativeScene]:
    """The planned scenes with their words."""
    return [
        NarrativeScene(
            index=scene.index,
            role=scene.role,
            label=scene.part.label,
            emotion=scene.part.emotion,
            title=said["title"],
            narrative=said["narrative"],
            topic=scene.topic,
            duration_frames=scene.frames,
        )
        for scene, said in zip(plan.scenes, words, strict=True)
    ]


def _drafts(plan: Plan, music: MusicCue, words: Sequence[Mapping[str, str]]) -> list[Draft]:
    """The story, and the steps that it leads to: one for each scene, and the check of all."""
    scenes = scenes_of(plan, words)
    total = len(scenes)
    steps = [
        StepPlan(id=f"scene:{s.index}", label=f"Creating scene {s.index}/{total}: {s.label}", expected_seconds=6)
        for s in scenes
    ]
    steps.append(StepPlan(id="check", label="Checking the video", expected_seconds=1))
    return [
        Draft(
            NarrativeCompleted(scenes=scenes, music=music, notes=list(plan.notes)),
            ". ".join([f"The story has {total} scenes", *plan.notes]),
        ),
        Draft(RunStepsAdded(steps=steps, expected=Expected(parts=total))),
    ]
