"""Stage `secrets`: no key, token or password stands in a file."""

import ast
import re
from collections.abc import Iterable, Iterator

from tailrace.kinds.code.checks.js_module import JsModule
from tailrace.kinds.code.checks.js_names import name_of
from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.py_module import dotted
from tailrace.kinds.code.checks.texts import Places, is_example, is_test
from tailrace.kinds.code.checks.verdict import Verdict, finding, verdict
from tailrace.kinds.code.paths import CONTRACT
from tailrace.syntax_tree import HOLE, field, source, text
from tailrace.validation import Finding

# How keys look that are what they are wherever they stand; from the issuers' documentation. All linear: no part of a
# pattern can match what the part after it matches.
_KEYS = {
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "an OpenAI or Anthropic key": r"\bsk-(?:proj-|svcacct-|admin-|ant-)?[A-Za-z0-9_-]{20,200}",
    "a Stripe key": r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,200}",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255})",
    "a GitLab token": r"\bglpat-[\w-]{20,64}",
    "a Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,200}",
    "a Google key": r"\bAIza[\w-]{35}",
    "a SendGrid key": r"\bSG\.[\w-]{22}\.[\w-]{43}",
    "an npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "a private key": r"-----BEGIN (?:[A-Z]{1,12} ){0,2}PRIVATE KEY-----",
    "a signed token (JWT)": r"(?<![\w-])eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}",
    "a password in an address": r"(?<=[a-z0-9])://[^\s:/@'\"<>${}]{1,100}:(?P<value>[^\s:/@'\"<>${}]{3,200})@",
}
_KNOWN = {what: re.compile(pattern) for what, pattern in _KEYS.items()}
_SECRET_NAME = re.compile(
    r"(?i:(?:^|_|-)(?:password|passwd|pwd|secret|token|api_?key|apikey|(?:private|secret|access|signing|encryption|auth)_?key|client_?secret|"
    r"jwt_?secret|session_?secret|credentials?)$)"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# A line of a settings file: NAME=value, name: value.
_SETTING = re.compile(
    r"^[ \t]{0,40}(?:ENV |export |- )?[\"']?(?P<name>[\w.-]{1,80})[\"']?[ \t]{0,8}[:=][ \t]{0,8}(?P<value>\S.{0,400})$",
    re.MULTILINE,
)
_SETTINGS_FILE = re.compile(r"(^|/)(\.env[^/]*|Dockerfile[^/]*|[^/]+\.(env|ini|cfg|conf|toml|ya?ml|json|sh))$")
_LEAST = 6
# By the type of a node in a JavaScript tree: which part is a name, and which is what it is given.
_GIVEN = {
    "variable_declarator": ("name", "value"),
    "assignment_expression": ("left", "right"),
    "pair": ("key", "value"),
    "public_field_definition": ("name", "value"),
    "object_assignment_pattern": ("left", "right"),
    "required_parameter": ("pattern", "value"),
}
# What stands for a secret without being one.
_PLACEHOLDER = re.compile(
    r"(?i:^(?:string|password|secret|token|bearer|basic|required|optional|none|null|undefined|true|false)$|change_?-?me|"
    r"your[-_ ]|example|placeholder|redacted|<[^>]{0,80}>|\$\{|\$[A-Z_]|\{\{|x{4,}|\*{3,}|^process\.env|^os\.)"
)


def check(project: Project) -> Verdict:
    """Fail with every text that looks like a secret; what it is stands in no finding."""
    findings: list[Finding] = []
    for path, content in project.files.items():
        findings += _known(path, content)
        if is_test(path) or is_example(path) or path == CONTRACT:
            continue  # Made-up values belong there.
        if path in project.javascript.modules:
            findings += _javascript(path, project.javascript.modules[path])
        elif path in project.python.modules:
            findings += _python(path, project.python.modules[path].nodes)
        elif _SETTINGS_FILE.search(path):
            findings += _settings(path, content)
    return verdict(findings, project.doubts, f"no secret was found in {len(project.files)} files")


def _known(path: str, content: str) -> Iterator[Finding]:
    places = Places(content)
    for what, pattern in _KNOWN.items():
        for found in pattern.finditer(content):
            value = found.groupdict().get("value")
            if value is not None and (_PLACEHOLDER.search(value) or is_example(path)):
                continue
            yield finding(path, f"this looks like {what}; take it from the environment", *places.of(found.start()))


def _javascript(path: str, module: JsModule) -> Iterator[Finding]:
    """Names and keys that are given a text, also as what stands in for a variable of the environment."""
    for node in module.nodes:
        fields = _GIVEN.get(node.type)
        name, value = (field(node, one) for one in fields) if fields else (None, None)
        while value and value.type == "binary_expression" and source(field(value, "operator")) in ("||", "??"):
            value = field(value, "right")
        if name and value and value.type in ("string", "template_string") and HOLE not in text(value):
            name = field(name, "property") or name
            yield from _literal(path, name_of(name), text(value), *module.place(value))


def _python(path: str, nodes: list[ast.AST]) -> Iterator[Finding]:
    """Assignments, keyword arguments, defaults, the keys of dictionaries, what stands in for a variable."""
    for node in nodes:
        for name, value in _pairs(node):
            if isinstance(value, ast.BoolOp):
                value = value.values[-1]
            if isinstance(value, ast.Call) and (dotted(value.func) or "").endswith("Field"):
                given = [k.value for k in value.keywords if k.arg == "default"] or value.args
                value = given[0] if given else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield from _literal(path, name, value.value, value.lineno, value.col_offset + 1)


def _pairs(node: ast.AST) -> Iterable[tuple[str, ast.expr | None]]:
    match node:
        case ast.Assign():
            return [(_name(target), node.value) for target in node.targets]
        case ast.AnnAssign():
            return [(_name(node.target), node.value)]
        case ast.keyword():
            return [(node.arg or "", node.value)]
        case ast.Dict():
            return [(_name(key), value) for key, value in zip(node.keys, node.values, strict=True)]
        case ast.arguments():
            named = [*node.posonlyargs, *node.args][-len(node.defaults) :] if node.defaults else []
            defaults = [*zip(named, node.defaults, strict=True), *zip(node.kwonlyargs, node.kw_defaults, strict=True)]
            return [(argument.arg, default) for argument, default in defaults]
        case ast.Call(args=[name, value]) if (dotted(node.func) or "").endswith(("environ.get", "getenv")):
            return [(_name(name), value)]
    return []


def _settings(path: str, content: str) -> Iterator[Finding]:
    places = Places(content)
    for line in _SETTING.finditer(content):
        value = line["value"].strip().rstrip(",").strip("\"'")
        yield from _literal(path, line["name"], value, *places.of(line.start("value")))


def _literal(path: str, name: str, value: str, line: int, column: int) -> Iterator[Finding]:
    plain = _CAMEL.sub("_", name)
    is_secret = _SECRET_NAME.search(plain) and len(value) >= _LEAST and not any(c.isspace() for c in value)
    if not is_secret or _PLACEHOLDER.search(value) or value.startswith(("/", "http://", "https://")):
        return
    if value.lower().replace("-", "_") == plain.lower() or _SECRET_NAME.search(_CAMEL.sub("_", value)):
        return  # The name of a field or of a variable, not what is in it.
    yield finding(path, f"{name} is given a text here; take it from the environment", line, column)


def _name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
