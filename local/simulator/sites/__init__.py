"""Small websites of different kinds, and some that misbehave, for the video kind: `/simulator/sites/<name>/`."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from local.simulator.sites import odd
from local.simulator.sites.logo import wordmark
from local.simulator.state import PREFIX

_PAGES = Path(__file__).parent / "pages"
_TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
# Made by code, as a logo that is a picture.
_MADE = {"fintech/logo.png": ((59, 47, 217), (25, 199, 154))}
_ROBOTS = f"User-agent: *\nDisallow: {PREFIX}/sites/forbidden/\n"


def routes() -> list[Route]:
    """The sites, under the simulator's prefix."""
    return [*odd.routes(), Route("/sites/{name}/{file:path}", _serve)]


def robots() -> Route:
    """The origin's robots.txt, which stands at its root."""
    return Route("/robots.txt", _robots)


@cache
def files() -> dict[str, bytes]:
    """All files of all sites, such as `fintech/index.html`."""
    files = {path.relative_to(_PAGES).as_posix(): path.read_bytes() for path in _PAGES.rglob("*") if path.is_file()}
    return files | {name: wordmark(*colours) for name, colours in _MADE.items()}


def _robots(request: Request) -> Response:
    return PlainTextResponse(_ROBOTS)


def _serve(request: Request) -> Response:
    name, file = request.path_params["name"], request.path_params["file"] or "index.html"
    content = files().get(f"{name}/{file}")
    if content is None:
        return PlainTextResponse("There is nothing here", 404)
    return Response(content, media_type=_TYPES[Path(file).suffix], headers={"Set-Cookie": "visitor=1; Path=/"})
