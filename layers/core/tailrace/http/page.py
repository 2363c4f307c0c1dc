"""The page and the browser's client: files that lie beside the API's handler, in `static`.

Every file has an address with the digest of all of them in it, so it may be kept for ever, and what one version of the
page imports is of that version. Only the entries, `/` and `/tailrace.js`, are asked for anew each time: in them `"./`
becomes that address.
"""

import hashlib
import re
from base64 import b64encode
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from aws_lambda_powertools.event_handler import Response

from tailrace.http.problems import ProblemError
from tailrace.http.route import Call, Route
from tailrace.kinds import kind_names
from tailrace.settings import settings

_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
_NAME = re.compile(r"[a-z0-9_-]+\.(js|css|svg)")
_FOLDER = re.compile(r"[a-z0-9_-]+")
_REMARK = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/|//.*)[ \t]*\n", re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_FOR_EVER = "public, max-age=31536000, immutable"
# A file that is asked for by the page of another version: better than none, but not to be kept as if it were that one.
_NOT_KEPT = "no-store"
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
# Covers of videos are the only thing that the page loads from elsewhere.
_COVERS = "https://i.ytimg.com"


def index(view: str, call: Call) -> Response[str]:
    """The page, which begins with this view."""
    headers = {"Content-Security-Policy": content_security_policy(settings().stream_url)}
    links = [f'<link rel="modulepreload" href="./{name}" />' for name in _modules(view)]
    return _entry("index.html", headers, preloads="\n    ".join(links))


def client(call: Call) -> Response[str]:
    """The client, as the module that other pages import."""
    return _entry("tailrace.js", {})


def package(call: Call) -> Response[str]:
    """The client, as a package for Node."""
    from tailrace.http.package import tarball

    packed = b64encode(tarball(_root(), version(_root()))).decode()
    response = Response(200, "application/gzip", packed, {**_HEADERS, "Cache-Control": "no-cache"})
    response.base64_encoded = True
    return response


def file(call: Call) -> Response[str]:
    """A file of the page."""
    folder, name = call.path.get("folder", "."), call.path["name"]
    path = _root() / folder / name
    known = _NAME.fullmatch(name) and (folder == "." or _FOLDER.fullmatch(folder)) and path.is_file()
    if not known:
        raise ProblemError("no_such_route", "The page has no such file")
    text = path.read_text()
    kept = _FOR_EVER if call.path["version"] == version(_root()) else _NOT_KEPT
    return _answer(path.suffix, compact(text), {"Cache-Control": kept})


def compact(text: str) -> str:
    """A module or stylesheet without comments and indentation, a third of its bytes; each line stays in its place.

    Only comments that have their lines to themselves are taken out: to know others from text one would have to parse.
    A template literal must not span lines: its indentation would be lost (a test holds each file against itself).
    """
    return _INDENTATION.sub("", _REMARK.sub(lambda remark: "\n" * remark[0].count("\n"), text))


def content_security_policy(stream_url: str | None) -> str:
    """Scripts and styles from here only, no text ever as markup, and connections to this API and its streams."""
    stream = urlsplit(stream_url or "")
    origins = ["'self'", *([f"{stream.scheme}://{stream.netloc}"] if stream.netloc else [])]
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' {_COVERS}",
            f"connect-src {' '.join(origins)}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


@cache
def version(root: Path) -> str:
    """The digest of every file under `root`: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _modules(view: str) -> list[str]:
    """What the view needs in any case, so that a browser asks for all of it at once and not import by import."""
    root = _root()
    paths = [path for folder in ("page", "client", "fold", view) for path in sorted((root / folder).glob("*.js"))]
    # A kind's fold is loaded with its first run; types are for editors.
    later = {"types", *kind_names()}
    return ["tailrace.js", *(str(path.relative_to(root)) for path in paths if path.stem not in later)]


def _entry(name: str, headers: dict[str, str], preloads: str = "") -> Response[str]:
    path = _root() / name
    text = path.read_text().replace("<!-- preloads -->", preloads).replace('"./', f'"/static/{version(_root())}/')
    return _answer(path.suffix, text, {"Cache-Control": "no-cache", **headers})


def _answer(suffix: str, text: str, headers: dict[str, str]) -> Response[str]:
    return Response(200, _MEDIA_TYPES[suffix], text, {**_HEADERS, **headers})


def _root() -> Path:
    """Lambda says where a function's own files are."""
    return Path(settings().lambda_task_root) / "static"


def _page(path: str, name: str, view: str) -> Route:
    handle = partial(index, view)
    return Route("GET", path, name, "The page", handle, media_type="text/html", query=None, key="none")


def _file(path: str, name: str) -> Route:
    return Route("GET", path, name, "A file of the page", file, media_type=None, query=None, key="none")


# They are for browsers and not part of the API that OpenAPI describes.
PAGE_ROUTES = (
    _page("/", "page", "start"),
    _page("/runs", "page_of_runs", "history"),
    _page("/runs/{run_id}", "page_of_run", "run"),
    Route("GET", "/tailrace.js", "client", "The client", client, media_type="text/javascript", query=None, key="none"),
    Route("GET", "/tailrace.tgz", "package", "As a package", package, media_type=None, query=None, key="none"),
    _file("/static/{version}/{name}", "file"),
    _file("/static/{version}/{folder}/{name}", "file_in_folder"),
)
