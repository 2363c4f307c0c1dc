"""Each of the simulator's faults at one of three providers: the others go on, and what went wrong is told."""

from typing import Any, NamedTuple

import pytest

from local.simulator.faults import KINDS, Kind
from tailrace.fold import fold
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.e2e.rules import check_log, check_usage

PROVIDERS = ("openai", "anthropic", "gemini")
TRACKS = 6


class Told(NamedTuple):
    """What a fault is called in events, and whether another attempt may help."""

    code: str
    retried: bool


FAULTS: dict[Kind, Told] = {
    "rate_limit": Told("rate_limited", True),
    "quota": Told("quota_exceeded", False),
    "server_error": Told("overloaded", True),
    "overloaded": Told("overloaded", True),
    "auth": Told("auth", False),
    "refusal": Told("refused", False),
    "truncate": Told("truncated", True),
    "cut": Told("stream_cut", True),
    "eof": Told("stream_cut", True),
    "silence": Told("timeout", True),
    "drip": Told("timeout", True),
    "bad_json": Told("malformed_output", True),
}
# These hang until a limit ends them; the others strike at once.
SLOW = ("silence", "drip")
HEALED = [fault for fault, told in FAULTS.items() if told.retried]


def test_the_table_is_complete() -> None:
    # A fence is taken off, and rules are each kind's own to check: neither is a failure of the provider.
    assert {*FAULTS, "fenced", "breaks_rules"} == set(KINDS)


@pytest.fixture
def stack(request: pytest.FixtureRequest) -> Deployed:
    """The stack with short limits for faults that need them, else the ordinary one."""
    chosen = "hasty" if request.node.callspec.params["fault"] in SLOW else "deployed"
    found: Deployed = request.getfixturevalue(chosen)
    return found


def _attempts(events: list[Any], provider: str) -> list[Any]:
    """The step.failed events of a provider's list."""
    return [e for e in of_type(events, "step.failed") if e["step"] == f"generate:{provider}"]


def _tracks(events: list[Any], provider: str) -> list[Any]:
    return [e for e in of_type(events, "track.added") if e["data"]["provider"] == provider]


@pytest.mark.parametrize(
    ("provider", "fault"), [(PROVIDERS[n % 3], fault) for n, fault in enumerate(FAULTS)], ids=lambda value: value
)
def test_a_provider_that_keeps_failing_costs_the_run_nothing_but_itself(
    stack: Deployed, schema: Any, provider: str, fault: Kind
) -> None:
    told = FAULTS[fault]
    # Before the first track: a list that is begun is completed by another.
    stack.simulator.fault(provider, fault, times=None, after_tokens=5)
    run = stack.client.start(TRACKS)
    events = run.end()
    check_log(events, schema)
    check_usage(events, stack.simulator.calls())
    failures = _attempts(events, provider)
    assert [f["data"]["final"] for f in failures] == ([False] * 3 if told.retried else []) + [True]
    assert {(f["data"]["error"]["code"], f["data"]["error"]["retryable"]) for f in failures} == {told}
    assert all(f["data"]["error"]["message"] for f in failures)
    [out] = of_type(events, "provider.failed")
    assert (out["data"]["provider"], out["data"]["error"]) == (provider, failures[-1]["data"]["error"])
    end = events[-1]
    assert end["type"] == "run.completed"
    assert end["data"]["degraded"] == [f"generate:{provider}", f"enrich:{provider}"]
    assert end["data"]["summary"]["failed"] == [provider]
    others = {name for name in PROVIDERS if name != provider}
    assert {end["data"]["summary"]["primary"], *end["data"]["summary"]["alternatives"]} == others
    for other in others:
        assert len(_tracks(events, other)) == TRACKS
    # What was seen is kept, though its list never came to its end.
    parts = run.snapshot()["parts"]["providers"][provider]
    assert (parts["state"], parts["error"]) == ("failed", failures[-1]["data"]["error"])
    assert [t["track"] for t in parts["tracks"]] == [e["data"]["track"] for e in _tracks(events, provider)]
    outcomes = [c["outcome"] for c in stack.simulator.calls() if c["provider"] == provider]
    assert len(outcomes) == len(failures)


@pytest.mark.parametrize(
    ("provider", "fault", "details"),
    [
        *((PROVIDERS[(n + 1) % 3], fault, {}) for n, fault in enumerate(HEALED)),
        ("openai", "rate_limit", {"in_stream": True}),
        ("anthropic", "server_error", {"in_stream": True}),
        ("gemini", "overloaded", {"in_stream": True}),
    ],
    ids=lambda value: ("in_stream" if value else "") if isinstance(value, dict) else value,
)
def test_a_fault_that_passes_is_healed_and_nothing_is_made_twice(
    stack: Deployed, schema: Any, provider: str, fault: Kind, details: dict[str, Any]
) -> None:
    stack.simulator.fault(provider, fault, times=1, **details)
    run = stack.client.start(TRACKS)
    events = run.end()
    check_log(events, schema)
    check_usage(events, stack.simulator.calls())
    [failure] = _attempts(events, provider)
    assert not failure["data"]["final"]
    assert (failure["data"]["error"]["code"], True) == FAULTS[fault]
    assert events[-1]["type"] == "run.completed"
    assert (events[-1]["data"]["degraded"], events[-1]["data"]["summary"]["failed"]) == ([], [])
    assert not of_type(events, "provider.failed")
    tracks = _tracks(events, provider)
    assert len(tracks) == TRACKS
    kept = [t for t in tracks if t["seq"] < failure["seq"]]
    assert {t["attempt"] for t in kept} <= {1}
    assert {t["attempt"] for t in tracks[len(kept) :]} == {2}
    assert len({(t["data"]["track"]["artist"], t["data"]["track"]["title"]) for t in tracks}) == TRACKS
    first, second = [c for c in stack.simulator.calls() if c["provider"] == provider]
    assert (first["outcome"] in (fault, "client_closed"), second["outcome"]) == (True, "completed")
    if first["tokens_sent"]:
        # It was about a third in: the rest alone was asked for.
        assert kept
        per_track = second["tokens_sent"] / (TRACKS - len(kept))
        assert second["tokens_sent"] < per_track * TRACKS - per_track / 2
    assert run.snapshot() == fold(events)


