"""One run of each other kind on the local stack, against what its model calls alone would take.

The simulator's list of calls is the witness: how long each call took, from its arrival to its last token.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from local.http_client import fetch
from local.stack import Stack
from tests.benchmarks.http import Seen, follow, request
from tests.e2e.inputs import example

# As many days of a plan as its state machine makes at once.
LANES = 10


async def code(stack: Stack) -> dict[str, Any]:
    """First file visible, and the whole project against the plan's call plus the longest file's."""
    seen, began, run_id, calls = await _run(stack, "code", example("code"))
    files = _seconds(calls, "file:")
    ideal = sum(_seconds(calls, "plan")) + max(files)
    whole = seen.events[-1][0] - began
    return {
        "run": run_id,
        "files": len(files) + 1,
        "first_file_ms": round(1000 * (seen.first("file.chunk") - began)),
        "plan_call_s": round(sum(_seconds(calls, "plan")), 2),
        "longest_file_s": round(max(files), 2),
        "whole_s": round(whole, 2),
        "against_ideal": round(whole / ideal, 3),
    }


async def video(stack: Stack) -> dict[str, Any]:
    """From the POST to the first scene at the client, and to the end."""
    wanted = example("video", f"{stack.url}/simulator/sites/fintech/")
    seen, began, run_id, calls = await _run(stack, "video", wanted)
    return {
        "run": run_id,
        "narrative_call_s": round(sum(_seconds(calls, "narrative")), 2),
        "scene_calls_s": [round(took, 2) for took in _seconds(calls, "scene:")],
        "first_scene_s": round(seen.first("scene.completed") - began, 2),
        "whole_s": round(seen.events[-1][0] - began, 2),
    }


async def plan(stack: Stack, days: int = 30) -> dict[str, Any]:
    """A month against the outline's call plus its days' calls, dealt out to ten lanes as they come free."""
    wanted = {**example("plan"), "duration": {"unit": "days", "value": days}}
    seen, began, run_id, calls = await _run(stack, "plan", wanted)
    made = _seconds(calls, "day:")
    ideal = sum(_seconds(calls, "outline")) + _on_lanes(made)
    whole = seen.events[-1][0] - began
    return {
        "run": run_id,
        "days": len(made),
        "outline_call_s": round(sum(_seconds(calls, "outline")), 2),
        "day_calls_s": round(sum(made), 2),
        "ideal_s": round(ideal, 2),
        "whole_s": round(whole, 2),
        "against_ideal": round(whole / ideal, 3),
    }


async def vision(stack: Stack) -> dict[str, Any]:
    """The last three steps side by side: their span against the longest of them and against their sum."""
    _, _, run_id, calls = await _run(stack, "vision", example("vision"))
    last = [call for call in calls if call["step"] in ("one_pager", "qa", "scores")]
    began, ended = min(_at(c["started"]) for c in last), max(_at(c["ended"]) for c in last)
    each = [_took(call) for call in last]
    return {
        "run": run_id,
        "calls_s": {call["step"]: round(_took(call), 2) for call in last},
        "span_s": round(ended - began, 2),
        "against_longest": round((ended - began) / max(each), 3),
        "against_sum": round((ended - began) / sum(each), 3),
    }


async def _run(stack: Stack, kind: str, wanted: dict[str, Any]) -> tuple[Seen, float, str, Sequence[dict[str, Any]]]:
    """One run, followed to its end: what was seen, when it was asked for, and the model calls that it made."""
    await _simulated(stack, "DELETE")
    began = time.time()
    status, answer, _ = await request(stack.url, "POST", "/v1/runs", stack.api_key, {"kind": kind, "input": wanted})
    if status != 202:
        raise RuntimeError(f"POST /v1/runs answered {status}: {answer}")
    seen = Seen()
    await follow(stack.url, answer["run_id"], stack.api_key, seen)
    if seen.events[-1][1] != "run.completed":
        raise RuntimeError(f"the run {answer['run_id']} ended with {seen.events[-1][1]}")
    return seen, began, answer["run_id"], (await _simulated(stack, "GET"))["calls"]


async def _simulated(stack: Stack, method: str) -> Any:
    answer = await asyncio.to_thread(fetch, f"{stack.url}/simulator/calls", method=method)
    return json.loads(answer.body) if answer.body else None


def _seconds(calls: Sequence[dict[str, Any]], step: str) -> list[float]:
    """How long each call for a step whose id begins so took."""
    return [_took(call) for call in calls if call["step"].startswith(step)]


def _took(call: dict[str, Any]) -> float:
    return _at(call["ended"]) - _at(call["started"])


def _at(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _on_lanes(seconds: Sequence[float]) -> float:
    """How long these take when each goes to the lane that is free first."""
    lanes = [0.0] * LANES
    for took in seconds:
        lanes[lanes.index(min(lanes))] += took
    return max(lanes)
