"""CloudFormation's intrinsic functions: read from YAML, then resolved against what exists locally."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import yaml


class TemplateError(ValueError):
    """The template says something that the local stack does not know or that is not there."""


@dataclass(frozen=True)
class Call:
    """One use of an intrinsic function: `name` as its long form has it, `Fn::Sub` or `Ref`."""

    name: str
    argument: Any


class Names(Protocol):
    """What references resolve to; both raise `TemplateError` for what is not there."""

    def ref(self, name: str) -> Any: ...
    def attribute(self, name: str, attribute: str) -> Any: ...


class _Loader(yaml.SafeLoader):
    """Safe YAML that keeps CloudFormation's short tags as calls."""


def _short_tag(loader: _Loader, suffix: str, node: yaml.Node) -> Call:
    argument: Any
    if isinstance(node, yaml.MappingNode):
        argument = loader.construct_mapping(node, deep=True)
    elif isinstance(node, yaml.SequenceNode):
        argument = loader.construct_sequence(node, deep=True)
    else:
        argument = node.value
    return Call(suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}", argument)


_Loader.add_multi_constructor("!", _short_tag)


def load(text: str) -> Any:
    """A template's YAML as plain values and `Call`s."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader with constructors of our own


_NO_VALUE = object()


class Resolver:
    """Resolves values of one template. `conditions` is the template's section, unresolved."""

    def __init__(self, names: Names, conditions: Mapping[str, Any]) -> None:
        self._names = names
        self._conditions = conditions
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Condition": self.condition,
            "Fn::GetAtt": self._attribute,
            "Fn::Sub": self._sub,
            "Fn::Join": lambda a: str(self(a[0])).join(str(part) for part in self(a[1])),
            "Fn::Select": lambda a: self(a[1])[int(self(a[0]))],
            "Fn::Split": lambda a: str(self(a[1])).split(str(self(a[0]))),
            "Fn::If": lambda a: self._resolve(a[1] if self.condition(a[0]) else a[2]),
            # Parameters are text to CloudFormation, whatever they look like.
            "Fn::Equals": lambda a: str(self(a[0])) == str(self(a[1])),
            "Fn::Not": lambda a: not self(a[0]),
            "Fn::And": lambda a: all(self(part) for part in a),
            "Fn::Or": lambda a: any(self(part) for part in a),
        }

    def __call__(self, value: Any) -> Any:
        """`value` with every call in it resolved, and what is `AWS::NoValue` left out."""
        resolved = self._resolve(value)
        return None if resolved is _NO_VALUE else resolved

    def condition(self, name: str) -> bool:
        """Whether the condition of this name holds."""
        if name not in self._conditions:
            raise TemplateError(f"the template has no condition {name}")
        return bool(self(self._conditions[name]))

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, Call):
            function = self._functions.get(value.name)
            if function is None:
                raise TemplateError(f"the local stack does not know {value.name}")
            return function(value.argument)
        if isinstance(value, dict):
            if len(value) == 1 and (name := next(iter(value))) and str(name).startswith(("Fn::", "Ref")):
                return self._resolve(Call(name, value[name]))
            members = {key: self._resolve(member) for key, member in value.items()}
            return {key: member for key, member in members.items() if member is not _NO_VALUE}
        if isinstance(value, list):
            return [member for member in map(self._resolve, value) if member is not _NO_VALUE]
        return value

    def _ref(self, name: str) -> Any:
        return _NO_VALUE if name == "AWS::NoValue" else self._names.ref(name)

    def _attribute(self, argument: Any) -> Any:
        name, _, attribute = argument.partition(".") if isinstance(argument, str) else (argument[0], "", argument[1])
        return self._names.attribute(name, attribute)

    def _sub(self, argument: Any) -> str:
        text, given = (argument, {}) if isinstance(argument, str) else argument

        def replace(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith("!"):  # CloudFormation's way to write a literal ${…}
                return f"${{{name[1:]}}}"
            if name in given:
                return str(self(given[name]))
            return str(self._attribute(name) if "." in name else self._names.ref(name))

        return re.sub(r"\$\{([^}]+)\}", replace, text)
