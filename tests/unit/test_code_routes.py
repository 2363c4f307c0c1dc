"""Routes as people write them, in many styles: each is found at its whole path, or said not to be clear."""

import re
from textwrap import dedent

import pytest

from tailrace.kinds.code.checks.routes_found import RoutesFound, same_form
from tests.unit.code_projects import project

Cases = dict[str, tuple[str, list[str]]]
"""The files of a project, each after a line with its path, and the routes that they have."""

EXPRESS: Cases = {
    "plain": (
        """
        == x.js
        import express from "express";
        const app = express();
        app.get("/a", h);
        app.post(`/b`, v, h)
        """,
        ["GET /a", "POST /b"],
    ),
    "in a chain": (
        """
        == x.js
        import express from "express";
        const app = express();
        app.route("/a").get(h).post(v, h).all(h)
        """,
        ["* /a", "GET /a", "POST /a"],
    ),
    "several paths": (
        """
        == x.js
        import express from "express";
        const app = express();
        app.put(["/a", "/b"], h)
        """,
        ["PUT /a", "PUT /b"],
    ),
    "constants": (
        """
        == x.js
        import express from "express";
        const app = express();
        const V = "/v1";
        app.get(`${V}/a`, h);
        app.get(V + "/b", h)
        """,
        ["GET /v1/a", "GET /v1/b"],
    ),
    "settings are no routes": (
        """
        == x.js
        import express from "express";
        const app = express();
        app.get("env");
        map.get("/a", 1)
        """,
        [],
    ),
    "comments and texts are no routes": (
        """
        == x.js
        import express from "express";
        const app = express();
        // app.get("/a", h)
        log("app.get('/b', h)") /* app.get("/c", h) */
        """,
        [],
    ),
    "regular expressions with quotes": (
        """
        == x.js
        import express from "express";
        const app = express();
        const q = /["'`]/g;
        app.get("/a", h)
        """,
        ["GET /a"],
    ),
    "default export": (
        """
        == x.js
        import express from "express";
        const app = express();
        import r from "./r.js";
        app.use("/p", r)
        == r.js
        import { Router } from "express";
        const router = Router();
        router.get("/a/:id", h);
        export default router;
        """,
        ["GET /p/a/:id"],
    ),
    "renamed export": (
        """
        == x.js
        import express from "express";
        const app = express();
        import guard from "guard";
        import { tasks as t } from "./r.js";
        app.use("/p", guard, t)
        == r.js
        import { Router } from "express";
        const router = Router();
        router.get("/a/:id", h);
        export { router as tasks };
        """,
        ["GET /p/a/:id"],
    ),
    "namespace": (
        """
        == x.js
        import express from "express";
        const app = express();
        import * as r from "./r.js";
        app.use("/p", r.router)
        == r.js
        import { Router } from "express";
        export const router = Router();
        router.get("/a/:id", h);
        """,
        ["GET /p/a/:id"],
    ),
    "passed on": (
        """
        == x.js
        import express from "express";
        const app = express();
        import { one } from "./i.js";
        app.use("/p", one)
        == i.js
        export { default as one } from "./r.js";
        == r.js
        import { Router } from "express";
        const router = Router();
        router.get("/a/:id", h);
        export default router;
        """,
        ["GET /p/a/:id"],
    ),
    "router in router": (
        """
        == x.js
        import express from "express";
        const app = express();
        import api from "./i.js";
        app.use("/api", api)
        == i.js
        import { Router } from "express";
        import r from "./r.js";
        const api = Router();
        api.use("/p", r);
        export default api;
        == r.js
        import { Router } from "express";
        const router = Router();
        router.get("/a/:id", h);
        export default router;
        """,
        ["GET /api/p/a/:id"],
    ),
    "factory": (
        """
        == x.js
        import express from "express";
        const app = express();
        import { make } from "./r.js";
        app.use("/p", make(store))
        == r.js
        import express from "express";
        export function make(store) { const r = express.Router();
        r.get("/", h);
        return r;
        }
        """,
        ["GET /p"],
    ),
    "factory in a variable": (
        """
        == x.js
        import express from "express";
        const app = express();
        import make from "./r.js";
        const tasks = make();
        app.use("/p", tasks)
        == r.js
        import { Router } from "express";
        export default () => { const r = new Router();
        r.get("/a", h);
        return r;
        };
        """,
        ["GET /p/a"],
    ),
    "handed the application": (
        """
        == x.js
        import express from "express";
        const app = express();
        import { register } from "./r.js";
        register(app, store);
        == r.js
        export function register(app, store) { app.get("/a", h);
        }
        """,
        ["GET /a"],
    ),
    "handed the application under another name": (
        """
        == x.js
        import express from "express";
        import * as routes from "./r.js";
        const server = express();
        routes.register({}, server);
        == r.js
        export const register = (store, target) => { target.get("/a", h); };
        """,
        ["GET /a"],
    ),
    "two routers of one name": (
        """
        == x.js
        import express, { Router } from "express";
        const a = () => { const r = Router(); r.get("/a", h); return r; };
        function b() { const r = Router(); r.get("/b", h); return r; }
        const app = express();
        app.use("/x", a());
        app.use("/y", b());
        """,
        ["GET /x/a", "GET /y/b"],
    ),
    "application of a class": (
        """
        == x.js
        import express from "express";
        class Server { constructor() { this.app = express(); } add() { this.app.get("/a", h); } }
        """,
        ["GET /a"],
    ),
    "declared before": (
        """
        == x.js
        import express from "express";
        let app;
        function start() { app = express(); app.get("/a", h); }
        """,
        ["GET /a"],
    ),
    "everything passed on": (
        """
        == x.js
        import express from "express";
        import { tasks } from "./i.js";
        const app = express();
        app.use("/p", tasks);
        == i.js
        export * from "./r.js";
        == r.js
        import { Router } from "express";
        export const tasks = Router();
        tasks.get("/a", h);
        """,
        ["GET /p/a"],
    ),
    "routers in a list": (
        """
        == x.js
        import express, { Router } from "express";
        const app = express(), r = Router();
        r.get("/a", h);
        app.use("/p", [express.json(), r]);
        """,
        ["GET /p/a"],
    ),
    "application from a factory": (
        """
        == x.js
        import express from "express";
        export function createApp() { const app = express();
        app.get("/a", h);
        return app;
        }
        """,
        ["GET /a"],
    ),
    "commonjs": (
        """
        == x.js
        const express = require("express");
        const app = express();
        app.use("/p", require("./r"));
        == r.js
        const { Router } = require("express");
        const router = Router();
        router.get("/a", h);
        module.exports = router;
        """,
        ["GET /p/a"],
    ),
    "commonjs member": (
        """
        == x.js
        const express = require("express");
        const app = express();
        const { tasks } = require("./r");
        app.use("/p", tasks);
        == r.js
        const express = require("express");
        const router = express.Router();
        router.get("/a", h);
        module.exports = { tasks: router };
        """,
        ["GET /p/a"],
    ),
    "a router that mounts itself ends": (
        """
        == x.js
        import express from "express";
        const app = express();
        app.use("/p", app);
        app.get("/a", h)
        """,
        ["GET /a"],
    ),
}

