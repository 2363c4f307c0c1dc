"""What may be asked of a video, and what each field changes."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from tailrace.kinds.video import prompt_narrative, prompt_scene
from tailrace.kinds.video.check_scene import rules
from tailrace.kinds.video.input import VideoInput
from tailrace.kinds.video.narrative import scenes_of
from tailrace.kinds.video.narrative_music import cue
from tailrace.kinds.video.narrative_plan import make
from tailrace.kinds.video.scene_plain import code
from tests.unit import video_brands
from tests.unit.video_brands import SITE, wanted


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ({"url": "lumen.example"}, "https://lumen.example/"),
        ({"url": "  HTTPS://Lumen.Example/Pricing?plan=team#faq "}, "https://lumen.example/Pricing?plan=team"),
        ({"url": "http://lumen.example:8080/a"}, "http://lumen.example:8080/a"),
        ({"url": "lumen.example:8080"}, "https://lumen.example:8080/"),
        ({"url": "http://127.0.0.1:8787/simulator/sites/fintech/"}, "http://127.0.0.1:8787/simulator/sites/fintech/"),
        ({"url": "http://localhost:8787/"}, "http://localhost:8787/"),
        ({"url": "http://[::1]:8787/"}, "http://[::1]:8787/"),
        ({"text": "Create video from https://lumen.example"}, "https://lumen.example/"),
        ({"text": "Make one of www.lumen.example/tour, in blue."}, "https://www.lumen.example/tour"),
        ({"text": "(https://lumen.example/a) like https://youtu.be/dQw4w9WgXcQ"}, "https://lumen.example/a"),
        ({"text": "It is https://lumen.example/a_(b)."}, "https://lumen.example/a_(b)"),
        ({"text": "https://lumen.example with https://lumen.example/logo.png"}, "https://lumen.example/"),
        ({"url": "lumen.example", "text": "for teachers: https://lumen.example"}, "https://lumen.example/"),
        ({"url": "lumen.example", "text": "for teachers"}, "https://lumen.example/"),
    ],
)
def test_the_page_is_found_in_url_or_text(given: dict[str, Any], page: str) -> None:
    assert VideoInput.model_validate(given).site_url == page


@pytest.mark.parametrize(
    ("given", "place", "words"),
    [
        ({}, "", "no page is named"),
        ({"text": "make me a video"}, "", "no page is named"),
        ({"text": "from https://youtu.be/x"}, "", "shows videos"),
        ({"text": "https://a.example and https://b.example"}, "", "say in url which one"),
        ({"url": "a.example", "text": "of https://b.example"}, "", "text names https://b.example/"),
        ({"url": "ftp://a.example"}, "url", "begins with https://"),
        ({"url": "javascript:alert(1)"}, "url", "begins with https://"),
        ({"url": "https://me:secret@a.example"}, "url", "user name or password"),
        ({"url": "https://"}, "url", "no host"),
        ({"url": "intranet"}, "url", "no full host name"),
        ({"url": "https://a b.example"}, "url", "no host"),
        ({"url": "https://a.example:99999"}, "url", "cannot be read"),
        ({"url": "https://[a.example"}, "url", "cannot be read"),
        ({"url": "https://www.youtube.com/watch?v=1"}, "url", "shows videos"),
        ({"url": "https://player.vimeo.com/1"}, "url", "shows videos"),
        ({"url": "https://a.example/deck.PDF"}, "url", ".pdf file"),
        ({"url": " "}, "url", "at least 1"),
        ({"url": SITE, "duration_seconds": 9}, "duration_seconds", "greater than or equal to 10"),
        ({"url": SITE, "duration_seconds": 61}, "duration_seconds", "less than or equal to 60"),
        ({"url": SITE, "duration_seconds": "30"}, "duration_seconds", "integer"),
        ({"url": SITE, "style": "loud"}, "style", "minimal"),
        ({"url": SITE, "scenes": 5}, "scenes", "acts"),
        ({"url": SITE, "differentiators": ["x"] * 9 + ["y"] * 9}, "differentiators", "at most 8"),
        ({"url": SITE, "audience": "all"}, "audience", "not permitted"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_remedy(given: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        VideoInput.model_validate(given)
    told = [error for error in refused.value.errors() if words in error["msg"]]
    assert told, refused.value.errors()
    assert ".".join(map(str, told[0]["loc"][:1])) == place


def test_a_text_of_differentiators_is_as_many_as_it_has_lines() -> None:
    assert wanted(differentiators="Fast; fair\n- quiet\n\n").differentiators == ["Fast", "fair", "quiet"]


def test_the_examples_are_requests() -> None:
    for example in VideoInput.model_json_schema()["examples"]:
        assert VideoInput.model_validate(example).site_url.startswith("https://")


def requests(**fields: Any) -> Mapping[str, str]:
    """Everything that a request leads to, as text: the prompts, the plain scene, the facts that may be told."""
    request, brand = wanted(**fields), video_brands.brand()
    plan, music, held = make(request, brand), cue(request.music), rules(request, brand, SITE)
    words = [{"title": "A title", "narrative": "A sentence."}] * len(plan.scenes)
    scene = scenes_of(plan, words)[0]
    return {
        "narrative": prompt_narrative.build(request, brand, SITE, plan, music).user,
        "scene": prompt_scene.build(request, brand, SITE, scene, len(words), held.palette, music).user,
        "plain": code(scene, brand, held.palette, request.style),
        "page": request.site_url,
        "unknown": str(held.facts.unknown("77 of 100")),
    }


CHANGES: list[tuple[str, Any, set[str]]] = [
    ("url", "https://other.example", {"page"}),
    ("text", "For 77 teachers", {"narrative", "scene", "unknown"}),
    ("duration_seconds", 15, {"narrative", "scene"}),
    ("style", "bold", {"scene", "plain"}),
    ("music", "calm", {"narrative", "scene"}),
    ("problem_statement", "77 tabs are open", {"narrative", "scene", "unknown"}),
    ("differentiators", ["Made by 77 nurses"], {"narrative", "scene", "unknown"}),
    ("scenes", "b2b_proof", {"narrative", "scene", "plain"}),
]


@pytest.mark.parametrize(("field", "value", "changed"), CHANGES)
def test_each_field_changes_the_requests_or_the_checks(field: str, value: Any, changed: set[str]) -> None:
    before, after = requests(), requests(**{field: value})
    assert {name for name in before if before[name] != after[name]} == changed


def test_every_field_is_in_the_table() -> None:
    assert {field for field, _, _ in CHANGES} == set(VideoInput.model_fields)


@pytest.mark.parametrize("mood", ["energetic", "bold", "modern", "calm"])
def test_the_mood_of_the_music_is_told_to_no_model(mood: str) -> None:
    """It sets a rhythm in frames; what no model is told can't be on the screen."""
    for prompt in ("narrative", "scene"):
        assert mood not in requests(music=mood)[prompt]
        assert "music" not in requests(music=mood)[prompt]
