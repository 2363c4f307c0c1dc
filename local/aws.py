"""AWS for one machine: Step Functions, Secrets Manager, EventBridge, STS and Lambda on one endpoint.

State machines are run by moto's interpreter, their Lambda tasks by the function host, which shares this process.
Started by `launch`; GET /ready is answered when every function has a worker.
"""

import asyncio
import gc
import json
import logging
import os
import signal
import socket
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from local import moto_patches, ports, process
from local.host.errors import ThrottledError, UnknownFunctionError
from local.host.host import PRELOAD, Host
from local.http_server import Request, Response, serve
from local.template import Function

JSON = ("content-type", "application/json")


def launch(
    listener: socket.socket,
    functions: Sequence[Function],
    *,
    endpoints: Mapping[str, str],
    logs: Path,
    preload: Sequence[str] = PRELOAD,
) -> process.Child:
    """Start the process; calls wait at `listener` until it is up.

    `endpoints` are the AWS_ENDPOINT_URL variables of the functions, `preload` what their workers have imported.
    """
    config = {
        "port": ports.port_of(listener),
        "functions": [asdict(function) for function in functions],
        "endpoints": dict(endpoints),
        "logs": str(logs),
        "preload": list(preload),
    }
    return process.start("aws", ["-m", "local.aws"], log=logs / "aws.log", listener=listener, config=config)


class Aws:
    """Answers requests. `host` is asked to run functions; moto's handlers answer the rest."""

    def __init__(self, host: Host, warm: "asyncio.Future[Any]") -> None:
        from moto.secretsmanager.responses import SecretsManagerResponse
        from moto.stepfunctions.responses import StepFunctionResponse

        self._host = host
        self._warm = warm
        self._services = {
            "AWSStepFunctions": (StepFunctionResponse, "states"),
            "secretsmanager": (SecretsManagerResponse, "secretsmanager"),
        }

    async def __call__(self, request: Request) -> Response:
        from local.moto_calls import dispatch

        if target := request.header("x-amz-target"):
            if service := self._services.get(target.partition(".")[0]):
                return dispatch(*service, request)
        elif request.method == "POST" and b"Action=" in request.body:
            from moto.sts.responses import TokenResponse  # seldom asked, so imported when it is

            return dispatch(TokenResponse, "sts", request)
        match (request.method, request.target.split("/")[1:]):
            case ("POST", ["2015-03-31", "functions", name, "invocations"]):
                return await self._invoke(unquote(name), request.body)
            case ("GET", ["ready"]):
                await asyncio.shield(self._warm)
                return Response(200, [JSON], b"{}")
        return Response(404, [JSON], b'{"__type": "UnknownOperationException"}')

    async def _invoke(self, name: str, payload: bytes) -> Response:
        """https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html"""
        try:
            outcome = await self._host.invoke(name, payload)
        except (ThrottledError, UnknownFunctionError) as error:
            failure = client_error(error).response["Error"]
            body = json.dumps({"Type": "User", "message": failure["Message"]}).encode()
            return Response(client_status(error), [JSON, ("x-amzn-errortype", failure["Code"])], body)
        failed = [("x-amz-function-error", outcome.error)] if outcome.error else []
        return Response(200, [JSON, ("x-amz-executed-version", "$LATEST"), *failed], outcome.payload)


def client_status(error: ThrottledError | UnknownFunctionError) -> int:
    """The HTTP status of Lambda's refusal."""
    return 429 if isinstance(error, ThrottledError) else 404


def client_error(error: ThrottledError | UnknownFunctionError) -> Any:
    """Lambda's refusal as boto3 raises it."""
    from botocore.exceptions import ClientError

    shown: Any
    if isinstance(error, ThrottledError):
        shown = {"Code": "TooManyRequestsException", "Message": "Rate Exceeded."}
    else:
        shown = {"Code": "ResourceNotFoundException", "Message": f"Function not found: {error}"}
    meta: Any = {"HTTPStatusCode": client_status(error), "RequestId": str(uuid.uuid4())}
    return ClientError({"Error": shown, "ResponseMetadata": meta}, "Invoke")


async def main(config: dict[str, Any]) -> None:
    """Serve until terminated."""
    loop = asyncio.get_running_loop()
    functions = [Function(**function) for function in config["functions"]]
    # First of all, since its imports take longest and go on beside ours.
    host = Host(functions, config["endpoints"], Path(config["logs"]), config["preload"])

    moto_patches.skip_batch()
    os.environ["MOTO_PORT"] = str(config["port"])
    from local.events import EventBridge, status_change

    moto_patches.patch_core(os.environ)
    bridge = EventBridge(functions, host.invoke)

    def invoke(name: str, payload: bytes) -> tuple[Any, str | None]:
        """Called in the interpreter's threads."""
        try:
            outcome = asyncio.run_coroutine_threadsafe(host.invoke(name, payload), loop).result()
        except (ThrottledError, UnknownFunctionError) as error:
            raise client_error(error) from error
        return json.loads(outcome.payload), outcome.error

    def on_status(execution: Any) -> None:
        loop.call_soon_threadsafe(bridge.publish, status_change(execution))

    moto_patches.patch_stepfunctions(invoke, on_status)
    warm = asyncio.gather(*(host.warm(function.name) for function in functions))
    gc.freeze()  # what is imported by now stays
    # The interpreter's threads must not keep the loop, which every invocation passes through, waiting for 5 ms.
    sys.setswitchinterval(0.0005)
    server = await serve(Aws(host, warm), socket.socket(fileno=config["fd"]))
    # Workers are killed before they see their Runtime API go, which they would log as a failure.
    terminated = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, terminated.set)
    await terminated.wait()
    host.close()
    server.close()
    os._exit(0)  # the interpreter's threads would be waited for


if __name__ == "__main__":
    import uvloop

    logging.basicConfig(level=logging.WARNING)
    uvloop.run(main(json.load(sys.stdin)))