FASTAPI: Cases = {
    "plain": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        @app.get("/a")
        async def a(): ...
        @app.post(path="/b")
        def b(): ...
        """,
        ["GET /a", "POST /b"],
    ),
    "several methods": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        @app.api_route("/a", methods=["GET", "PUT"])
        def a(): ...
        """,
        ["GET /a", "PUT /a"],
    ),
    "added by a call": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        def a(): ...
        app.add_api_route("/a", a, methods=["DELETE"])
        """,
        ["DELETE /a"],
    ),
    "constants": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        V = "/v1"
        @app.get(f"{V}/a")
        def a(): ...
        @app.get(V + "/b")
        def b(): ...
        """,
        ["GET /v1/a", "GET /v1/b"],
    ),
    "router": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        from r import router
        app.include_router(router, prefix="/api")
        == r.py
        from fastapi import APIRouter
        router = APIRouter(prefix="/p")
        @router.get("/a/{id}")
        def a(id): ...
        """,
        ["GET /api/p/a/{id}"],
    ),
    "renamed": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        from r import router as r
        app.include_router(r)
        == r.py
        from fastapi import APIRouter
        router = APIRouter(prefix="/p")
        @router.get("/a/{id}")
        def a(id): ...
        """,
        ["GET /p/a/{id}"],
    ),
    "of a module": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        import r
        app.include_router(r.router)
        == r.py
        from fastapi import APIRouter
        router = APIRouter(prefix="/p")
        @router.get("/a/{id}")
        def a(id): ...
        """,
        ["GET /p/a/{id}"],
    ),
    "of a package": (
        """
        == m/x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        from .routes import tasks
        app.include_router(tasks.router)
        == m/routes/tasks.py
        from fastapi import APIRouter
        router = APIRouter(prefix="/p")
        @router.get("/a/{id}")
        def a(id): ...
        == m/routes/__init__.py

        """,
        ["GET /p/a/{id}"],
    ),
    "passed on by a package": (
        """
        == m/x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        from m.routes import router
        app.include_router(router)
        == m/routes/tasks.py
        from fastapi import APIRouter
        router = APIRouter(prefix="/p")
        @router.get("/a/{id}")
        def a(id): ...
        == m/routes/__init__.py
        from m.routes.tasks import router
        """,
        ["GET /p/a/{id}"],
    ),
    "by the whole name": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        import m.tasks
        app.include_router(m.tasks.router)
        == m/tasks.py
        from fastapi import APIRouter
        router = APIRouter(prefix="/p")
        @router.get("/a/{id}")
        def a(id): ...
        == m/__init__.py

        """,
        ["GET /p/a/{id}"],
    ),
    "in a loop": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        import r
        from s import router
        for one in (r.router, router):
            app.include_router(one)
        == r.py
        from fastapi import APIRouter
        router = APIRouter(prefix="/p")
        @router.get("/a/{id}")
        def a(id): ...
        == s.py
        from fastapi import APIRouter
        router = APIRouter(prefix="/q")
        @router.get("/a/{id}")
        def a(id): ...
        """,
        ["GET /p/a/{id}", "GET /q/a/{id}"],
    ),
    "factory": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        from r import make
        app.include_router(make(1))
        == r.py
        from fastapi import APIRouter
        def make(n):
            r = APIRouter()
            @r.get("/a")
            def a(): ...
            return r
        """,
        ["GET /a"],
    ),
    "application from a factory": (
        """
        == x.py
        from fastapi import FastAPI
        def create():
            app = FastAPI()
            @app.get("/a")
            def a(): ...
            return app
        """,
        ["GET /a"],
    ),
    "handed the application": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        from r import add
        add(app)
        == r.py
        def add(app):
            @app.get("/a")
            def a(): ...
        """,
        ["GET /a"],
    ),
    "mounted": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        sub = FastAPI()
        @sub.get("/a")
        def a(): ...
        app.mount("/s", sub)
        """,
        ["GET /s/a"],
    ),
    "a router that includes itself ends": (
        """
        == x.py
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        app.include_router(app)
        @app.get("/a")
        def a(): ...
        """,
        ["GET /a"],
    ),
}


