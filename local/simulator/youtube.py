"""The part of the YouTube Data API v3 that finds a song's video.

Source: https://developers.google.com/youtube/v3/docs/search/list and .../videos/list, errors in
https://developers.google.com/youtube/v3/docs/errors.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.simulator.content import videos
from local.simulator.content.videos import Video
from local.simulator.faults import Fault
from local.simulator.script import THEN, Script, break_json
from local.simulator.state import PREFIX, STEP_HEADER, State
from local.simulator.stream import Playback
from local.simulator.wire import google
from local.simulator.wire.base import Rejection, dumps, seconds

_SIZES = {"default": (120, 90), "medium": (320, 180), "high": (480, 360)}
_MOST = 50
_QUOTA = 'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.'  # noqa: E501
Answer = Callable[[Mapping[str, str], str], dict[str, Any]]


def routes(state: State, public_url: str | None) -> list[Route]:
    """The API under the paths of both of its hosts (www.googleapis.com has /youtube before /v3), and thumbnails."""

    def endpoint(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def call(request: Request) -> Response:
            return _call(state, request, answer, public_url or f"{request.url.scheme}://{request.url.netloc}")

        return call

    return [
        *(Route(f"{path}/search", endpoint(_search)) for path in ("/youtube/v3", "/v3")),
        *(Route(f"{path}/videos", endpoint(_list)) for path in ("/youtube/v3", "/v3")),
        Route("/vi/{id}.svg", _thumbnail),
    ]


def _call(state: State, request: Request, answer: Answer, origin: str) -> Response:
    arrived = asyncio.get_running_loop().time()
    step = request.headers.get(STEP_HEADER)
    call = state.calls.begin("youtube", None, step)
    fault = state.faults.take("youtube", step)
    try:
        if fault and fault.rejects:
            raise rejection(fault.fault, fault.retry_after_s)
        _check_key(request)
        body = answer(request.query_params, origin)
    except Rejection as refused:
        call.end(refused.outcome)
        return JSONResponse(refused.body, refused.status, headers=dict(refused.headers))
    return Playback(_script(dumps(body), fault), state.settings.pace["youtube"], call, "application/json", {}, arrived)


def _script(body: str, fault: Fault | None) -> Script:
    """The body, or what a fault leaves of it; a token here is four bytes."""
    if fault is None:
        return Script("completed", [(1, body.encode())])
    if fault.fault == "bad_json":
        return Script(fault.fault, [(1, break_json(body, len(body) // 3).encode())])
    data = body.encode()
    at = 4 * fault.strikes_at(len(data) // 4)
    return Script(fault.fault, [(1, data[:at])], THEN[fault.fault], [(1, data[at:])])


def _search(query: Mapping[str, str], origin: str) -> dict[str, Any]:
    _parts(query)
    limit = query.get("maxResults", "5")
    if not limit.isdecimal() or int(limit) > _MOST:
        raise _error(400, f"Invalid value '{limit}'. Values must be within the range: [0, {_MOST}]", "invalidParameter")
    found = videos.search(query.get("q", ""), embeddable_only=query.get("videoEmbeddable") == "true")
    items = [
        {
            "kind": "youtube#searchResult",
            "etag": _etag(video.id),
            "id": {"kind": "youtube#video", "videoId": video.id},
            # Search results, unlike the videos themselves, have their texts escaped for HTML.
            "snippet": {**_snippet(video, origin, escape), "publishTime": video.published},
        }
        for video in found[: int(limit)]
    ]
    return {
        "kind": "youtube#searchListResponse",
        "etag": _etag(query.get("q", "")),
        "regionCode": "US",
        "pageInfo": {"totalResults": len(found), "resultsPerPage": len(items)},
        "items": items,
    }


def _list(query: Mapping[str, str], origin: str) -> dict[str, Any]:
    parts = _parts(query)
    ids = [part for part in query.get("id", "").split(",") if part]
    if not ids:
        raise _error(400, "No filter selected. Expected one of: id, myRating, chart", "missingRequiredParameter")
    if len(ids) > _MOST:
        raise _error(400, "The request specifies an invalid filter parameter.", "invalidFilters")
    # Unknown ids are left out, as YouTube does for videos that are gone.
    found = [video for id_ in dict.fromkeys(ids) if (video := videos.by_id().get(id_))]
    items = [
        {"kind": "youtube#video", "etag": _etag(video.id), "id": video.id}
        | {name: value for name, value in _resource(video, origin).items() if name in parts}
        for video in found
    ]
    return {
        "kind": "youtube#videoListResponse",
        "etag": _etag(",".join(ids)),
        "items": items,
        "pageInfo": {"totalResults": len(items), "resultsPerPage": len(items)},
    }


def _resource(video: Video, origin: str) -> dict[str, Any]:
    return {
        "snippet": {**_snippet(video, origin, str), "categoryId": "10"},
        "contentDetails": {
            "duration": iso_duration(video.duration_s),
            "dimension": "2d",
            "definition": "hd",
            "caption": "false",
            "licensedContent": True,
            "contentRating": {},
            "projection": "rectangular",
        },
        "status": {
            "uploadStatus": "processed",
            "privacyStatus": "public",
            "license": "youtube",
            "embeddable": video.embeddable,
            "publicStatsViewable": True,
            "madeForKids": False,
        },
    }


def _snippet(video: Video, origin: str, spelt: Callable[[str], str]) -> dict[str, Any]:
    return {
        "publishedAt": video.published,
        "channelId": video.channel_id,
        "title": spelt(video.title),
        "description": "",
        "thumbnails": {
            name: {"url": f"{origin}{PREFIX}/youtube/vi/{video.id}.svg", "width": width, "height": height}
            for name, (width, height) in _SIZES.items()
        },
        "channelTitle": spelt(video.channel),
        "liveBroadcastContent": "none",
    }


async def _thumbnail(request: Request) -> Response:
    """A picture of the video's own colour, so that a page needs nothing from elsewhere."""
    id_ = request.path_params["id"]
    if id_ not in videos.by_id():
        return Response(status_code=404)
    hue = hashlib.sha256(id_.encode()).digest()[0] * 360 // 256
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9" width="320" height="180">'
        f'<rect width="16" height="9" fill="hsl({hue} 45% 32%)"/><circle cx="8" cy="4.5" r="2" fill="#fff8"/>'
        '<path d="M7.4 3.5v2l1.7-1z" fill="#fff"/></svg>'
    )
    return Response(svg, media_type="image/svg+xml", headers={"cache-control": "max-age=86400"})


