"""A provider that fails for a while: it is tried again, for what is missing, and left alone for as long as it wants."""

from typing import Any

import pytest

from local.simulator.faults import Kind
from tests.e2e.client import of_type
from tests.e2e.deployed import Deployed
from tests.e2e.faults import PASSING, PROVIDERS, SLOW, attempts, check_that_it_is_healed, tracks_of
from tests.e2e.rules import check_log


@pytest.mark.parametrize(
    ("provider", "fault", "details"),
    [
        *((provider, fault, {}) for provider, fault in PASSING if fault not in SLOW),
        ("openai", "rate_limit", {"in_stream": True}),
        ("anthropic", "server_error", {"in_stream": True}),
        ("gemini", "overloaded", {"in_stream": True}),
    ],
    ids=lambda value: ("in_stream" if value else "") if isinstance(value, dict) else value,
)
def test_a_fault_that_passes_is_healed_and_nothing_is_made_twice(
    deployed: Deployed, schema: Any, provider: str, fault: Kind, details: dict[str, Any]
) -> None:
    check_that_it_is_healed(deployed, schema, provider, fault, details)


def test_a_provider_is_left_alone_for_as_long_as_it_wishes(deployed: Deployed, schema: Any) -> None:
    deployed.simulator.fault("anthropic", "rate_limit", times=1, retry_after_s=2.5)
    events = deployed.client.start(2).end()
    check_log(events, schema)
    [failure] = attempts(events, "anthropic")
    assert failure["data"]["error"]["retry_after_s"] == 2.5
    [provider_started, _] = [e for e in of_type(events, "provider.started") if e["data"]["provider"] == "anthropic"]
    assert provider_started["seq"] < failure["seq"]
    first, second = [c for c in deployed.simulator.calls() if c["provider"] == "anthropic"]
    # Times of one clock, to the millisecond.
    assert _seconds(second["started"]) - _seconds(first["ended"]) > 2.45
    assert events[-1]["data"]["degraded"] == []


def _seconds(time: str) -> float:
    hours, minutes, seconds = time.removesuffix("Z").partition("T")[2].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_json_in_a_fence_needs_no_second_call(deployed: Deployed, schema: Any, provider: str) -> None:
    deployed.simulator.fault(provider, "fenced", times=None)
    events = deployed.client.start(3).end()
    check_log(events, schema)
    assert not of_type(events, "step.failed")
    assert len(tracks_of(events, provider)) == 3
    assert [c["outcome"] for c in deployed.simulator.calls() if c["provider"] == provider] == ["fenced"]


def test_without_videos_the_run_completes_and_says_so(deployed: Deployed, schema: Any) -> None:
    deployed.simulator.fault("youtube", "server_error", times=None)
    # Not a song that an earlier test has left in the cache.
    events = deployed.client.start(4, providers=["gemini"], active_decades=["1960s"]).end()
    check_log(events, schema)
    assert events[-1]["type"] == "run.completed"
    found = [e["data"]["enrichment"] for e in of_type(events, "track.enriched")]
    assert len(found) == 4
    asked = [video for video in found if video["source"] != "cache"]
    assert asked
    for video in asked:
        assert (video["status"], video["video_id"]) == ("unresolved", None)
        assert video["message"]
