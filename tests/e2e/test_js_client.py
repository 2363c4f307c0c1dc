"""tailrace.js against a whole stack: what it gives is the log, whatever stands between them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from tailrace import kinds
from tailrace.fold import fold
from tests.e2e.client import Client
from tests.e2e.deployed import Deployed
from tests.e2e.js_client import PATIENCE_S, holding, js_client
from tests.e2e.wires import wires
from tests.unit.js_fold import JsFold, js_fold

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def browser_fold() -> Iterator[JsFold]:
    with js_fold() as found:
        yield found


def port(deployed: Deployed) -> int:
    return urlsplit(deployed.stack.url).port or 0


def modes(found: Any) -> list[str]:
    return [state["mode"] for state in found["states"]]


@pytest.mark.parametrize("with_key", [True, False])
def test_a_run_that_is_followed_through_thirty_cuts_is_exactly_the_log(deployed: Deployed, with_key: bool) -> None:
    deployed.simulator.set(tokens_per_second=300)
    run = deployed.client.start(12)
    # Each begins with 2 KB of padding: these are cut behind it, in or between events.
    cuts = [4000 + 41 * number for number in range(30)]
    access = {"key": "local"} if with_key else {"key": None, "token": run.started["read_token"]}
    with wires(port(deployed), *cuts) as connections:
        found = js_client("follow", url=f"http://127.0.0.1:{connections.port}", id=run.id, factor=20, **access)
        assert connections.cut == len(cuts)
    log = run.events()
    assert found["events"] == log
    assert found["snapshot"] == fold(log) == run.snapshot()
    assert (modes(found)[0], modes(found)[-1]) == ("connecting", "ended")
    assert found["states"][-1]["resumes"] > 5


def test_a_run_is_followed_over_connections_that_the_server_ends(hasty: Deployed) -> None:
    # Longer than the 2 s that a connection has there.
    hasty.simulator.fault("openai", "rate_limit", retry_after_s=2.5)
    run = hasty.client.start(2)
    found = js_client("follow", url=hasty.stack.url, key="local", id=run.id)
    assert found["events"] == run.events()
    assert modes(found) == ["connecting", "live", "ended"]


def test_behind_a_proxy_that_holds_streams_back_a_run_is_polled(deployed: Deployed) -> None:
    run = deployed.client.start(5)
    with holding(port(deployed)) as proxy:
        found = js_client("follow", url=f"http://127.0.0.1:{proxy.port}", key="local", id=run.id, factor=20)
        assert proxy.held >= 2
    assert found["events"] == run.events()
    assert "polling" in modes(found)
    assert "live" not in modes(found)


def test_once_the_proxy_lets_streams_through_the_run_is_live_again(deployed: Deployed) -> None:
    deployed.simulator.fault("openai", "silence")
    run = deployed.client.start(4, providers=["openai"])
    with holding(port(deployed)) as proxy, ThreadPoolExecutor() as pool:
        url = f"http://127.0.0.1:{proxy.port}"
        following = pool.submit(js_client, "follow", url=url, key="local", id=run.id, factor=20)
        while proxy.held < 3:
            assert not following.done(), following.result()
            proxy.mended.wait(0.05)
        proxy.mended.set()
        assert proxy.through.wait(PATIENCE_S)
        assert run.client.http.post(f"{run.path}/cancel", json={}).status_code == 202
        found = following.result()
    assert found["events"] == run.events()
    told = modes(found)
    assert told.index("polling") < told.index("live")
    assert told[-1] == "ended"


def test_a_run_is_started_cancelled_continued_swapped_exported_and_deleted(deployed: Deployed) -> None:
    # Some tracks, and no more until it is cancelled.
    for provider in ("openai", "anthropic", "gemini"):
        deployed.simulator.fault(provider, "silence", after_tokens=250)
    found = js_client(
        "steer", url=deployed.stack.url, key="local", kind="playlist", input={"prompt": "Rain", "track_count": 6}
    )
    assert found["statuses"] == ["cancelled", "completed"]
    assert found["receipt"]["status"] == "cancelled"
    assert found["continued"]["execution"] == 2
    assert found["snapshot"] == found["server"]
    shown = found["snapshot"]["parts"]["tracks"][found["swapped"]["index"]]
    assert shown["provider"] == found["swapped"]["provider"]
    assert found["exported"]["name"].endswith(".csv")
    assert found["exported"]["size"] > 100
    assert (found["listed"]["run_id"], found["listed"]["metadata"]) == (found["id"], {"by": "the client"})
    assert found["usage"]["today"]["calls"] > 0
    assert found["gone"] == "not_found"


def test_strangers_are_told_so_at_once(deployed: Deployed) -> None:
    run = deployed.client.start(1, providers=["openai"])
    assert js_client("refused", url=deployed.stack.url, id=run.id) == ["unauthorized", "invalid_token", "unauthorized"]
    run.end()


@pytest.mark.parametrize("kind", kinds.kind_names())
def test_each_kind_is_folded_alike_after_each_event(client: Client, browser_fold: JsFold, kind: str) -> None:
    described = next(one for one in client.get("/v1/kinds")["kinds"] if one["name"] == kind)
    run = client.begin(kind, described["input_schema"]["examples"][0])
    browser_fold.check(run.end())
