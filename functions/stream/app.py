"""The live tail: GET /v1/runs/{id}/stream as server-sent events, behind the Lambda Web Adapter."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tailrace.log import RunLog, Tail
from tailrace.settings import settings
from tailrace.stream import params
from tailrace.stream.access import Access
from tailrace.stream.answers import HANDLERS, RequestId
from tailrace.stream.connection import HEADERS, Connection, Limits
from tailrace.stream.frames import Batch, Frames
from tailrace.stream.position import is_at_end
from tailrace.stream.replay import replay
from tailrace.stream.stopping import stop_future
from tailrace.wiring import dynamodb, run_log, signing_secrets

# Seconds before Lambda stops an invocation at which a connection is ended in good order.
_LAMBDA_RESERVE_S = 2


@dataclass(frozen=True)
class Shared:
    """What all requests of this process use."""

    log: RunLog
    hub: Tail
    access: Access
    frames: Frames
    stopping: asyncio.Future[None]
    max_seconds: float


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Shared]]:
    """Read the settings and open what the requests share."""
    table = settings().table_name
    with stop_future() as stopping:
        async with Tail(dynamodb(), table) as hub:
            access = Access(dynamodb(), table, run_log(), signing_secrets())
            yield {"shared": Shared(run_log(), hub, access, Frames(), stopping, settings().stream_max_seconds)}


async def stream(request: Request) -> ASGIApp:
    """One reader of one run."""
    shared: Shared = request.state.shared
    run_id, headers, query = request.path_params["run_id"], request.headers, request.query_params
    await asyncio.to_thread(shared.access.check, run_id, headers.get("authorization"), query.get("token"))
    after, loc = params.start(headers, query)
    speed = params.replay_speed(query)
    if after and await asyncio.to_thread(is_at_end, shared.log, run_id, after, loc):
        return Response(status_code=204)
    if request.method == "HEAD":
        return Response(headers=HEADERS)
    batches: AsyncGenerator[Batch, None]
    if speed is None:
        batches = shared.hub.follow(run_id, after)
    else:
        batches = replay(shared.log, shared.hub.follow, run_id, after, speed)
    return Connection(batches, after, shared.frames, Limits(_life(request, shared.max_seconds)), shared.stopping)


async def healthz(request: Request) -> Response:
    """For the Web Adapter: the process accepts requests."""
    return PlainTextResponse("ok")


def _life(request: Request, max_seconds: float) -> float:
    deadline = params.lambda_deadline(request.headers)
    if deadline is None:
        return max_seconds
    return min(max_seconds, max(0, deadline - time.time() - _LAMBDA_RESERVE_S))


# Outside of everything, so that answers to errors nobody foresaw have their request id too.
app = RequestId(
    Starlette(
        routes=[Route("/v1/runs/{run_id}/stream", stream), Route("/healthz", healthz)],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
)
