"""The simulated models' answers for the kind `vision`: made of the founder's own words, in a manner of their own."""

from typing import Any

from local.simulator.content.task import Task
from local.simulator.content.vision import brief, framework, judgement, mistakes, page
from local.simulator.content.vision.founder import Founder, read

_SECTIONS = {**brief.SECTIONS, **framework.SECTIONS}


def answer(task: Task) -> Any:
    """The answer, or None if the task is not of this kind."""
    founder, names = read(task), task.names()
    if founder is None:
        return None
    written = _write(task, founder, names)
    return mistakes.make(written, founder) if task.breaks_rules and written is not None else written


def _write(task: Task, founder: Founder, names: frozenset[str]) -> Any:
    if names == {"one_pager"}:
        return {"one_pager": page.write(founder)}
    if names >= {"consistency", "recommendations"}:
        return judgement.checks(founder)
    if names == {"scores"}:
        scores = task.filler.resolve(task.schema["properties"]["scores"])["properties"]
        return {"scores": judgement.scores(founder, tuple(scores))}
    if names and names <= _SECTIONS.keys():
        return {name: write(founder) for name, write in _SECTIONS.items() if name in names}
    return None
