"""The OpenAPI 3.1 document: written from the routes and from the models that they validate with."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from http.client import TOO_MANY_REQUESTS
from inspect import getdoc
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, JsonSchemaValue, models_json_schema

from tailrace import exports, kinds
from tailrace.http import rates
from tailrace.http.answers import Problem
from tailrace.http.inputs import StartRun
from tailrace.http.problems import MEDIA_TYPE, PROBLEMS
from tailrace.http.route import Route
from tailrace.http.routes import ROUTES

_PATH_VALUES: dict[str, dict[str, Any]] = {
    "run_id": {"type": "string", "description": "The run's id.", "example": "01k9zq4t0v6h8m3r5w7y9b2d4f"},
    "index": {"type": "integer", "minimum": 0, "maximum": 999_999, "description": "The track's position, from 0."},
}
_REQUEST_ID = {
    "description": "The request's own X-Request-Id, or a new one.",
    "schema": {"type": "string"},
}

_WHEN_LIMITED = {"Retry-After": "Seconds until it may be tried again.", **rates.HEADERS}


@cache
def document() -> dict[str, Any]:
    """The document, without `servers`."""
    schemas, shared = _schemas()
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for route in ROUTES:
        paths[route.path][route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tailrace",
            "version": "1",
            "description": "Providers race in parallel; clients tail the log. Start a run, then follow its stream, "
            "or poll its events. Every answer carries `X-Request-Id`; every error is a problem (RFC 9457).",
        },
        "paths": dict(paths),
        "components": {
            "schemas": shared,
            "securitySchemes": {"apiKey": {"type": "http", "scheme": "bearer", "description": "An API key."}},
        },
    }


Schemas = Mapping[Any, JsonSchemaValue]


def _schemas() -> tuple[Schemas, dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for route in ROUTES:
        if route.answer:
            wanted[(route.answer, "serialization")] = None
        for model in (route.body, route.query):
            if model:
                wanted[(model, "validation")] = None
    for name in kinds.kind_names():
        wanted[(kinds.load(name).input_model, "validation")] = None
    schemas, shared = models_json_schema(list(wanted), ref_template="#/components/schemas/{model}")
    return schemas, shared["$defs"]


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": getdoc(route.handle),  # without indentation, whatever Python it is
        "parameters": _parameters(route),
        "responses": _responses(route, schemas),
        "security": {"needed": [{"apiKey": []}], "optional": [{"apiKey": []}, {}], "none": []}[route.key],
    }
    if route.body:
        content = {"application/json": {"schema": _body(route.body, schemas)}}
        operation["requestBody"] = {"required": route.body_required, "content": content}
    return operation


def _body(model: type[BaseModel], schemas: Schemas) -> JsonSchemaValue:
    """The body's schema; that of a new run has its kind's own input."""
    if model is not StartRun:
        return schemas[(model, "validation")]
    return {
        "allOf": [schemas[(model, "validation")]],
        "oneOf": [
            {
                "title": name,
                "properties": {"kind": {"const": name}, "input": schemas[(kinds.load(name).input_model, "validation")]},
            }
            for name in kinds.kind_names()
        ],
    }


def _parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", route.path)
    found = [_parameter("path", name, _PATH_VALUES[name], required=True) for name in names]
    if route.query:
        for name, schema in route.query.model_json_schema().get("properties", {}).items():
            known = {"enum": kinds.kind_names()} if name == "kind" else {}
            found.append(_parameter("query", name, schema, required=False, **known))
    for name, description in route.headers.items():
        found.append(_parameter("header", name, {"type": "string", "description": description}, required=False))
    return found


def _parameter(place: str, name: str, schema: dict[str, Any], *, required: bool, **known: Any) -> dict[str, Any]:
    """`schema` is pydantic's, `known` what of the value only the deployment knows.

    A parameter that may be left out is nullable there; in a URL there is no null.
    """
    present = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    value = present[0] if present else {k: v for k, v in schema.items() if k not in ("title", "description")}
    return {
        "in": place,
        "name": name,
        "required": required,
        "description": schema["description"],
        "schema": {**value, **known},
    }


def _responses(route: Route, schemas: Schemas) -> dict[str, Any]:
    told = {**(rates.HEADERS if route.operation else {}), **route.answer_headers}
    success: dict[str, Any] = {"description": route.summary, "headers": {"X-Request-Id": _REQUEST_ID, **_headers(told)}}
    if route.media_type:
        schema = schemas[(route.answer, "serialization")] if route.answer else {}
        success["content"] = {route.media_type: {"schema": schema}}
    if route.name == "export_run":
        success["content"] = {media_type: {} for media_type in _export_types()}
    responses = {str(route.status): success}
    if route.name == "health":
        responses["503"] = {**success, "description": "Down: the same, with `status` down"}
    if route.not_modified:
        responses["304"] = {"description": "Not modified", "headers": success["headers"]}
    for status, codes in sorted(_problem_codes(route).items()):
        text = "; ".join(f"`{code}`: {PROBLEMS[code].title}" for code in codes)
        problem = {"schema": schemas[(Problem, "serialization")]}
        told = _WHEN_LIMITED if status == TOO_MANY_REQUESTS else {}
        problem_headers = {"X-Request-Id": _REQUEST_ID, **_headers(told)}
        responses.setdefault(
            str(status), {"description": text, "headers": problem_headers, "content": {MEDIA_TYPE: problem}}
        )
    return responses


def _headers(told: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in told.items()}


def _export_types() -> list[str]:
    """The media types of all kinds' exports, without parameters."""
    written = [form for name in kinds.kind_names() for form in exports.formats(name).values()]
    return sorted({form.media_type.partition(";")[0] for form in written})


def _problem_codes(route: Route) -> dict[int, list[str]]:
    codes = [*route.problems, "internal"]
    if route.key != "none":
        codes += ["unauthorized", "unavailable"]
    if route.operation:
        codes.append("rate_limited")
    if route.query or route.body:
        codes.append("invalid_request")
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in dict.fromkeys(codes):
        by_status[PROBLEMS[code].status].append(code)
    return by_status
