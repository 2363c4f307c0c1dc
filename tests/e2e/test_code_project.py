"""A project that was made on the stack really installs, starts, answers as its contract says, and stops.

Each project is installed by itself, of its own manifest, from the registry (or from npm's and uv's caches of it); no
packages are shared between projects, and none are this repository's.
"""

import io
import signal
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.simulator.client import Simulator
from tests.e2e.client import Client, Run, of_type
from tests.e2e.contract_walk import Walk
from tests.e2e.project import Service, install, running

pytestmark = pytest.mark.registries

# Node's answer to SIGTERM is the project's own; uvicorn ends as it was told to, by the signal.
_CLEAN = {"express": 0, "fastapi": -signal.SIGTERM}


def unzipped(run: Run, folder: Path) -> Path:
    """The project's own folder, out of the run's export."""
    answer = run.client.http.get(f"{run.path}/export", params={"format": "zip"})
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    (project,) = folder.iterdir()
    return project


def made(client: Client, folder: Path, wanted: dict[str, Any], planner: str, *others: str) -> Path:
    """The project of a run that has ended well."""
    run = client.begin("code", wanted, providers=[planner, *others])
    last = run.end()[-1]
    assert last["type"] == "run.completed", last
    assert last["data"]["degraded"] == []
    assert {stage["result"] for stage in run.snapshot()["parts"]["validation"]} <= {"pass"}
    return unzipped(run, folder)


def walk(service: Service, project: Path) -> set[str]:
    return Walk(yaml.safe_load((project / "openapi.yaml").read_text()), service.http).everything()


def check_manners(service: Service) -> None:
    """What every project has beside its contract."""
    health = service.http.get("/health", headers={"Origin": "https://app.example"})
    assert health.headers["access-control-allow-origin"] in ("*", "https://app.example")
    assert health.headers["x-content-type-options"] == "nosniff"
    nowhere = service.http.get("/nowhere/at/all")
    assert (nowhere.status_code, nowhere.json()["error"]["code"]) == (404, "not_found")
    huge = service.http.post("/nowhere/at/all", json={"text": "x" * 1_000_000})
    assert huge.status_code == 413, huge.text
    assert huge.json()["error"]["message"]
    # One line a request, with path and status.
    assert any("/nowhere/at/all" in line and "404" in line for line in service.log.splitlines())


@pytest.mark.node
def test_an_express_project_runs(client: Client, tmp_path: Path) -> None:
    wanted = {"prompt": "A lending library: members borrow books", "framework": "express"}
    project = made(client, tmp_path, wanted, "anthropic")
    with running(install(project)) as service:
        assert len(walk(service, project)) >= 12
        check_manners(service)
        assert service.stop() == _CLEAN["express"]


@pytest.mark.parametrize(
    ("planner", "prompt"),
    [("openai", "Bookings for the rooms of a small hotel"), ("anthropic", "An API for tracking beehives")],
)
def test_a_fastapi_project_runs(client: Client, tmp_path: Path, planner: str, prompt: str) -> None:
    wanted = {"prompt": prompt, "framework": "fastapi", "deployment_target": "fly"}
    project = made(client, tmp_path, wanted, planner)
    with running(install(project)) as service:
        assert len(walk(service, project)) >= 12
        check_manners(service)
        assert service.stop() == _CLEAN["fastapi"]


@pytest.mark.parametrize("framework", [pytest.param("express", marks=pytest.mark.node), "fastapi"])
def test_with_a_database_it_runs_and_keeps_what_it_was_given(client: Client, tmp_path: Path, framework: str) -> None:
    wanted = {
        "prompt": "A helpdesk: tickets with urgency, deleted when they are spam",
        "framework": framework,
        "advanced": True,
        "deployment_target": "railway",
    }
    project = made(client, tmp_path, wanted, "gemini")
    installed = install(project)
    with running(installed) as service:
        walk(service, project)
        ticket = service.http.post("/tickets", json={"subject": "It is still here", "requester": "Ann"}).json()
        service.http.post(f"/tickets/{ticket['id']}/replies", json={"author": "Bo", "text": "So it is"})
        assert service.stop() == _CLEAN[framework]
    with running(installed) as service:
        assert service.http.get(f"/tickets/{ticket['id']}").json() == ticket
        assert [r["text"] for r in service.http.get(f"/tickets/{ticket['id']}/replies").json()] == ["So it is"]
        # What belongs to a ticket goes with it.
        assert service.http.delete(f"/tickets/{ticket['id']}").status_code == 204
        assert service.http.get(f"/tickets/{ticket['id']}/replies").status_code == 404


@pytest.mark.node
def test_a_project_by_several_models_and_with_a_repaired_file_runs(
    client: Client, simulator: Simulator, tmp_path: Path
) -> None:
    simulator.fault("openai", "quota", match="file:src/store.js")
    simulator.fault("openai", "refusal", match="file:src/validation.js")
    simulator.fault("openai", "breaks_rules", match="file:src/routes/tasks.js")
    run = client.begin("code", {"prompt": "Tasks of a small team", "framework": "express"})
    events = run.end()
    assert events[-1]["type"] == "run.completed", events[-1]
    failed = {(e["step"], e["data"]["provider"]) for e in of_type(events, "provider.failed")}
    assert failed == {("file:src/store.js", "openai"), ("file:src/validation.js", "openai")}
    assert [e["step"] for e in of_type(events, "step.completed") if e["step"].startswith("repair:")] == [
        "repair:src/routes/tasks.js"
    ]
    project = unzipped(run, tmp_path)
    with running(install(project)) as service:
        assert len(walk(service, project)) >= 12
        assert service.stop() == _CLEAN["express"]
