"""Requests made up from the OpenAPI document, against the running stack: whatever is sent, the answer is one of those
that the document tells of, and never a failure of ours.

The same requests each time; `make fuzz` sends more of them, others each time.
"""

import os
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tailrace.http.openapi import document
from tests.e2e.client import Run
from tests.e2e.deployed import Deployed

MORE = os.environ.get("TAILRACE_FUZZ_EXAMPLES")
EXAMPLES = int(MORE or 5)
# Each starts a run, whose workflow and model calls are real work.
STARTS = int(MORE or 24) // 8

CONFORMS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# What a schema cannot tell: rules between fields and on what texts mean; cursors; how many events a run has.
MAY_REFUSE = {
    ("post", "/v1/runs"),
    ("get", "/v1/runs"),
    ("get", "/v1/runs/{run_id}"),
    ("get", "/v1/runs/{run_id}/events"),
}
ACCEPTS = {GenerationMode.POSITIVE: positive_data_acceptance, GenerationMode.NEGATIVE: negative_data_rejection}


Which = Literal["made up", "there", ""]
_OF_A_RUN: tuple[Which, ...] = ("made up", "there")
_OF_NONE: tuple[Which, ...] = ("",)


class Call(NamedTuple):
    """An operation, made with right or with wrong values, on a run that is made up or on one that is there."""

    method: str
    path: str
    mode: GenerationMode
    run: Which


def _calls() -> list[Call]:
    calls = []
    for path, methods in document()["paths"].items():
        # Streams are the other function's: at its own address, which is this one where both are served together.
        for method in methods if not path.endswith("/stream") else ():
            takes_anything = methods[method].get("requestBody") or methods[method]["parameters"]
            for mode in GenerationMode if takes_anything else (GenerationMode.POSITIVE,):
                calls += [
                    Call(method, path, mode, run) for run in (("made up", "there") if "{run_id}" in path else ("",))
                ]
    return calls


def _named(call: Call) -> str:
    return " ".join(filter(None, (call.method, call.path, call.mode.value, call.run)))


@pytest.fixture(scope="module")
def schema(running_planted_stack: Deployed) -> Any:
    """The document as the stack serves it."""
    return schemathesis.openapi.from_dict(running_planted_stack.client.get("/v1/openapi.json"))


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Connections that are used again; nothing of this machine's settings."""
    with requests.Session() as made:
        made.trust_env = False
        yield made


@pytest.mark.parametrize("call", _calls(), ids=_named)
def test_every_answer_is_one_that_the_document_tells_of(
    stack: Deployed, schema: Any, session: requests.Session, ended: Run, call: Call
) -> None:
    operation = schema[call.path][call.method]
    client = stack.client
    headers = {"Authorization": f"Bearer {client.key}"}
    fixed = {"run_id": ended.id} if call.run == "there" else {}
    if call == Call("delete", "/v1/runs/{run_id}", GenerationMode.POSITIVE, "there"):
        fixed = {"run_id": client.start(1, providers=["openai"]).id}
    judged = [ACCEPTS[call.mode]]
    if call.mode is GenerationMode.POSITIVE and (call.method, call.path) in MAY_REFUSE:
        judged = []
    starts = (call.method, call.path, call.mode) == ("post", "/v1/runs", GenerationMode.POSITIVE)

    @settings(
        max_examples=STARTS if starts else EXAMPLES,
        derandomize=MORE is None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=call.mode))
    def check(case: Any) -> None:
        case.path_parameters = {**(case.path_parameters or {}), **fixed}
        answer = case.call(stack.client.url, session, headers, timeout=60)
        case.validate_response(answer, checks=[*CONFORMS, *judged])

    check()
