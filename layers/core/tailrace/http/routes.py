"""Every route of the API."""

from tailrace.health import Health
from tailrace.http import meta_api, runs_api
from tailrace.http.models import (
    EventList,
    EventsQuery,
    KindList,
    RunList,
    RunsQuery,
    SnapshotQuery,
    StartedRun,
    StartRun,
    SwappedTrack,
    SwapRequest,
)
from tailrace.http.route import Route
from tailrace.http.snapshot_model import Snapshot

_BODY_PROBLEMS = ("invalid_json", "body_too_large", "unsupported_media_type")

ROUTES = (
    Route(
        "GET",
        "/v1/kinds",
        "list_kinds",
        "What can be made",
        meta_api.list_kinds,
        answer=KindList,
    ),
    Route(
        "POST",
        "/v1/runs",
        "start_run",
        "Start a run",
        runs_api.start_run,
        status=202,
        answer=StartedRun,
        body=StartRun,
        problems=(*_BODY_PROBLEMS, "request_in_progress", "idempotency_key_reused", "cannot_start"),
        headers={
            "Idempotency-Key": "1 to 255 visible ASCII characters. Sent again within a day with the same body: the "
            "same run; with another body: 422. Problems are not remembered."
        },
        answer_headers={
            "Location": "The run's address.",
            "Idempotency-Replayed": "`true` if the run had been started by an earlier request with this key.",
        },
    ),
    Route(
        "GET",
        "/v1/runs",
        "list_runs",
        "Own runs, newest first",
        runs_api.list_runs,
        answer=RunList,
        query=RunsQuery,
    ),
    Route(
        "GET",
        "/v1/runs/{run_id}",
        "read_run",
        "A run's snapshot, now or at an event",
        runs_api.read_run,
        answer=Snapshot,
        query=SnapshotQuery,
        problems=("not_found",),
        headers={"If-None-Match": "The ETag of a snapshot that you have: 304 if it is still the newest."},
        answer_headers={"ETag": "Changes with every event."},
        not_modified=True,
    ),
    Route(
        "GET",
        "/v1/runs/{run_id}/events",
        "read_events",
        "A run's events, by polling",
        runs_api.read_events,
        answer=EventList,
        query=EventsQuery,
        problems=("not_found",),
    ),
    Route(
        "GET",
        "/v1/runs/{run_id}/stream",
        "redirect_to_stream",
        "On to the stream's own address, with a read token",
        runs_api.redirect_to_stream,
        status=307,
        media_type=None,
        query=None,
        problems=("not_found", "no_such_route"),
        answer_headers={"Location": "The live tail (text/event-stream)."},
        key="optional",
    ),
    Route(
        "POST",
        "/v1/runs/{run_id}/tracks/{index}/swap",
        "swap_track",
        "Put another provider's track in place",
        runs_api.swap_track,
        answer=SwappedTrack,
        body=SwapRequest,
        problems=(*_BODY_PROBLEMS, "not_found", "no_such_track", "no_alternative", "not_swappable"),
    ),
    Route(
        "GET",
        "/v1/schema/events",
        "event_schema",
        "JSON Schema of every event",
        meta_api.event_schema,
        media_type="application/schema+json",
    ),
    Route(
        "GET",
        "/v1/health",
        "health",
        "Whether the system can do its work",
        meta_api.health,
        answer=Health,
        query=None,
        key="none",
    ),
    Route(
        "GET",
        "/v1/openapi.json",
        "openapi",
        "This document",
        meta_api.openapi,
        query=None,
        key="none",
    ),
    Route(
        "GET",
        "/docs",
        "docs",
        "This API, described for people",
        meta_api.docs,
        media_type="text/html",
        query=None,
        key="none",
    ),
)
