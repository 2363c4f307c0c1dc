"""The client as an npm package, for programs outside a browser: `npm install https://<api>/tailrace.tgz`.

https://docs.npmjs.com/cli/commands/npm-install: a tarball with one folder, `package`, and a package.json in it.
"""

import gzip
import io
import json
import tarfile
from pathlib import Path

# What the client is made of; the rest of the page's files use it.
_FOLDERS = ("client", "fold")
_ENTRY = "tailrace.js"


def tarball(root: Path, version: str) -> bytes:
    """The package of the files under `root`; the same bytes for the same files."""
    manifest = {
        "name": "tailrace",
        # A version has to be three numbers; the digest of the files tells one from another.
        "version": f"1.0.0-{version}",
        "description": "Starts runs of a Tailrace deployment, and follows them.",
        "type": "module",
        "exports": f"./{_ENTRY}",
        "engines": {"node": ">=20"},
    }
    files = {"package.json": json.dumps(manifest, indent=2).encode(), _ENTRY: (root / _ENTRY).read_bytes()}
    for folder in _FOLDERS:
        files |= {f"{folder}/{path.name}": path.read_bytes() for path in sorted((root / folder).glob("*.js"))}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), mtime=0)
