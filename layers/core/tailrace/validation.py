"""What a check found, in the words that all kinds share: passed, failed, or not known."""

from typing import Literal

from tailrace.events import EventData, Strict

Result = Literal["pass", "fail", "unknown"]


class Finding(Strict):
    """One thing that is wrong: where (a file or a section; line and column from 1), and what."""

    path: str | None
    line: int | None
    column: int | None
    message: str


class Check(Strict):
    """One rule and whether it was kept. `unknown`: it could not be looked at, and `message` says why."""

    name: str
    result: Result
    message: str


class ValidationProgress(EventData):
    """One stage of a validation is done."""

    TYPE = "validation.progress"
    stage: str
    result: Result
    message: str
    findings: list[Finding]
