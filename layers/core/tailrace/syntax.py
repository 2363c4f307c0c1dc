"""Whether a text is JavaScript or TypeScript: esbuild parses it, nothing runs it."""

import re
import subprocess
from pathlib import Path
from typing import Literal

from tailrace.validation import Finding

Loader = Literal["js", "jsx", "ts", "tsx"]

# A file takes it 5 ms; what takes seconds is stuck.
_PATIENCE_S = 10
# esbuild writes `✘ [ERROR] what`, an empty line, then `    file:line:column:` (line from 1, column from 0).
_ERROR = re.compile(r"\[ERROR\] (?P<what>.+)\n\n\s+<stdin>:(?P<line>\d+):(?P<column>\d+):")


def parse(source: str, path: str, loader: Loader, *, esbuild: str) -> list[Finding] | None:
    """What keeps `source` from being parsed: nothing if it is well-formed. None if there is no esbuild at that place.

    `path` is what the findings name. Raises `TimeoutError` if it takes longer than `_PATIENCE_S`.
    """
    if not Path(esbuild).is_file():
        return None
    try:
        done = subprocess.run(  # noqa: S603 - our own binary; the text goes through its standard input
            [esbuild, f"--loader={loader}", "--log-level=error", "--log-limit=0", "--color=false"],
            input=source.encode("utf-8", "replace"),
            capture_output=True,
            timeout=_PATIENCE_S,
            # Nothing of this process's environment is its business.
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"esbuild did not finish {path} in {_PATIENCE_S} s") from error
    if done.returncode == 0:
        return []
    text = done.stderr.decode("utf-8", "replace")
    found = [
        Finding(path=path, line=int(m["line"]), column=int(m["column"]) + 1, message=m["what"])
        for m in _ERROR.finditer(text)
    ]
    return found or [Finding(path=path, line=None, column=None, message=text.strip()[:200] or "cannot be parsed")]
