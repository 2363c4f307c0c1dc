"""What the documents point to exists: files, headings within them, and the commands that they tell to type."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|<img [^>]*src=\"([^\"]+)\"")
_HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
# A command stands at the start of a line of a code block, or of inline code.
_MAKE = re.compile(r"(?:^\$? ?|`)make ([a-z-]+)", re.MULTILINE)
_MODULE = re.compile(r"python3? -m ((?:local|tests)[a-z_.]*)")
_SCRIPT = re.compile(r"(?:^|[\s`])((?:\./)?(?:\.ci|tests|local|functions|layers|events)/[\w./-]+)")


def documents(root: Path) -> list[Path]:
    """The Markdown files that people read."""
    return sorted((*root.glob("*.md"), *root.glob("docs/**/*.md")))


def problems(root: Path) -> Iterator[str]:
    """What the documents under root promise and is not there, one sentence each."""
    targets = set(_TARGET.findall((root / "Makefile").read_text()))
    for document in documents(root):
        text, name = document.read_text(), document.relative_to(root)
        for link in _LINK.finditer(_FENCE.sub("", text)):
            if wrong := _dead(document, link[1] or link[2]):
                yield f"{name} links to {wrong}"
        yield from (f"{name}: there is no `make {target}`" for target in set(_MAKE.findall(text)) - targets)
        for module in sorted(set(_MODULE.findall(text))):
            path = root / module.replace(".", "/")
            if not (path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()):
                yield f"{name}: there is no `python -m {module}`"
        for path_in_text in sorted({found.rstrip(".") for found in _SCRIPT.findall(text)}):
            if not (root / path_in_text.removeprefix("./")).exists():
                yield f"{name} names {path_in_text}, which is not there"


def _dead(document: Path, link: str) -> str | None:
    """The link, if it leads nowhere; None if it is fine or leads out of the repository."""
    path, _, anchor = link.partition("#")
    if re.match(r"[a-z]+:", path):
        return None
    target = document.parent / path if path else document
    if not target.exists():
        return link
    if anchor and target.suffix == ".md" and anchor not in _anchors(target):
        return f"{link}, a heading that is not there"
    return None


def _anchors(document: Path) -> set[str]:
    """The headings' anchors as Git hosts make them: lower case, spaces as hyphens, punctuation dropped."""
    headings = _HEADING.findall(_FENCE.sub("", document.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def main() -> int:
    """Print what is wrong; answer 1 if anything is."""
    found = list(problems(ROOT))
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
