"""Parts that were made twice: promise 3, and what a continued run promises.

A part is made by an event: a track at a position of a provider's list and its video, a file, a scene, a day, a section.
It is made twice if a later event makes it again and its step was not asked for in between while it was complete
(`asked`): another attempt, another provider or another execution must go on behind what is there.

Three steps rewrite parts of others, which is their purpose: `repair:<path>` a file, `refine:<section>` and `validate`
sections. They are held to their own: a repair and a refinement make their part once each time they are asked for;
`validate` may write a section twice in an attempt, put right by code and then by the model.
"""

import json
from collections.abc import Iterator, Sequence, Set
from typing import Any

from local.chaos.verdict import Findings
from local.chaos.verdict.asked import Event, Steps

_REWRITERS = ("repair", "refine", "validate")
_BY_VALIDATE = 2

# What of an event's data names the part.
_PARTS: dict[str, tuple[str, ...]] = {
    "track.added": ("provider", "index"),
    "track.enriched": ("provider", "index"),
    "provider.completed": ("provider",),
    "primary.selected": (),
    "alternatives.added": ("provider",),
    "project.planned": (),
    "file.completed": ("path",),
    "site.fetched": (),
    "brand.extracted": (),
    "narrative.completed": (),
    "scene.completed": ("index",),
    "day.outlined": ("day",),
    "plan.outlined": (),
    "day.completed": ("day",),
    "plan.verified": (),
    "section.completed": ("section",),
    "qa.completed": (),
    "scores.completed": (),
    "step.completed": (),
}

Key = tuple[Any, ...]


def judge(kind: str, log: Sequence[str], asked: Set[str], findings: Findings) -> None:
    """Every part of a run's log."""
    steps = Steps(kind, asked)
    made: dict[Key, int] = {}
    for event in map(json.loads, log):
        for key, most in _made(event, steps):
            made[key] = made.get(key, 0) + 1
            if made[key] > most:
                findings["parts_twice"].append(f"event {event['seq']} makes {_shown(event, key)} again")
        steps.feed(event)
    findings["parts_twice"] += [f"{step} was to be made again though nobody asked for it" for step in steps.unasked]


def _made(event: Event, steps: Steps) -> Iterator[tuple[Key, int]]:
    """The part that an event makes, and how often it may be made under that key."""
    fields = _PARTS.get(event["type"])
    if fields is None:
        return
    step = event["step"]
    rewrites = step is not None and step.partition(":")[0] in _REWRITERS
    owner = step if rewrites or event["type"] == "step.completed" else ""
    # Who asks anew gets a new part, and what a step rewrites is not the part of the one that made it first.
    key: Key = (event["type"], owner, steps.times_asked.get(step, 0), *(event["data"][name] for name in fields))
    if step == "validate" and event["type"] == "section.completed":
        yield (*key, event["attempt"]), _BY_VALIDATE
    else:
        yield key, 1


def _shown(event: Event, key: Key) -> str:
    return " ".join(str(part) for part in (event["type"], event["step"], *key[3:]))
