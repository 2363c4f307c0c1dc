"""What code itself finds in a framework, and how that and a model's verdicts become one list of checks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from tailrace.kinds.vision.events import CheckName, QaCheck, QaCompleted
from tailrace.kinds.vision.rules import check
from tailrace.kinds.vision.scoring import clamped, mean, remarks
from tailrace.validation import Result

NAMES: tuple[CheckName, ...] = get_args(CheckName)
# A check that passes has at least 6 of 10 (output.py says so to the model): else it contradicts itself.
_PASSES = 6
_REMARKS = 5
_NOBODY = frozenset(
    ("everyone", "everybody", "all", "team", "the team", "we", "us", "company", "the company", "nobody")
)


def found(framework: Mapping[str, Any], said: str) -> dict[CheckName, list[str]]:
    """What is wrong for certain, by check. Whether bets serve the strategy is a matter of meaning: code can't tell."""
    found_by: dict[CheckName, list[str]] = {
        "measurability": _broken(framework, said, ("measure", "target", "cadence")),
        "tensions": [f.message for f in check("tensions", framework["tensions"], said)],
        "actionability": [*_unowned(framework["near_term_bets"]), *_broken(framework, said, ("owner", "horizon"))],
        "completeness": [
            f"{f.path} {f.message}"
            for name in ("vision", "strategy", "operating_principles", "near_term_bets", "metrics")
            for f in check(name, framework[name], said)
            if f.path == name
        ],
    }
    return {name: texts[:_REMARKS] for name, texts in found_by.items() if texts}


def settle(written: Mapping[str, Any], certain: Mapping[CheckName, Sequence[str]]) -> QaCompleted:
    """The whole event: what code found outweighs a verdict, and a verdict that contradicts itself is not known."""
    checks = [_check(name, written[name], list(certain.get(name, ()))) for name in NAMES]
    overall = mean(check.score for check in checks)
    return QaCompleted(checks=checks, overall=overall, recommendations=remarks(written["recommendations"], _REMARKS))


def _check(name: CheckName, verdict: Mapping[str, Any], certain: list[str]) -> QaCheck:
    passed: bool = verdict["passed"]
    score: int | None
    contradicts = passed is not ((score := clamped(verdict["score"])) >= _PASSES)
    message = " ".join(verdict["feedback"].split())
    result: Result = "pass" if passed and not certain else "fail"
    if contradicts:
        message = f"not scored: the model says {'passed' if passed else 'failed'} and gives {score} of 10"
        result, score = "fail" if certain else "unknown", None
    issues = remarks(verdict["issues"], _REMARKS)
    return QaCheck(name=name, result=result, score=score, message=message, issues=issues, found=certain)


def _unowned(bets: Sequence[Mapping[str, str]]) -> Iterator[str]:
    for position, bet in enumerate(bets):
        if " ".join(bet["owner"].casefold().split()) in _NOBODY:
            yield f"near_term_bets.{position}.owner is {bet['owner']!r}: nobody in particular"


def _broken(framework: Mapping[str, Any], said: str, fields: Sequence[str]) -> list[str]:
    return [
        f"{f.path} {f.message}"
        for name in ("near_term_bets", "metrics")
        for f in check(name, framework[name], said)
        if f.path and f.path.rpartition(".")[2] in fields
    ]
