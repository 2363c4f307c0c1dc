"""What a reader was sent against the log: promises 1, 2, 5 and 6 of the protocol.

Lost: a number of the log that the reader, which followed the run to its end, never got. Doubled: a number that it got
more than once; a reader asks for what is after the last event that it got whole, so it must get each once. Reordered: a
number that came after a higher one. Changed: an event that is another than the one in the log.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from local.chaos.readers import Reading
from local.chaos.verdict import Findings
from tailrace.fold import fold


def judge_log(log: Sequence[str], snapshot: Mapping[str, Any] | None, findings: Findings) -> None:
    """The log is numbered from 1 without gap or double, and the server's snapshot is its fold.

    The same event under two numbers, equal to the millisecond and the last letter, was written twice.
    """
    events = [json.loads(line) for line in log]
    expected = 1
    for event in events:
        if event["seq"] > expected:
            findings["lost"].append(f"the log has no event {expected}")
        elif event["seq"] < expected:
            findings["doubled"].append(f"the log has event {event['seq']} again")
        expected = event["seq"] + 1
    if not events:
        findings["lost"].append("the run has no log")
    bodies: dict[str, int] = {}
    for event in events:
        first = bodies.setdefault(json.dumps({**event, "seq": 0}, sort_keys=True), event["seq"])
        if first != event["seq"]:
            findings["doubled"].append(f"event {first} is in the log again, as {event['seq']}")
    if events and not findings["lost"] and not findings["doubled"]:
        folded = fold(events)
        different = sorted(name for name in folded if snapshot is None or snapshot.get(name) != folded[name])
        if different:
            findings["lost"].append(f"the snapshot is not the fold of the log: {', '.join(different)}")


def judge_reading(log: Sequence[str], reading: Reading, findings: Findings, *, whole: bool = True) -> None:
    """One reader, that has followed the run to its end; else only what came before its last event can be missing."""
    who = f"the reader {reading.name!r}"
    known = dict(enumerate(log, 1))
    got: set[int] = set()
    highest = 0
    for seq, text in reading.seen:
        if seq in got:
            findings["doubled"].append(f"{who} got event {seq} again")
        elif seq < highest:
            findings["reordered"].append(f"{who} got event {seq} after event {highest}")
        got.add(seq)
        highest = max(highest, seq)
        if not _same(text, known.get(seq)):
            findings["changed"].append(f"{who} got an event {seq} that the log does not have")
    should_have = known if whole else range(1, highest)
    findings["lost"] += [f"{who} never got event {seq}" for seq in should_have if seq not in got]
    findings["false_completions"] += [f"{who}: {lie}" for lie in reading.lies]


def _same(text: str, known: str | None) -> bool:
    # Numbers may be written in several ways, 1e-05 and 1e-5: who has parsed a page cannot know which it was.
    return known is not None and (text == known or json.loads(text) == json.loads(known))
