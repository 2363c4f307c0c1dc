"""Places in texts, and which files are of what sort."""

import re
from bisect import bisect_right
from itertools import accumulate
from posixpath import basename, splitext

from tailrace.syntax import Loader

JS_LOADERS: dict[str, Loader] = {
    ".js": "js", ".mjs": "js", ".cjs": "js", ".jsx": "jsx", ".ts": "ts", ".mts": "ts", ".cts": "ts", ".tsx": "tsx",
}  # fmt: skip
_TEST = re.compile(r"(^|/)(tests?|__tests__|spec)/|\.(test|spec)\.\w+$|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")
_DOCUMENT_NAMES = re.compile(r"(?i:\.md|\.rst|\.txt)$|(?i:\.(example|sample|template|dist))$|(?i:^\.env\.)")


class Places:
    """Line and column, from 1, of positions in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def of(self, at: int) -> tuple[int, int]:
        """Of the character at this index."""
        line = max(1, bisect_right(self._starts, at))
        return line, at - self._starts[line - 1] + 1


def suffix(path: str) -> str:
    """The last suffix of the file's name, in small letters: `.js`, or nothing."""
    return splitext(basename(path))[1].lower()


def is_javascript(path: str) -> bool:
    return suffix(path) in JS_LOADERS


def is_python(path: str) -> bool:
    return suffix(path) == ".py"


def is_test(path: str) -> bool:
    """Whether the file only tests the project."""
    return bool(_TEST.search(path))


def is_example(path: str) -> bool:
    """Whether the file is to be read by people, or to be copied and filled in."""
    return bool(_DOCUMENT_NAMES.search(basename(path)))
