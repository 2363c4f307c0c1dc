"""What is a language's own, and under which name a package is installed that is imported under another."""

import re

# https://nodejs.org/api/module.html#modulebuiltinmodules as of Node.js 24, without what begins with an underscore.
NODE_BUILTINS = frozenset(
    [
        "assert",
        "async_hooks",
        "buffer",
        "child_process",
        "cluster",
        "console",
        "constants",
        "crypto",
        "dgram",
        "diagnostics_channel",
        "dns",
        "domain",
        "events",
        "fs",
        "http",
        "http2",
        "https",
        "inspector",
        "module",
        "net",
        "os",
        "path",
        "perf_hooks",
        "process",
        "punycode",
        "querystring",
        "readline",
        "repl",
        "stream",
        "string_decoder",
        "sys",
        "timers",
        "tls",
        "trace_events",
        "tty",
        "url",
        "util",
        "v8",
        "vm",
        "wasi",
        "worker_threads",
        "zlib",
    ]
)
# Only ever asked for with `node:` before them.
NODE_PREFIXED = frozenset({"sea", "sqlite", "test"})

# Import name → names on the package index, any of which brings it. Only where they differ.
DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "attr": ("attrs",),
    "bs4": ("beautifulsoup4",),
    "crypto": ("pycryptodome",),
    "cv2": ("opencv-python", "opencv-python-headless"),
    "dateutil": ("python-dateutil",),
    "decouple": ("python-decouple",),
    "dotenv": ("python-dotenv",),
    "email_validator": ("email-validator",),
    "fitz": ("pymupdf",),
    "jose": ("python-jose",),
    "jwt": ("pyjwt",),
    "magic": ("python-magic",),
    "markdown_it": ("markdown-it-py",),
    "multipart": ("python-multipart",),
    "mysqldb": ("mysqlclient",),
    "nacl": ("pynacl",),
    "openssl": ("pyopenssl",),
    "pil": ("pillow",),
    "psycopg": ("psycopg",),
    "psycopg2": ("psycopg2-binary", "psycopg2"),
    "pydantic_settings": ("pydantic-settings",),
    "pythonjsonlogger": ("python-json-logger",),
    "serial": ("pyserial",),
    "sklearn": ("scikit-learn",),
    "slugify": ("python-slugify",),
    "socketio": ("python-socketio",),
    "sse_starlette": ("sse-starlette",),
    "starlette": ("starlette", "fastapi"),
    "ulid": ("python-ulid",),
    "yaml": ("pyyaml",),
    "zoneinfo": ("tzdata",),
}
# What FastAPI, SQLModel and uvicorn cannot be installed without, so that an import of it works.
BROUGHT_ALONG: dict[str, tuple[str, ...]] = {
    "fastapi": ("starlette", "pydantic", "typing-extensions", "anyio"),
    "pydantic": ("typing-extensions", "pydantic-core"),
    "sqlmodel": ("sqlalchemy", "pydantic", "typing-extensions"),
    "sqlalchemy": ("typing-extensions",),
    "uvicorn": ("h11", "click"),
    "pydantic-settings": ("python-dotenv", "pydantic"),
}
# fastapi[standard] and its like, by what of it an import may be of.
EXTRAS: dict[str, tuple[str, ...]] = {
    "fastapi[standard]": ("uvicorn", "python-multipart", "email-validator", "httpx", "jinja2", "pydantic-settings"),
    "fastapi[all]": ("uvicorn", "python-multipart", "email-validator", "httpx", "jinja2", "pydantic-settings"),
    "pydantic[email]": ("email-validator",),
    "uvicorn[standard]": ("websockets", "httptools", "python-dotenv", "pyyaml", "watchfiles"),
}
_REQUIREMENT = re.compile(r"\s*(?P<name>[A-Za-z0-9][\w.-]{0,80})\s*(?:\[(?P<extras>[^\]]{0,200})\])?")


def canonical(name: str) -> str:
    """A distribution's name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def provided_by(requirement: str) -> set[str]:
    """The distributions that installing this requirement (PEP 508) gives for certain; empty if it is none."""
    found = _REQUIREMENT.match(requirement)
    if not found:
        return set()
    name = canonical(found["name"])
    provided = {name, *BROUGHT_ALONG.get(name, ())}
    for extra in (found["extras"] or "").split(","):
        provided |= set(EXTRAS.get(f"{name}[{extra.strip().lower()}]", ()))
    return provided


def distributions_of(module: str) -> tuple[str, ...]:
    """The distributions of which any brings this top-level module, in canonical form."""
    return DISTRIBUTIONS.get(module.lower(), (canonical(module),))
