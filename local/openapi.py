"""Writes docs/openapi.json from the code: `python -m local.openapi`; with `--check` only says whether it is current."""

import json
import sys
from pathlib import Path

from tailrace.http.openapi import document

PATH = Path(__file__).parents[1] / "docs" / "openapi.json"


def text() -> str:
    """The document as the file holds it: the same code gives the same bytes."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or compare it; answers the exit status."""
    if "--check" not in arguments:
        PATH.write_text(text(), encoding="utf-8")
        return 0
    if PATH.exists() and PATH.read_text(encoding="utf-8") == text():
        return 0
    print(f"{PATH.name} is not what the code says; run: python -m local.openapi", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
