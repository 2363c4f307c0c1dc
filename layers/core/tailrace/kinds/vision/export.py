"""A vision to take away: the whole document as Markdown, or as JSON.

What is missing, not scored, or made from an earlier version says so itself.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tailrace.exports import Format, NothingToExportError
from tailrace.fold import Snapshot
from tailrace.kinds.vision.markdown import bullets, nested, paragraphs, table
from tailrace.kinds.vision.sections import BRIEF, FRAMEWORK, TITLES
from tailrace.markdown import inline

_NOT_WRITTEN = "*Not written.*"
_NOT_SCORED = "*Not scored.*"
_OUTDATED = "*Made from an earlier version of the framework.*"
_COLUMNS = {
    "near_term_bets": {"bet": "Bet", "owner": "Owner", "horizon": "Horizon", "measure": "Measure"},
    "metrics": {"name": "Metric", "target": "Target", "cadence": "Cadence"},
}
_SCORES = ("specificity", "actionability", "alignment", "measurability", "overall")


def _json(snapshot: Snapshot) -> bytes:
    """Everything that was made and what it was made from; missing parts are null."""
    _check(snapshot)
    parts = snapshot["parts"]
    document = {
        "run_id": snapshot["run_id"],
        "status": snapshot["status"],
        "company": parts["company"],
        "input": snapshot["input"],
        "sections": {name: _part(section) for name, section in parts["sections"].items()},
        "one_pager": {**_part(parts["one_pager"]), "outdated": parts["one_pager"]["outdated"]},
        "validation": parts["validation"],
        "qa": parts["qa"],
        "scores": parts["scores"],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _part(section: Mapping[str, Any]) -> dict[str, Any]:
    return {"content": section["content"], "history": section["history"]}


def _markdown(snapshot: Snapshot) -> bytes:
    """The document as a person reads it."""
    _check(snapshot)
    return ("\n\n".join(_blocks(snapshot["parts"])) + "\n").encode()


def _check(snapshot: Snapshot) -> None:
    if all(section["content"] is None for section in snapshot["parts"]["sections"].values()):
        raise NothingToExportError("No section is completed yet")


def _blocks(parts: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {inline(parts['company'])}"
    for name in FRAMEWORK:
        yield f"## {TITLES[name]}"
        yield _framework(name, parts["sections"][name]["content"])
    yield f"## {TITLES['one_pager']}"
    page = parts["one_pager"]
    if page["outdated"]:
        yield _OUTDATED
    yield _NOT_WRITTEN if page["content"] is None else nested(page["content"], 2)
    for name in BRIEF:
        yield f"## {TITLES[name]}"
        content = parts["sections"][name]["content"]
        yield from [_NOT_WRITTEN] if content is None else _brief(name, content)
    yield from _quality(parts)
    broken = [entry for entry in parts["validation"] if entry["result"] == "fail"]
    if broken:
        yield "## Rules that are not kept"
        yield bullets(f"{f['path']}: {f['message']}" for entry in broken for f in entry["findings"])


def _framework(name: str, content: Any) -> str:
    if content is None:
        return _NOT_WRITTEN
    if isinstance(content, str):
        return paragraphs(content) or _NOT_WRITTEN
    if not content:
        return "*None.*"
    columns = _COLUMNS.get(name)
    if columns is None:
        return bullets(content)
    return table(list(columns.values()), [[item[field] for field in columns] for item in content])


def _brief(name: str, content: Any) -> Iterator[str]:
    if name == "vc_summary":
        yield nested(content, 1)
    elif isinstance(content, str):
        yield paragraphs(content) or _NOT_WRITTEN
    else:
        yield bullets(_facts(content))
        if content["missing"]:
            yield f"Not in the answers: {inline(', '.join(content['missing']).replace('_', ' '))}."


def _facts(facts: Mapping[str, Any]) -> Iterator[str]:
    for name in ("what", "why_now", "market", "business_model", "go_to_market", "team"):
        if facts[name]:
            yield f"{name.replace('_', ' ').capitalize()}: {facts[name]}"
    for item in facts["differentiators"]:
        yield f"Differentiator: {item}"
    for item in facts["traction"]:
        yield "Traction: " + ", ".join(value for value in (item["metric"], item["value"], item["timeframe"]) if value)
    ask = [facts["ask"]["amount"] or "", *facts["ask"]["uses"]]
    if any(ask):
        yield "Ask: " + ", ".join(part for part in ask if part)
    for item in facts["risks"]:
        yield f"Risk: {item['risk']}" + (f" Against it: {item['mitigation']}" if item["mitigation"] else "")
    for item in facts["kpis"]:
        yield f"Next six months: {item}"
    months = facts["runway"]["months"]
    yield "Runway: " + ("not in the answers" if months is None else f"{months:g} months")


def _quality(parts: Mapping[str, Any]) -> Iterator[str]:
    scores, qa = parts["scores"], parts["qa"]
    yield "## Scores"
    if scores is None or scores["overall"] is None:
        yield _NOT_SCORED
    else:
        if scores["outdated"]:
            yield _OUTDATED
        yield f"Overall {scores['overall']:g} of 10 ({scores['bands']['overall'].replace('_', ' ')})."
        head = ["Section", *(name.capitalize() for name in _SCORES), "Band"]
        yield table(head, [_row(name, scores["sections"][name]) for name in FRAMEWORK])
        remarks = [
            f"{TITLES[name]}: {remark}"
            for name in FRAMEWORK
            for part in ("issues", "suggestions")
            for remark in (scores["sections"][name] or {}).get(part, ())
        ]
        if remarks:
            yield bullets(remarks)
        mismatched = [TITLES[n] for n in FRAMEWORK if (scores["sections"][n] or {}).get("voice_mismatch")]
        if mismatched:
            yield f"Not in the founder's voice: {', '.join(mismatched)}."
    yield "## Checks"
    if qa is None:
        yield "*Not checked.*"
        return
    if qa["outdated"]:
        yield _OUTDATED
    rows = [
        (c["name"].capitalize(), c["result"], "–" if c["score"] is None else str(c["score"]), c["message"])
        for c in qa["checks"]
    ]
    yield table(["Check", "Result", "Score", "What was found"], rows)
    remarks = [f"{c['name'].capitalize()}: {text}" for c in qa["checks"] for text in (*c["found"], *c["issues"])]
    if remarks:
        yield bullets(remarks)
    if qa["recommendations"]:
        yield "### Recommendations"
        yield bullets(qa["recommendations"])


def _row(name: str, score: Mapping[str, Any] | None) -> list[str]:
    if score is None:
        return [TITLES[name], *["–"] * len(_SCORES), "not scored"]
    numbers = ["–" if score[part] is None else f"{score[part]:g}" for part in _SCORES]
    return [TITLES[name], *numbers, score["band"].replace("_", " ")]


FORMATS = {
    "md": Format("text/markdown; charset=utf-8", "md", _markdown),
    "json": Format("application/json", "json", _json),
}
