"""template.yaml as the local stack needs it: functions, state machines and tables, with every value resolved."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from local.intrinsics import Resolver, TemplateError, load
from local.resources import LocalNames

_FUNCTION = "AWS::Serverless::Function"
_LAYER = "AWS::Serverless::LayerVersion"


@dataclass(frozen=True)
class Function:
    """A Lambda function. `path` are its layers' folders, `timeout` is in seconds, `memory` in MB.

    `rules` are EventBridge patterns and `schedules` are rates that invoke it; `input`, where given, is the event they
    send. `reserved` is the most that may run at once. `url` is its FunctionUrlConfig.
    """

    id: str
    name: str
    arn: str
    handler: str
    task_root: str
    path: list[str]
    timeout: float
    memory: int
    environment: dict[str, str]
    log_format: str = "Text"
    reserved: int | None = None
    url: dict[str, Any] | None = None
    rules: list[dict[str, Any]] = field(default_factory=list)
    schedules: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Machine:
    """A state machine, its definition as the JSON text that Step Functions takes."""

    name: str
    arn: str
    definition: str


@dataclass(frozen=True)
class Template:
    functions: list[Function]
    machines: list[Machine]
    tables: list[dict[str, Any]]
    """Each as CreateTable takes it, plus TimeToLiveSpecification where there is one."""

    def url_function(self, invoke_mode: str) -> Function:
        """The one function whose URL is BUFFERED or RESPONSE_STREAM."""
        found = [f for f in self.functions if f.url and f.url.get("InvokeMode", "BUFFERED") == invoke_mode]
        if len(found) != 1:
            raise TemplateError(f"one function must have a URL that is {invoke_mode}, {len(found)} have")
        return found[0]


def read(
    path: Path,
    *,
    url: str,
    overrides: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
) -> Template:
    """The template at `path`.

    `url` is where all function URLs are served. `overrides` are values for environment variables, used in each
    function that declares the variable. `parameters` are values for those that the template has; the others have their
    defaults. Raises `TemplateError`.
    """
    source = load(path.read_text())
    for name, value in (parameters or {}).items():
        if name in source.get("Parameters", {}):
            source["Parameters"][name]["Default"] = value
    resources: dict[str, Any] = source.get("Resources", {})
    urls = {
        name: f"{url}/"  # AWS's end with a slash too
        for name, resource in resources.items()
        if "FunctionUrlConfig" in resource.get("Properties", {})
    }
    reader = _Reader(path.parent, source, LocalNames(source, urls), overrides or {})
    return Template(
        functions=[reader.function(name) for name in reader.all(_FUNCTION)],
        machines=[reader.machine(name) for name in reader.all("AWS::Serverless::StateMachine")],
        tables=[reader.table(name) for name in reader.all("AWS::DynamoDB::Table")],
    )


class _Reader:
    def __init__(self, root: Path, source: Any, names: LocalNames, overrides: Mapping[str, str]) -> None:
        self._root = root
        self._resources = source["Resources"]
        self._globals = source.get("Globals", {}).get("Function", {})
        self._names = names
        self._overrides = overrides
        self._resolve = Resolver(names, source.get("Conditions", {}))
        self._layers = {names.arn(name): self._properties(name) for name in self.all(_LAYER)}

    def all(self, kind: str) -> list[str]:
        """The logical ids of this type, without those whose condition does not hold."""
        return [
            name
            for name, resource in self._resources.items()
            if resource["Type"] == kind
            and ("Condition" not in resource or self._resolve.condition(resource["Condition"]))
        ]

    def _properties(self, name: str) -> dict[str, Any]:
        properties: dict[str, Any] = self._resources[name].get("Properties", {})
        return properties

    def function(self, name: str) -> Function:
        own, shared = self._properties(name), self._globals
        merged = {**shared, **own}
        variables = {
            **shared.get("Environment", {}).get("Variables", {}),
            **own.get("Environment", {}).get("Variables", {}),
        }
        environment = {key: str(value) for key, value in self._resolve(variables).items()}
        reserved = self._resolve(merged.get("ReservedConcurrentExecutions"))
        events = own.get("Events", {})
        return Function(
            id=name,
            name=self._names.name(name),
            arn=self._names.arn(name),
            handler=self._resolve(self._required(name, merged, "Handler")),
            task_root=str(self._root / self._resolve(self._required(name, merged, "CodeUri"))),
            path=self._path([*own.get("Layers", []), *shared.get("Layers", [])]),
            timeout=float(self._resolve(merged.get("Timeout", 3))),
            memory=int(self._resolve(merged.get("MemorySize", 128))),
            environment={key: self._overrides.get(key, value) for key, value in environment.items()},
            log_format=self._resolve(merged.get("LoggingConfig", {})).get("LogFormat", "Text"),
            reserved=None if reserved is None else int(reserved),
            url=self._resolve(own.get("FunctionUrlConfig")),
            rules=[self._rule(e) for e in events.values() if e["Type"] in ("EventBridgeRule", "CloudWatchEvent")],
            schedules=[self._schedule(e) for e in events.values() if e["Type"] in ("Schedule", "ScheduleV2")],
        )

    @staticmethod
    def _required(name: str, properties: Mapping[str, Any], key: str) -> Any:
        if key not in properties:
            raise TemplateError(f"function {name} has no {key}")
        return properties[key]

    def _path(self, layers: list[Any]) -> list[str]:
        """The folders of the layers made here; third-party layers' packages are the interpreter's own locally."""
        folders = []
        for arn in self._resolve(layers):
            if layer := self._layers.get(arn):
                folder = self._root / self._resolve(layer["ContentUri"])
                if any(folder.glob("*/__init__.py")) and str(folder) not in folders:
                    folders.append(str(folder))
        return folders

    def _rule(self, event: Mapping[str, Any]) -> dict[str, Any]:
        properties = self._resolve(event["Properties"])
        return {"pattern": properties["Pattern"], "input": properties.get("Input")}

    def _schedule(self, event: Mapping[str, Any]) -> dict[str, Any]:
        properties = self._resolve(event["Properties"])
        expression = properties.get("Schedule") or properties.get("ScheduleExpression")
        rate = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", str(expression))
        if not rate:
            raise TemplateError(f"the local stack knows schedules as rate(…) only, not {expression}")
        seconds = int(rate[1]) * {"minute": 60, "hour": 3600, "day": 86400}[rate[2]]
        return {"seconds": seconds, "input": properties.get("Input")}

    def machine(self, name: str) -> Machine:
        properties = self._properties(name)
        values = self._resolve(properties.get("DefinitionSubstitutions", {}))
        path = self._root / self._required(name, properties, "DefinitionUri")

        def replace(match: re.Match[str]) -> str:
            if match[1] not in values:
                raise TemplateError(f"{path.name} uses ${{{match[1]}}}, which DefinitionSubstitutions lacks")
            return str(values[match[1]])

        text = re.sub(r"\$\{(\w+)\}", replace, path.read_text())
        return Machine(self._names.name(name), self._names.arn(name), json.dumps(yaml.safe_load(text)))

    def table(self, name: str) -> dict[str, Any]:
        properties = self._resolve(self._properties(name))
        kept = ("AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes", "LocalSecondaryIndexes")
        table = {key: properties[key] for key in (*kept, "TimeToLiveSpecification") if key in properties}
        return {"TableName": self._names.name(name), "BillingMode": "PAY_PER_REQUEST", **table}
