"""Every stage of the checks bites: a good project passes, and each way to spoil it is found where it is."""

import pytest

from tests.unit.code_projects import FASTAPI, GOOD, edited, judge, project

STAGES_WITHOUT_ESBUILD = ("contract", "manifest", "entry_point", "health", "routes", "secrets", "framework")
SERVER, TASKS, MAIN, ROUTES = "src/server.js", "src/tasks.js", "app/main.py", "app/routes/tasks.py"


@pytest.mark.parametrize("framework", GOOD)
def test_a_good_project_passes_every_stage(framework: str, esbuild: str) -> None:
    good = project(framework, esbuild=esbuild)
    for stage in ("syntax", *STAGES_WITHOUT_ESBUILD):
        verdict = judge(stage, good)
        assert (verdict.result, list(verdict.findings)) == ("pass", []), (stage, verdict.message)


# (stage, framework, path that is changed, (old, new) or a whole new text or None, path of the finding, words in it)
BAD: list[tuple[str, str, str, tuple[str, str] | str | None, str, str]] = [
    ("syntax", "fastapi", MAIN, ("def health()", "def health("), MAIN, "invalid syntax"),
    ("syntax", "fastapi", MAIN, "return 1\n", MAIN, "outside function"),
    ("syntax", "fastapi", MAIN, "a\0b", MAIN, "null bytes"),
    ("syntax", "fastapi", "vercel.json", '{"a": 1,}', "vercel.json", ""),
    ("syntax", "fastapi", "openapi.yaml", "a: [1\nb: 2\n", "openapi.yaml", ""),
    ("syntax", "fastapi", "pyproject.toml", "a = \n", "pyproject.toml", ""),
    ("contract", "express", "openapi.yaml", ("3.1.0", "2.0"), "openapi.yaml", "no version of OpenAPI 3"),
    ("contract", "express", "openapi.yaml", ('info: {title: Tasks, version: "1.0.0"}', "info: {}"), "openapi.yaml", ""),
    ("contract", "express", "openapi.yaml", ("type: object", "type: thing"), "openapi.yaml", "thing"),
    ("contract", "express", "openapi.yaml", ("required: [title]", "required: 7"), "openapi.yaml", "7"),
    ("contract", "express", "openapi.yaml", ("in: path", "in: route"), "openapi.yaml", "route"),
    (
        "contract",
        "express",
        "openapi.yaml",
        ('parent: {$ref: "#/components/schemas/Task"}', "parent: {$ref: 'https://x.example/t.json'}"),
        "openapi.yaml",
        "no reference within",
    ),
    ("contract", "express", "openapi.yaml", ("schemas/Task", "schemas/Tusk"), "openapi.yaml", "is not there"),
    (
        "contract",
        "express",
        "openapi.yaml",
        ("    Task:\n", "    Loop: {$ref: '#/components/schemas/Loop'}\n    Task:\n"),
        "openapi.yaml",
        "refers to itself",
    ),
    ("contract", "express", "openapi.yaml", ("type: object", "$id: /x, type: object"), "openapi.yaml", ""),
    (
        "contract",
        "express",
        "openapi.yaml",
        ("openapi: 3.1.0\n", "openapi: 3.1.0\nopenapi: 3.1.0\n"),
        "openapi.yaml",
        "twice",
    ),
    (
        "contract",
        "express",
        "openapi.yaml",
        (
            '"204": {description: Gone}, "404": {description: None}, "500": {description: Broken}',
            '"204": {description: Gone}',
        ),
        "openapi.yaml",
        "no answer for an error",
    ),
    ("manifest", "express", "package.json", ('"cors": "^2.8.5", ', ""), "package.json", "'cors'"),
    ("manifest", "express", "package.json", ('"start"', '"dev"'), "package.json", '"start"'),
    ("manifest", "express", "package.json", ('"type": "module",', ""), "package.json", '"type": "module"'),
    ("manifest", "express", "package.json", ('"^5.0.0"', "5"), "package.json", "versions"),
    ("manifest", "express", TASKS, ("node:crypto", "node:kryto"), "package.json", "node:kryto"),
    ("manifest", "express", TASKS, ("node:crypto", "@noble/hashes/sha2"), "package.json", "'@noble/hashes'"),
    ("manifest", "express", SERVER, ("./tasks.js", "./jobs.js"), SERVER, "no such file"),
    ("manifest", "express", SERVER, ("./tasks.js", "./tasks"), SERVER, "whole name"),
    ("manifest", "express", SERVER, ("{ tasks }", "{ jobs }"), SERVER, "does not export"),
    ("manifest", "express", SERVER, ('import cors from "cors"', 'const cors = require("cors")'), SERVER, "require"),
    ("manifest", "fastapi", "requirements.txt", "fastapi\n", "requirements.txt", "'uvicorn'"),
    ("manifest", "fastapi", ROUTES, ("from uuid import uuid4", "import jwt"), "requirements.txt", "'pyjwt'"),
    (
        "manifest",
        "fastapi",
        ROUTES,
        ("import BaseModel", "import BaseModel, EmailStr"),
        "requirements.txt",
        "email-validator",
    ),
    (
        "manifest",
        "fastapi",
        MAIN,
        ("from app.routes import tasks", "from app.paths import tasks"),
        MAIN,
        "no such file",
    ),
    (
        "manifest",
        "fastapi",
        MAIN,
        ("from app.routes import tasks", "from app.routes import jobs"),
        MAIN,
        "no such name",
    ),
    ("manifest", "fastapi", ROUTES, ("from uuid import uuid4", "from .. import nothing"), ROUTES, "'nothing'"),
    ("entry_point", "express", "package.json", ("src/server.js", "src/index.js"), "package.json", "src/index.js"),
    ("entry_point", "express", SERVER, ("app.listen(port,", "start(port,"), SERVER, "listens"),
    ("entry_point", "express", SERVER, ("process.env.PORT ?? 3000", "3000"), SERVER, "PORT"),
    ("entry_point", "express", SERVER, ("SIGTERM", "exit"), SERVER, "SIGTERM"),
    ("entry_point", "fastapi", MAIN, ("= FastAPI(", "= Starlette("), MAIN, "FastAPI"),
    ("entry_point", "fastapi", MAIN, ("uvicorn.run(", "print("), MAIN, "nothing starts"),
    ("entry_point", "fastapi", MAIN, ('os.environ.get("PORT", "3000")', "3000"), MAIN, "PORT"),
    ("entry_point", "fastapi", MAIN, ('"app.main:app"', '"app.main:api"'), MAIN, "app.main:api"),
    ("health", "express", SERVER, ('app.get("/health"', 'app.get("/up"'), SERVER, "no GET /health"),
    ("health", "express", SERVER, ("time: new Date().toISOString()", "ok: true"), SERVER, "the time"),
    ("health", "express", SERVER, ('app.get("/health", (req', '// app.get("/health"\n((req'), SERVER, "no GET /health"),
    ("health", "fastapi", MAIN, ('@app.get("/health")', '@app.post("/health")'), MAIN, "no GET /health"),
    ("health", "fastapi", MAIN, ('"status": "ok"', '"up": "yes"'), MAIN, "a status"),
    ("routes", "express", TASKS, (".delete((req", ".patch((req"), TASKS, "DELETE /tasks/{taskId}"),
    ("routes", "express", SERVER, ('app.use("/tasks", tasks)', 'app.use("/jobs", tasks)'), TASKS, "GET /tasks"),
    ("routes", "express", SERVER, ('app.use("/tasks", tasks);', ""), TASKS, "no application includes"),
    ("routes", "fastapi", MAIN, (', prefix="/tasks"', ""), ROUTES, "GET /tasks"),
    ("routes", "fastapi", ROUTES, ("@router.delete", "@router.put"), ROUTES, "DELETE /tasks/{taskId}"),
    ("routes", "fastapi", MAIN, ('app.include_router(tasks.router, prefix="/tasks")', ""), ROUTES, "no application"),
    ("secrets", "express", SERVER, ("const port", 'const apiKey = "d41d8cd98f00b204";\nconst port'), SERVER, "apiKey"),
    (
        "secrets",
        "express",
        SERVER,
        ("const port", 'const c = { dbPassword: "hunter2hunter" };\nconst port'),
        SERVER,
        "dbPassword",
    ),
    ("secrets", "fastapi", MAIN, ("app = FastAPI", 'SECRET_KEY = "s3cr3t-v4lue"\napp = FastAPI'), MAIN, "SECRET_KEY"),
    (
        "secrets",
        "fastapi",
        MAIN,
        ("app = FastAPI", 'connect(password="hunter2hunter")\napp = FastAPI'),
        MAIN,
        "password",
    ),
    (
        "secrets",
        "express",
        SERVER,
        ("const port", 'const jwtSecret = process.env.JWT_SECRET || "hunter2hunter";\nconst port'),
        SERVER,
        "jwtSecret",
    ),
    (
        "secrets",
        "express",
        SERVER,
        ("const port", 'sign({ apiToken: process.env.TOKEN ?? "hunter2hunter" });\nconst port'),
        SERVER,
        "apiToken",
    ),
    (
        "secrets",
        "fastapi",
        MAIN,
        ("app = FastAPI", 'key = os.environ.get("JWT_SECRET", "hunter2hunter")\napp = FastAPI'),
        MAIN,
        "JWT_SECRET",
    ),
    (
        "secrets",
        "fastapi",
        MAIN,
        ("app = FastAPI", 'secret_key: str = Field(default="hunter2hunter")\napp = FastAPI'),
        MAIN,
        "secret_key",
    ),
    ("secrets", "fastapi", "README.md", "use " + "AKIA" + "IOSFODNN7EXAMPLE", "README.md", "AWS"),
    ("secrets", "fastapi", ".env", "JWT_SECRET=qwertz1234\n", ".env", "JWT_SECRET"),
    ("secrets", "fastapi", "db.py", 'URL = "postgres://me:hunter2@db/x"\n', "db.py", "password in an address"),
    ("framework", "express", "package.json", ('"express": "^5.0.0", ', ""), "package.json", "'express'"),
    ("framework", "express", "package.json", ('"cors"', '"pg": "8", "cors"'), "package.json", "'pg'"),
    ("framework", "fastapi", "requirements.txt", "fastapi\nuvicorn\nsqlalchemy\n", "requirements.txt", "sqlalchemy"),
    ("framework", "fastapi", "vercel.json", '{"rewrites": [{"destination": "/api/x"}]}', "vercel.json", "/api/x"),
    (
        "framework",
        "fastapi",
        MAIN,
        ('response.headers["X-Content-Type-Options"] = "nosniff"', "pass"),
        MAIN,
        "security",
    ),
]


