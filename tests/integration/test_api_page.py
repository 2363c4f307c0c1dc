"""The page and the client as files: addresses, what may be kept, and what a browser is forbidden."""

import re
import subprocess
from pathlib import Path

import pytest

from tailrace.http import page
from tailrace.settings import settings
from tests.integration.api_client import Api, Aws

STATIC = Path(__file__).parents[2] / "functions" / "api" / "static"
FILES = sorted(path.relative_to(STATIC) for path in STATIC.rglob("*") if path.suffix in (".js", ".css", ".svg"))


@pytest.fixture
def anyone(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Api:
    """Who has no key, before a function that has its files."""
    monkeypatch.setenv("LAMBDA_TASK_ROOT", str(STATIC.parent))
    settings.cache_clear()
    return Api(None)


@pytest.mark.parametrize("address", ["/", "/runs", "/runs/01k9zq4t0v6h8m3r5w7y9b2d4f"])
def test_the_page_is_at_each_of_its_addresses_without_a_key(anyone: Api, address: str) -> None:
    answer = anyone.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


def test_the_page_asks_at_once_for_the_modules_of_its_view(anyone: Api) -> None:
    version = page.version(STATIC)
    for address, view in (("/", "start"), ("/runs", "history"), ("/runs/x", "run")):
        preloaded = re.findall(rf'modulepreload" href="/static/{version}/([^"]+)"', anyone.get(address).text)
        assert {path.split("/")[0] for path in preloaded} == {"tailrace.js", "client", "fold", "page", view}


def test_nothing_that_is_not_of_the_page_may_be_run_loaded_or_framed(anyone: Api) -> None:
    policy = anyone.get("/").headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "connect-src 'self' https://stream.example" in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in " ".join(policy)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_every_file_is_served_and_kept_for_ever_under_its_version(anyone: Api, file: Path) -> None:
    version = page.version(STATIC)
    answer = anyone.get(f"/static/{version}/{file}")
    assert answer.status == 200
    # A line that an error names is the line of the file.
    assert answer.text.count("\n") == (STATIC / file).read_text().count("\n")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    other = anyone.get(f"/static/0123456789abcdef/{file}")
    assert (other.status, other.headers["cache-control"]) == (200, "no-store")


def test_what_is_served_does_the_same_as_the_file(esbuild: str) -> None:
    def shortest(text: str, suffix: str) -> str:
        command = [esbuild, "--minify", f"--loader={suffix.removeprefix('.')}"]
        return subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout

    for file in FILES:
        if file.suffix != ".svg":
            text = (STATIC / file).read_text()
            assert shortest(page.compact(text), file.suffix) == shortest(text, file.suffix), file


@pytest.mark.parametrize("entry", ["/", "/tailrace.js"])
def test_what_the_entries_refer_to_is_there(anyone: Api, entry: str) -> None:
    references = re.findall(r'"(/static/[^"]+)"', anyone.get(entry).text)
    assert references
    assert {anyone.get(reference).status for reference in references} == {200}
    assert '"./' not in anyone.get(entry).text


@pytest.mark.parametrize("file", [f for f in FILES if f.suffix == ".js"], ids=str)
def test_what_a_module_imports_is_there(file: Path) -> None:
    imports = re.findall(r'(?:from|import\()\s*"(\.[^"]+)"', (STATIC / file).read_text())
    assert [name for name in imports if not (STATIC / file.parent / name).is_file()] == []


@pytest.mark.parametrize(
    "path",
    ["../app.py", "page/..%2f..%2fapp.py", "page/../app.py", "index.html", "page/nothing.js", "page/.js", "page"],
)
def test_nothing_else_is_served(anyone: Api, path: str) -> None:
    answer = anyone.get(f"/static/{page.version(STATIC)}/{path}")
    assert (answer.status, answer.json["code"]) == (404, "no_such_route")


@pytest.mark.node
def test_the_client_is_a_package_that_node_imports(anyone: Api, tmp_path: Path) -> None:
    answer = anyone.get("/tailrace.tgz")
    assert answer.headers["content-type"] == "application/gzip"
    (tmp_path / "tailrace.tgz").write_bytes(answer.content)
    install = ["npm", "install", "--offline", "--no-audit", "--no-fund", "--silent", "./tailrace.tgz"]
    subprocess.run(install, cwd=tmp_path, check=True)
    script = "import { connect, run, fold } from 'tailrace'; console.log(typeof connect, typeof run, fold([]).status)"
    asked = ["node", "--input-type=module", "-e", script]
    told = subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert told.split() == ["function", "function", "queued"]
    assert anyone.get("/tailrace.tgz").content == answer.content


def test_the_version_changes_with_every_file(tmp_path: Path) -> None:
    seen: set[str] = set()
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.js", "2"), ("a/b.js", "2")):
        root = tmp_path / str(len(seen))
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)
        seen.add(page.version(root))
    assert len(seen) == 4
