"""The API as one page for people, written from the OpenAPI document. It loads nothing from anywhere."""

import json
from html import escape
from typing import Any

CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h2 { border-top: 1px solid #8886; padding-top: 1rem; font-size: 1.1rem; }
code, pre { font: 0.9em/1.4 ui-monospace, monospace; }
pre { background: #8882; padding: 0.75rem; overflow-x: auto; }
td { vertical-align: top; padding: 0.15rem 1rem 0.15rem 0; }
summary { cursor: pointer; }
"""


def page(document: dict[str, Any]) -> str:
    """An HTML page for an OpenAPI document."""
    operations = [
        _operation(method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    schemas = [
        f"<details id='{escape(name)}'><summary><code>{escape(name)}</code></summary>"
        f"<pre>{escape(json.dumps(schema, indent=2, ensure_ascii=False))}</pre></details>"
        for name, schema in sorted(document["components"]["schemas"].items())
    ]
    info = document["info"]
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(info['title'])} API</title>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])} API</h1><p>{escape(info['description'])}</p>"
        f"<p>For machines: <a href='/v1/openapi.json'>/v1/openapi.json</a>. "
        f"Events: <code>GET /v1/schema/events</code>.</p>"
        f"{''.join(operations)}<h2>Schemas</h2>{''.join(schemas)}</body></html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    key = "" if operation["security"] == [] else "<p>Needs <code>Authorization: Bearer &lt;api key&gt;</code></p>"
    if {} in operation["security"]:
        key = "<p>Takes an API key or <code>?token=</code></p>"
    parameters = [
        _row(f"{parameter['name']} ({parameter['in']})", parameter["description"])
        for parameter in operation["parameters"]
    ]
    answers = [_row(status, answer["description"]) for status, answer in operation["responses"].items()]
    body = ""
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        body = f"<p>Body:</p><pre>{escape(json.dumps(schema, indent=2))}</pre>"
    return (
        f"<h2 id='{escape(operation['operationId'])}'><code>{method} {escape(path)}</code></h2>"
        f"<p>{escape(operation['summary'])}. {escape(operation['description'])}</p>{key}"
        f"<table>{''.join(parameters)}</table>{body}<p>Answers:</p><table>{''.join(answers)}</table>"
    )


def _row(name: str, text: str) -> str:
    return f"<tr><td><code>{escape(name)}</code></td><td>{escape(text)}</td></tr>"
