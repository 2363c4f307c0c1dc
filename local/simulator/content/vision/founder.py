"""What a prompt says about a founder, and how a model of this provider goes about it."""

import json
import re
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Any

from local.simulator.content.task import Task

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_PIECE = re.compile(r"[.;:!?,\n]+(?:\s|$)")
_AND = re.compile(r"^(?:and|or|but)\s+", re.IGNORECASE)
_CHANGE = re.compile(r"^Change \w+: (\w+):", re.MULTILINE)
_MANNERS = ("openai", "anthropic", "gemini")
# Long answers are not repeated whole.
_LONGEST = 110


@dataclass(frozen=True)
class Founder:
    """`manner` picks one of three ways to say a thing; `wish` is what a person wants changed, "" if nothing."""

    company: str
    stage: str
    answers: dict[str, str]
    framework: dict[str, Any]
    manner: int
    wish: str
    rng: Random

    def sentence(self, answer: str, number: int = 0) -> str:
        """One of the answer's sentences, with a full stop; the last one if there are fewer."""
        sentences = [text.strip() for text in _SENTENCE.split(self.answers[answer]) if text.strip()]
        return _cut(sentences[min(number, len(sentences) - 1)]).rstrip(".!?…;:, ") + "."

    def pieces(self, answer: str, count: int) -> list[str]:
        """So many different clauses of the answer, or as many as there are."""
        clauses = (_AND.sub("", text.strip()) for text in _PIECE.split(self.answers[answer]))
        found = [text for text in clauses if len(text.split()) > 1]
        return [_cut(text) for text in found[:count]] or [_cut(self.answers[answer])]

    def told(self, *ways: str) -> str:
        """The way of this manner."""
        return ways[self.manner % len(ways)]

    def some(self, values: tuple[str, ...], count: int) -> list[str]:
        """So many of the values, beginning where this manner does."""
        return list(islice(cycle(values), self.manner, self.manner + count))


def read(task: Task) -> Founder | None:
    """The founder in the prompt; None if it is about none."""
    given = _fenced(task.user, "founder")
    if not given:
        return None
    action = _CHANGE.search(task.user)
    wish = action[1] if action else str(_fenced(task.user, "feedback") or "")
    # A model that is asked for something else does not write the same again.
    shift = 1 if wish and wish not in ("more_concise", "more_specific") else 0
    return Founder(
        company=given["company_name"],
        stage=given["stage"],
        answers=given["answers"],
        framework=_fenced(task.user, "framework") or {},
        manner=_MANNERS.index(task.provider) + shift,
        wish=wish,
        rng=task.rng,
    )


def _fenced(prompt: str, mark: str) -> Any:
    found = re.search(rf"^<{mark}>\n(.*)\n</{mark}>$", prompt, re.MULTILINE)
    return json.loads(found[1]) if found else None


def _cut(text: str) -> str:
    """Not longer than a line, whole words."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0]
