"""Runs every kind, on a stack that is running at the address given or on one of its own, started and ended here.

Each run's events are printed as they come; then its export is fetched and opened: the playlist by a CSV reader, the
code project is installed and started, the video's scenes are parsed by esbuild, plan and vision by a Markdown parser.
"""

import argparse
import sys
from typing import Any

from local import settings
from local.client import Client, address
from local.demo.opening import OPENERS
from local.demo.outcome import BrokenError, NotHereError
from local.demo.session import Session
from local.simulator.client import Simulator


def main() -> int:
    """0 if every run was completed and its export could be opened."""
    parser = argparse.ArgumentParser(prog="python -m local.demo", description=__doc__)
    parser.add_argument("url", nargs="?", help="a running stack, such as http://127.0.0.1:8787; default: its own")
    parser.add_argument("--key", default=settings.API_KEY, help="API key (default: %(default)s)")
    parser.add_argument("--kinds", nargs="+", choices=OPENERS, default=list(OPENERS), help="default: all")
    parser.add_argument("--example", type=int, default=1, help="which of each kind's examples (default: the first)")
    parser.add_argument("--fast", action="store_true", help="simulated models write as fast as they can")
    chosen = parser.parse_args()
    with address(chosen.url, "logs-demo") as url, Client(url, chosen.key) as client:
        if chosen.fast:
            simulator = Simulator(url)
            simulator.set(first_token_ms=0, tokens_per_second=None)
            simulator.close()
        results = {kind: _demonstrate(client, kind, _wanted(client, kind, chosen.example)) for kind in chosen.kinds}
    print()
    for kind, (well, text) in results.items():
        print(f"{'✓' if well else '✗'} {kind:<10} {text}")
    return 0 if all(well for well, _ in results.values()) else 1


def _demonstrate(client: Client, kind: str, wanted: dict[str, Any]) -> tuple[bool, str]:
    """Whether all went well, and what to say of it."""
    session = Session(client)
    snapshot = session.run(kind, wanted)
    if snapshot["status"] != "completed":
        return False, f"{snapshot['status']}: {[error['message'] for error in snapshot['errors']]}"
    duration_s = snapshot["timing"]["duration_ms"] / 1000
    format, opened = OPENERS[kind]
    try:
        exported = client.export(f"{client.url}/v1/runs/{snapshot['run_id']}", format)
        if kind == "code" and not session.simulated:
            raise NotHereError("real models wrote it, and nobody has read it yet")
        text = opened(exported, snapshot)
    except BrokenError as error:
        return False, f"completed in {duration_s:.1f} s, but its {format} is broken: {error}"
    except NotHereError as error:
        text = f"{format} not opened: {error}"
    print(f"\n{text}")
    degraded = f" (degraded: {', '.join(snapshot['degraded'])})" if snapshot["degraded"] else ""
    return True, f"completed in {duration_s:.1f} s{degraded}; {text}"


def _wanted(client: Client, kind: str, number: int) -> dict[str, Any]:
    """One of the kind's own examples, which run as they are; but a video's page is one of the simulator's."""
    examples = next(k for k in client.kinds() if k["name"] == kind)["input_schema"]["examples"]
    example: dict[str, Any] = dict(examples[min(number, len(examples)) - 1])
    if kind == "video":
        example.pop("text", None)
        example["url"] = f"{client.url}/simulator/sites/fintech/"
    return example


if __name__ == "__main__":
    sys.exit(main())
