"""The simulated models' answers for the kind `video`: a story, and scenes as code."""

from typing import Any

from local.simulator.content.task import Task
from local.simulator.content.video import scene, story


def answer(task: Task) -> Any:
    """The answer, or None if the task is not of this kind."""
    if "film" not in task.system:
        return None
    if task.names() == {"scenes"}:
        return story.write(task)
    return scene.write(task) if task.names() == {"code"} else None
