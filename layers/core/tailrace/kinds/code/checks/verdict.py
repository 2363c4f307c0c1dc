"""What a stage of the checks says, and how long it may say it."""

from collections.abc import Sequence
from typing import NamedTuple

from tailrace.validation import Finding, Result

# A stage's findings go into one event, and into a prompt: the first ones are enough to see what is wrong.
MOST_FINDINGS, LONGEST_MESSAGE = 40, 300


class Verdict(NamedTuple):
    """The result of one stage. `findings` are there only where it is `fail`."""

    result: Result
    message: str
    findings: Sequence[Finding]


def finding(path: str, message: str, line: int | None = None, column: int | None = None) -> Finding:
    """One thing that is wrong in a file; line and column from 1."""
    short = message if len(message) <= LONGEST_MESSAGE else message[: LONGEST_MESSAGE - 1] + "…"
    # A file may hold what no event can: half of a surrogate pair.
    return Finding(path=path, line=line, column=column, message=short.encode("utf-8", "replace").decode())


def verdict(findings: Sequence[Finding], doubts: Sequence[str], passed: str, unseen: Sequence[Finding] = ()) -> Verdict:
    """Fail if anything was found, else unknown if anything could not be told, else pass with these words.

    `unseen` is what was looked for and not seen: a finding too, unless there is a doubt.
    """
    found = [*findings, *(() if doubts else unseen)]
    if found:
        where = f"{found[0].path}: " if found[0].path else ""
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        return Verdict("fail", f"{where}{found[0].message}{more}", found[:MOST_FINDINGS])
    if doubts:
        missed = f"{unseen[0].message}, but " if unseen else ""
        return Verdict("unknown", missed + "; ".join(dict.fromkeys(doubts[:3])), ())
    return Verdict("pass", passed, ())
