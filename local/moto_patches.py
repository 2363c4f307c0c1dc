"""What moto 5.2.5 must be told, or does differently from AWS. All of it lies here; the version is pinned in the lock.

Each patch says what moto does by itself. Imports are inside the functions: DynamoDB's process needs no interpreter.
"""

import copy
import datetime
import functools
import json
import sys
import threading
import time
import uuid
from collections.abc import Callable
from enum import Enum
from types import ModuleType
from typing import Any

from local.resources import ACCOUNT

Invoke = Callable[[str, bytes], tuple[Any, str | None]]
"""Runs a Lambda function: (name or ARN, payload) to (result, function error). Raises a botocore ClientError."""


# An execution ends once: by itself or by StopExecution, whichever is first.
_ending = threading.Lock()


def patch_core(environ: Any) -> None:
    """For every service: one account, and no list of all objects ever made (which is a leak)."""
    import moto.core.common_models

    environ["MOTO_ACCOUNT_ID"] = ACCOUNT
    moto.core.common_models.BaseModel.__new__ = lambda cls, *_args, **_kwargs: object.__new__(cls)


def patch_dynamodb() -> None:
    """Everything that a log's reads and appends do is made several times faster; the answers stay the same."""
    from moto.core import responses
    from moto.dynamodb.responses import DynamoHandler, DynamoResult

    # moto inspects the handler's class in each call to find its methods.
    responses.method_names_from_class = functools.cache(responses.method_names_from_class)
    _query_by_partition()
    stock = DynamoHandler.serialized

    def serialized(self: Any, result: Any) -> Any:
        # Items have the answer's shape already; moto walks every attribute along the API's model once more. Binary
        # data, which JSON refuses, needs that.
        if isinstance(result, DynamoResult) and self._get_action() in ("GetItem", "PutItem", "Query", "BatchGetItem"):
            try:
                content = {name: value for name, value in result.result.items() if value is not None}
                return 200, {**self.response_headers, "content-type": "application/x-amz-json-1.0"}, json.dumps(content)
            except TypeError:
                pass
        return stock(self, result)

    DynamoHandler.serialized = serialized


def _query_by_partition() -> None:
    """A query looks at its own partition, and in it from its lower bound on; moto sorts and sizes the whole table."""
    from moto.dynamodb.models.table import Table

    stock = Table.query

    def candidates(partition: Any, comparison: str | None, bounds: Any) -> list[Any]:
        if comparison in ("GT", ">") and bounds[0].type == "S":
            lowest = bounds[0].value
            return [item for key, item in partition.items() if key.value > lowest]
        return list(partition.values())

    def query(self: Any, hash_key: Any, comparison: Any, bounds: Any, *args: Any, **kwargs: Any) -> Any:
        index_name = kwargs.get("index_name") or args[4]
        if index_name or not self.range_key_attr:
            return stock(self, hash_key, comparison, bounds, *args, **kwargs)
        items = candidates(self.items.get(hash_key, {}), comparison, bounds)
        self.all_items = lambda: items  # safe: calls run one at a time, see local.dynamodb
        try:
            return stock(self, hash_key, comparison, bounds, *args, **kwargs)
        finally:
            del self.all_items

    Table.query = query


def skip_batch() -> None:
    """moto's interpreter imports AWS Batch, and with it tables of EC2's instance types, for one enumeration.

    Must be called before anything of moto's Step Functions is imported; saves half of its import time.
    """
    job_status = Enum("job_status", ["SUCCEEDED", "FAILED"])  # those that it asks for
    batch: Any = ModuleType("moto.batch.utils")
    batch.JobStatus = job_status
    sys.modules.setdefault("moto.batch.utils", batch)


def patch_stepfunctions(invoke: Invoke, on_status: Callable[[Any], None]) -> None:
    """Run state machines for real. `on_status` gets each execution when it starts and when it has ended."""
    from moto.core.config import default_user_config

    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    _parse_once()
    _tasks(invoke)
    _error_names()
    _map_context()
    _executions(on_status)
    _stop(on_status)


def _parse_once() -> None:
    """A definition is parsed when its state machine is made, and copied for each execution; moto parses it for each,
    which takes the CPU a fifth of a second."""
    from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser

    stock = functools.lru_cache(maxsize=64)(AmazonStateLanguageParser.parse)

    def parse(definition: str) -> tuple[Any, Any]:
        program, tree = stock(definition)
        return copy.deepcopy(program), tree

    AmazonStateLanguageParser.parse = staticmethod(parse)


def _tasks(invoke: Invoke) -> None:
    """Lambda tasks run in the function host; moto's own answer with their input."""
    from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils

    def call(parameters: Any, region: str, state_credentials: Any) -> Any:
        payload = parameters.get("Payload")
        result, error = invoke(parameters["FunctionName"], b"{}" if payload is None else payload)
        answer = {"StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": result}
        return {**answer, "FunctionError": error} if error else answer

    lambda_eval_utils._invoke_lambda_function = call


