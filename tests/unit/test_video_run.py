"""A video's run from its log: the fold, how it ends, what it can be taken away as."""

import copy
import io
import json
import zipfile
from typing import Any

import jsonschema
import pytest

from tailrace import exports
from tailrace.events import RunCompleted, RunFailed
from tailrace.exports import NothingToExportError
from tailrace.fold import advance, empty, fold
from tailrace.kinds.video import finish as finishing
from tailrace.kinds.video.durations import FPS
from tailrace.schema import event_schema
from tailrace.syntax import parse
from tests.unit import video_brands, video_logs
from tests.unit.video_brands import NO_PROOF
from tests.unit.video_scenes import module


def test_every_prefix_of_a_run_folds_and_nothing_that_was_shown_is_lost() -> None:
    events = video_logs.whole(scenes="product_launch")
    snapshot, shown, progress = empty(), 0, 0
    for event in events:
        before = json.dumps(event, sort_keys=True)
        advance(snapshot, [event])
        assert json.dumps(event, sort_keys=True) == before, "the fold changes no event"
        scenes = snapshot["parts"]["scenes"]
        assert [s["index"] for s in scenes] == sorted({s["index"] for s in scenes})
        assert len(scenes) >= shown
        assert snapshot["progress"] >= progress or event["type"] == "run.steps_added"
        shown, progress = len(scenes), snapshot["progress"]
        assert snapshot == fold(events[: event["seq"]])
    assert shown == 8
    assert [step["state"] for step in snapshot["steps"]] == ["completed"] * 12
    assert [step["id"] for step in snapshot["steps"]][-2:] == ["scene:8", "check"]
    assert snapshot["expected"] == {"parts": 8}
    assert progress == 99


def test_events_are_valid_against_the_published_schema() -> None:
    validator = jsonschema.Draft202012Validator(event_schema())
    for event in video_logs.whole(plain=[2]):
        validator.validate(event)


def test_a_scene_that_is_made_again_takes_the_place_of_the_one_before() -> None:
    events = video_logs.whole(plain=[2])
    made = next(e for e in events if e["type"] == "scene.completed" and e["data"]["index"] == 2)
    again = copy.deepcopy(made)
    again["seq"] = len(events) + 1
    again["data"].update(degraded=False, code="new", provider="gemini", reason=None)
    scenes = fold([*events, again])["parts"]["scenes"]
    assert [s["index"] for s in scenes] == [1, 2, 3, 4, 5]
    assert (scenes[1]["code"], scenes[1]["degraded"]) == ("new", False)


def test_a_stage_that_is_checked_again_replaces_what_it_said() -> None:
    events = video_logs.whole()
    again = copy.deepcopy(next(e for e in events if e["type"] == "validation.progress"))
    again["seq"] = len(events) + 1
    again["data"].update(result="fail", message="now it is wrong")
    checks = fold([*events, again])["parts"]["checks"]
    assert [c["stage"] for c in checks] == ["composition", "syntax", "code", "frames", "colours", "facts"]
    assert checks[0]["message"] == "now it is wrong"


def test_a_run_ends_completed_and_says_what_it_is() -> None:
    end = finishing.finish(fold(video_logs.whole(duration_seconds=24)))
    assert isinstance(end, RunCompleted)
    assert end.degraded == []
    assert end.summary == {
        "site": video_brands.SITE,
        "brand": "Lumen",
        "confidence": 90,
        "primary_colour": "#4f46e5",
        "scenes": 5,
        "plain_scenes": [],
        "duration_frames": 24 * FPS,
        "duration_seconds": 24,
        "notes": [],
        "checks": [
            {"name": name, "result": "pass", "message": "fine"}
            for name in ("composition", "syntax", "code", "frames", "colours", "facts")
        ],
    }


def test_plain_scenes_and_scenes_with_a_fault_make_it_degraded() -> None:
    snapshot = fold(video_logs.whole(plain=[2]))
    snapshot["parts"]["checks"][4].update(
        result="fail", findings=[{"path": "04-triumph", "line": 3, "column": None, "message": "wrong"}]
    )
    end = finishing.finish(snapshot)
    assert isinstance(end, RunCompleted)
    assert end.degraded == ["scene:2", "scene:4"]
    assert end.summary["plain_scenes"] == [2]


