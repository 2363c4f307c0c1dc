"""What a model may plan, and what is said of a plan that cannot be built."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.code.input import CodeInput
from tailrace.kinds.code.plans import PlanRejectedError, is_openapi, read_plan

WANTED = CodeInput(prompt="A to-do list API", framework="express", deployment_target="fly")
FILES = ["package.json", "src/server.js", "fly.toml", "Dockerfile"]


def plan(*paths: str, **changed: Any) -> dict[str, Any]:
    files = [{"path": path, "purpose": f"what {path} is for"} for path in paths]
    return {"summary": "Tasks: a list", "contract": "", "files": files, "requirements": ["It lists"], **changed}


def test_the_contract_comes_first_and_the_order_stays() -> None:
    planned = read_plan(plan(*FILES), WANTED)
    assert [file.path for file in planned.files] == ["openapi.yaml", *FILES]
    assert all(file.purpose for file in planned.files)


def test_the_contract_may_be_listed_with_a_purpose_of_its_own() -> None:
    planned = read_plan(plan(FILES[0], "openapi.yaml", *FILES[1:]), WANTED)
    assert [file.path for file in planned.files] == ["openapi.yaml", *FILES]
    assert planned.files[0].purpose == "what openapi.yaml is for"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (plan(*FILES, "../deploy.sh"), "'../deploy.sh'"),
        (plan(*FILES, FILES[1]), "'src/server.js' is the same file"),
        (plan(*FILES, "openapi.yaml", "openapi.yaml"), "'openapi.yaml' is the same file"),
        (plan(*FILES, "OPENAPI.yaml"), "'OPENAPI.yaml' is the same file"),
        (plan("package.json", "fly.toml", "Dockerfile"), "there is none of server.js"),
        (plan("src/server.js", "fly.toml", "Dockerfile"), "there is none of package.json"),
        (plan("package.json", "src/server.js", "Dockerfile"), "there is none of fly.toml"),
        (plan("package.json", "src/server.js", "fly.toml"), "there is none of Dockerfile"),
        (plan("package.json"), "1 files besides the contract"),
        (plan(*FILES, *(f"f{n}.js" for n in range(36))), "40 files besides the contract"),
        (plan(*FILES, summary=" "), "summary is empty"),
        (plan(*FILES, summary="x" * 2001), "summary has 2001"),
        (plan(*FILES, requirements=["x"] * 61), "61 requirements"),
        (plan(*FILES, requirements=["x" * 1001]), "requirement is longer"),
        (plan(*FILES, files=[{"path": p, "purpose": " "} for p in FILES]), "has no purpose"),
        (plan(*FILES, files=[{"path": p, "purpose": "x" * 2001} for p in FILES]), "purpose of 'package.json'"),
        (plan(*FILES, requirements=["😀" * 900] * 30), "bytes besides the contract"),
        (plan(*FILES, files="none"), "files"),
        (plan(*FILES, extra=1), "extra"),
        ([], "dictionary"),
        (None, ""),
    ],
)
def test_a_plan_that_cannot_be_built_says_all_that_is_wrong(value: Any, why: str) -> None:
    with pytest.raises(PlanRejectedError) as rejected:
        read_plan(value, WANTED)
    assert any(why in problem for problem in rejected.value.problems), rejected.value.problems


@pytest.mark.parametrize(("framework", "entry"), [("fastapi", "app/main.py"), ("express", "index.mjs")])
@pytest.mark.parametrize(("target", "files"), [("vercel", ["vercel.json"]), ("railway", ["railway.toml"])])
def test_what_must_be_there_follows_from_the_request(framework: str, entry: str, target: str, files: list[str]) -> None:
    asked = {"prompt": "A to-do list API", "framework": framework, "deployment_target": target}
    wanted = CodeInput.model_validate(asked)
    manifest = {"fastapi": "pyproject.toml", "express": "package.json"}[framework]
    assert len(read_plan(plan(manifest, entry, *files), wanted).files) == 3 + len(files)
    with pytest.raises(PlanRejectedError, match="there is none of"):
        read_plan(plan(*FILES[2:], "README.md"), wanted)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.sampled_from(list(plan())), ANYTHING) | ANYTHING)
def test_whatever_a_model_answers_is_a_plan_or_is_rejected_in_a_few_words(value: Any) -> None:
    with pytest.raises(PlanRejectedError) as rejected:
        read_plan(value, WANTED)
    assert rejected.value.problems


@pytest.mark.parametrize(
    "value", [{"x" * 100_000: 1}, plan(*["\0" * 100_000] * 100), plan(*(f"{n}/" for n in range(10_000)))]
)
def test_what_is_told_of_a_plan_stays_short(value: Any) -> None:
    with pytest.raises(PlanRejectedError) as rejected:
        read_plan(value, WANTED)
    assert 1 <= len(rejected.value.problems) <= 12
    assert max(map(len, rejected.value.problems)) <= 300


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("openapi: 3.1.0\ninfo: {}\npaths: {}\n", True),
        ("# Tasks\nopenapi: '3.0.3'\n\npaths:\n  /a: {}\n", True),
        ('{"openapi":"3.1.0","info":{},"paths":{}}', True),
        ('{\n  "openapi": "3.1.0",\n  "paths": {}\n}', True),
        ("openapi: 3.1.0\n", False),
        ("swagger: '2.0'\npaths: {}\n", False),
        ("The openapi: 3.1 document and its paths: below", False),
        # What a model writes that has fallen into a loop, as much of it as a file may have.
        ("\n" * 131_072, False),
        ("{" * 131_072, False),
        ("{ " * 65_536, False),
    ],
    ids=range(10),
)
def test_what_is_a_contract_at_a_first_glance(text: str, expected: bool) -> None:
    assert is_openapi(text) == expected
