"""The simulated models' answers for the kind `code`: the plan of a project, and each of its files."""

from typing import Any

from local.simulator.content.code import documents, express, fastapi, mistakes, plan, read_contract
from local.simulator.content.code.comments import comment
from local.simulator.content.code.layouts import CONTRACT, Project, lay_out, recognise
from local.simulator.content.code.order import Order, read
from local.simulator.content.task import Task

_PLAN = frozenset({"summary", "contract", "files", "requirements"})
_FILE = frozenset({"content"})


def answer(task: Task) -> Any:
    """The answer, or None if the task is not of this kind."""
    names = task.names()
    if names == _PLAN:
        return _plan(task, read(task.user))
    order = read(task.user) if names == _FILE else None
    return None if order is None or order.path is None else {"content": _file(order, order.path, task)}


def _plan(task: Task, order: Order) -> dict[str, Any]:
    given = order.contract
    try:
        made = read_contract.read(given) if given else None
    except ValueError:
        made = None
    if made is None:
        made = plan.design(order.words, order.framework, task.provider, task.rng, database=order.database)
    project = lay_out(order.framework, task.provider, made, order.target, database=order.database)
    value = plan.answer(project, order.requirements)
    if given:
        # It stands already, and is not asked for again.
        value["contract"] = ""
    if task.breaks_rules:
        mistakes.spoil_plan(value["files"], task.rng)
    properties = task.filler.resolve(task.schema)["properties"]
    return {name: value[name] for name in properties}


def _file(order: Order, path: str, task: Task) -> str:
    """The file: it follows from the plan alone, so that files by several models fit together."""
    text = _text(order, path)
    if order.feedback:
        text = comment(path, f"Changed as asked: {order.feedback}") + text
    return mistakes.spoil(path, text) if task.breaks_rules else text


def _text(order: Order, path: str) -> str:
    if path == CONTRACT:
        return order.contract or ""
    try:
        project = _project(order)
        role = next(role for role, own in project.paths.items() if own == path)
    except (ValueError, StopIteration):
        # A plan that none of these models made.
        return comment(path, next((f["purpose"] for f in order.plan.get("files", ()) if f["path"] == path), path))
    framework = {"express": express, "fastapi": fastapi}[project.framework]
    return documents.text(project, role) if role in documents.ROLES else framework.text(project, role)


def _project(order: Order) -> Project:
    planned = [file["path"] for file in order.plan.get("files", ())]
    return recognise(order.framework, read_contract.read(order.contract or ""), planned)
