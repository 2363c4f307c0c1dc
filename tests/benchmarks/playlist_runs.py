"""Whole playlist runs on the local stack: how quickly they start, and how far behind its producer a reader is."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from local.stack import Stack
from tests.benchmarks import producers
from tests.benchmarks.http import Seen, follow, request

# A model's pace: the first token after 300 ms, then 80 a second.
PACE = {"first_token_ms": 300, "tokens_per_second": 80}
PROVIDERS = ("openai", "anthropic", "gemini")
# Finished parts: what a person waits for.
PARTS = ("track.added", "track.enriched")


async def starting(stack: Stack, runs: int = 10) -> dict[str, Any]:
    """From the POST to its answer, to the first event and to the first track at the client, in ms."""
    posts, first_events, first_tracks = [], [], []
    for number in range(runs):
        began = time.time()
        run_id, took = await _start(stack, f"start {number}", tracks=3)
        seen = Seen()
        await follow(stack.url, run_id, stack.api_key, seen)
        posts.append(took)
        first_events.append(seen.events[0][0] - began)
        first_tracks.append(seen.first("track.added") - began)
    return {
        "runs": runs,
        "post_ms": spread(posts),
        "first_event_ms": spread(first_events),
        "first_track_ms": spread(first_tracks),
    }


async def overlap(stack: Stack, tracks: int = 10) -> dict[str, Any]:
    """The time of a run with all providers against the slowest of them alone, in seconds."""
    alone = {name: await _whole(stack, [name], tracks) for name in PROVIDERS}
    together = await _whole(stack, PROVIDERS, tracks)
    slowest = max(alone.values())
    return {
        "alone_s": {name: round(took, 2) for name, took in alone.items()},
        "together_s": round(together, 2),
        "together_against_slowest": round(together / slowest, 3),
    }


async def behind(stack: Stack, runs: int, readers: int, tracks: int = 12) -> dict[str, Any]:
    """From a part's completion at its producer (`ts`, whole ms) to its arrival at SSE clients, in ms."""
    started = await asyncio.gather(*(_start(stack, f"behind {number}", tracks) for number in range(runs)))
    return await _behind(stack, [run_id for run_id, _ in started], readers)


async def behind_producers(stack: Stack, runs: int, readers: int, parts: int, gap_s: float) -> dict[str, Any]:
    """The same for producers without a model: three a run, each finishing a part every `gap_s` seconds."""
    load = producers.Load(stack.dynamodb_url, stack.table, parts, gap_s)
    run_ids = producers.create(load, stack.api_key, runs)
    result, _ = await asyncio.gather(_behind(stack, run_ids, readers), producers.produce(load, run_ids))
    return {**result, "parts_per_s": round(runs * len(PROVIDERS) / gap_s)}


async def _behind(stack: Stack, run_ids: Sequence[str], readers: int) -> dict[str, Any]:
    seen = {run_id: [Seen() for _ in range(readers)] for run_id in run_ids}
    await asyncio.gather(*(follow(stack.url, run_id, stack.api_key, s) for run_id, all_ in seen.items() for s in all_))
    delays = [
        at - datetime.fromisoformat(ts).timestamp()
        for all_ in seen.values()
        for each in all_
        for at, kind, ts in each.events
        if kind in PARTS
    ]
    return {"runs": len(run_ids), "readers": readers, "parts_seen": len(delays), "behind_ms": spread(delays)}


async def _start(stack: Stack, prompt: str, tracks: int, providers: Sequence[str] = PROVIDERS) -> tuple[str, float]:
    body = {
        "kind": "playlist",
        "input": {"prompt": prompt, "track_count": tracks},
        "options": {"providers": list(providers)},
    }
    status, answer, took = await request(stack.url, "POST", "/v1/runs", stack.api_key, body)
    if status != 202:
        raise RuntimeError(f"POST /v1/runs answered {status}: {answer}")
    return answer["run_id"], took


async def _whole(stack: Stack, providers: Sequence[str], tracks: int) -> float:
    began = time.perf_counter()
    run_id, _ = await _start(stack, "overlap", tracks, providers)
    await follow(stack.url, run_id, stack.api_key, Seen())
    return time.perf_counter() - began


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 99th percentile and the longest, in ms."""
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    return {
        "p50": round(1000 * statistics.median(ordered), 1),
        "p99": round(1000 * p99, 1),
        "max": round(1000 * ordered[-1], 1),
    }
