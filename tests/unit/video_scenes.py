"""Scenes of a story and their code, for the tests of the video."""

from typing import Any

from tailrace.kinds.video.events import NarrativeScene

IMPORTS = (
    'import {AbsoluteFill, Img, Sequence, Series, interpolate, spring, useCurrentFrame} from "remotion";\n'
    'import React from "react";\n'
)


def module(body: str, before: str = "", imports: str = IMPORTS) -> str:
    """A whole scene, in the primary colour, that shows `body`."""
    return f"""{imports}{before}
export const Scene: React.FC = () => {{
  const frame = useCurrentFrame();
  return (
    <AbsoluteFill style={{{{backgroundColor: "#4f46e5"}}}}>
      {body}
    </AbsoluteFill>
  );
}};
"""


def scene(**fields: Any) -> NarrativeScene:
    """A scene of a story; `fields` replace."""
    return NarrativeScene.model_validate(
        {
            "index": 1,
            "role": "problem",
            "label": "The Problem",
            "emotion": "problem",
            "title": "Plans are out of date",
            "narrative": "Before the meeting ends.",
            "topic": None,
            "duration_frames": 90,
            **fields,
        }
    )
