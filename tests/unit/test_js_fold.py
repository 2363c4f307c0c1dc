"""The browser's fold says what the server's says: after every event, of every log."""

import copy
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.fold import advance, fold
from tests.unit import code_runs, money, plan_logs, test_fold_playlist, test_vision_fold, video_logs
from tests.unit.fold_logs import FAILED, log, plan, resumed
from tests.unit.js_fold import JsFold, js_fold

pytestmark = pytest.mark.node

Event = dict[str, Any]

_CODE = code_runs.log(*code_runs.REPAIRED, code_runs.END)
_PLAN = plan_logs.log(plan_logs.lines(plan_logs.wanted(), missing=(2,)))
_PLAYLIST = [*test_fold_playlist.race(), *log(resumed("generate:openai"))]
_VIDEO: list[Event] = [dict(event) for event in video_logs.whole(plain=[2])]
_VISION = test_vision_fold.log(*test_vision_fold.whole())
_LOGS = {"code": _CODE, "plan": _PLAN, "playlist": _PLAYLIST, "video": _VIDEO, "vision": _VISION}
_KINDS = st.sampled_from(sorted(_LOGS))

_ERROR = {"code": "timeout", "message": "slow", "retryable": True, "retry_after_s": None}
_BEGAN = datetime(2026, 11, 20, 8, tzinfo=UTC)
# Half of them lie in the middle between two billionths.
_USD = st.one_of(
    st.none(),
    st.sampled_from([0.0, 0.1, 0.2, 1e-9, 5e-10, 1.5e-9, 2.5e-9, 1e-12]),
    st.integers(0, 2**20).map(lambda n: n / 1024),
    st.floats(0, 1000),
)
_COUNT = st.one_of(st.none(), st.integers(0, 10**7))


@pytest.fixture(scope="module")
def browser() -> Iterator[JsFold]:
    with js_fold() as found:
        yield found


@pytest.mark.parametrize("kind", sorted(_LOGS))
def test_a_whole_run_of_each_kind_is_the_same_after_each_event(browser: JsFold, kind: str) -> None:
    browser.check(_numbered(_LOGS[kind]))


def test_a_log_without_events_or_with_types_of_another_version_is_the_same(browser: JsFold) -> None:
    browser.check([])
    strange = log(("constructor", {}), ("__proto__", {}), ("no.such_type", {}))
    browser.check(_numbered([_PLAYLIST[0], *strange]))


_STEP = money.STEPS[0]
_ENDS: list[money.Line] = [
    ("step.superseded", {"by_attempt": 2}, _STEP, 1),
    money.failed(_STEP),
    ("step.started", {"label": "go"}, _STEP, 2),
    ("run.cancelled", {"kept_through_seq": 1, "calls_aborted": 0, "usage": {}}),
    FAILED,
    ("run.completed", {"summary": {}, "duration_ms": 1, "usage": {}, "degraded": []}),
    money.reserved(_STEP, 0.0),
    money.released(_STEP),
    money.recorded(_STEP, None),
    money.recorded(_STEP, 0.03),
]


@pytest.mark.parametrize("end", _ENDS, ids=[str(end[0]) for end in _ENDS])
def test_an_open_call_is_settled_alike_however_it_ends(browser: JsFold, end: money.Line) -> None:
    events = money.then(money.begun(1.0), money.reserved(_STEP, 0.1), end, resumed(_STEP), money.reserved(_STEP, None))
    browser.check(_numbered(events))


