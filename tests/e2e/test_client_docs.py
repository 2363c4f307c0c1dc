"""Every example of docs/client.md does what it says, as it stands there."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from local.process import ROOT
from tests.e2e.deployed import Deployed
from tests.e2e.pages import chromium, page_of

_TEXT = (ROOT / "docs" / "client.md").read_text()
_EXAMPLE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROGRAMS = [found[2] for found in _EXAMPLE.finditer(_TEXT) if found[1] == "js"]
_PAGES = [found[2] for found in _EXAMPLE.finditer(_TEXT) if found[1] == "html"]


def filled_in(example: str, deployed: Deployed) -> str:
    return example.replace("https://<your api>", deployed.stack.url).replace("<your key>", "local")


@pytest.fixture(scope="module")
def project(running_stack: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the deployment's package is installed, by npm."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    command = ["npm", "install", "--no-audit", "--no-fund", f"{running_stack.stack.url}/tailrace.tgz"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.node
@pytest.mark.parametrize("number", range(len(_PROGRAMS)))
def test_a_program_runs(deployed: Deployed, project: Path, number: int) -> None:
    program = project / f"example-{number}.js"
    program.write_text(filled_in(_PROGRAMS[number], deployed))
    done = subprocess.run(["node", str(program)], cwd=project, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout


@pytest.mark.browser
@pytest.mark.parametrize("number", range(len(_PAGES)))
def test_a_page_of_another_origin_shows_what_is_made(deployed: Deployed, number: int) -> None:
    html = filled_in(_PAGES[number], deployed).encode()
    trouble: list[Any] = []
    with chromium() as browser, page_of(browser, html) as page:
        page.on("pageerror", lambda error: trouble.append(error))
        expect(page.get_by_role("listitem")).to_have_count(5, timeout=60_000)
        assert trouble == []
