"""What the simulator's faults mean for a run of three providers, each of which makes a list of its own."""

from typing import Any, NamedTuple

from local.simulator.faults import Kind
from tailrace.fold import fold
from tests.e2e.client import of_type
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
# Which provider has which fault: one that stays, and one that passes.
STAYING: list[tuple[str, Kind]] = [(PROVIDERS[n % 3], fault) for n, fault in enumerate(FAULTS)]
PASSING: list[tuple[str, Kind]] = [
    (PROVIDERS[(n + 1) % 3], fault) for n, fault in enumerate(name for name, told in FAULTS.items() if told.retried)
]


def attempts(events: list[Any], provider: str) -> list[Any]:
    """The step.failed events of a provider's list."""
    return [e for e in of_type(events, "step.failed") if e["step"] == f"generate:{provider}"]


def tracks_of(events: list[Any], provider: str) -> list[Any]:
    """The track.added events of a provider's list."""
    return [e for e in of_type(events, "track.added") if e["data"]["provider"] == provider]


def check_that_it_costs_the_run_nothing_but_the_provider(
    stack: Deployed, schema: Any, provider: str, fault: Kind
) -> None:
    """A run in which this provider keeps failing, before its first track."""
    told = FAULTS[fault]
    # Before the first track: a list that is begun is completed by another.
    stack.simulator.fault(provider, fault, times=None, after_tokens=5)
    run = stack.client.start(TRACKS)
    events = run.end()
    check_log(events, schema)
    check_usage(events, stack.simulator.calls())
    failures = attempts(events, provider)
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
        assert len(tracks_of(events, other)) == TRACKS
    # What was seen is kept, though its list never came to its end.
    parts = run.snapshot()["parts"]["providers"][provider]
    assert (parts["state"], parts["error"]) == ("failed", failures[-1]["data"]["error"])
    assert [t["track"] for t in parts["tracks"]] == [e["data"]["track"] for e in tracks_of(events, provider)]
    outcomes = [c["outcome"] for c in stack.simulator.calls() if c["provider"] == provider]
    assert len(outcomes) == len(failures)


def check_that_it_is_healed(stack: Deployed, schema: Any, provider: str, fault: Kind, details: dict[str, Any]) -> None:
    """A run in which this provider fails once: nothing is made twice."""
    stack.simulator.fault(provider, fault, times=1, **details)
    run = stack.client.start(TRACKS)
    events = run.end()
    check_log(events, schema)
    check_usage(events, stack.simulator.calls())
    [failure] = attempts(events, provider)
    assert not failure["data"]["final"]
    assert (failure["data"]["error"]["code"], True) == FAULTS[fault]
    assert events[-1]["type"] == "run.completed"
    assert (events[-1]["data"]["degraded"], events[-1]["data"]["summary"]["failed"]) == ([], [])
    assert not of_type(events, "provider.failed")
    tracks = tracks_of(events, provider)
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
