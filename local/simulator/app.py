"""The app: three model providers, YouTube, some websites and the control API under one prefix."""

import asyncio
import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from local.simulator import control, sites, youtube
from local.simulator.content import answer
from local.simulator.script import write
from local.simulator.state import PREFIX, RUN_HEADER, STEP_HEADER, State
from local.simulator.stream import Playback
from local.simulator.tokens import count
from local.simulator.wire.anthropic import Anthropic
from local.simulator.wire.base import Rejection, Wire
from local.simulator.wire.gemini import Gemini
from local.simulator.wire.openai import OpenAI


def create_app(state: State | None = None, public_url: str | None = None) -> Starlette:
    """A simulator with a memory of its own; nothing is shared between two of them.

    `public_url` is the origin under which a browser reaches it (default: the one that a call came to).
    """
    state = state or State()
    return Starlette(
        routes=[
            Mount(
                PREFIX,
                routes=[
                    _model(state, "/openai/v1/responses", OpenAI()),
                    _model(state, "/anthropic/v1/messages", Anthropic()),
                    _model(state, "/gemini/{version}/models/{model}:{method}", Gemini()),
                    Mount("/youtube", routes=youtube.routes(state, public_url)),
                    *sites.routes(),
                    *control.routes(state),
                ],
            ),
            sites.robots(),
        ]
    )


def _model(state: State, path: str, wire: Wire) -> Route:
    async def call(request: Request) -> Response:
        arrived = asyncio.get_running_loop().time()
        body = await _json(request)
        step = request.headers.get(STEP_HEADER)
        call = state.calls.begin(
            wire.name, wire.model(request.path_params, body), step, request.headers.get(RUN_HEADER)
        )
        fault = state.faults.take(wire.name, step)
        try:
            if fault and fault.rejects:
                raise wire.rejection(fault.fault, fault.retry_after_s)
            ask = wire.read(request.path_params, request.query_params, request.headers, body)
            if fault and fault.in_stream and not ask.stream:
                raise wire.rejection(fault.fault, fault.retry_after_s)
        except Rejection as rejection:
            call.end(rejection.outcome)
            return JSONResponse(rejection.body, rejection.status, headers={**wire.headers(), **rejection.headers})
        breaks_rules = fault is not None and fault.fault == "breaks_rules"
        text = answer.text(ask, wire.name, state.settings.seed, breaks_rules=breaks_rules)
        reply = wire.reply(ask, count(ask.system + ask.user))
        script = write(wire, ask, reply, text, fault)
        media_type = "text/event-stream" if ask.stream else "application/json"
        return Playback(script, state.settings.pace[wire.name], call, media_type, wire.headers(), arrived)

    return Route(path, call, methods=["POST"], name=wire.name)


async def _json(request: Request) -> Any:
    """The body, or None if it is not JSON: each provider has its own words for that."""
    try:
        return json.loads(await request.body())
    except ValueError:
        return None
