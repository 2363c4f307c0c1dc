"""Step `check`: all scenes against all rules, once more and with everything at hand; what is found is told.

Making a scene looks at the same rules. Here the whole is looked at too: whether every scene is there and the frames add
up. A scene with a finding makes the run degraded, so that continuing it makes that scene anew.
"""

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.fold import Snapshot
from tailrace.kinds.video.brand_model import Brand
from tailrace.kinds.video.check_scene import STAGES, check, rules
from tailrace.kinds.video.input import VideoInput
from tailrace.kinds.video.prompt_facts import feedback
from tailrace.steps import Finish
from tailrace.validation import Finding, Result, ValidationProgress

_FINE = {
    "syntax": "Every scene is TSX that parses",
    "code": "Every scene exports its component and uses nothing but what a scene may use",
    "frames": "What happens in a scene is within its frames and can be rendered",
    "colours": "Every scene keeps to the palette",
    "facts": "Every number and quotation is the page's or the client's",
}
_WRONG = {
    "syntax": "not every scene parses",
    "code": "a scene uses what no scene may use",
    "frames": "a scene has what cannot be rendered or is never seen",
    "colours": "a scene leaves the palette",
    "facts": "a scene says what nobody has said",
}


async def run(context: StepContext, _: str) -> Finish:
    """Look at the video, and tell it stage by stage."""
    drafts = validate(context.snapshot)
    return lambda snapshot: drafts


def validate(snapshot: Snapshot) -> list[Draft]:
    """One `validation.progress` for each stage."""
    parts = snapshot["parts"]
    wanted = VideoInput.model_validate(snapshot["input"])
    brand = Brand.model_validate(parts["brand"])
    held = rules(wanted, brand, parts["site"]["url"], feedback(snapshot))
    found = [check(s["code"], s["scene_id"], s["duration_frames"], held) for s in parts["scenes"]]
    stages = [_whole(snapshot, wanted)]
    for stage in STAGES:
        lists = [one[stage] for one in found if stage in one]
        findings = [finding for list_ in lists for finding in list_ or ()]
        unseen = len(found) - len([list_ for list_ in lists if list_ is not None])
        result: Result = "fail" if findings else "unknown" if unseen else "pass"
        if findings:
            message = f"{_WRONG[stage]}: {findings[0].path}, {findings[0].message}"
        else:
            message = f"{unseen} scenes could not be looked at" if unseen else _FINE[stage]
        stages.append(_told(stage, result, message, findings))
    return stages


def _whole(snapshot: Snapshot, wanted: VideoInput) -> Draft:
    """Whether all scenes are there and last as long as the video."""
    parts = snapshot["parts"]
    there = {s["index"] for s in parts["scenes"]}
    missing = [s["index"] for s in parts["narrative"] if s["index"] not in there]
    frames = sum(s["duration_frames"] for s in parts["scenes"])
    if missing:
        return _told("composition", "fail", f"Scenes are missing: {', '.join(map(str, missing))}", [])
    if frames != wanted.frames:
        return _told("composition", "fail", f"The scenes have {frames} frames, the video {wanted.frames}", [])
    return _told("composition", "pass", f"{len(there)} scenes, {frames} frames, as long as the video", [])


def _told(stage: str, result: Result, message: str, findings: list[Finding]) -> Draft:
    return Draft(ValidationProgress(stage=stage, result=result, message=message, findings=findings), message)
