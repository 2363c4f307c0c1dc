"""docs/chaos.md: what the bench does, what it counts, and what one execution of it came to."""

import shlex
from collections.abc import Sequence
from typing import Any

from local.chaos.report import TITLES
from local.chaos.verdict import COLUMNS

_TEXT = """\
# The fault bench

Runs of every kind, while workers are killed, the store and the providers fail, clients vanish and the whole stack
stops and starts. Written by the command below from what it found; nothing here is written by hand.

```sh
{command}
```

{at}, {machine}, {seconds} seconds. Store: {store}. Seed: {seed}.

| found | |
|---|---:|
{found}

| done | |
|---|---:|
{figures}

## What is done

- **Runs**, {runs} of them, up to ten at once: playlists of 3 to 5 tracks, plans of 2 or 3 days, visions, videos
  of a simulated site, API projects. Some are cancelled at a random moment. One that has failed, was cancelled or is
  degraded is continued, by the same fire, until it is complete; of some that are complete a step is asked for
  again.
- **Clients** follow each run by the live stream and by pages of the log, hang up after a random number of bytes or
  in a random silence, politely or with a reset, and resume after the last event that they got whole. Others come
  when all is over. A watcher follows each run without hanging up. Whoever starts, cancels or continues a run and
  gets no answer sends it again with the same `Idempotency-Key`; now and then two send it at once.
- **Workers** that use the processor just then are killed with SIGKILL: of every function, the server of the stream
  too.
- **The store** is reached through a proxy that fails a share of the calls: 1.5 % in fair weather, half of them in
  storms of some seconds, all of them in a blackout of 16 to 20 s. A call is throttled, answered with an error, late
  or in part, or its connection is dropped: before it was carried out, or after, so that what was written is there
  and its writer does not know.
- **Providers** fail in every way that the simulator knows, all ways in turn.
- **The stack** is ended as a whole, by SIGTERM or by SIGKILL, and started again over the same store. Executions of
  workflows do not outlive it: the sweep closes their runs with a reason, and the clients continue them.

## What is counted

- **events lost, doubled, reordered, changed**: what each reader was sent over all its connections against the log
  1..n, which is read from the store itself. Lost is a number that a reader never got, doubled one that it got
  again, reordered one that came after a higher one, changed an event that differs from the log's. The log has no
  gap, and the snapshot is its fold; otherwise that counts as lost.
- **parts made twice**: a track, file, scene, day, section, outline, check, or a whole step that was complete and is
  made again though no client asked for it and no rule of its kind does. Repairs and refinements count as what they
  are.
- **model calls paid twice**: a call for a step that was complete, or for a run that was over; two calls for one
  step that were open at once and both came to their end; a call without a reservation in the log before it. The
  witness is the simulator's own list of calls.
- **false completions**: `run.completed` without a step or a part that the run needs and `degraded` does not name;
  anything after an end; a connection that ends as HTTP wants it but without `closed` or `reconnect`; `closed` or
  204 for a run that is not. A connection that breaks off is none: the reader resumes.
- **runs left open**: not closed when the faults had stopped and the sweep had had its time, or not to be completed
  by continuing it, or begun by nobody.

The rules are in `local/chaos/verdict/`, each beside its definition.

## Faults, and what clients noticed of them

| sort | |
|---|---:|
{faults}
"""


def page(told: dict[str, Any], arguments: Sequence[str]) -> str:
    """The document of what `report.as_json` tells."""
    command = "make chaos" + (f" ARGS={shlex.quote(shlex.join(arguments))}" if arguments else "")
    return _TEXT.format(
        command=command,
        at=told["at"].replace("T", " ").replace("+00:00", " UTC"),
        machine=told["machine"],
        seconds=f"{told['figures']['seconds']:,}",
        store=told["store"],
        seed=told["seed"],
        runs=f"{told['figures']['runs']:,}",
        found=_rows((TITLES[column], len(told["findings"][column])) for column in COLUMNS),
        figures=_rows((name.strip(), value) for name, value in told["figures"].items()),
        faults=_rows(told["faults"].items()),
    )


def _rows(cells: Any) -> str:
    return "\n".join(f"| {name} | {value:,} |" for name, value in cells)
