"""The routes that tell about the system itself."""

import time
from functools import lru_cache

from aws_lambda_powertools.event_handler import Response

from tailrace import kinds, wiring
from tailrace.health import Health, look
from tailrace.http.models import KindInfo, KindList, KindStep
from tailrace.http.route import Call, answer, json_answer, to_json
from tailrace.settings import settings

# Anybody may ask for health: however often that is, the parts are looked at only so often (seconds).
_HEALTH_LASTS_S = 5


def list_kinds(call: Call) -> Response[str]:
    """All kinds that can be started."""
    return answer(200, KindList(kinds=[_kind(kinds.load(name)) for name in kinds.kind_names()]))


def event_schema(call: Call) -> Response[str]:
    """JSON Schema of every event."""
    from tailrace.schema import event_schema

    return Response(200, "application/schema+json", to_json(event_schema()), {"Cache-Control": "private, max-age=300"})


def health(call: Call) -> Response[str]:
    """Whether the system can do its work."""
    found = health_of_period(int(time.monotonic() // _HEALTH_LASTS_S))
    return answer(503 if found.status == "down" else 200, found)


def openapi(call: Call) -> Response[str]:
    """This API, described for machines."""
    return json_answer(200, to_json(_document(call.request.base_url)), {"Cache-Control": "public, max-age=300"})


def docs(call: Call) -> Response[str]:
    """This API, described for people."""
    from tailrace.http.docs import CONTENT_SECURITY_POLICY, page

    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": "public, max-age=300"}
    return Response(200, "text/html; charset=utf-8", page(_document(call.request.base_url)), headers)


def _kind(kind: kinds.Kind) -> KindInfo:
    return KindInfo(
        name=kind.name,
        title=kind.title,
        description=kind.description,
        input_schema=kind.input_model.model_json_schema(),
        steps=[KindStep(name=name, description=text) for name, text in kind.steps.items()],
    )


@lru_cache(maxsize=1)
def health_of_period(period: int) -> Health:
    shared = settings()
    return look(
        wiring.dynamodb(), shared.table_name, wiring.workflows, shared.state_machines, shared.tailrace_providers
    )


def _document(base_url: str) -> dict[str, object]:
    from tailrace.http.openapi import document

    return {**document(), "servers": [{"url": base_url}]}
