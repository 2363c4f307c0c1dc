"""Every operation of a contract called for real, and every answer held against what the contract says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from jsonschema import Draft202012Validator

# An id that no sample has.
_NOBODY = 999_999
# What takes something away comes last.
_ORDER = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class _Operation:
    """`collection`: its path has no parameter. `body` is the schema of its body, None if it takes none."""

    method: str
    path: str
    responses: Mapping[str, Any]
    body: Mapping[str, Any] | None

    @property
    def collection(self) -> bool:
        return "{" not in self.path

    def url(self, id_: int) -> str:
        return (
            self.path if self.collection else f"{self.path[: self.path.index('{')]}{id_}{self.path.partition('}')[2]}"
        )

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"


class Walk:
    """A walk through `document`'s operations, by `http`; raises AssertionError for the first answer that is not so."""

    def __init__(self, document: Mapping[str, Any], http: httpx2.Client) -> None:
        self._document = document
        self._http = http
        self._operations = sorted(self._read(), key=lambda one: _ORDER.index(one.method))

    def everything(self) -> set[str]:
        """Call each operation well and badly; returns the operations with the statuses that came."""
        create = next(one for one in self._operations if one.method == "post" and one.collection)
        made = self._call(create, body=self._least(create))
        id_ = made.json()["id"]
        seen = {f"{create} {made.status_code}"}
        for one in self._operations:
            good = self._call(one, id_, self._example(one))
            assert good.is_success, f"{one} answered {good.status_code}: {good.text}"
            seen |= {f"{one} {answer.status_code}" for answer in (good, *self._badly(one, id_))}
        return seen

    def _badly(self, one: _Operation, id_: int) -> Iterator[httpx2.Response]:
        if not one.collection:
            yield self._refused(self._call(one, _NOBODY, self._example(one)), 404)
            yield self._refused(self._call(one, "nonsense", self._example(one)), 400, 422)
        if one.body is not None:
            broken: dict[str, Any] = {name: [] for name in self._example(one)}
            # A record of its own: a deletion may have taken the first.
            yield self._refused(self._call(one, 1, broken), 400, 422)
            url = one.url(1)
            garbled = self._http.request(one.method, url, content=b"{", headers={"Content-Type": "application/json"})
            yield self._refused(self._checked(one, garbled), 400, 422)
        if "409" in one.responses:
            yield self._refused(self._call(one, id_, self._example(one)), 409)

    def _refused(self, answer: httpx2.Response, *statuses: int) -> httpx2.Response:
        assert answer.status_code in statuses, f"{answer.request.url}: {answer.status_code} {answer.text}"
        return answer

    def _call(self, one: _Operation, id_: Any = None, body: Any = None) -> httpx2.Response:
        return self._checked(one, self._http.request(one.method, one.url(id_), json=body))

    def _checked(self, one: _Operation, answer: httpx2.Response) -> httpx2.Response:
        told = one.responses.get(str(answer.status_code))
        assert told is not None, f"{one} answered {answer.status_code}, which its contract does not know: {answer.text}"
        content = self._resolved(told).get("content")
        if content is None:
            assert answer.content == b""
        else:
            schema = {**content["application/json"]["schema"], "components": self._document["components"]}
            Draft202012Validator(schema).validate(answer.json())
        return answer

    def _read(self) -> Iterator[_Operation]:
        for path, item in self._document["paths"].items():
            for method in _ORDER:
                if method in item:
                    body = item[method].get("requestBody")
                    schema = body["content"]["application/json"]["schema"] if body else None
                    yield _Operation(method, path, item[method]["responses"], schema)

    def _resolved(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in value:
            found: Any = self._document
            for name in value["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            value = found
        return value

    def _example(self, one: _Operation) -> Any:
        """A body as the contract shows one, or all of its fields' defaults."""
        if one.body is None:
            return None
        schema = self._resolved(one.body)
        if "examples" in schema:
            return schema["examples"][0]
        return {name: rule["default"] for name, rule in schema["properties"].items() if "default" in rule}

    def _least(self, one: _Operation) -> Any:
        """As little as a body may have."""
        schema = self._resolved(one.body or {})
        return {name: value for name, value in schema["examples"][0].items() if name in schema["required"]}
