"""Lock files hold names, versions and hashes, and no address: who installs decides where from."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ADDRESS = re.compile(r"\w+://|^-i |--(extra-)?index-url|--find-links| @ ", re.MULTILINE)
_PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==\S+((?: ;[^\\\n]+)? \\\n    --hash=sha256:[0-9a-f]{64})?", re.MULTILINE)


def problems(root: Path) -> Iterator[str]:
    """What is wrong with the lock files under root, one sentence each."""
    locks = sorted((*root.glob("layers/sdks/*.lock"), *root.glob("requirements/*.lock")))
    for lock in locks:
        text, name = lock.read_text(), lock.relative_to(root)
        if address := _ADDRESS.search(text):
            yield f"{name} holds an address: {address[0].strip()}"
        pins = list(_PINNED.finditer(text))
        yield from (f"{name}: {pin[1]} has no hash" for pin in pins if not pin[2])
        yield from (f"{name} does not hold {missing}" for missing in _direct(lock) - {pin[1] for pin in pins})
    for lock in sorted((*root.glob("layers/*/package-lock.json"), *root.glob("requirements/*/package-lock.json"))):
        name, packages = lock.relative_to(root), json.loads(lock.read_text())["packages"]
        yield from (f"{name}: {path} says where it came from" for path in packages if "resolved" in packages[path])


def _direct(lock: Path) -> set[str]:
    """The packages that the lock's own .in file names."""
    lines = lock.with_suffix(".in").read_text().splitlines()
    return {found[0] for line in lines if (found := re.match(r"[a-z0-9][a-z0-9._-]*", line))}


def main() -> int:
    """Print what is wrong; answer 1 if anything is."""
    found = list(problems(ROOT))
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