@pytest.mark.parametrize("last", ["run.started", "site.fetched", "brand.extracted", "narrative.completed"])
def test_without_all_its_scenes_a_run_has_failed(last: str) -> None:
    events = video_logs.whole()
    cut = next(event["seq"] for event in events if event["type"] == last)
    assert isinstance(finishing.finish(fold(events[:cut])), RunFailed)


def archive(snapshot: dict[str, Any]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(exports.export(snapshot, "zip").content))


def test_the_json_holds_all_that_rendering_needs() -> None:
    snapshot = fold(video_logs.whole(music="energetic"))
    exported = exports.export(snapshot, None)
    assert exported.media_type == "application/json"
    video = json.loads(exported.content)
    assert video["composition"] == {"width": 1920, "height": 1080, "fps": 30, "duration_frames": 900}
    assert [scene["from_frame"] for scene in video["scenes"]] == [0, 180, 300, 600, 780]
    assert [scene["code"] for scene in video["scenes"]] == [s["code"] for s in snapshot["parts"]["scenes"]]
    assert video["music"] == {"mood": "energetic", "tempo_bpm": 120, "frames_per_beat": 15, "cut_every_frames": 30}
    assert video["brand"]["name"]["text"] == "Lumen"
    assert video["missing"] == []


def test_the_zip_is_a_project_whose_every_file_parses(esbuild: str) -> None:
    snapshot = fold(video_logs.whole(scenes="finance_journey", brand=video_brands.brand(proof=NO_PROOF)))
    with archive(snapshot) as files:
        names = files.namelist()
        for name in names:
            text = files.read(name).decode()
            if name.endswith((".ts", ".tsx")):
                assert parse(text, name, "tsx", esbuild=esbuild) == []
            else:
                assert isinstance(json.loads(text), dict)
        video = files.read("src/Video.tsx").decode()
        root = files.read("src/Root.tsx").decode()
    assert len([name for name in names if name.startswith("src/scenes/")]) == 8
    assert "durationInFrames={900}" in root
    begin = 0
    for scene in snapshot["parts"]["scenes"]:
        assert f'from "./scenes/{scene["scene_id"]}";' in video
        assert f"from={{{begin}}} durationInFrames={{{scene['duration_frames']}}}" in video
        begin += scene["duration_frames"]
    assert begin == 900


def test_an_export_is_the_same_bytes_every_time() -> None:
    events = video_logs.whole()
    for name in ("json", "zip"):
        assert exports.export(fold(events), name).content == exports.export(fold(events), name).content


def test_what_is_missing_is_left_empty_at_its_place_and_said() -> None:
    events = video_logs.whole()
    made = [e["seq"] for e in events if e["type"] == "scene.completed"]
    snapshot = fold(events[: made[1]])
    video = json.loads(exports.export(snapshot, "json").content)
    assert video["missing"] == [1, 2, 3]
    assert [(s["index"], s["from_frame"]) for s in video["scenes"]] == [(4, 600), (5, 780)]
    with archive(snapshot) as files:
        code = files.read("src/Video.tsx").decode()
    assert "from={600}" in code
    assert "// Not made: scene 1, 2, 3." in code


def test_there_is_nothing_to_export_before_there_is_something() -> None:
    events = video_logs.whole()
    extracted = next(event["seq"] for event in events if event["type"] == "brand.extracted")
    with pytest.raises(NothingToExportError):
        exports.export(fold(events[: extracted - 1]), "json")
    exports.export(fold(events[:extracted]), "json")
    with pytest.raises(NothingToExportError):
        exports.export(fold(events[:extracted]), "zip")


def test_a_module_of_the_tests_is_one_of_a_scene(esbuild: str) -> None:
    assert parse(module("<p>a</p>"), "x", "tsx", esbuild=esbuild) == []
