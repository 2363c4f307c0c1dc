"""Records a run on a stack that is running at the address given, or on one of its own, started and ended here.

The session is printed as it happens and then written to docs/playlist.svg: what the picture shows was printed.
"""

import argparse

from rich.console import Console

from local import process, settings
from local.client import Client, address
from local.record.picture import draw
from local.record.session import WIDTH, record

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
    with address(chosen.url, "logs-record") as url, Client(url, chosen.key) as client:
        record(console, client, {"prompt": chosen.prompt, "track_count": chosen.tracks})
    PICTURE.write_text(draw(console), encoding="utf-8")
    print(f"Drawn: {PICTURE.relative_to(process.ROOT)}")


if __name__ == "__main__":
    main()
