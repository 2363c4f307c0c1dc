"""The video's published examples, which name a web page: they run as they are where there is no internet, too."""

from typing import Any

import pytest

from tests.e2e.client import Client
from tests.e2e.rules import check_log


@pytest.mark.parametrize("number", [0, 1])
def test_an_example_runs_as_it_is(client: Client, schema: Any, number: int) -> None:
    kinds = {kind["name"]: kind for kind in client.http.get("/v1/kinds").json()["kinds"]}
    example = kinds["video"]["input_schema"]["examples"][number]
    run = client.begin("video", example)
    events = run.end()
    check_log(events, schema)
    assert events[-1]["type"] == "run.completed"
    assert events[-1]["data"]["degraded"] == []
    assert events[-1]["data"]["summary"]["brand"] == "Ferrow"
