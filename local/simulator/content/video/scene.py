"""A scene as a simulated model writes it: compact TSX for Remotion, each model with a layout of its own."""

import json
from collections.abc import Mapping
from typing import Any

from local.simulator.content.task import Task
from local.simulator.content.video.read import Look, fence, look

_CODE = """\
import {{AbsoluteFill, {imports}, useCurrentFrame}} from "remotion";

export const Scene = () => {{
  const frame = useCurrentFrame();
  {motion}
  return (
    <AbsoluteFill style={{{{backgroundColor: "{background}", color: "{text}", {layout}}}}}>
{body}
    </AbsoluteFill>
  );
}};
"""
_LAYOUTS = {
    "openai": 'justifyContent: "center", padding: 140',
    "anthropic": 'justifyContent: "flex-end", padding: 120',
    "gemini": 'alignItems: "center", justifyContent: "center", textAlign: "center"',
}
_BODIES = {
    "openai": """\
      <div style={{{{height: 10, width: 180, background: "{primary}"}}}} />
      <h1 style={{{{fontSize: {size}, {moving}}}}}>{{{title}}}</h1>
      <p style={{{{fontSize: 44}}}}>{{{narrative}}}</p>""",
    "anthropic": """\
      <p style={{{{fontSize: 40, color: "{primary}"}}}}>{{{narrative}}}</p>
      <h1 style={{{{fontSize: {size}, {moving}}}}}>{{{title}}}</h1>""",
    "gemini": """\
      <h1 style={{{{fontSize: {size}, borderBottom: "12px solid {primary}", {moving}}}}}>{{{title}}}</h1>
      <p style={{{{fontSize: 46}}}}>{{{narrative}}}</p>""",
}
# How it moves: what is imported, the constant, and the style that it sets.
_MOTIONS = {
    "minimal": ("interpolate", 'const opacity = interpolate(frame, [0, 30], [0, 1], {extrapolateRight: "clamp"});',
                "opacity"),
    "dynamic": ("spring", "const scale = spring({frame, fps: 30, config: {damping: 14}});",
                "transform: `scale(${scale})`"),
    "bold": ("interpolate", 'const x = interpolate(frame, [0, 8], [-900, 0], {extrapolateRight: "clamp"});',
             "transform: `translateX(${x}px)`"),
}  # fmt: skip
_SIZES = {"minimal": 88, "dynamic": 104, "bold": 140}
_TENSE = frozenset({"problem", "hook", "impact"})


def write(task: Task) -> dict[str, Any]:
    """The scene's code; with a fault that a check can find where the answer is to break the rules."""
    wanted, told = look(task.user), fence(task.user, "scene")
    shown = {"title": told.get("title") or "", "narrative": told.get("narrative") or ""}
    spoil = task.rng.choice(("syntax", "number", "colour")) if task.breaks_rules else None
    if spoil == "number":
        shown["narrative"] = "Trusted by 10,000+ users"
    code = _code(task.provider, wanted, shown)
    if spoil == "colour":
        code = code.replace(f'color: "{_ground(wanted)[1]}"', 'color: "#ff00aa"')
    return {"code": code.replace("</AbsoluteFill>", "") if spoil == "syntax" else code}


def _code(provider: str, wanted: Look, shown: Mapping[str, str]) -> str:
    imports, motion, moving = _MOTIONS[wanted.style]
    background, text = _ground(wanted)
    body = _BODIES[provider].format(
        primary=wanted.primary,
        size=_SIZES[wanted.style],
        moving=moving,
        title=json.dumps(shown["title"], ensure_ascii=False),
        narrative=json.dumps(shown["narrative"], ensure_ascii=False),
    )
    return _CODE.format(
        imports=imports, motion=motion, background=background, text=text, layout=_LAYOUTS[provider], body=body
    )


def _ground(wanted: Look) -> tuple[str, str]:
    """Background and text: dark where the story is."""
    return ("#000000", "#ffffff") if wanted.role in _TENSE else (wanted.background, wanted.text)