def _error_names() -> None:
    """Errors keep their names on the way out of Map, Parallel and direct function ARNs.

    By itself a `States.*` error becomes States.Runtime there, and a function ARN's service errors become Exception.
    """
    from botocore.exceptions import ClientError
    from moto.stepfunctions.parser.api import HistoryEventType, LambdaFunctionFailedEventDetails
    from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
    from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
    from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
    from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import iteration_worker
    from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import branches_decl
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task_lambda import StateTaskLambda
    from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

    known = {kind.to_name(): kind for kind in StatesErrorNameType}

    def named(error_name: Any) -> Any:
        name = str(error_name)
        return StatesErrorName(known[name]) if name in known else CustomErrorName(error_name)

    iteration_worker.CustomErrorName = branches_decl.CustomErrorName = named
    stock = StateTaskLambda._from_error

    def from_error(self: Any, env: Any, ex: Exception) -> Any:
        if not isinstance(ex, ClientError):
            return stock(self, env, ex)
        name, cause = f"Lambda.{ex.response['Error']['Code']}", ex.response["Error"]["Message"]
        details = EventDetails(
            lambdaFunctionFailedEventDetails=LambdaFunctionFailedEventDetails(error=name, cause=cause)
        )
        return FailureEvent(
            env=env,
            error_name=CustomErrorName(name),
            event_type=HistoryEventType.LambdaFunctionFailed,
            event_details=details,
        )

    StateTaskLambda._from_error = from_error


def _map_context() -> None:
    """`$$.Map` reaches the Task states of an iterator; the frame that they run in drops it."""
    from moto.stepfunctions.parser.asl.eval.environment import Environment

    stock = Environment.as_inner_frame_of.__func__

    def as_inner_frame_of(cls: Any, env: Any, *args: Any, **kwargs: Any) -> Any:
        frame = stock(cls, env, *args, **kwargs)
        context = env.states.context_object.context_object_data
        if "Map" in context:
            frame.states.context_object.context_object_data["Map"] = context["Map"]
        return frame

    Environment.as_inner_frame_of = classmethod(as_inner_frame_of)


def _executions(on_status: Callable[[Any], None]) -> None:
    """Executions are told about, have names, a start time that is text (as a date it breaks DescribeExecution when it
    is in an output), and a stop date also after a time-out. Ended threads are let go."""
    from moto.stepfunctions.parser.backend import execution as backend
    from moto.stepfunctions.parser.models import StepFunctionsParserBackend
    from moto.stepfunctions.parser.utils import TMP_THREADS
    from moto.stepfunctions.responses import StepFunctionResponse

    execution, worker, begin = backend.Execution, backend.BaseExecutionWorkerCommunication, StepFunctionsParserBackend
    stock_begin, stock_start, stock_ended = begin.start_execution, execution.start, worker.terminated
    stock_details, stock_describe = execution.get_start_execution_details, StepFunctionResponse.describe_execution

    def start_execution(self: Any, arn: str, name: str | None = None, *args: Any, **kwargs: Any) -> Any:
        return stock_begin(self, arn, name or str(uuid.uuid4()), *args, **kwargs)

    def start(self: Any) -> None:
        stock_start(self)
        TMP_THREADS[:] = [thread for thread in TMP_THREADS if thread.is_alive()]
        on_status(self)

    def terminated(self: Any) -> None:
        with _ending:
            if getattr(self.execution, "stopped", False):
                return  # its end is written already, and for good
            stock_ended(self)
        on_status(self.execution)

    def details(self: Any) -> Any:
        given = stock_details(self)
        if isinstance(given.start_time, datetime.datetime):
            given.start_time = given.start_time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return given

    def describe_execution(self: Any) -> Any:
        answer = stock_describe(self)
        if answer.result["status"] == "TIMED_OUT":
            found = self.stepfunction_backend.describe_execution(answer.result["executionArn"])
            answer.result.update(stopDate=found.stop_date, error="States.Timeout")
        return answer

    begin.start_execution = start_execution
    execution.start, worker.terminated = start, terminated
    execution.get_start_execution_details = details
    StepFunctionResponse.describe_execution = describe_execution


def _stop(on_status: Callable[[Any], None]) -> None:
    """StopExecution aborts at once and keeps error and cause; by itself it waits for the running task, forgets both,
    and inside a Map ends as FAILED. As on AWS, the Lambda that runs is not interrupted."""
    from moto.core.responses import ActionResult
    from moto.stepfunctions.parser.api import ExecutionAbortedEventDetails, ExecutionStatus, HistoryEventType
    from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
    from moto.stepfunctions.parser.asl.eval.event.event_manager import EventHistoryContext, EventManager
    from moto.stepfunctions.parser.backend.execution import Execution
    from moto.stepfunctions.responses import StepFunctionResponse

    stock_stop, stock_add = Execution.stop, EventManager.add_event

    def add_event(self: Any, *args: Any, **kwargs: Any) -> Any:
        return 0 if getattr(self, "closed", False) else stock_add(self, *args, **kwargs)

    def stop(self: Any, stop_date: datetime.datetime, error: str | None, cause: str | None) -> None:
        with _ending:
            if self.exec_status != ExecutionStatus.RUNNING:
                return
            self.stopped, self.exec_status, self.stop_date = True, ExecutionStatus.ABORTED, stop_date
            self.error, self.cause = error, cause
        while self.exec_worker.env is None:  # its thread is still parsing the definition
            time.sleep(0.001)
        stock_stop(self, stop_date, error, cause)
        events = self.exec_worker.env.event_manager
        stock_add(
            events,
            context=EventHistoryContext.of_program_start(),
            event_type=HistoryEventType.ExecutionAborted,
            event_details=EventDetails(
                executionAbortedEventDetails=ExecutionAbortedEventDetails(error=error, cause=cause)
            ),
        )
        events.closed = True
        on_status(self)

    def stop_execution(self: Any) -> Any:
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        execution.stop(datetime.datetime.now(datetime.UTC), self._get_param("error"), self._get_param("cause"))
        return ActionResult({"stopDate": execution.stop_date})

    EventManager.add_event, Execution.stop = add_event, stop
    StepFunctionResponse.stop_execution = stop_execution