@pytest.mark.parametrize(("stage", "framework", "path", "change", "where", "words"), BAD)
def test_what_is_wrong_is_found_where_it_is(
    stage: str, framework: str, path: str, change: tuple[str, str] | str | None, where: str, words: str
) -> None:
    changed = edited(framework, path, change) if isinstance(change, tuple) else {path: change}
    verdict = judge(stage, project(framework, changed))
    assert verdict.result == "fail", verdict.message
    found = [finding for finding in verdict.findings if words in finding.message]
    assert where in {finding.path for finding in found}, verdict.findings
    assert all(finding.line is None or finding.line >= 1 for finding in verdict.findings)


def test_a_file_that_was_not_written_makes_unknown_of_what_cannot_be_told() -> None:
    lacking = project("express", {"src/tasks.js": None})
    results = {stage: judge(stage, lacking).result for stage in STAGES_WITHOUT_ESBUILD}
    assert results["routes"] == results["manifest"] == results["framework"] == "unknown"
    assert results["contract"] == "pass"
    no_contract = judge("routes", project("fastapi", {"openapi.yaml": None}))
    assert no_contract.result == "unknown"
    assert judge("contract", project("fastapi", {"openapi.yaml": None})).result == "unknown"


def test_without_esbuild_javascript_is_unknown_and_what_is_known_to_be_wrong_still_fails() -> None:
    assert judge("syntax", project("express")).result == "unknown"
    assert judge("syntax", project("express", {"package.json": "{"})).result == "fail"


