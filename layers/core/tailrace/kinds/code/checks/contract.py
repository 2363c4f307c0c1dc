"""Stage `contract`: openapi.yaml is a valid OpenAPI 3 document, and says enough to build by."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from tailrace.kinds.code.checks.openapi import Document, Operation
from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.verdict import MOST_FINDINGS, Verdict, finding, verdict
from tailrace.kinds.code.checks.yaml_reader import YamlError
from tailrace.kinds.code.paths import CONTRACT
from tailrace.validation import Finding

LEAST_OPERATIONS = 3

# Keywords that change what a reference means, or reach beyond the document: a validator would follow them.
_REACHING = frozenset({"$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$vocabulary"})
# References that lead to references; a validator follows each of them by a call of its own.
_LONGEST_CHAIN = 20
# Below these, keys are names or data, not keywords.
_NAMES = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas", "variables", "mapping"})
_DATA = frozenset({"example", "examples", "default", "enum", "const"})


def check(project: Project) -> Verdict:
    """Fail with what is wrong in the contract; unknown if it was not written."""
    document = project.contract
    if document is None:
        return Verdict("unknown", f"{CONTRACT} was not written", ())
    if isinstance(document, YamlError):
        return verdict([finding(CONTRACT, str(document), document.line, document.column)], [], "")
    reaching = list(_reaching(document, document.value, ()))
    # A document that reaches beyond itself is not given to the validator, which would fetch what it points to.
    findings = reaching or [*islice(_invalid(document), MOST_FINDINGS), *_lacking(document)]
    return verdict(
        findings, [], f"valid OpenAPI {document.value.get('openapi')}, {len(document.operations)} operations"
    )


def _reaching(document: Document, value: Any, path: tuple[str | int, ...], is_names: bool = False) -> Iterator[Finding]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _reaching(document, item, (*path, index))
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        here = (*path, key)
        if not is_names and key in _DATA:
            continue
        if not is_names and key in _REACHING:
            yield finding(CONTRACT, f"{key} is not allowed: refer to '#/components/…' alone", *document.place(*here))
        if not is_names and key == "$ref":
            yield from _wrong_reference(document, inner, here)
            continue
        yield from _reaching(document, inner, here, not is_names and key in _NAMES)


def _wrong_reference(document: Document, target: Any, path: tuple[str | int, ...]) -> Iterator[Finding]:
    """A reference is to something in the document itself, and does not lead round in a circle to itself."""
    place = document.place(*path)
    if not isinstance(target, str) or not target.startswith("#/"):
        yield finding(CONTRACT, f"{target!r} is no reference within this document ('#/components/…')", *place)
        return
    seen: set[str] = set()
    while isinstance(target, str) and target not in seen:
        seen.add(target)
        value = _at(document.value, target)
        if value is None:
            yield finding(CONTRACT, f"{target} is referred to and is not there", *place)
            return
        target = value.get("$ref") if isinstance(value, dict) else None
        if len(seen) > _LONGEST_CHAIN:
            break
    if isinstance(target, str):
        message = f"{target} refers to itself" if target in seen else "it refers to a reference to a reference …"
        yield finding(CONTRACT, message, *place)


def _at(value: Any, pointer: str) -> Any:
    """What a JSON pointer means (RFC 6901), or None."""
    for part in pointer[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _invalid(document: Document) -> Iterator[Finding]:
    """What the validator says, by the version that the document names."""
    version = document.value.get("openapi")
    validator = _validator(version if isinstance(version, str) else "")
    if validator is None:
        place = document.place("openapi")
        yield finding(CONTRACT, f"openapi: {version!r} is no version of OpenAPI 3 that is known; write 3.1.0", *place)
        return
    for error in validator(_without_patterns(document.value)):
        path = [part for part in error.absolute_path if isinstance(part, str | int)]
        where = "/".join(map(str, path)) or "the document"
        yield finding(CONTRACT, f"{where}: {error.message.splitlines()[0]}", *document.place(*path))


def _without_patterns(value: Any, is_names: bool = False) -> Any:
    """The document without regular expressions: a validator runs them over default values, and one can run for ever."""
    if isinstance(value, list):
        return [_without_patterns(item) for item in value]
    if not isinstance(value, dict):
        return value
    if is_names:
        return {key: _without_patterns(inner) for key, inner in value.items()}
    return {
        key: inner if key in _DATA else _without_patterns(inner, key in _NAMES)
        for key, inner in value.items()
        if key != "patternProperties" and not (key == "pattern" and isinstance(inner, str))
    }


def _validator(version: str) -> Any:
    from jsonschema_path import SchemaPath
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

    chosen = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}.get(version[:3])
    if chosen is None or (len(version) > 3 and version[3] != "."):
        return None

    def errors(value: dict[str, Any]) -> Iterator[Any]:
        yield from (found := [*islice(chosen.schema_validator.iter_errors(value), MOST_FINDINGS)])
        if found:
            return  # What looks at the meaning takes the form for granted.
        # Without handlers nothing can be fetched. The validator's own `iter_errors` keeps every document for ever.
        path = SchemaPath.from_dict(value, handlers={})
        yield from chosen(path).root_validator(path)

    return errors


def _lacking(document: Document) -> Iterator[Finding]:
    """What a document may lack and be valid, but no project can be built by."""
    meant = [operation for operation in document.operations if not _is_health(operation)]
    if len(meant) < LEAST_OPERATIONS:
        found = f"there are {len(meant)} operations besides the health check; at least {LEAST_OPERATIONS} are needed"
        yield finding(CONTRACT, found, *document.place("paths"))
    for operation in document.operations:
        responses = operation.value.get("responses")
        codes = [str(code) for code in responses] if isinstance(responses, dict) else []
        if not any(code[:1] in "23" for code in codes):
            yield finding(CONTRACT, f"{operation} has no answer for success", operation.line, operation.column)
        if not _is_health(operation) and not any(code[:1] in "45" or code == "default" for code in codes):
            yield finding(CONTRACT, f"{operation} has no answer for an error", operation.line, operation.column)


def _is_health(operation: Operation) -> bool:
    return "health" in operation.path.lower()
