"""Connections that are ended before the log is, and runs that are played again."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import aclosing
from typing import Any

import httpx2
import pytest

from tests.integration.stream_harness import (
    KEY,
    Backend,
    Function,
    completed,
    frames,
    progress,
    read,
    stream_function,
)


@pytest.fixture(scope="module")
def function(backend: Backend) -> Iterator[Function]:
    """Its connections live for a second."""
    with stream_function(backend, STREAM_MAX_SECONDS="1") as running:
        yield running


def spread(backend: Backend, gap_s: int, *, closed: bool) -> str:
    """A run of four events, each this much later than the one before, as its timestamps have it."""
    run_id, first = backend.closed_run(4), backend.new_run()
    lines = backend.log.read_lines(run_id)
    for seq in range(2, 5 if closed else 4):
        event = {**json.loads(lines[seq - 1]), "run_id": first}
        event["ts"] = f"2126-11-20T{seq * gap_s // 3600:02}:{seq * gap_s // 60 % 60:02}:{seq * gap_s % 60:02}.000Z"
        backend.log.put(first, seq, [json.dumps(event)])
    return first


async def test_a_connection_that_ends_early_says_where_to_go_on(backend: Backend, function: Function) -> None:
    run_id = backend.new_run()
    url = function.stream_url(run_id)
    answer, again = await asyncio.gather(read(url), read(url, after=1))
    assert answer.complete
    assert [json.loads(text) for text in answer.controls()] == [
        {"type": "up_to_date", "seq": 1},
        {"type": "reconnect", "after": 1, "in_ms": 0},
    ]
    assert again.log_events() == []
    assert json.loads(again.controls()[-1]) == {"type": "reconnect", "after": 1, "in_ms": 0}


async def test_following_the_reconnects_gives_the_whole_run(backend: Backend, function: Function) -> None:
    run_id = backend.new_run()
    writer = backend.writer(run_id)
    held: list[tuple[int, str]] = []
    control: dict[str, Any] = {"type": "reconnect", "after": 0}
    connections = 0
    while control["type"] == "reconnect":
        connections += 1
        answer = await read(function.stream_url(run_id), after=control["after"])
        held += answer.log_events()
        control = json.loads(answer.controls()[-1])
        await asyncio.to_thread(writer.append, completed() if connections == 3 else progress(connections))
        if connections == 3:
            answer = await read(function.stream_url(run_id), after=control["after"])
            held += answer.log_events()
            control = json.loads(answer.controls()[-1])
    assert held == list(enumerate(backend.log.read_lines(run_id), 1))
    assert control == {"type": "closed", "seq": len(held)}


async def test_lambdas_deadline_ends_a_connection_before_lambda_does(backend: Backend) -> None:
    run_id = backend.new_run()
    with stream_function(backend, STREAM_MAX_SECONDS="600") as patient:
        context = json.dumps({"request_id": "x", "deadline": int((time.time() + 2.5) * 1000)})
        async with httpx2.AsyncClient(timeout=30, trust_env=False, verify=False) as client:
            headers = {"Authorization": f"Bearer {KEY}", "x-amzn-lambda-context": context}
            response = await client.get(patient.stream_url(run_id), headers=headers)
        assert response.text.rstrip().endswith('data: {"type":"reconnect","after":1,"in_ms":0}')


async def test_a_replay_gives_the_same_events(backend: Backend, function: Function) -> None:
    run_id = backend.closed_run(30)
    plain = await read(function.stream_url(run_id))
    for speed, after in (("1000", 0), ("2.5", 0), ("1", 7)):
        answer = await read(function.stream_url(run_id), replay=speed, after=after)
        assert answer.log_events() == plain.log_events()[after:]
        assert json.loads(answer.controls()[-1]) == {"type": "closed", "seq": 30}
    assert (await read(function.stream_url(run_id), replay="1", after=30)).status == 204


async def test_a_replay_keeps_the_pauses_and_gets_on_over_reconnects(backend: Backend, function: Function) -> None:
    run_id = spread(backend, 600, closed=True)
    url = function.stream_url(run_id)
    answers = await asyncio.gather(*[read(url, replay="1", after=after) for after in (1, 2)])
    for after, answer in enumerate(answers, 1):
        assert [seq for seq, _ in answer.log_events()] == [after + 1]
        assert [json.loads(text) for text in answer.controls()] == [
            {"type": "reconnect", "after": after + 1, "in_ms": 0}
        ]
    assert json.loads((await read(url, replay="1", after=3)).controls()[-1]) == {"type": "closed", "seq": 4}
    assert len((await read(url, replay="100000000.5", after=1)).log_events()) == 3


async def test_a_replay_of_an_open_run_goes_live(backend: Backend, function: Function) -> None:
    run_id = spread(backend, 1, closed=False)
    with stream_function(backend) as patient:
        seen = []
        async with aclosing(frames(patient.stream_url(run_id), replay="1000", after=1)) as arriving:
            async for event in arriving:
                seen.append(event.own_id or json.loads(event.data))
                if seen[-1] == {"type": "up_to_date", "seq": 3}:
                    last = {**json.loads(backend.log.read_lines(run_id)[-1]), "seq": 4, "type": "run.completed"}
                    assert backend.log.put(run_id, 4, [json.dumps(last)])
    assert seen == ["2", "3", {"type": "up_to_date", "seq": 3}, "4", {"type": "closed", "seq": 4}]
