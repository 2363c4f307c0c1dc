"""A code project's run, step by step: what the tests of its steps share."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.integration.step_harness import attempt, begin, events, snapshot

PROMPT = "A to-do list API: tasks with a title, a due date and tags"
# Gemini sends twenty tokens at once and more, which costs a test a tenth of what single tokens do.
FIRST, SECOND = "gemini", "openai"


def start(framework: str = "express", *providers: str, **wanted: Any) -> str:
    """A run that has just begun; without more providers for the first alone."""
    return begin("code", {"prompt": PROMPT, "framework": framework, **wanted}, providers=providers or [FIRST])


def planned(framework: str = "express", *providers: str, **wanted: Any) -> tuple[str, list[str]]:
    """A run whose plan is made, and its steps for files."""
    run = start(framework, *providers, **wanted)
    return run, attempt(run, "plan").steps["file"]


def write(run: str, steps: list[str]) -> None:
    """The files, at the same time."""
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda step: attempt(run, step), steps))


def written(framework: str = "express", **wanted: Any) -> str:
    """A run whose files are all written."""
    run, steps = planned(framework, **wanted)
    write(run, steps)
    return run


def file(run: str, path: str) -> dict[str, Any]:
    """A file as it stands."""
    found: dict[str, Any] = next(one for one in snapshot(run)["parts"]["files"] if one["path"] == path)
    return found


def fenced(prompt: str, mark: str) -> Any:
    """What stands in a prompt between these marks."""
    return json.loads(prompt.split(f"<{mark}>\n")[1].split(f"\n</{mark}>")[0])


def chunks_are_the_content(run: str) -> None:
    """For each completed file: the chunks since the last `file.started` are its content, at their offsets."""
    texts: dict[str, str] = {}
    for event in events(run, "file.started", "file.chunk", "file.completed"):
        data = event["data"]
        if event["type"] == "file.started":
            texts[data["path"]] = ""
        elif event["type"] == "file.chunk":
            assert data["offset"] == len(texts[data["path"]])
            texts[data["path"]] += data["text"]
        else:
            assert texts.pop(data["path"]) == data["content"]
            encoded = data["content"].encode()
            assert (data["bytes"], data["sha256"]) == (len(encoded), hashlib.sha256(encoded).hexdigest())
