"""The function host: what Lambda does with processes that answer, fail, hang, crash and are killed."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from local import process
from local.host.errors import ThrottledError, UnknownFunctionError
from local.host.host import Host
from local.template import Function
from tests.processes import alive, linux
from tests.waiting import PATIENCE_S

HANDLER = """
import os, signal, sys, time

print("imported")

def handler(event, context):
    match event.get("do"):
        case "raise":
            raise type(event["name"], (Exception,), {})("it failed")
        case "exit":
            os._exit(event["code"])
        case "signal":
            os.kill(os.getpid(), event["signal"])
        case "sleep":
            time.sleep(event["seconds"])
        case "child":
            pid = os.spawnlp(os.P_NOWAIT, "sleep", "sleep", "60")
            open(event["file"], "w").write(str(pid))
            time.sleep(60)
    return {"pid": os.getpid(), "event": event, "environment": dict(os.environ), "cwd": os.getcwd(), "path": sys.path,
            "left": context.get_remaining_time_in_millis(), "arn": context.invoked_function_arn}
"""


def function(folder: Path, **changes: Any) -> Function:
    folder.mkdir(exist_ok=True)
    (folder / "app.py").write_text(changes.pop("source", HANDLER))
    given: dict[str, Any] = {
        "id": folder.name,
        "name": f"stack-{folder.name}",
        "arn": f"arn:aws:lambda:us-east-1:123456789012:function:stack-{folder.name}",
        "handler": "app.handler",
        "task_root": str(folder),
        "path": [],
        "timeout": 5.0,
        "memory": 256,
        "environment": {"OWN": folder.name},
    }
    return Function(**{**given, **changes})


@pytest.fixture
async def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Host]:
    monkeypatch.setenv("OF_THE_MACHINE", "secret")
    functions = [
        function(tmp_path / "Work"),
        function(tmp_path / "Short", timeout=1.0),
        function(tmp_path / "Two", reserved=2),
        function(tmp_path / "Broken", source="import nothing_of_that_name"),
    ]
    host = Host(functions, {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, tmp_path, preload=())
    yield host
    host.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - what other processes do sets no event here
            await asyncio.sleep(0.01)


async def call(host: Host, name: str, /, **event: Any) -> dict[str, Any]:
    outcome = await host.invoke(f"stack-{name}", json.dumps(event).encode())
    return {"error": outcome.error, **json.loads(outcome.payload)}


async def test_a_function_runs_in_an_environment_of_its_own(host: Host, tmp_path: Path) -> None:
    given = await call(host, "Work", a=1)
    environment = given["environment"]
    assert given["event"] == {"a": 1}
    assert given["cwd"] == str(tmp_path / "Work")
    assert given["path"][0] == str(tmp_path / "Work")
    assert 0 < given["left"] <= 5000
    assert given["arn"].endswith(":function:stack-Work")
    assert environment["OWN"] == "Work"
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "stack-Work"
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert "OF_THE_MACHINE" not in environment
    assert str(process.ROOT) not in given["path"]  # nothing of the stack can be imported


async def test_a_worker_is_used_again(host: Host, tmp_path: Path) -> None:
    first, second = await call(host, "Work"), await call(host, "Work")
    assert first["pid"] == second["pid"]
    assert (tmp_path / "Work.log").read_text().count("imported") == 1


async def test_a_raised_error_has_its_class_name_and_leaves_the_worker(host: Host) -> None:
    before = await call(host, "Work")
    failed = await call(host, "Work", do="raise", name="RateLimitedError")
    assert (failed["error"], failed["errorType"]) == ("Unhandled", "RateLimitedError")
    assert failed["errorMessage"] == "it failed"
    assert (await call(host, "Work"))["pid"] == before["pid"]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"do": "exit", "code": 3}, "exit status 3"),
        ({"do": "exit", "code": 0}, "Runtime exited without providing a reason"),
        ({"do": "signal", "signal": int(signal.SIGKILL)}, "signal: killed"),
        ({"do": "signal", "signal": int(signal.SIGSEGV)}, "signal: segmentation fault"),
    ],
)
async def test_a_crash_is_told_by_lambdas_name_and_costs_one_worker(
    host: Host, event: dict[str, Any], reason: str
) -> None:
    failed = await call(host, "Work", **event)
    assert (failed["error"], failed["errorType"]) == ("Unhandled", "Runtime.ExitError")
    assert reason in failed["errorMessage"]
    assert (await call(host, "Work"))["error"] is None


@linux
async def test_a_worker_that_takes_too_long_is_killed_with_what_it_started(host: Host, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    failed = await call(host, "Short", do="child", file=str(file))
    assert (failed["error"], failed["errorType"]) == ("Unhandled", "Sandbox.Timedout")
    assert "Task timed out after 1.00 seconds" in failed["errorMessage"]
    await until(lambda: not alive(int(file.read_text())))


async def test_a_handler_that_cannot_be_imported_says_so(host: Host) -> None:
    failed = await call(host, "Broken")
    assert failed["errorType"] == "Runtime.ImportModuleError"
    assert "nothing_of_that_name" in failed["errorMessage"]


async def test_reserved_concurrency_is_a_limit(host: Host) -> None:
    calls = [call(host, "Two", do="sleep", seconds=0.3) for _ in range(3)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result) for result in results].count(ThrottledError) == 1
    assert (await call(host, "Two"))["error"] is None


async def test_an_unknown_function(host: Host) -> None:
    with pytest.raises(UnknownFunctionError):
        await host.invoke("arn:aws:lambda:us-east-1:123456789012:function:none", b"{}")


async def test_a_caller_that_leaves_does_not_end_the_invocation(host: Host, tmp_path: Path) -> None:
    first = await call(host, "Work")
    leaving = asyncio.ensure_future(call(host, "Work", do="sleep", seconds=0.2))
    await asyncio.sleep(0)
    leaving.cancel()
    await until(lambda: (tmp_path / "Work.log").read_text().count("REPORT") == 2)
    assert (await call(host, "Work"))["pid"] == first["pid"]


async def test_a_killed_zygote_takes_its_workers_and_is_replaced(host: Host, tmp_path: Path) -> None:
    idle = await call(host, "Work")
    log = tmp_path / "Two.log"
    log.touch()
    running = asyncio.ensure_future(call(host, "Two", do="sleep", seconds=60))
    await until(lambda: "imported" in log.read_text())
    os.kill(host.zygote_pid, signal.SIGKILL)
    failed = await running
    assert failed["errorType"] == "Runtime.ExitError"
    after = await call(host, "Work")
    assert after["error"] is None
    assert after["pid"] != idle["pid"]


async def test_many_at_once_each_have_a_process(host: Host) -> None:
    results = await asyncio.gather(*(call(host, "Work", do="sleep", seconds=0.2) for _ in range(12)))
    assert len({result["pid"] for result in results}) == 12
