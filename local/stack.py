"""The whole local deployment: starts every process, fills what a deployment fills, and ends it all.

with Stack(settings.read({"PORT": "0"}), logs=tmp_path) as stack:
    httpx2.post(f"{stack.url}/v1/runs", …)
"""

import json
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from local import aws, deploy, dynamodb, esbuild, ports, process, running, template
from local.host.environment import function_environment
from local.host.host import PRELOAD
from local.http_client import Answer, fetch
from local.settings import API_KEY, Settings

# A first start on a slow machine compiles every package's modules.
READY_S = 60.0
# Whatever has not ended by then has no work that could be lost: all of it is in memory.
GRACE_S = 1.5
# Limits are at work as they are when deployed, but so high that no one person, test or benchmark meets them.
_PLENTY = {"RATE_LIMITS": "start=60000,control=60000", "CONCURRENT_RUNS": "1000", "LONG_POLLS": "1000"}
_PLENTY_AT_ONCE = {"ReaderConcurrency": "10000", "ApiConcurrency": "500"}


class StackError(Exception):
    """The stack did not come up, or cannot go on; the text says why."""


class Stack:
    """`url` is the gateway; `aws_url` and `dynamodb_url` are endpoints for boto3; `table` is the table's name.

    `logs` is a folder of its own, made if need be, with a log for each process and function. `simulator` are settings
    that the simulator is given before the stack counts as ready. `preload` are modules that functions have imported
    already.
    `environment` are values for environment variables, for the functions that declare them; `parameters` are the
    template's.
    The processes end with the thread that started them, so use one that lasts.
    """

    api_key = API_KEY

    def __init__(
        self,
        settings: Settings,
        *,
        logs: Path,
        template_path: Path = process.ROOT / "template.yaml",
        simulator: dict[str, Any] | None = None,
        preload: Sequence[str] = PRELOAD,
        environment: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        """Takes the port and reads the template. Raises `ports.PortInUseError` and `TemplateError`."""
        self.settings = settings
        self._logs = logs
        self._simulator = simulator
        self._preload = preload
        self._children: dict[str, process.Child] = {}
        self._announcement: running.Announcement | None = None
        self._gateway = ports.listen(settings.port)
        self.url = f"http://127.0.0.1:{ports.port_of(self._gateway)}"
        self._held = (ports.reserve(), ports.reserve())
        self._simulator_port, self._stream_port = map(ports.port_of, self._held)
        if sys.platform != "linux":
            self._release()
        self._aws = ports.listen()
        self.aws_url = f"http://127.0.0.1:{ports.port_of(self._aws)}"
        self._dynamodb: socket.socket | None = None
        if settings.dynamodb_url:
            self.dynamodb_url = settings.dynamodb_url
        else:
            self._dynamodb = ports.listen()
            self.dynamodb_url = f"http://127.0.0.1:{ports.port_of(self._dynamodb)}"
        overrides = settings.environment(f"http://127.0.0.1:{self._simulator_port}")
        overrides |= {
            "AWS_LWA_PORT": str(self._stream_port),
            "ESBUILD_PATH": esbuild.path(),
            "SITE_ALLOWED_ORIGINS": self.url,  # the simulated websites'
            "EXAMPLE_PAGE": f"{self.url}/simulator/sites/fintech/",  # examples run without the internet
            **_PLENTY,
            **(environment or {}),
        }
        try:
            self._template = template.read(
                template_path, url=self.url, overrides=overrides, parameters={**_PLENTY_AT_ONCE, **(parameters or {})}
            )
            self._api = self._template.url_function("BUFFERED")
            self._stream = self._template.url_function("RESPONSE_STREAM")
        except BaseException:
            self._close_listeners()
            raise
        self.table: str = self._template.tables[0]["TableName"]

    @property
    def logs(self) -> Path:
        """The folder with a log for each process and function."""
        return self._logs

    @property
    def endpoints(self) -> dict[str, str]:
        """The environment variables that lead the AWS SDKs here."""
        return {"AWS_ENDPOINT_URL": self.aws_url, "AWS_ENDPOINT_URL_DYNAMODB": self.dynamodb_url}

    def pids(self) -> dict[str, int]:
        """The processes by name: aws, dynamodb (unless it is elsewhere), gateway, simulator, stream."""
        return {name: child.pid for name, child in self._children.items()}

    def machine_arn(self, name: str) -> str:
        """The ARN of the state machine whose name ends so."""
        return next(m.arn for m in self._template.machines if m.name.endswith(name))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything and wait until it answers. Raises `StackError`; then nothing is left running."""
        self._logs.mkdir(parents=True, exist_ok=True)
        for old in self._logs.glob("*.log"):
            old.unlink()
        try:
            self._start_children()
            self._deploy()
            self._await_ready()
            self._announce()
        except BaseException as error:
            died = self._why_dead()
            self.stop()
            if isinstance(error, OSError):
                raise StackError(died or f"A part did not answer: {error}") from error
            raise

    def _start_children(self) -> None:
        started = self._children
        functions = [f for f in self._template.functions if f is not self._stream]
        aws_port = ports.port_of(self._aws)
        # The slowest first. The connections made below wait until each of them is up.
        started["aws"] = aws.launch(
            self._aws, functions, endpoints=self.endpoints, logs=self._logs, preload=self._preload
        )
        if self._dynamodb:
            started["dynamodb"] = dynamodb.launch(self._dynamodb, self._logs / "dynamodb.log")
        for restartable in _RESTARTED:
            self._start_restartable(restartable)
        gateway = {
            "port": int(self.url.rpartition(":")[2]),
            "aws": aws_port,
            "stream": self._stream_port,
            "simulator": self._simulator_port,
            "api": self._api.name,
            "api_cors": (self._api.url or {}).get("Cors"),
            "stream_cors": (self._stream.url or {}).get("Cors"),
            "readers": self._stream.reserved,
        }
        log = self._logs / "gateway.log"
        started["gateway"] = process.start(
            "gateway", ["-m", "local.gateway"], log=log, listener=self._gateway, config=gateway
        )

    def _start_restartable(self, name: str) -> None:
        if name == "simulator":
            command = ["-m", "local.simulator", "--port", str(self._simulator_port), "--public-url", self.url]
            child = process.start(name, command, log=self._logs / "simulator.log")
        else:
            child = self._start_stream()
        self._children[name] = child

    def _start_stream(self) -> process.Child:
        """The stream function as the Web Adapter starts it: its run.sh, one process for many readers."""
        root = Path(self._stream.task_root)
        env = function_environment(self._stream, self.endpoints)
        env["PATH"] = f"{process.interpreter_folder()}:{env['PATH']}"  # run.sh says `python`
        return process.start(
            "stream", [f"./{self._stream.handler}"], log=self._logs / f"{self._stream.id}.log", env=env, cwd=root
        )

    def _deploy(self) -> None:
        keys = self.settings.keys
        for definition in self._template.tables:
            deploy.table(self.dynamodb_url, definition, keys)
        deploy.provide_secrets(self.aws_url, self._template, self.settings.provider_keys())
        for machine in self._template.machines:
            deploy.machine(self.aws_url, machine)

    def _await_ready(self) -> None:
        self._until_ok(f"http://127.0.0.1:{self._simulator_port}/simulator/settings")
        readiness = self._stream.environment.get("AWS_LWA_READINESS_CHECK_PATH", "/")
        self._until_ok(f"http://127.0.0.1:{self._stream_port}{readiness}")
        if self._simulator is not None:
            body = json.dumps(self._simulator).encode()
            headers = {"content-type": "application/json"}
            fetch(f"{self.url}/simulator/settings", method="PUT", body=body, headers=headers)
        fetch(f"{self.aws_url}/ready")
        health = fetch(f"{self.url}/v1/health")
        if health.status != 200:
            logs = self._logs / f"{self._api.id}.log"
            raise StackError(f"GET /v1/health answered {health.status}: {health.body[:500].decode()}\nSee {logs}.")

    def _until_ok(self, url: str) -> Answer:
        """The answer of a server that binds its port by itself, so that there is no connection until it is up."""
        deadline = time.monotonic() + READY_S
        while True:
            try:
                return fetch(url)
            except ConnectionError:
                if time.monotonic() > deadline or self._why_dead():
                    raise
                time.sleep(0.01)

    def _announce(self) -> None:
        addresses = running.Addresses(
            url=self.url,
            aws_url=self.aws_url,
            dynamodb_url=self.dynamodb_url,
            table=self.table,
            signing_secret=deploy.signing_secret(self._template),
        )
        self._announcement = running.Announcement(int(self.url.rpartition(":")[2]), addresses)

    def check(self) -> list[str]:
        """Look after the children: what died and can be started again is, and is named.

        Raises `StackError` for one that cannot: its state, or its address, died with it.
        """
        revived = []
        for name, child in list(self._children.items()):
            if child.exit_code() is not None:
                if name not in _RESTARTED:
                    raise StackError(self._why_dead() or name)
                self._start_restartable(name)
                revived.append(name)
        return revived

    def _why_dead(self) -> str | None:
        for name, child in self._children.items():
            if (code := child.exit_code()) is not None:
                log = self._logs / (f"{self._stream.id}.log" if name == "stream" else f"{name}.log")
                return f"The {name} process has ended ({code}); see {log}."
        return None

    def stop(self) -> None:
        """End every process. May be called again."""
        if self._announcement:
            self._announcement.withdraw()
        for child in self._children.values():
            child.terminate()
        deadline = time.monotonic() + GRACE_S
        for child in self._children.values():
            child.end(max(0.0, deadline - time.monotonic()))
        self._close_listeners()

    def _close_listeners(self) -> None:
        for listener in (self._gateway, self._aws, self._dynamodb):
            if listener:
                listener.close()
        self._release()

    def _release(self) -> None:
        for holder in self._held:
            holder.close()


_RESTARTED = ("simulator", "stream")
