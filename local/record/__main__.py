"""Records a run on a stack that is running at the address given, or on one of its own, started and ended here.

The session is printed as it happens and then written to docs/playlist.svg: what the picture shows was printed.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from local import process, settings
from local.record.client import Client
from local.record.picture import draw
from local.record.session import WIDTH, record
from local.stack import Stack

PICTURE = process.ROOT / "docs" / "playlist.svg"


def main() -> None:
    """Record one run of six tracks."""
    parser = argparse.ArgumentParser(prog="python -m local.record", description=__doc__)
    parser.add_argument("url", nargs="?", help="a running stack, such as http://127.0.0.1:8787; default: its own")
    parser.add_argument("--key", default=settings.API_KEY, help="API key (default: %(default)s)")
    parser.add_argument("--prompt", default="Rooftop at sunset, warm and unhurried")
    parser.add_argument("--tracks", type=int, default=6)
    chosen = parser.parse_args()
    console = Console(record=True, width=WIDTH, highlight=False)
    with _address(chosen.url) as url, Client(url, chosen.key) as client:
        record(console, client, {"prompt": chosen.prompt, "track_count": chosen.tracks})
    PICTURE.write_text(draw(console), encoding="utf-8")
    print(f"Drawn: {PICTURE.relative_to(process.ROOT)}")


@contextmanager
def _address(given: str | None) -> Iterator[str]:
    """The stack that was given, or one that lasts as long as it is needed; its providers are simulated."""
    if given:
        yield given.rstrip("/")
        return
    with Stack(settings.read({"PORT": "0"}), logs=process.ROOT / ".local" / "logs-record") as stack:
        yield stack.url


if __name__ == "__main__":
    main()
