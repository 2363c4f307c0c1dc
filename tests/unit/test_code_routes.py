"""Routes as people write them, in many styles: each is found at its whole path, or said not to be clear."""

import re
from pathlib import Path
from textwrap import dedent

import pytest
from _pytest.mark import ParameterSet

from tailrace.kinds.code.checks.routes_found import RoutesFound, same_form
from tests.unit.code_projects import project


def cases(framework: str) -> list[ParameterSet]:
    """Of a file in `code_routes`: names with the routes expected, then files, each after a line with its path."""
    text = (Path(__file__).parent / "code_routes" / f"{framework}.txt").read_text()
    _, *pieces = re.split(r"^#### (.+): (.+)\n", text, flags=re.MULTILINE)
    return [
        pytest.param(framework, files, [] if routes == "none" else routes.split(", "), id=f"{framework}: {name}")
        for name, routes, files in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
    ]


def read(framework: str, text: str) -> RoutesFound:
    _, *pieces = re.split(r"^== (\S+)\n", dedent(text), flags=re.MULTILINE)
    files = dict(zip(pieces[::2], pieces[1::2], strict=True))
    nothing: dict[str, str | None] = dict.fromkeys(project(framework).files)
    return project(framework, {**nothing, **files}).routes


@pytest.mark.parametrize(("framework", "files", "expected"), [*cases("express"), *cases("fastapi")])
def test_every_route_is_found_at_its_whole_path(framework: str, files: str, expected: list[str]) -> None:
    found = read(framework, files)
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
