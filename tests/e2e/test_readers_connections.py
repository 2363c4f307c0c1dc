"""How a connection of the live tail ends: the run is closed, or the reader is told where to go on."""

import httpx2

from tests.e2e.client import Client
from tests.e2e.deployed import Deployed


def test_a_reader_who_comes_after_the_end_gets_everything_and_a_closed_stream(client: Client) -> None:
    run = client.start(3)
    run.end()
    log = run.texts()
    late = run.follow(connections=1)
    assert late.texts == log
    assert late.controls[-1] == {"type": "closed", "seq": len(log)}
    again = run.follow(after=late.last_id, connections=1)
    assert (again.status, again.texts, again.controls) == (204, [], [])
    url = run.started["urls"]["stream"]
    behind = httpx2.get(
        url,
        params={"after": len(log) - 1, "token": run.started["read_token"]},
        timeout=30,
        trust_env=False,
    )
    assert f"id: {len(log)}\n" in behind.text
    assert f"id: {len(log) - 1}\n" not in behind.text


def test_a_connection_that_the_server_ends_says_where_to_go_on(hasty: Deployed) -> None:
    # Longer than the 2 s that a connection has there.
    hasty.simulator.fault("openai", "rate_limit", retry_after_s=2.5)
    run = hasty.client.start(1, providers=["openai"])
    first = run.follow(connections=1)
    assert [frame["type"] for frame in first.controls] == ["up_to_date", "reconnect"]
    assert first.controls[-1] == {"type": "reconnect", "after": len(first.texts), "in_ms": 0}
    rest = run.follow(after=first.last_id)
    assert rest.controls[-1]["type"] == "closed"
    assert first.texts + rest.texts == run.texts()
