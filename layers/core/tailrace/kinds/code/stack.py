"""What each framework, database and host needs of a project: said in the prompts, and looked for by the checks."""

from dataclasses import dataclass

from tailrace.kinds.code.input import CodeInput

EXPRESS_ENTRIES = tuple(
    f"{folder}{name}.{suffix}"
    for folder in ("", "src/")
    for name in ("server", "index", "main", "app")
    for suffix in ("js", "mjs", "cjs")
)
FASTAPI_ENTRIES = tuple(
    f"{folder}{name}.py" for folder in ("", "app/", "src/", "api/") for name in ("main", "server", "index", "app")
)


@dataclass(frozen=True)
class Database:
    """An object-relational mapper. `packages` must be in the manifest, `imports` (one of them) in the code."""

    name: str
    packages: tuple[str, ...]
    imports: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class Stack:
    """A framework as a project uses it. The plan must have one of `entries` and one of `manifests`."""

    title: str
    language: str
    entries: tuple[str, ...]
    manifests: tuple[str, ...]
    package: str
    database: Database
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Host:
    """A place to deploy to. `files`: of each group the project has at least one."""

    title: str
    files: tuple[tuple[str, ...], ...]
    rule: str


STACKS = {
    "express": Stack(
        title="Express",
        language="JavaScript (ES modules, no build step), for Node.js 20 and newer",
        entries=EXPRESS_ENTRIES,
        manifests=("package.json",),
        package="express",
        database=Database(
            name="Drizzle ORM",
            packages=("drizzle-orm", "@libsql/client"),
            imports=("drizzle-orm",),
            rule="Drizzle ORM over @libsql/client, which installs without a compiler: tables by sqliteTable, queries "
            'by Drizzle alone. DATABASE_URL names the database and is "file:data.db" if it is not set. At the start '
            "the tables are created where they are missing.",
        ),
        rules=(
            'package.json: "type": "module", every package that is imported in "dependencies" with a version that '
            'exists, nothing that is not used, "scripts": {"start": "node <the entry point>"}.',
            "The entry point is server.js, index.js, main.js or app.js, in the project's folder or in src/. `npm "
            "install` and `npm start` are all that is needed to run it.",
            "Security headers by helmet, cross-origin requests by cors, bodies by express.json() with a limit.",
            "Routers are made by express.Router() and mounted by app.use('/prefix', router), the prefix plain text.",
            "Imports of own files carry the file's extension. No require() in an ES module.",
            "On SIGTERM and SIGINT the server takes no new connections, finishes what is open and exits; an uncaught "
            "exception or rejection is logged and ends the process with status 1.",
        ),
    ),
    "fastapi": Stack(
        title="FastAPI",
        language="Python that runs on 3.11 and newer",
        entries=FASTAPI_ENTRIES,
        manifests=("requirements.txt", "pyproject.toml"),
        package="fastapi",
        database=Database(
            name="SQLAlchemy",
            packages=("sqlalchemy",),
            imports=("sqlalchemy",),
            rule="SQLAlchemy 2 in its typed style (Mapped, mapped_column, select) over SQLite, by the driver "
            '"sqlite3" that Python brings. DATABASE_URL names the database and is "sqlite:///./data.db" if it is not '
            "set. At the start the tables are created where they are missing.",
        ),
        rules=(
            "requirements.txt (or pyproject.toml) names every package that is imported, and uvicorn; nothing that is "
            "not used.",
            "The entry point is main.py, server.py, index.py or app.py, in the project's folder or in app/, src/ or "
            'api/. It makes `app = FastAPI(...)`, and under `if __name__ == "__main__":` it starts uvicorn. '
            "Installing the requirements and `python main.py` (or `python -m app.main`) are all that is needed to "
            "run it.",
            "Cross-origin requests by CORSMiddleware; a middleware sets security headers "
            "(X-Content-Type-Options, X-Frame-Options, Referrer-Policy).",
            "Routers are made by APIRouter and added with app.include_router(...), their prefixes plain strings.",
            "Every folder of Python files has an __init__.py, which is in the list of files too.",
            "uvicorn shuts down gracefully; what the application opened is closed in its lifespan.",
        ),
    ),
}

HOSTS = {
    "vercel": Host(
        title="Vercel",
        files=(("vercel.json",),),
        rule="vercel.json (valid JSON, no comments) sends every request to the function that exports the "
        "application: a file in api/ or the entry point itself. Where the VERCEL variable is set no port is opened, "
        "and only /tmp can be written to.",
    ),
    "fly": Host(
        title="Fly.io",
        files=(("fly.toml",), ("Dockerfile",)),
        rule="fly.toml has [http_service] with internal_port, and a check of the health endpoint; Dockerfile "
        "installs, runs as a user that is not root and starts the entry point; PORT in fly.toml's [env] is the "
        "internal_port.",
    ),
    "railway": Host(
        title="Railway",
        files=(("railway.json", "railway.toml"),),
        rule="railway.json says deploy.startCommand and deploy.healthcheckPath (the health endpoint).",
    ),
}


def stack_of(wanted: CodeInput) -> Stack:
    """The stack of the framework that was asked for."""
    return STACKS[wanted.framework]


def database_of(wanted: CodeInput) -> Database | None:
    """The database that was asked for."""
    return stack_of(wanted).database if wanted.advanced else None


def needed_files(wanted: CodeInput) -> list[tuple[str, ...]]:
    """Groups of paths; a plan has at least one of each."""
    stack = stack_of(wanted)
    return [stack.entries, stack.manifests, *HOSTS[wanted.deployment_target].files]