def test_esbuild_says_where_javascript_breaks(esbuild: str) -> None:
    broken = edited("express", TASKS, ("res.status(201).json(task);", "res.status(201.json(task);"))
    verdict = judge("syntax", project("express", broken, esbuild=esbuild))
    assert [(f.path, f.line) for f in verdict.findings] == [(TASKS, 11)]


def test_where_the_code_is_unclear_nothing_is_claimed() -> None:
    looped = edited(
        "express",
        SERVER,
        (
            'app.use("/tasks", tasks);',
            "for (const [prefix, router] of Object.entries({ tasks })) app.use(prefix, router);",
        ),
    )
    assert judge("routes", project("express", looped)).result == "unknown"
    computed = edited("fastapi", MAIN, ('prefix="/tasks"', 'prefix=os.environ["PREFIX"]'))
    assert judge("routes", project("fastapi", computed)).result == "unknown"


@pytest.mark.parametrize(
    ("framework", "changed"),
    [
        ("express", edited("express", SERVER, ("const port", "const token = process.env.TOKEN;\nconst port"))),
        (
            "express",
            edited("express", SERVER, ("const port", 'const f = { name: "password", token: "token" };\nconst port')),
        ),
        ("express", {"tests/tasks.test.js": 'const password = "hunter2hunter";\n'}),
        ("fastapi", edited("fastapi", MAIN, ("app = FastAPI", 'key = os.environ["SECRET_KEY"]\napp = FastAPI'))),
        ("fastapi", {".env.example": "JWT_SECRET=change-me\nDATABASE_URL=postgres://user:password@host/db\n"}),
        ("fastapi", {"db.py": 'URL = f"postgres://{user}:{password}@db/x"\n'}),
    ],
)
def test_what_is_no_secret_is_left_alone(framework: str, changed: dict[str, str | None]) -> None:
    verdict = judge("secrets", project(framework, changed))
    assert verdict.result == "pass", verdict.findings


