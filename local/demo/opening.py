"""What a run can be taken away as, opened by something that is not ours and would refuse what is broken."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from local import esbuild
from local.demo import project
from local.demo.outcome import BrokenError, NotHereError
from tailrace import syntax

Opened = Callable[[bytes, dict[str, Any]], str]


def playlist(content: bytes, snapshot: dict[str, Any]) -> str:
    """CSV, by Python's reader: a row for each track."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    expected = len(snapshot["parts"]["tracks"])
    if len(rows) != expected or not all(len(row) == len(rows[0]) and None not in row for row in rows):
        raise BrokenError(f"{len(rows)} rows for {expected} tracks")
    return f"csv: {len(rows)} rows of {', '.join(list(rows[0])[:4])} …"


def video(content: bytes, snapshot: dict[str, Any]) -> str:
    """A zip of TSX, by esbuild: every scene parses."""
    if not Path(esbuild.path()).is_file():
        raise NotHereError("esbuild is not installed, which needs npm")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sources = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".tsx", ".ts"))}
    for name, source in sources.items():
        if found := syntax.parse(source, name, "tsx" if name.endswith("x") else "ts", esbuild=esbuild.path()):
            raise BrokenError(f"{name}:{found[0].line}: {found[0].message}")
    if len(sources) < len(snapshot["parts"]["scenes"]):
        raise BrokenError(f"{len(sources)} files for {len(snapshot['parts']['scenes'])} scenes")
    return f"zip: esbuild parses {len(sources)} TSX files"


def markdown(content: bytes, snapshot: dict[str, Any]) -> str:
    """Markdown, by markdown-it: headings, and every table with as many cells in each row."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(content.decode())
    headings = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]
    if not headings:
        raise BrokenError("no heading in it")
    tables = sum(token.type == "table_open" for token in tokens)
    return f"md: {len(headings)} headings, {tables} tables: {', '.join(headings[:4])} …"


# By kind: the export's format, and what opens it.
OPENERS: Mapping[str, tuple[str, Opened]] = {
    "playlist": ("csv", playlist),
    "code": ("zip", project.start),
    "video": ("zip", video),
    "plan": ("md", markdown),
    "vision": ("md", markdown),
}
