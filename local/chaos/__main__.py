"""`python -m local.chaos`: the fault bench. Its exit code is 1 if any column of its table is not zero."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import uvloop

from local import process
from local.chaos import report, system
from local.chaos.bench import Plan, execute
from local.chaos.kinds import SHARES
from local.chaos.page import page


def main() -> int:
    """Read the options, do it, tell it."""
    options = _options()
    plan = _short(options) if options.short else _plan(options)
    logs = Path(options.logs or tempfile.mkdtemp(prefix="chaos-"))
    result = uvloop.run(execute(plan, logs))
    told = report.as_json(result)
    print(report.table(told))
    if options.json:
        options.json.write_text(json.dumps(told, indent=2) + "\n")
    if options.write_docs:
        (process.ROOT / "docs" / "chaos.md").write_text(page(told, _chosen(sys.argv[1:])))
    return 1 if any(result.findings.values()) else 0


def _chosen(arguments: list[str]) -> list[str]:
    """What was chosen, without where the results were to go."""
    places = [n for n, argument in enumerate(arguments) if argument in ("--json", "--logs")]
    return [argument for n, argument in enumerate(arguments) if n not in places and n - 1 not in places]


def _plan(options: argparse.Namespace) -> Plan:
    return Plan(
        runs=options.runs,
        disconnects=10 * options.runs if options.disconnects is None else options.disconnects,
        seed=options.seed,
        kinds=tuple(options.kinds),
        dynalite=options.store == "dynalite",
        limit_s=60 * options.minutes,
        restart_every_s=options.restart_every,
    )


def _short(options: argparse.Namespace) -> Plan:
    """A run of each kind, and everything that can happen to them within half a minute."""
    return Plan(
        runs=5,
        disconnects=40,
        seed=options.seed,
        kinds=tuple(options.kinds),
        dynalite=options.store == "dynalite",
        kill_every_s=1,
        kills=6,
        at_once=3,
        restart_every_s=7,
        restarts=1,
        sweep=False,
        storm_every_s=(4, 8),
        blackouts=False,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.chaos", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the form that `make test` runs: five runs, one restart")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--disconnects", type=int, help="how often clients vanish in all (default: 10 for each run)")
    parser.add_argument("--seed", type=int, default=1, help="the same choices, as far as timing lets")
    parser.add_argument("--minutes", type=float, default=50, help="after these no further run is started")
    parser.add_argument("--restart-every", type=float, default=150, metavar="SECONDS", help="on average")
    parser.add_argument("--kinds", nargs="+", choices=sorted(SHARES), default=sorted(SHARES))
    parser.add_argument(
        "--store",
        choices=("dynalite", "moto"),
        default="dynalite" if system.has_dynalite() else "moto",
        help="the DynamoDB that outlives the stack (default: dynalite where `make check` has installed it)",
    )
    parser.add_argument("--json", type=Path, help="write the result there too")
    parser.add_argument("--logs", type=Path, help="a folder for the logs of all processes (default: a temporary one)")
    parser.add_argument("--write-docs", action="store_true", help="write docs/chaos.md from this run")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
