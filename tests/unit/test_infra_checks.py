"""The checks of `make check` find what they are there to find."""

import json
from pathlib import Path

import pytest

from local.checks import docs, locks

ROOT = Path(__file__).parents[2]
HASHED = "anyio==4.16.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "Makefile").write_text("run: ready\n\techo\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/protocol.md").write_text("# The log: seven promises\n")
    (tmp_path / "requirements/node").mkdir(parents=True)
    (tmp_path / "requirements/node/package-lock.json").write_text(json.dumps({"packages": {"": {}}}))
    (tmp_path / "requirements/dev.in").write_text("anyio  # why\n")
    (tmp_path / "requirements/dev.lock").write_text(HASHED)
    return tmp_path


def test_this_repository_passes() -> None:
    assert list(locks.problems(ROOT)) == []
    assert list(docs.problems(ROOT)) == []


def test_sound_documents_pass(tree: Path) -> None:
    (tree / "README.md").write_text(
        "[a](docs/protocol.md#the-log-seven-promises) [b](https://example.test/x)\n\n```\nmake run\n```\n"
    )
    assert list(docs.problems(tree)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a](docs/protocoll.md)", "docs/protocoll.md"),
        ("[a](docs/protocol.md#eight-promises)", "eight-promises"),
        ('<img src="docs/run.svg">', "docs/run.svg"),
        ("```\nmake rnu\n```", "make rnu"),
        ("Type `make rnu`.", "make rnu"),
        ("`python -m local.nothing`", "local.nothing"),
        ("See `tests/nowhere/test_x.py`.", "tests/nowhere/test_x.py"),
    ],
)
def test_a_document_that_promises_what_is_not_there(tree: Path, text: str, told: str) -> None:
    (tree / "README.md").write_text(text)
    (problem,) = docs.problems(tree)
    assert told in problem


@pytest.mark.parametrize(
    ("lock", "told"),
    [
        ("--index-url https://packages.test/simple\n" + HASHED, "address"),
        ("anyio @ file:///wheels/anyio.whl\n", "address"),
        ("anyio==4.16.0\n", "no hash"),
        (HASHED.replace("anyio", "sniffio"), "does not hold anyio"),
    ],
)
def test_a_lock_file_that_is_not_sound(tree: Path, lock: str, told: str) -> None:
    (tree / "requirements/dev.lock").write_text(lock)
    assert any(told in problem for problem in locks.problems(tree))


def test_a_node_lock_that_says_where_packages_came_from(tree: Path) -> None:
    packages = {"packages": {"node_modules/x": {"resolved": "https://packages.test/x.tgz"}}}
    (tree / "requirements/node/package-lock.json").write_text(json.dumps(packages))
    assert any("node_modules/x" in problem for problem in locks.problems(tree))
