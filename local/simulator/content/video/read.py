"""What a request for a video says, read from the lines and fences of its prompt."""

import json
import re
from typing import Any, NamedTuple

_BEAT = re.compile(r"^(\d+): (\w+), \d+ frames, at most (\d+) words.*?(?:; topic (\{.*\}))?$", re.MULTILINE)
_SCENE = re.compile(r"^- scene: \d+ of \d+, (\w+), (\d+) frames$", re.MULTILINE)
_COLOURS = re.compile(
    r"^- colours: primary (#\w{6}), background (#\w{6}), text (#\w{6}), accent (#\w{6})", re.MULTILINE
)
_STYLE = re.compile(r"^- style: (\w+)", re.MULTILINE)


class Beat(NamedTuple):
    """A scene that needs words; `words` is the most that its narrative may have."""

    role: str
    words: int
    topic: dict[str, Any] | None


class Look(NamedTuple):
    """A scene that needs code."""

    role: str
    frames: int
    primary: str
    background: str
    text: str
    accent: str
    style: str


def fence(user: str, mark: str) -> dict[str, Any]:
    """The object between `<mark>` and `</mark>`; empty if there is none."""
    found = re.search(rf"^<{mark}>\n(.*)\n</{mark}>$", user, re.MULTILINE)
    value = json.loads(found[1]) if found else {}
    return value if isinstance(value, dict) else {}


def beats(user: str) -> list[Beat]:
    """The scenes of a story, in order."""
    return [
        Beat(role, int(words), json.loads(topic) if topic else None) for _, role, words, topic in _BEAT.findall(user)
    ]


def look(user: str) -> Look:
    """The scene that is asked for. Raises `ValueError` if the prompt asks for none."""
    scene, colours, style = _SCENE.search(user), _COLOURS.search(user), _STYLE.search(user)
    if not (scene and colours and style):
        raise ValueError("the prompt asks for no scene")
    return Look(scene[1], int(scene[2]), colours[1], colours[2], colours[3], colours[4], style[1])
