"""Which scenes a video has, how long each is, and what is left out for want of facts."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.video.brand_model import Feature
from tailrace.kinds.video.check_facts import Facts
from tailrace.kinds.video.durations import FPS, SHORTEST, share
from tailrace.kinds.video.narrative import findings
from tailrace.kinds.video.narrative_music import cue
from tailrace.kinds.video.narrative_plan import make, topics
from tailrace.kinds.video.templates import PARTS, TEMPLATES
from tests.unit.video_brands import NO_COLOURS, NO_PROOF, brand, wanted

FEATURES = st.lists(
    st.sampled_from(["Live plans", "live plans", "One calendar", "Quiet hours", "Sync", "Search", "Export", "API"])
)


def roles(**fields: Any) -> list[str]:
    return [scene.role for scene in make(wanted(**fields), brand()).scenes]


def test_the_five_acts_share_the_time_as_three_two_five_three_two() -> None:
    plan = make(wanted(duration_seconds=15), brand())
    assert [scene.frames for scene in plan.scenes] == [90, 60, 150, 90, 60]
    assert [scene.part.label for scene in plan.scenes] == [
        "The Problem", "The Discovery", "The Transformation", "The Triumph", "The Invitation",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("product_launch", "logo tagline problem impact solution feature proof cta"),
        ("fintech_trust", "logo tagline problem solution feature proof benefit cta"),
        ("mobile_tour", "logo hook problem solution feature benefit proof cta"),
        ("agency_showcase", "logo tagline hook solution feature proof benefit cta"),
        ("b2b_proof", "logo problem impact solution feature proof benefit cta"),
        ("product_explainer", "logo tagline hook problem solution feature benefit cta"),
        ("finance_journey", "hook logo tagline solution feature feature benefit proof cta"),
    ],
)
def test_each_template_has_its_beats_as_far_as_there_are_facts(template: str, expected: str) -> None:
    assert roles(scenes=template) == expected.split()


def test_differentiators_are_told_after_the_features_and_not_in_their_place() -> None:
    request = wanted(scenes="finance_journey", differentiators=["Made by nurses", "quiet hours", "No ads"])
    told = [scene.topic.title for scene in make(request, brand()).scenes if scene.topic]
    assert told == ["Live plans", "One calendar", "Quiet hours", "Made by nurses", "No ads"]


def test_what_is_left_out_is_said() -> None:
    unknown = {"proof": NO_PROOF, "colours": NO_COLOURS, "name": None, "tagline": None, "headline": None}
    plan = make(wanted(scenes="finance_journey"), brand(**unknown))
    assert {"proof", "logo", "tagline"}.isdisjoint(scene.role for scene in plan.scenes)
    notes = " ".join(plan.notes)
    for words in (
        "no proof",
        "4 scenes that tell one each are left out",
        "neutral",
        "no line about itself",
        "names no brand",
    ):
        assert words in notes


def test_a_page_without_any_facts_has_few_scenes_for_the_whole_time() -> None:
    nothing: dict[str, Any] = {"proof": NO_PROOF, "name": None, "tagline": None, "headline": None, "features": []}
    plan = make(wanted(scenes="finance_journey"), brand(**nothing))
    assert [scene.role for scene in plan.scenes] == ["hook", "solution", "cta"]
    assert sum(scene.frames for scene in plan.scenes) == 900


def test_the_acts_stay_five_without_proof_and_say_that_there_is_none() -> None:
    plan = make(wanted(), brand(proof=NO_PROOF))
    assert len(plan.scenes) == 5
    assert plan.notes == ["The page shows no proof: The Triumph is told without numbers and quotes"]


def test_nothing_is_noted_where_nothing_is_missing() -> None:
    assert make(wanted(), brand()).notes == []


@given(
    seconds=st.integers(10, 60),
    template=st.sampled_from(list(TEMPLATES)),
    proven=st.booleans(),
    features=FEATURES,
    apart=st.lists(st.sampled_from(["Sync", "Made by nurses", "No ads", "Ours"]), max_size=8),
)
def test_frames_add_up_exactly_whatever_is_left_out(
    seconds: int, template: str, proven: bool, features: list[str], apart: list[str]
) -> None:
    request = wanted(duration_seconds=seconds, scenes=template, differentiators=apart)
    facts = {} if proven else {"proof": NO_PROOF}
    known = brand(features=[Feature(title=f, text=None, source="text") for f in features], **facts)
    scenes = make(request, known).scenes
    frames = [scene.frames for scene in scenes]
    assert sum(frames) == seconds * FPS
    if sum(frames) >= SHORTEST * len(frames):
        assert min(frames) >= SHORTEST
    else:
        assert max(frames) - min(frames) <= len(frames)
    assert [scene.index for scene in scenes] == list(range(1, len(scenes) + 1))
    told = [scene.topic.title.casefold() for scene in scenes if scene.topic]
    assert len(set(told)) == len(told)
    assert told == [topic.title.casefold() for topic in topics(request, known)][: len(told)]


@given(total=st.integers(1, 2000), weights=st.lists(st.integers(1, 9), min_size=1, max_size=13))
def test_a_share_is_never_lost_and_more_weight_is_never_less_time(total: int, weights: list[int]) -> None:
    if total < len(weights):
        with pytest.raises(ValueError, match="cannot be shared"):
            share(total, weights)
        return
    frames = share(total, weights)
    assert sum(frames) == total
    # The last one has what rounding leaves.
    for one, other in pairwise(sorted(zip(weights[:-1], frames[:-1], strict=True))):
        assert one[1] <= other[1]


def test_no_scene_cannot_be_shared() -> None:
    with pytest.raises(ValueError, match="0 scenes"):
        share(100, [])


@pytest.mark.parametrize("mood", ["energetic", "bold", "modern", "calm"])
def test_a_beat_is_a_whole_number_of_frames(mood: Any) -> None:
    music = cue(mood)
    assert music.frames_per_beat * music.tempo_bpm == FPS * 60
    assert music.cut_every_frames % music.frames_per_beat == 0


def test_every_role_of_every_template_is_explained() -> None:
    assert {beat.role for beats in TEMPLATES.values() for beat in beats} == set(PARTS)


WORDS = {"title": "Plans that stay true", "narrative": "Nobody asks twice."}


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ([WORDS], "1 scenes were written, 2 were asked for"),
        ([WORDS] * 3, "3 scenes were written"),
        ([WORDS, {"title": " ", "narrative": "x"}], "scene 2 has no title"),
        ([WORDS, {"title": "x", "narrative": None}], "scene 2 has no narrative"),
        ([WORDS, {"title": "x" * 81, "narrative": "x"}], "the limit is 80"),
        ([WORDS, {"title": "10,000+ users", "narrative": "x"}], "nobody has said 10,000+"),
        ([WORDS, {"title": "x", "narrative": "“The best thing ever made”"}], "nobody has said The best thing"),
        ([WORDS, {"title": "40K teams", "narrative": "x"}], None),
    ],
)
def test_a_story_is_held_against_the_rules(written: list[dict[str, Any]], fault: str | None) -> None:
    found = findings(written, 2, Facts({"stats": ["40,000+ teams"]}))
    assert (fault in found[0]) if fault else found == []
