"""A project for Remotion around the scenes: `npm install`, then `npm start` to see it, `npm run build` to render it."""

import json
from collections.abc import Mapping
from typing import Any

# As of November 2026; what a scene uses has been there since Remotion 4.0.
_REMOTION, _REACT, _REACT_TYPES, _TYPESCRIPT = "4.0.541", "19.3.1", "19.3.0", "7.0.2"

_INDEX = """\
import {registerRoot} from "remotion";
import {Root} from "./Root";

registerRoot(Root);
"""
_TSCONFIG = {
    "compilerOptions": {
        "target": "ES2022",
        "module": "ESNext",
        "moduleResolution": "bundler",
        "jsx": "react-jsx",
        "strict": True,
        "noEmit": True,
        "skipLibCheck": True,
    },
    "include": ["src"],
}


def files(video: Mapping[str, Any]) -> dict[str, str]:
    """The project's files by path. `video` is what export.py describes; it has one scene at least.

    Names come from numbers and roles alone, so that no text of a page is a path or code.
    """
    scenes = video["scenes"]
    return {
        "package.json": _json(_package(video["run_id"])),
        "tsconfig.json": _json(_TSCONFIG),
        "src/index.ts": _INDEX,
        "src/Root.tsx": _root(video["composition"]),
        "src/Video.tsx": _video(scenes, video["missing"]),
        **{f"src/scenes/{scene['scene_id']}.tsx": scene["code"] for scene in scenes},
    }


def _package(run_id: str) -> dict[str, Any]:
    return {
        "name": f"video-{run_id}",
        "private": True,
        "scripts": {
            "start": "remotion studio src/index.ts",
            "build": "remotion render src/index.ts Video out/video.mp4",
            "check": "tsc",
        },
        "dependencies": {
            "@remotion/cli": _REMOTION,
            "react": _REACT,
            "react-dom": _REACT,
            "remotion": _REMOTION,
        },
        "devDependencies": {"@types/react": _REACT_TYPES, "typescript": _TYPESCRIPT},
    }


def _root(composition: Mapping[str, int]) -> str:
    return f"""\
import {{Composition}} from "remotion";
import {{Video}} from "./Video";

export const Root = () => (
  <Composition
    id="Video"
    component={{Video}}
    width={{{composition["width"]}}}
    height={{{composition["height"]}}}
    fps={{{composition["fps"]}}}
    durationInFrames={{{composition["duration_frames"]}}}
  />
);
"""


def _video(scenes: list[Mapping[str, Any]], missing: list[int]) -> str:
    """Every scene at its own frames; where one is missing nothing is shown."""
    imports = [f'import {{Scene as Scene{s["index"]}}} from "./scenes/{s["scene_id"]}";' for s in scenes]
    sequences = [
        f"""    <Sequence from={{{s["from_frame"]}}} durationInFrames={{{s["duration_frames"]}}} name="{s["name"]}">
      <Scene{s["index"]} />
    </Sequence>"""
        for s in scenes
    ]
    told = [f"// Not made: scene {', '.join(map(str, missing))}. Nothing is shown in its place."] if missing else []
    return "\n".join(
        [
            'import {AbsoluteFill, Sequence} from "remotion";',
            *imports,
            "",
            *told,
            "export const Video = () => (",
            "  <AbsoluteFill>",
            *sequences,
            "  </AbsoluteFill>",
            ");",
            "",
        ]
    )


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2) + "\n"
