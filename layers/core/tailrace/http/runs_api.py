"""The routes of runs."""

import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from tailrace import ledger, tokens, wiring
from tailrace.daily_budget import DailyBudgetSpentError
from tailrace.errors import RunNotFoundError
from tailrace.http.answers import ListedRun, RunList, SharedRun, StartedRun, SwappedTrack, UsageReport
from tailrace.http.inputs import EventsQuery, RunsQuery, ShareRequest, SnapshotQuery
from tailrace.http.once import once_with_id
from tailrace.http.own_runs import long_polls, own, read_token, runs, urls_of
from tailrace.http.problems import FieldError, ProblemError, field_errors, invalid
from tailrace.http.request import Request
from tailrace.http.route import MAX_BYTES, Call, answer, json_answer, to_json
from tailrace.http.start import Order, parse_order, parse_swap
from tailrace.run_index import created_at, is_run_id
from tailrace.runs import BeyondEndError, new_run_id
from tailrace.settings import settings
from tailrace.swaps import SwapRefusedError, swap

# Changes whenever the fold gives another snapshot for the same events, so that no client keeps an old one.
SNAPSHOT_FORMAT = 3


def start_run(call: Call) -> Response[str]:
    """Starts a run; with an `Idempotency-Key`, once."""
    body = call.request.json()
    order = parse_order(body, settings().tailrace_providers)
    started, headers = once_with_id(call, body, new_run_id(), lambda run_id: _start(run_id, call.owner, order))
    run_id = started["run_id"]
    urls = urls_of(call.request, run_id)
    # From the run's own time, so that every answer to a repeated request is the same.
    token = read_token(run_id, created_at(run_id).timestamp())
    return answer(202, StartedRun(**started, read_token=token, urls=urls), {"Location": urls.self, **headers})


def list_runs(call: Call) -> Response[str]:
    """Own runs, newest first."""
    query = call.request.query(RunsQuery)
    page = runs().list(call.owner, query.kind, query.status, query.limit, _position(query.cursor))
    listed = [
        ListedRun(
            run_id=entry.run_id,
            kind=entry.kind,
            status=entry.status,
            created_at=entry.created_at,
            metadata=dict(entry.metadata),
            url=urls_of(call.request, entry.run_id).self,
        )
        for entry in page.runs
    ]
    return answer(200, RunList(runs=listed, next_cursor=_cursor(page.next_before)))


def read_run(call: Call) -> Response[str]:
    """The snapshot, now or at an event."""
    query = call.request.query(SnapshotQuery)
    run_id = own(call)
    headers = {"Cache-Control": "private, no-cache"}
    if "if-none-match" in call.request.headers and query.at is None:
        tag = _etag(runs().last_seq(run_id))
        if _matches(call.request, tag):
            return Response(304, headers={**headers, "ETag": tag})
    try:
        snapshot = runs().snapshot(run_id, query.at)
    except BeyondEndError as error:
        raise invalid([FieldError("query.at", f"is beyond the end: the run has {error.last} events")]) from error
    tag = _etag(snapshot["seq"])
    if _matches(call.request, tag):
        return Response(304, headers={**headers, "ETag": tag})
    text = to_json(snapshot)
    if (size := len(text.encode())) > MAX_BYTES:
        raise ProblemError(
            "snapshot_too_large",
            f"The snapshot has {size} bytes; an answer holds {MAX_BYTES}. Read the events, page by page, or the export",
        )
    return json_answer(200, text, {**headers, "ETag": tag})


def read_events(call: Call) -> Response[str]:
    """A stretch of the log, as its texts are stored."""
    query = call.request.query(EventsQuery)
    run_id = own(call)
    try:
        page = runs().events(run_id, query.after, query.limit, query.wait, long_polls().place)
    except BeyondEndError as error:
        raise invalid([FieldError("query.after", f"is beyond the end: the run has {error.last} events")]) from error
    rest = to_json({"next_after": page.next_after, "up_to_date": page.up_to_date, "closed": page.closed})
    return json_answer(200, f'{{"events":[{",".join(page.lines)}],{rest[1:]}')