def _made_up(kind: str) -> st.SearchStrategy[Event]:
    """What may befall any run of the kind, at any time, likely or not."""
    steps = sorted({event["step"] for event in _LOGS[kind] if event["step"]} | {"refine:vision", "extra:x"})
    providers = ["openai", "anthropic", "gemini"]
    of_provider = {"provider": st.sampled_from(providers), "model": st.sampled_from(["m", "n"])}
    usage = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}
    named = st.lists(st.sampled_from(steps), max_size=3, unique=True)
    limit = st.one_of(st.none(), st.floats(0.001, 10))
    types: dict[str, dict[str, Any]] = {
        "step.started": {"label": st.text(max_size=3)},
        "step.progress": {"fraction": st.floats(0, 1)},
        "step.completed": {"duration_ms": st.integers(0, 10**6)},
        "step.failed": {"error": st.just(_ERROR), "final": st.booleans()},
        "step.superseded": {"by_attempt": st.just(2)},
        "step.skipped": {"reason": st.just("already_done")},
        "provider.started": of_provider,
        "provider.failed": {**of_provider, "error": st.just(_ERROR)},
        "usage.reserved": {**of_provider, "reserved_usd": _USD, "price": st.sampled_from([None, money.PRICE])},
        "usage.released": of_provider,
        "usage.recorded": {**of_provider, "input_tokens": _COUNT, "output_tokens": _COUNT, "cost_usd": _USD},
        "run.steps_added": {
            "steps": named.map(lambda ids: plan(*ids)), "expected": st.sampled_from([None, {"parts": 7}]),
        },
        "run.failed": {"errors": st.just([{"step": None}]), "usage": st.just(usage)},
        "run.cancelled": {"kept_through_seq": st.just(1), "calls_aborted": st.just(0), "usage": st.just(usage)},
        "run.completed": {
            "summary": st.just({"a": [1.5]}), "duration_ms": st.just(5), "usage": st.just(usage), "degraded": named,
        },
        "run.resumed": {
            "steps": named, "reason": st.just("r"), "max_cost_usd": limit,
            "feedback": st.dictionaries(st.sampled_from(steps), st.text(max_size=5), max_size=2),
        },
    }  # fmt: skip

    def event(type_: str) -> st.SearchStrategy[Event]:
        base = {"type": st.just(type_), "run_id": st.just("r"), "attempt": st.integers(1, 4)}
        step = st.none() if type_.startswith("run.") else st.sampled_from(steps)
        data = st.fixed_dictionaries(types[type_])
        return st.fixed_dictionaries({**base, "step": step, "message": st.none() | st.text(max_size=3), "data": data})

    return st.sampled_from(sorted(types)).flatmap(event)


@st.composite
def _stories(draw: st.DrawFn) -> list[Event]:
    """A log in which pieces of a run stand in any order, several times or not at all, between what is made up."""
    kind = draw(_KINDS)
    run = _LOGS[kind]
    places = st.integers(0, len(run) - 1)
    piece = st.tuples(places, st.integers(1, 12)).map(lambda at: run[at[0] : at[0] + at[1]])
    happens = st.one_of(piece, st.lists(_made_up(kind), min_size=1, max_size=4))
    begun = run[: 1 + draw(places)] if draw(st.booleans()) else run[:1]
    found = [*begun, *(event for events in draw(st.lists(happens, max_size=5)) for event in events)]
    return _possible(_numbered(found, draw(st.lists(st.integers(-(10**5), 10**8), min_size=1, max_size=9))))


@settings(max_examples=60)
@given(events=_stories())
def test_whatever_happens_to_a_run_is_the_same(browser: JsFold, events: list[Event]) -> None:
    browser.check(events)


@settings(max_examples=20)
@given(costs=st.lists(_USD, max_size=40))
def test_sums_of_dollars_are_the_same_to_the_last_bit(browser: JsFold, costs: list[float | None]) -> None:
    step = "generate:openai"
    calls = [_call(type_, field, usd) for usd in costs for type_, field in _CALLS]
    browser.check(_numbered([_PLAYLIST[0], *log(*((type_, data, step, 1) for type_, data in calls))]))


_CALLS = (("usage.reserved", "reserved_usd"), ("usage.recorded", "cost_usd"))


def _call(type_: str, field: str, usd: float | None) -> tuple[str, Event]:
    told = {"provider": "openai", "model": "m", "price": None, "input_tokens": 1, "output_tokens": None}
    return type_, {**told, field: usd}


def test_durations_are_rounded_alike(browser: JsFold) -> None:
    for fraction in ("", ".0005Z", ".001500", ".0024999Z", ".5", ".999999Z", ".123456789Z", ".0015+00:00"):
        end = log(("step.started", {"label": "x"}, "generate:openai", 1), FAILED)
        events = _numbered([_PLAYLIST[0], *end])
        for event, ts in zip(events, ("2026-11-20T08:00:00Z", "2026-11-20T08:00:00.0005Z"), strict=False):
            event["ts"] = ts
        events[-1]["ts"] = f"2026-11-20T09:00:01{fraction}" + ("" if fraction.endswith(("Z", "00:00")) else "Z")
        browser.check(events)


def _numbered(events: Sequence[Event], steps_us: Sequence[int] = (1000,)) -> list[Event]:
    """The events as a log of their own, with so many microseconds between them."""
    found = []
    now = _BEGAN
    for seq, event in enumerate(events, 1):
        now += timedelta(microseconds=steps_us[seq % len(steps_us)])
        found.append({**copy.deepcopy(event), "seq": seq, "ts": now.isoformat().replace("+00:00", "Z")})
    return found


def _possible(events: list[Event]) -> list[Event]:
    """Without those that the server's own fold finds impossible where they stand."""
    found: list[Event] = []
    snapshot = fold([])
    for event in events:
        event = {**event, "seq": len(found) + 1}
        try:
            advance(snapshot, [event])
        except (LookupError, StopIteration, ArithmeticError, TypeError, ValueError):
            snapshot = fold(found)
        else:
            found.append(event)
    return found
