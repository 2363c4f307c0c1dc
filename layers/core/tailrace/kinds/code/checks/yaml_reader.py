"""YAML as JSON's types, with a place for every value; nothing that YAML can do beyond that.

The text is scanned event by event before anything is built of it, so that deep nesting and a bomb of aliases are
refused while they cost nothing. Scalars follow the core schema of YAML 1.2
(https://yaml.org/spec/1.2.2/#103-core-schema): dates, `yes` and `no` are text, and keys are always text.
"""

import re
from collections.abc import Iterable
from typing import Any

import yaml

DEEPEST, MOST_NODES = 60, 40_000

_INT = re.compile(r"[-+]?\d{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.\d{1,40}|\d{1,40}(?:\.\d{0,40})?)(?:[eE][-+]?\d{1,3})?")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# The C parser does not recurse; its Python twin is what remains where PyYAML was built without it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(ValueError):
    """The text is not the YAML that is allowed; `line` and `column` from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def scan(text: str, *, aliases: bool) -> None:
    """Raises `YamlError` if this is no YAML, is nested too deep or too long, or has aliases where it may not."""
    depth = nodes = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            nodes += 1
            line, column = _position(event.start_mark)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST or nodes > MOST_NODES:
                raise YamlError("it is nested too deep or has too many values", line, column)
            if isinstance(event, yaml.AliasEvent) and not aliases:
                raise YamlError(f"aliases (*{event.anchor}) are not allowed here", line, column)
    except yaml.MarkedYAMLError as error:
        found = str(error.problem or error.context or "no YAML")
        raise YamlError(found, *_position(error.problem_mark or error.context_mark)) from None
    except yaml.YAMLError as error:
        raise YamlError(str(error).splitlines()[0], 1, 1) from None


def read(text: str) -> tuple[Any, yaml.Node]:
    """The one document as JSON's types, and its nodes. Raises `YamlError`."""
    scan(text, aliases=False)
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise YamlError(str(error.problem), *_position(error.problem_mark)) from None
    if node is None:
        raise YamlError("it is empty", 1, 1)
    return _plain(node), node


def place(node: yaml.Node, path: Iterable[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of the value at `path`, or of the last part of it that is there."""
    key = node
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            key, node = found
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            key = node = node.value[part]
        else:
            break
    return _position(key.start_mark)


def _position(mark: Any) -> tuple[int, int]:
    """Line and column, from 1, of a mark, which counts from 0 and may be absent."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node.value) if not node.style else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    values: dict[str, Any] = {}
    for key, value in node.value:
        line, column = _position(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError("a key has to be text", line, column)
        if key.value in values:
            raise YamlError(f"the key {key.value!r} stands here twice", line, column)
        values[key.value] = _plain(value)
    return values


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