def swap_track(call: Call) -> Response[str]:
    """Puts another provider's track in place."""
    index = call.path["index"]
    if not (index.isascii() and index.isdigit() and len(index) < 7):
        raise invalid([FieldError("path.index", "must be a track's number, from 0")])
    request = parse_swap(call.request.json())
    run_id = own(call)
    try:
        position = swap(wiring.run_log(), run_id, int(index), request.provider)
    except SwapRefusedError as error:
        loc = "path.index" if error.reason == "no_such_track" else "provider"
        raise ProblemError(error.reason, error.message, errors=[FieldError(loc, error.message)]) from error
    return answer(200, SwappedTrack(run_id=run_id, **asdict(position)))


def read_usage(call: Call) -> Response[str]:
    """Runs, tokens and dollars, by provider and kind, and the day's budget. An open run is counted when it ends."""
    now = datetime.now(UTC)
    lines = wiring.ledger().lines(call.owner, now.strftime("%Y-%m"))
    state = wiring.daily_budgets().state(call.owner)
    budget = asdict(state) if state else None
    return answer(200, UsageReport.model_validate({**ledger.periods(lines, now), "budget": budget}))


def share_run(call: Call) -> Response[str]:
    """A new read token, for somebody who has no key."""
    if call.request.has_body:
        try:
            ShareRequest.model_validate(call.request.json())
        except ValidationError as error:
            raise invalid(field_errors(error)) from error
    run_id = own(call)
    now = int(time.time())
    return answer(
        200,
        SharedRun(
            run_id=run_id,
            read_token=read_token(run_id, now),
            expires_at=datetime.fromtimestamp(now + tokens.LIFE_S, UTC),
            urls=urls_of(call.request, run_id),
        ),
    )


def redirect_to_stream(call: Call) -> Response[str]:
    """Helps who asks here for the stream: on to its own address.

    A client drops its API key when it is sent to another host, so the address carries a read token instead.
    """
    stream_url = settings().stream_url
    query = parse_qsl(call.request.raw_query, keep_blank_values=True)
    if not stream_url or stream_url.rstrip("/") == call.request.base_url:
        raise ProblemError("no_such_route", "Streams are not served at this address")
    run_id = call.path["run_id"]
    if not is_run_id(run_id):
        raise RunNotFoundError("There is no such run")
    if call.owner:
        own(call)
        query = [(name, value) for name, value in query if name != "token"] + [
            ("token", read_token(run_id, time.time()))
        ]
    location = f"{urls_of(call.request, run_id).stream}{'?' if query else ''}{urlencode(query)}"
    return Response(307, headers={"Location": location, "Cache-Control": "no-store"})


def _start(run_id: str, owner: str, order: Order) -> dict[str, Any]:
    try:
        wiring.daily_budgets().require(owner)
    except DailyBudgetSpentError:
        # A run that an earlier try began needs no budget to be told of.
        if wiring.run_log().last(run_id) is None:
            raise
    status = runs().start(run_id, owner, order.kind, order.wanted, order.providers, order.metadata, order.max_cost_usd)
    return {"run_id": run_id, "kind": order.kind.name, "status": status}


def _etag(seq: int) -> str:
    return f'"{SNAPSHOT_FORMAT}-{seq}"'


def _matches(request: Request, tag: str) -> bool:
    """Weak comparison, as RFC 9110 section 13.1.2 asks."""
    given = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    return tag in given or given == ["*"]


def _cursor(run_id: str | None) -> str | None:
    return urlsafe_b64encode(f"1 {run_id}".encode()).rstrip(b"=").decode() if run_id else None


def _position(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    try:
        form, run_id = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode().split(" ")
        created_at(run_id)
    except ValueError as error:
        raise invalid([FieldError("query.cursor", "is not a cursor of this list")]) from error
    if form != "1" or _cursor(run_id) != cursor:
        raise invalid([FieldError("query.cursor", "is not a cursor of this list")])
    return run_id