def read(framework: str, text: str) -> RoutesFound:
    _, *pieces = re.split(r"^== (\S+)\n", dedent(text), flags=re.MULTILINE)
    files = dict(zip(pieces[::2], pieces[1::2], strict=True))
    nothing: dict[str, str | None] = dict.fromkeys(project(framework).files)
    return project(framework, {**nothing, **files}).routes


@pytest.mark.parametrize(("files", "expected"), EXPRESS.values(), ids=EXPRESS)
def test_express(files: str, expected: list[str]) -> None:
    found = read("express", files)
    assert sorted({f"{route.method} {route.path}" for route in found.routes}) == expected
    assert (found.doubts, found.unmounted) == ([], [])


@pytest.mark.parametrize(("files", "expected"), FASTAPI.values(), ids=FASTAPI)
def test_fastapi(files: str, expected: list[str]) -> None:
    found = read("fastapi", files)
    assert sorted({f"{route.method} {route.path}" for route in found.routes}) == expected
    assert (found.doubts, found.unmounted) == ([], [])


@pytest.mark.parametrize(
    "mount",
    [
        "for (const [path, r] of Object.entries(all)) app.use(path, r)",
        "app.use(process.env.PREFIX + '/p', tasks)",
        "app.use(made[0])",
        "app[method]('/a', h)",
    ],
)
def test_what_is_decided_while_it_runs_is_not_claimed(mount: str) -> None:
    text = f"""
        == x.js
        import express, {{ Router }} from "express";
        const app = express(), tasks = Router();
        tasks.get("/a", h);
        {mount};
        """
    found = read("express", text)
    assert found.doubts
    assert found.unmounted == []


def test_names_that_lead_round_in_a_circle_have_an_end() -> None:
    text = """
        == x.js
        import express from "express";
        import { a, b } from "./y.js";
        const app = express();
        app.use("/p", a, b);
        == y.js
        export { a } from "./z.js";
        export * from "./z.js";
        == z.js
        export { a } from "./y.js";
        export * from "./y.js";
        """
    assert read("express", text).doubts


@pytest.mark.parametrize(
    ("framework", "text"),
    [
        (
            "express",
            """
            == x.js
            import express from "express";
            import { health } from "./h.js";
            const app = express();
            app.get("/health", wrap(health));
            == h.js
            const report = () => ({ status: "ok", time: new Date() });
            export const health = (req, res) => res.json(report());
            """,
        ),
        (
            "fastapi",
            """
            == x.py
            from fastapi import FastAPI
            import h
            app = FastAPI()
            @app.get("/health")
            def health() -> h.Health: return h.report()
            == h.py
            class Health: status: str
            def report(): return Health(time=now())
            """,
        ),
    ],
)
def test_what_a_handler_leaves_to_others_is_in_its_words(framework: str, text: str) -> None:
    (route,) = read(framework, text).routes
    assert {"status", "time"} <= route.words


def test_a_route_stands_in_its_file_and_line() -> None:
    text = "== src/x.js\nimport express from 'express';\nconst app = express();\n\n  app.get('/a', h);\n"
    (route,) = read("express", text).routes
    assert (route.file, route.line, route.column) == ("src/x.js", 4, 7)


@pytest.mark.parametrize(
    ("one", "other"),
    [("/a/{id}", "/a/:taskId"), ("/a/{id:int}/b", "/a/:x(\\d+)/b/"), ("/", ""), ("/a", "a/"), ("//a//b", "/a/b")],
)
def test_paths_that_match_the_same_requests_have_the_same_form(one: str, other: str) -> None:
    assert same_form(one) == same_form(other)


@pytest.mark.parametrize(("one", "other"), [("/a/{id}", "/a/id"), ("/a", "/a/{id}"), ("/a/b", "/b/a")])
def test_other_paths_do_not(one: str, other: str) -> None:
    assert same_form(one) != same_form(other)
