"""What the bench found, as a table for a terminal and as JSON. `page` makes a document of the JSON."""

import os
import platform
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from local.chaos.bench import Result
from local.chaos.verdict import COLUMNS

TITLES = {
    "lost": "events lost",
    "doubled": "events doubled",
    "reordered": "events reordered",
    "changed": "events changed",
    "parts_twice": "parts made twice",
    "calls_twice": "model calls paid twice",
    "false_completions": "false completions",
    "left_open": "runs left open",
}
# So many findings of a column are shown; the JSON has all.
_SHOWN = 12


def table(told: dict[str, Any]) -> str:
    """What was done, what was found with the first findings of each column, and the faults by their sorts."""
    lines = [f"{name:26} {value:>9,}" for name, value in told["figures"].items()]
    lines += ["", "found"]
    for column in COLUMNS:
        found = told["findings"][column]
        lines.append(f"  {TITLES[column]:24} {len(found):>9,}")
        lines += [f"    {sentence}" for sentence in found[:_SHOWN]]
    lines += ["", "faults, and what clients noticed of them"]
    return "\n".join([*lines, *(f"  {sort:44} {count:>9,}" for sort, count in told["faults"].items())])


def as_json(result: Result) -> dict[str, Any]:
    """Everything, for programs. `faults` are counted by sort, `findings` are sentences by column."""
    records = result.records
    kinds = Counter(record.kind for record in records)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "seed": result.plan.seed,
        "store": "dynalite" if result.plan.dynalite else "the local stack's own DynamoDB, in a process of its own",
        "figures": {
            "runs": len(records),
            **{f"  {kind}": count for kind, count in sorted(kinds.items())},
            "runs completed": sum(record.last_type == "run.completed" for record in records),
            "continued": sum(record.continues for record in records),
            "cancelled": sum(record.cancels for record in records),
            "disconnects": result.tally.counts["client vanished"],
            "events": result.events,
            "model calls": result.calls,
            "seconds": round(result.seconds),
        },
        "findings": result.findings,
        "faults": dict(sorted(result.tally.counts.items())),
    }
