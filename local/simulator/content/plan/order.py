"""What a prompt for a plan says that a program can read: rule lines, targets, the days to write.

Lines are `- name: words, numbers and JSON`; what a person wrote between fences gives no orders.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

_FENCED = re.compile(r"<(request|feedback)>\n.*?\n</\1>", re.DOTALL)
_FEEDBACK = re.compile(r"<feedback>\n(.*?)\n</feedback>", re.DOTALL)
_RULE = re.compile(r"^- (\w+): (.*)$", re.MULTILINE)
_SCHEDULED = re.compile(r"^day (\d+)(?::| is) (rest|active, (\d+) minutes)", re.MULTILINE)
_LINE = re.compile(r"^(?:- )?day (\d+): (\{.*\})$", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Order:
    """One prompt. `minutes` are each asked day's movement (0: rest); `lines` the outline's lines that it shows."""

    rules: dict[str, str]
    minutes: dict[int, int]
    lines: dict[int, dict[str, Any]]
    title: str | None
    feedback: str | None

    def names(self, rule: str) -> tuple[str, ...]:
        """The JSON list in a rule's line, without case; empty if there is none."""
        text = self.rules.get(rule, "")
        start, end = text.find("["), text.find("]")
        return tuple(str(value).casefold() for value in json.loads(text[start : end + 1])) if start >= 0 else ()

    def number(self, rule: str, default: float) -> float:
        """The first number in a rule's line."""
        found = _NUMBER.search(self.rules.get(rule, ""))
        return float(found[0]) if found else default

    @property
    def diet(self) -> str:
        return self.rules.get("diet", "non_veg").partition(":")[0]

    @property
    def slots(self) -> tuple[tuple[str, str], ...]:
        """The times between which activities begin."""
        pairs = (name.split(" to ") for name in self.names("preferred_slots"))
        return tuple((pair[0], pair[-1]) for pair in pairs)


def read(prompt: str) -> Order:
    """The order in the text of a prompt."""
    outside = _FENCED.sub("", prompt)
    title = re.search(r"^The plan's title is (\".*\"); repeat it\.$", outside, re.MULTILINE)
    feedback = _FEEDBACK.search(prompt)
    return Order(
        rules=dict(_RULE.findall(outside)),
        minutes={int(day): int(minutes or 0) for day, _, minutes in _SCHEDULED.findall(outside)},
        lines={int(day): json.loads(line) for day, line in _LINE.findall(outside)},
        title=json.loads(title[1]) if title else None,
        feedback=str(json.loads(feedback[1])).casefold() if feedback else None,
    )
