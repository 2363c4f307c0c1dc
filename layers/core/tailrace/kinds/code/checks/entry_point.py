"""Stage `entry_point`: what starts the project is there, makes the application, and listens where it is told to."""

import ast
import re

from tailrace.kinds.code.checks.js_module import JsModule
from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.py_module import PyModule, dotted
from tailrace.kinds.code.checks.start import commands, start_script
from tailrace.kinds.code.checks.verdict import Verdict, finding, verdict
from tailrace.kinds.code.stack import stack_of
from tailrace.syntax_tree import field, source
from tailrace.validation import Finding

_JS_FILE = re.compile(r"[\w./-]{1,120}\.(?:js|mjs|cjs|ts|mts)")
_PORT = re.compile(r"\bPORT\b")
_APPLICATION = re.compile(r"[A-Za-z_][\w.]{0,120}:[A-Za-z_]\w{0,60}")


def check(project: Project) -> Verdict:
    """Fail if nothing starts, if what starts is not there, or if the port is not the environment's."""
    return _express(project) if project.wanted.framework == "express" else _fastapi(project)


def _express(project: Project) -> Verdict:
    script = start_script(project)
    if script is None:
        return Verdict("unknown", "package.json does not say how the project is started", ())
    named = _JS_FILE.search(script)
    if named is None:
        return Verdict("unknown", f"which file `{script[:80]}` starts cannot be told", ())
    entry = named[0].removeprefix("./")
    if entry not in project.planned:
        return verdict([finding("package.json", f"`npm start` runs {entry}, which is not there")], [], "")
    reached = _reached(project, entry)
    unseen: list[Finding] = []
    words = frozenset[str]().union(*(module.words() for module in reached))
    if not any(_calls(module, "listen") for module in reached):
        unseen.append(finding(entry, "nothing that the entry point imports ever listens (app.listen(port))"))
    if "PORT" not in words:
        unseen.append(finding(entry, "the port is not taken from PORT in the environment"))
    if "SIGTERM" not in words:
        unseen.append(finding(entry, "SIGTERM is not handled, so the server does not shut down gracefully"))
    return verdict([], project.doubts, f"npm start runs {entry}", unseen)


def _reached(project: Project, entry: str) -> list[JsModule]:
    """The entry point's module, and all that it imports, at any distance."""
    modules = project.javascript.modules
    seen, todo = set[str](), [entry]
    while todo:
        path = todo.pop()
        if path in modules and path not in seen:
            seen.add(path)
            targets = (project.javascript.resolve(path, one.specifier) for one in modules[path].imports)
            todo += [target for target in targets if target]
    return [modules[path] for path in sorted(seen)]


def _calls(module: JsModule, method: str) -> bool:
    return any(
        node.type == "call_expression" and source(field(field(node, "function"), "property")) == method
        for node in module.nodes
    )


def _fastapi(project: Project) -> Verdict:
    found = project.routes
    planned = [path for path in stack_of(project.wanted).entries if path in project.planned]
    if not found.apps:
        lacking = finding((planned or list(project.files))[0], "no file makes `app = FastAPI(...)`")
        return verdict([], project.doubts, "", [lacking])
    entry = next((path for path in planned if path in found.apps), found.apps[0])
    starts = commands(project)
    starting = [path for path, module in project.python.modules.items() if _starts_uvicorn(module)]
    first = (starting or [entry])[0]
    unseen: list[Finding] = []
    if not starting and not any("uvicorn" in command or "fastapi run" in command for command in starts):
        message = "nothing starts the application: no uvicorn.run(...), and no command in any file"
        unseen.append(finding(entry, message))
    texts = [*starts, *(project.files[path] for path in project.python.modules)]
    if not any(_PORT.search(text) or "BaseSettings" in text for text in texts):
        unseen.append(finding(first, "the port is not taken from PORT in the environment"))
    findings = [one for path in starting for one in _wrong_application(project, path)]
    return verdict(findings, project.doubts, f"{first} starts the application of {entry}", unseen)


def _starts_uvicorn(module: PyModule) -> bool:
    return any(
        isinstance(node, ast.Call) and (dotted(node.func) or "").endswith(("uvicorn.run", "uvicorn.Server"))
        for node in module.nodes
    )


def _wrong_application(project: Project, path: str) -> list[Finding]:
    """`uvicorn.run("app.main:app")` names a module and a name that are there."""
    wrong = []
    for node in project.python.modules[path].nodes:
        if not isinstance(node, ast.Call) or dotted(node.func) != "uvicorn.run" or not node.args:
            continue
        target = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
        if not isinstance(target, str) or not _APPLICATION.fullmatch(target):
            continue
        module, _, name = target.partition(":")
        file = project.python.resolve(path, module, 0)
        other = project.python.modules.get(file or "")
        if (other is None and not project.doubts) or (other and other.names is not None and name not in other.names):
            message = f"uvicorn is to run {target!r}, which is not there"
            wrong.append(finding(path, message, node.lineno, node.col_offset + 1))
    return wrong