def test_no_finding_repeats_the_secret() -> None:
    verdict = judge("secrets", project("fastapi", {"settings.py": 'API_KEY = "zyxwvut-987654"\n'}))
    assert verdict.result == "fail"
    assert "zyxwvut" not in f"{verdict.message} {verdict.findings}"


@pytest.mark.parametrize("advanced", [False, True])
@pytest.mark.parametrize("framework", GOOD)
def test_the_database_is_there_if_and_only_if_it_was_asked_for(framework: str, advanced: bool) -> None:
    verdict = judge("framework", project(framework, advanced=advanced))
    assert (verdict.result == "fail") == advanced
    assert not advanced or any("among the dependencies" in finding.message for finding in verdict.findings)


@pytest.mark.parametrize(
    ("target", "files", "result"),
    [
        ("fly", {"fly.toml": "[http_service]\ninternal_port = 8080\n", "Dockerfile": "FROM python:3.13\n"}, "pass"),
        ("fly", {"fly.toml": "app = 'x'\n", "Dockerfile": "FROM python:3.13\n"}, "fail"),
        (
            "fly",
            {
                "fly.toml": "[env]\nPORT = '3000'\n[http_service]\ninternal_port = 8080\n",
                "Dockerfile": "FROM python:3.13\n",
            },
            "fail",
        ),
        ("railway", {"railway.json": '{"deploy": {"healthcheckPath": "/health"}}'}, "pass"),
        ("railway", {"railway.toml": '[deploy]\nhealthcheckPath = "/health"\n'}, "pass"),
        ("railway", {"railway.json": '{"deploy": {"healthcheckPath": "/"}}'}, "fail"),
        ("vercel", {"vercel.json": None}, "unknown"),
    ],
)
def test_each_host_needs_its_own_files(target: str, files: dict[str, str | None], result: str) -> None:
    assert judge("framework", project("fastapi", files, deployment_target=target)).result == result


def test_a_project_for_the_other_framework_is_found_out() -> None:
    swapped = project("express", {**dict.fromkeys(GOOD["express"]), **FASTAPI})
    verdict = judge("framework", swapped)
    assert verdict.result in ("fail", "unknown")
    assert "Express" in verdict.message
