"""A body as an order for a run: every fault in it is found at once and named."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from tailrace import kinds
from tailrace.http.inputs import StartRun, SwapRequest
from tailrace.http.problems import FieldError, field_errors, invalid


class Order(NamedTuple):
    """A run that may be started."""

    kind: kinds.Kind
    wanted: BaseModel
    providers: list[str]
    metadata: Mapping[str, str]
    max_cost_usd: float | None


def parse_order(body: Any, available: Sequence[str]) -> Order:
    """What to start; `available` are the providers in their order of preference. Raises `invalid_request`."""
    errors: list[FieldError] = []
    request = None
    try:
        request = StartRun.model_validate(body)
    except ValidationError as error:
        errors += field_errors(error)
    given = body if isinstance(body, dict) else {}
    kind = _kind(given.get("kind"), errors)
    wanted = _wanted(kind, given.get("input"), errors)
    if request:
        errors += _provider_errors(request.options.providers, available)
    if errors or not (request and kind and wanted):
        raise invalid(errors)
    chosen = request.options.providers
    providers = [name for name in available if chosen is None or name in chosen]
    return Order(kind, wanted, providers, request.options.metadata, request.options.max_cost_usd)


def parse_swap(body: Any) -> SwapRequest:
    """Whose track to put in place. Raises `invalid_request`."""
    try:
        return SwapRequest.model_validate(body)
    except ValidationError as error:
        raise invalid(field_errors(error)) from error


def _kind(name: Any, errors: list[FieldError]) -> kinds.Kind | None:
    if not isinstance(name, str):
        return None
    try:
        return kinds.load(name)
    except KeyError:
        errors.append(FieldError("kind", f"unknown; there are {', '.join(kinds.kind_names())}"))
        return None


def _wanted(kind: kinds.Kind | None, value: Any, errors: list[FieldError]) -> BaseModel | None:
    if kind is None or not isinstance(value, dict):
        return None
    try:
        return kind.input_model.model_validate(value)
    except ValidationError as error:
        errors += field_errors(error, "input")
        return None


def _provider_errors(chosen: Sequence[str] | None, available: Sequence[str]) -> list[FieldError]:
    errors = []
    for place, name in enumerate(chosen or ()):
        loc = f"options.providers.{place}"
        if name not in available:
            errors.append(FieldError(loc, f"unknown; there are {', '.join(available)}"))
        elif name in (chosen or ())[:place]:
            errors.append(FieldError(loc, f"{name} is named twice"))
    return errors
