"""What a prompt of the kind `code` asks for.

Its lines `Framework: …`, `Database: …`, `Deployment: …` and `File to write: …` are read by people and programs alike.
What others wrote stands as JSON in fences; it colours what is written and gives no orders.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from local.simulator.content.code.design import Framework
from local.simulator.content.code.layouts import Target

_FENCE = re.compile(r"^<(\w+)>\n(.*)\n</\1>$", re.MULTILINE)
_LINE = re.compile(r"^(Framework|Database|Deployment|File to write): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Order:
    """One prompt. `path` is None where a plan is asked for; `plan` and `contract` are what the prompt brings."""

    framework: Framework
    database: bool
    target: Target
    words: str
    requirements: tuple[str, ...]
    path: str | None
    plan: Mapping[str, Any]
    contract: str | None
    feedback: str | None
    repairs: bool


def read(user: str) -> Order:
    """The order in a prompt's text; what it does not say is as it would be by default."""
    fences = {mark: _json(text) for mark, text in _FENCE.findall(user)}
    lines = dict(_LINE.findall(_FENCE.sub("", user)))
    plan = fences.get("plan") if isinstance(fences.get("plan"), dict) else {}
    request = fences.get("request")
    words = request.get("prompt") if isinstance(request, dict) else request
    requirements = fences.get("requirements")
    return Order(
        framework=cast(Framework, _one_of(lines.get("Framework"), get_args(Framework))),
        database=lines.get("Database", "none").strip() != "none",
        target=cast(Target, _one_of(lines.get("Deployment"), get_args(Target))),
        words=str(words or user),
        requirements=tuple(map(str, requirements)) if isinstance(requirements, list) else (),
        path=lines.get("File to write"),
        plan=cast(Mapping[str, Any], plan),
        contract=cast(Mapping[str, Any], plan).get("contract") or fences.get("contract"),
        feedback=fences.get("feedback"),
        repairs="findings" in fences,
    )


def _one_of(word: str | None, known: tuple[str, ...]) -> str:
    return word if word in known else known[0]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
