"""From what was seen to what was wrong: pure functions, each of which names every breach that it finds.

A column of the report is a list of findings, sentences for a person. All columns of a sound system are empty:

- `lost`, `doubled`, `reordered`, `changed`: what each reader was sent, over all its connections, against the log
  1..n as it lies in the table (`readers`). The log itself has no gap, and the snapshot is its fold.
- `parts_twice`: a finished piece that was made again though nobody asked for it (`parts`).
- `calls_twice`: a model call that was paid though there was nothing left to make by it (`calls`).
- `false_completions`: something was said to be over that was not (`completions`).
- `left_open`: runs that nobody closed; the bench itself counts those, and runs that it never started.
"""

COLUMNS = ("lost", "doubled", "reordered", "changed", "parts_twice", "calls_twice", "false_completions", "left_open")

Findings = dict[str, list[str]]


def none() -> Findings:
    """Nothing found yet."""
    return {column: [] for column in COLUMNS}
