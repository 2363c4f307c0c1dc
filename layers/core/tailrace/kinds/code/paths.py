"""Which paths a project may have: relative, portable, and each a file of its own on every file system."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

CONTRACT = "openapi.yaml"

LONGEST_PATH, LONGEST_NAME, DEEPEST = 120, 80, 8

# What Windows forbids in names, a path may not have anywhere; a colon also begins a drive or a stream.
_FORBIDDEN = re.compile(r'[<>:"|?*\\]')
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def problem(path: str) -> str | None:
    """Why this is no path of a project, or None."""
    if not path:
        return "a path is empty"
    if len(path) > LONGEST_PATH:
        return f"{path[:40]!r}… has {len(path)} characters; a path may have {LONGEST_PATH}"
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co") for char in path):
        return f"{path!r} holds characters that cannot be seen"
    if found := _FORBIDDEN.search(path):
        return f"{path!r} holds {found[0]!r}; use letters, digits, '.', '-', '_' and '/'"
    if path.startswith(("/", "~")):
        return f"{path!r} is not relative to the project's folder"
    parts = path.split("/")
    if len(parts) > DEEPEST:
        return f"{path!r} is {len(parts)} folders deep; at most {DEEPEST} are allowed"
    return next((why for part in parts if (why := _problem_of_name(path, part))), None)


def problems(paths: Iterable[str]) -> Iterator[str]:
    """Everything that is wrong with these as the files of one project, which has its contract besides."""
    seen = {CONTRACT: CONTRACT}
    for path in paths:
        why = problem(path)
        if why:
            yield why
            continue
        key = _key(path)
        if key in seen:
            yield f"{path!r} is the same file as {seen[key]!r}"
        seen[key] = path
    folders = {"/".join(key.split("/")[:depth]) for key in seen for depth in range(1, key.count("/") + 1)}
    yield from (f"{seen[key]!r} is a file and a folder" for key in seen if key in folders)


def is_contract(path: str) -> bool:
    """Whether this is the contract's path in any spelling."""
    return _key(path) == CONTRACT


def _problem_of_name(path: str, name: str) -> str | None:
    if not name:
        return f"{path!r} has an empty name between slashes"
    if set(name) == {"."}:
        return f"{path!r} goes through {name!r}; write the path from the project's folder"
    if name != name.strip() or name.endswith("."):
        return f"{path!r} has a name that begins with a space or ends in a space or a dot"
    if len(name) > LONGEST_NAME:
        return f"{path!r} has a name of {len(name)} characters; {LONGEST_NAME} are allowed"
    if _RESERVED.match(name):
        return f"{path!r} has a name that Windows keeps for devices"
    return None


def _key(path: str) -> str:
    """What file systems that fold case or normal forms take for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())
