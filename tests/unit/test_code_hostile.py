"""Files that are made to break a check, or to make it take for ever: each is judged."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.code.checks import STAGES
from tailrace.kinds.code.checks.yaml_reader import YamlError, read, scan
from tests.unit.code_projects import CONTRACT, judge, project

LONG = 12_000
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
SOURCES = {
    "open comments": "/*" * LONG,
    "open templates": "`${" * LONG,
    "open strings": "'\\" * LONG,
    "open classes": "(/[" * LONG,
    "slashes": "(/a" * LONG,
    "brackets": "([{" * LONG,
    "calls": "app.get(" * 20_000,
    "a long chain": "const app = express();\napp" + ".get('/a', h)" * 8_000,
    "mounts": "import express from 'express'; const app = express();\n" + "app.use('/a', app);" * 5_000,
    "functions": "function f(){" * 8_000,
    "arrows": "const f = () => " * 8_000,
    "requires": "const {a} = require('./a');" * 4_000,
    "imports": "import " * LONG,
    "keys": "eyJ-" * LONG,
    "addresses": "a://b" * LONG,
    "settings": "password=" * LONG,
    "braces": "{" * LONG,
    "minus": "-" * LONG + "1",
    "attributes": "a" + ".a" * LONG,
    "aliases": BOMB,
    "deep yaml": "- " * LONG,
    "deep json": "[" * LONG,
    "keys of yaml": "".join(f"k{n}: 1\n" for n in range(20_000)),
    "quotes": '"' * LONG,
    "null": "\0" * 1000,
}


@pytest.mark.parametrize("text", SOURCES.values(), ids=SOURCES)
def test_nothing_that_a_file_holds_stops_a_check(text: str) -> None:
    names = [f"x{suffix}" for suffix in (".js", ".py", ".yaml", ".json", ".toml", ".md")]
    for framework, more in (("express", ["package.json"]), ("fastapi", ["openapi.yaml", "requirements.txt"])):
        hostile = project(framework, dict.fromkeys([*names, *more], text[:LONG]))
        for stage in STAGES:
            assert judge(stage, hostile).result in ("pass", "fail", "unknown")


def test_a_bomb_of_aliases_is_refused_where_nothing_may_be_built_of_it() -> None:
    with pytest.raises(YamlError, match="aliases"):
        read(BOMB)
    with pytest.raises(YamlError, match="deep"):
        scan("[" * 200 + "]" * 200, aliases=True)


@pytest.mark.parametrize(
    "reference",
    ["http://127.0.0.1:1/x", "file:///etc/passwd", "other.yaml", "#", "//127.0.0.1/x", 7, None, ["#/a"]],
)
def test_the_contract_points_at_nothing_outside_itself(reference: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("something was opened")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    monkeypatch.setattr("socket.socket.connect", refuse)
    text = CONTRACT.replace('{$ref: "#/components/schemas/Task"}', f"{{$ref: {json.dumps(reference)}}}")
    verdict = judge("contract", project("express", {"openapi.yaml": text}))
    assert verdict.result == "fail"
    assert "no reference within" in verdict.findings[0].message


@pytest.mark.parametrize("keyword", ["$id", "$schema", "$dynamicRef", "$anchor"])
def test_nothing_changes_what_a_reference_means(keyword: str) -> None:
    text = CONTRACT.replace("type: object", f"{keyword}: https://127.0.0.1:1/\n      type: object")
    assert keyword in judge("contract", project("express", {"openapi.yaml": text})).findings[0].message


def test_a_property_may_be_called_like_a_keyword() -> None:
    text = CONTRACT.replace("        title:", "        $id: {type: string}\n        title:")
    assert judge("contract", project("express", {"openapi.yaml": text})).result == "pass"


def test_no_regular_expression_of_the_contract_is_run() -> None:
    forever = "title: {type: string, pattern: '^(a+)+$', default: " + "a" * 60 + "b}"
    text = CONTRACT.replace("title: {type: string, minLength: 1}", forever)
    assert text != CONTRACT
    assert judge("contract", project("express", {"openapi.yaml": text})).result == "pass"


PIECES = st.sampled_from(
    ["app", ".get(", "'", '"', "`", "${", "}", "/", "*/", "/*", "//", "\n", "(", ")", "[", "]", "{", "=", "=>", "\\",
     "a", "import ", "from ", "export ", "default ", "require(", "const ", "function ", ",", "use(", "router",
     "express()"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_javascript_or_is_not_looked_into(source: str) -> None:
    looked_at = project("express", {"x.js": source, "src/server.js": source})
    for stage in ("manifest", "entry_point", "health", "routes", "secrets", "framework"):
        STAGES[stage](looked_at)


@given(st.text(max_size=200))
def test_any_text_is_yaml_or_is_refused(text: str) -> None:
    with suppress(YamlError):
        read(text)
