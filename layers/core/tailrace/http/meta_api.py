"""The routes that tell about the system itself."""

import json
import time
from functools import lru_cache
from typing import Any

from aws_lambda_powertools.event_handler import Response

from tailrace import exports, kinds, wiring
from tailrace.health import Health, look
from tailrace.http.answers import ExportFormat, KindInfo, KindList, KindStep
from tailrace.http.inputs import KindsQuery
from tailrace.http.route import Call, answer, json_answer, to_json
from tailrace.settings import settings

# Anybody may ask for health: however often that is, the parts are looked at only so often (seconds).
_HEALTH_LASTS_S = 5


def list_kinds(call: Call) -> Response[str]:
    """All kinds that can be started, or one of them."""
    wanted = call.request.query(KindsQuery).kind
    names = kinds.kind_names() if wanted is None else [wanted]
    return answer(200, KindList(kinds=[_kind(kinds.load(name)) for name in names]))


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
        input_schema=_input_schema(kind),
        steps=[
            KindStep(
                name=name,
                description=text,
                repeatable=name in kind.repeatable,
                on_request=name in kind.requestable,
            )
            for name, text in kind.steps.items()
        ],
        export_formats=[
            ExportFormat(name=name, media_type=written.media_type, extension=written.extension)
            for name, written in exports.formats(kind.name).items()
        ],
    )


def _input_schema(kind: kinds.Kind) -> dict[str, Any]:
    """The schema of a kind's input, with examples that run here as they are."""
    schema = kind.input_model.model_json_schema()
    if page := settings().example_page:
        own, other = (json.dumps(address)[1:-1] for address in (kinds.EXAMPLE_PAGE, page))
        schema["examples"] = json.loads(json.dumps(schema["examples"]).replace(own, other))
    return schema


@lru_cache(maxsize=1)
def health_of_period(period: int) -> Health:
    shared = settings()
    return look(
        wiring.dynamodb(), shared.table_name, wiring.workflows, shared.state_machines, shared.tailrace_providers
    )


def _document(base_url: str) -> dict[str, object]:
    from tailrace.http.openapi import document

    return {**document(), "servers": [{"url": base_url}]}