def test_a_list_that_breaks_in_the_middle_for_good_is_completed_by_the_next_provider(
    deployed: Deployed, schema: Any
) -> None:
    deployed.simulator.fault("openai", "cut", times=None, match="generate:openai")
    run = deployed.client.start(TRACKS)
    events = run.end()
    check_log(events, schema)
    check_usage(events, deployed.simulator.calls())
    end = events[-1]
    assert (end["type"], end["data"]["degraded"]) == ("run.completed", ["generate:openai"])
    assert end["data"]["summary"]["failed"] == []
    made = [track["data"]["made_by"] for track in _tracks(events, "openai")]
    own = made.count(None)
    assert 0 < own < TRACKS
    assert made == [None] * own + ["anthropic"] * (TRACKS - own)
    asked = [e["data"]["provider"] for e in of_type(events, "provider.started") if e["step"] == "generate:openai"]
    assert asked == ["openai", "openai", "anthropic"]
    assert run.snapshot() == fold(events)
    # The list is whole, whoever wrote it: to go on would make nothing.
    answer = run.client.http.post(f"{run.path}/continue", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_continue")


@pytest.mark.parametrize(("provider", "fault"), [("anthropic", "rate_limit")])
def test_a_provider_is_left_alone_for_as_long_as_it_wishes(
    stack: Deployed, schema: Any, provider: str, fault: Kind
) -> None:
    stack.simulator.fault(provider, fault, times=1, retry_after_s=2.5)
    events = stack.client.start(2).end()
    check_log(events, schema)
    [failure] = _attempts(events, provider)
    assert failure["data"]["error"]["retry_after_s"] == 2.5
    [provider_started, _] = [e for e in of_type(events, "provider.started") if e["data"]["provider"] == provider]
    assert provider_started["seq"] < failure["seq"]
    first, second = [c for c in stack.simulator.calls() if c["provider"] == provider]
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
    assert len(_tracks(events, provider)) == 3
    assert [c["outcome"] for c in deployed.simulator.calls() if c["provider"] == provider] == ["fenced"]


@pytest.mark.parametrize("left", PROVIDERS)
def test_two_fail_and_the_third_completes_the_run(deployed: Deployed, schema: Any, left: str) -> None:
    out = [name for name in PROVIDERS if name != left]
    deployed.simulator.fault(out[0], "refusal", times=None, after_tokens=5)
    deployed.simulator.fault(out[1], "auth", times=None)
    run = deployed.client.start(3)
    events = run.end()
    check_log(events, schema)
    end = events[-1]["data"]
    assert (end["summary"]["primary"], end["summary"]["alternatives"]) == (left, [])
    assert end["summary"]["failed"] == out
    assert deployed.execution_end(run.id)["status"] == "SUCCEEDED"


@pytest.mark.parametrize("faults", [("quota", "auth", "refusal"), ("auth", "server_error", "bad_json")])
def test_three_fail_and_so_do_the_run_and_its_execution(
    deployed: Deployed, schema: Any, faults: tuple[Kind, Kind, Kind]
) -> None:
    for provider, fault in zip(PROVIDERS, faults, strict=True):
        deployed.simulator.fault(provider, fault, times=None, after_tokens=5)
    run = deployed.client.start(3)
    events = run.end()
    check_log(events, schema)
    end = events[-1]
    assert end["type"] == "run.failed"
    assert [(e["step"], e["provider"], e["code"]) for e in end["data"]["errors"]] == [
        (f"generate:{provider}", provider, FAULTS[fault].code)
        for provider, fault in zip(PROVIDERS, faults, strict=True)
    ]
    assert all(error["message"] for error in end["data"]["errors"])
    execution = deployed.execution_end(run.id)
    assert (execution["status"], execution["error"]) == ("FAILED", "AllProvidersFailed")
    # That the execution failed is told to settle as well, which finds the run closed.
    assert run.events() == events
    _check_failed(run)


def _check_failed(run: Run) -> None:
    snapshot = run.snapshot()
    assert (snapshot["status"], snapshot["phase"], len(snapshot["errors"])) == ("failed", "failed", 3)
    followed = run.follow()
    assert followed.controls[-1] == {"type": "closed", "seq": snapshot["seq"]}
    assert followed.texts == run.texts()


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