def iso_duration(seconds: int) -> str:
    """Seconds as an ISO 8601 duration: PT4M13S, PT1H2M."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    text = "".join(f"{value}{unit}" for value, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if value)
    return f"PT{text or '0S'}"


def rejection(fault: str, retry_after_s: float | None) -> Rejection:
    """The HTTP error of a fault, as YouTube words it."""
    headers = {} if retry_after_s is None else {"retry-after": seconds(retry_after_s)}
    match fault:
        case "rate_limit":
            text = "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per minute'."
            return _error(429, text, "rateLimitExceeded", "global", headers, fault)
        case "quota":
            return _error(403, _QUOTA, "quotaExceeded", "youtube.quota", outcome=fault)
        case "auth":
            return _error(401, google.BAD_CREDENTIALS, "authError", "global", outcome=fault)
        case "overloaded":
            return _error(503, "The service is currently unavailable.", "backendError", "global", headers, fault)
    return _error(500, "Internal error encountered.", "backendError", "global", headers, fault)


def _check_key(request: Request) -> None:
    key = request.headers.get("x-goog-api-key") or request.query_params.get("key")
    if not key:
        raise google.error(401, google.UNAUTHENTICATED, outcome="auth")
    if key == "wrong":
        raise google.invalid_key("youtube.googleapis.com")


def _parts(query: Mapping[str, str]) -> set[str]:
    if not query.get("part"):
        raise _error(400, "Required parameter: part", "missingRequiredParameter")
    return set(query["part"].split(","))


def _etag(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:27]


def _error(
    code: int,
    message: str,
    reason: str,
    domain: str = "youtube.parameter",
    headers: Mapping[str, str] | None = None,
    outcome: str = "bad_request",
) -> Rejection:
    errors = [{"message": message, "domain": domain, "reason": reason}]
    return google.error(code, message, errors=errors, headers=headers, outcome=outcome)
