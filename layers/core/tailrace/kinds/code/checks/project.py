"""What all stages look at; what several need is read once."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

from tailrace.kinds.code.checks.express import ExpressReader
from tailrace.kinds.code.checks.fastapi import FastApiReader
from tailrace.kinds.code.checks.js_project import JsProject
from tailrace.kinds.code.checks.openapi import Document, read_document
from tailrace.kinds.code.checks.py_project import PyProject
from tailrace.kinds.code.checks.routes_found import RoutesFound
from tailrace.kinds.code.checks.texts import JS_LOADERS, is_javascript, suffix
from tailrace.kinds.code.checks.verdict import finding
from tailrace.kinds.code.checks.yaml_reader import YamlError
from tailrace.kinds.code.input import CodeInput
from tailrace.kinds.code.paths import CONTRACT
from tailrace.syntax import parse
from tailrace.validation import Finding

# Processes of esbuild, each of which mostly starts.
_AT_ONCE = 4


@dataclass(frozen=True)
class Project:
    """The complete files by path; `planned` are all paths of the plan. `esbuild` is where that binary should lie."""

    files: Mapping[str, str]
    planned: tuple[str, ...]
    wanted: CodeInput
    esbuild: str

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Planned files that are not there."""
        return tuple(path for path in self.planned if path not in self.files)

    @property
    def unwritten(self) -> list[str]:
        """Why something that was not found may yet come: nothing, or one sentence."""
        return [f"{', '.join(self.missing)} could not be looked at: not written"] if self.missing else []

    @property
    def doubts(self) -> list[str]:
        """Why something that was not found in the code may yet be there."""
        unread = [*self.javascript.unread, *self.python.unread]
        return [*self.unwritten, *(f"{path} could not be looked into" for path in unread)]

    @cached_property
    def parsed(self) -> Mapping[str, list[Finding] | None]:
        """By JavaScript file what esbuild says against it; None where there is no esbuild."""
        files = {path: text for path, text in self.files.items() if is_javascript(path)}
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return dict(zip(files, threads.map(self._parse, files, files.values()), strict=True))

    def _parse(self, path: str, text: str) -> list[Finding] | None:
        try:
            return parse(text, path, JS_LOADERS[suffix(path)], esbuild=self.esbuild)
        except TimeoutError:
            return [finding(path, "esbuild could not parse this in any reasonable time")]

    @cached_property
    def javascript(self) -> JsProject:
        return JsProject(self.files, [path for path, found in self.parsed.items() if found])

    @cached_property
    def python(self) -> PyProject:
        return PyProject(self.files)

    @cached_property
    def words(self) -> frozenset[str]:
        """The names and texts in the code, comments left out."""
        javascript, python = self.javascript.modules.values(), self.python.modules.values()
        return frozenset[str]().union(*(one.words() for one in javascript), *(one.words() for one in python))

    @cached_property
    def contract(self) -> Document | YamlError | None:
        """The contract, why it cannot be read, or None if it is not there."""
        text = self.files.get(CONTRACT)
        if text is None:
            return None
        try:
            return read_document(text)
        except YamlError as error:
            return error

    @cached_property
    def routes(self) -> RoutesFound:
        """What the code answers to, by the reader of the framework that was asked for."""
        if self.wanted.framework == "express":
            return ExpressReader(self.javascript).read()
        return FastApiReader(self.python).read()
