"""Errors as RFC 9457 problem details. Every problem that the API can answer with is in `PROBLEMS`."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

MEDIA_TYPE = "application/problem+json"


class ProblemKind(NamedTuple):
    """A kind of problem: its status, and the title that all of its occurrences share."""

    status: int
    title: str


PROBLEMS: dict[str, ProblemKind] = {
    "invalid_json": ProblemKind(400, "The body is not JSON"),
    # The live tail's address is malformed; nothing was sent that could be "unprocessable".
    "invalid_position": ProblemKind(422, "The place to begin is not valid"),
    "invalid_speed": ProblemKind(422, "The replay's speed is not valid"),
    "unauthorized": ProblemKind(401, "No valid API key"),
    "invalid_token": ProblemKind(401, "No valid read token"),
    "budget_exceeded": ProblemKind(402, "The budget is used up"),
    "not_found": ProblemKind(404, "There is no such run"),
    "no_such_route": ProblemKind(404, "There is nothing at this address"),
    "no_such_track": ProblemKind(404, "There is no such track"),
    "method_not_allowed": ProblemKind(405, "This address does not know the method"),
    "request_in_progress": ProblemKind(409, "The first request with this Idempotency-Key is still being answered"),
    "not_swappable": ProblemKind(409, "This run's tracks cannot be swapped"),
    "no_alternative": ProblemKind(409, "The provider has no alternative for this track"),
    "run_is_open": ProblemKind(409, "The run is at work"),
    "run_is_closed": ProblemKind(409, "The run has ended"),
    "nothing_to_continue": ProblemKind(409, "There is nothing left to make"),
    "nothing_to_export": ProblemKind(409, "There is nothing to export yet"),
    "export_too_large": ProblemKind(413, "The export is too large for one answer"),
    "snapshot_too_large": ProblemKind(413, "The snapshot is too large for one answer"),
    "body_too_large": ProblemKind(413, "The body is too large"),
    "unsupported_media_type": ProblemKind(415, "The body's media type is not supported"),
    "invalid_request": ProblemKind(422, "The request is not valid"),
    "idempotency_key_reused": ProblemKind(422, "The Idempotency-Key was used with another body"),
    "rate_limited": ProblemKind(429, "Too many requests"),
    "too_many_runs": ProblemKind(429, "Too many open runs"),
    "too_many_polls": ProblemKind(429, "Too many long polls at once"),
    "internal": ProblemKind(500, "Something went wrong here"),
    "cannot_start": ProblemKind(503, "The run could not be started"),
    "unavailable": ProblemKind(503, "A service that is needed does not answer"),
}


class FieldError(NamedTuple):
    """One thing that is wrong with a request. `loc`: `input.track_count`, `query.cursor`, `header.…`, `path.…`."""

    loc: str
    msg: str


class ProblemError(Exception):
    """Ends a request with a problem; `code` is one of `PROBLEMS`."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        """The HTTP status."""
        return PROBLEMS[self.code].status

    def body(self, request_id: str) -> dict[str, Any]:
        """The problem as RFC 9457 writes it."""
        body: dict[str, Any] = {
            "type": f"urn:tailrace:problem:{self.code}",
            "title": PROBLEMS[self.code].title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "request_id": request_id,
        }
        if self.errors:
            body["errors"] = [error._asdict() for error in self.errors]
        return body


def invalid(errors: Iterable[FieldError]) -> ProblemError:
    """A request that was understood and is refused; the detail names every field."""
    found = list(errors)
    return ProblemError("invalid_request", "; ".join(f"{loc}: {msg}" for loc, msg in found), errors=found)


def field_errors(error: ValidationError, within: str = "") -> list[FieldError]:
    """Pydantic's findings with their places written as dotted paths, below `within` if it is given."""
    return [FieldError(_loc(within, found["loc"]), _message(found)) for found in error.errors(include_url=False)]


def _loc(within: str, parts: Iterable[str | int]) -> str:
    return ".".join(str(part) for part in (within, *parts) if part != "") or "body"


def _message(found: Mapping[str, Any]) -> str:
    if found["type"] == "extra_forbidden":
        return "unknown field"
    if found["type"] == "missing":
        return "is required"
    if found["type"] in ("model_type", "dict_type"):
        return "must be an object"
    message: str = found["msg"]
    return message.removeprefix("Value error, ")
