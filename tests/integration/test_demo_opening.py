"""What the demo opens exports with refuses what is broken, and a project is really run."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local.demo import opening, project
from local.demo.lines import told
from local.demo.outcome import BrokenError

SERVER = """
import { createServer } from "node:http";
const server = createServer((request, response) => {
  response.statusCode = request.url === "/broken" ? 500 : 200;
  response.end();
});
server.listen(Number(process.env.PORT));
process.on("SIGTERM", () => server.close(() => process.exit()));
"""


def packed(files: dict[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"shop/{name}", content)
    return written.getvalue()


def a_project(server: str = SERVER, *paths: str) -> bytes:
    package = {"name": "shop", "version": "1.0.0", "type": "module", "scripts": {"start": "node server.js"}}
    contract: dict[str, Any] = {
        "paths": {"/health": {"get": {}}, "/items/{id}": {"get": {}}, **{path: {"get": {}} for path in paths}}
    }
    return packed({"package.json": json.dumps(package), "openapi.yaml": json.dumps(contract), "server.js": server})


@pytest.mark.node
def test_a_project_is_installed_started_and_asked() -> None:
    text = project.start(a_project(SERVER, "/items"), {})
    assert "200 for GET /health, GET /items" in text


@pytest.mark.node
@pytest.mark.parametrize(
    ("server", "path", "reason"),
    [(SERVER, "/broken", "'/broken': 500"), ("throw new Error('no database');", "/items", "no database")],
)
def test_a_project_that_does_not_do_what_it_says(server: str, path: str, reason: str) -> None:
    with pytest.raises(BrokenError, match=reason):
        project.start(a_project(server, path), {})


def test_a_csv_has_a_row_for_each_track() -> None:
    snapshot: dict[str, Any] = {"parts": {"tracks": [{}, {}]}}
    assert "2 rows" in opening.playlist(b"position,title\n1,a\n2,b\n", snapshot)
    for broken in (b"position,title\n1,a\n", b"position,title\n1,a,b\n2,b\n"):
        with pytest.raises(BrokenError):
            opening.playlist(broken, snapshot)


def test_every_scene_parses(esbuild: str) -> None:
    snapshot: dict[str, Any] = {"parts": {"scenes": [{}]}}
    assert Path(esbuild).is_file()
    assert "1 TSX file" in opening.video(packed({"Scene1.tsx": "export const Scene = () => <b>Hi</b>;"}), snapshot)
    for files in ({"Scene1.tsx": "export const Scene = () => <b>Hi</i>;"}, {"read.md": ""}):
        with pytest.raises(BrokenError):
            opening.video(packed(files), snapshot)


def test_markdown_has_headings() -> None:
    assert "2 headings, 1 tables" in opening.markdown(b"# Plan\n\n## Day 1\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", {})
    with pytest.raises(BrokenError):
        opening.markdown(b"nothing", {})


def test_an_event_is_told_by_its_message_or_by_its_data() -> None:
    event: dict[str, Any] = {"type": "step.completed", "message": None, "data": {"duration_ms": 1500}}
    assert told(event) == "in 1.5 s"
    assert told({**event, "message": "All done"}) == "All done"
    finding = {"path": "app.js", "line": 3, "column": 1, "message": "Unexpected token"}
    data = {"stage": "syntax", "result": "fail", "message": "1 of 8", "findings": [finding]}
    checked = {"type": "validation.progress", "message": "1 of 8", "data": data}
    assert told(checked) == "1 of 8; fail; app.js:3 Unexpected token"
    assert told({"type": "something.new", "message": None, "data": {}}) == ""
