"""Which paths a project may have, and that none of them leaves its folder."""

import posixpath
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.code.paths import DEEPEST, LONGEST_PATH, problem, problems

PIECES = st.sampled_from(
    ["a", "B", "b", "src", "index.js", ".", "..", "...", "", " ", "/", "\\", "C:", "~", "con", "nul.txt", "é", "é",
     "\x00", "\n", "\u202e", "\u2028", "\ufeff", "ß", "ss", ".env", "[id]", "(x)", "@", "a.", "x" * 50]
)  # fmt: skip
PATHS = st.one_of(
    st.text(max_size=30), st.lists(PIECES, max_size=8).map("/".join), st.lists(PIECES, max_size=4).map("".join)
)


@pytest.mark.parametrize(
    "path",
    ["index.js", "src/routes/tasks.js", ".env.example", "app/[id].ts", "a-b_c.d/e+f@g.py", "docs/Übersicht.md", "...a"],
)
def test_paths_of_real_projects(path: str) -> None:
    assert problem(path) is None


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "empty"),
        ("/etc/passwd", "not relative"),
        ("~/x", "not relative"),
        ("../x", "goes through"),
        ("a/../../x", "goes through"),
        ("./a", "goes through"),
        ("a//b", "empty name"),
        ("a/", "empty name"),
        ("a\\b", "'\\\\'"),
        ("C:/x", "':'"),
        ("a\x00b", "cannot be seen"),
        ("a\u202eb", "cannot be seen"),
        ("a\nb", "cannot be seen"),
        ("a /b", "space"),
        ("a./b", "dot"),
        ("src/CON.js", "Windows"),
        ("x" * (LONGEST_PATH + 1), "characters"),
        ("a/" * DEEPEST + "a", "deep"),
    ],
)
def test_paths_that_are_refused_say_why(path: str, why: str) -> None:
    found = problem(path)
    assert found is not None
    assert why in found


@given(PATHS)
def test_a_path_that_is_taken_stays_in_its_folder_everywhere(path: str) -> None:
    if problem(path) is not None:
        return
    assert not posixpath.isabs(path)
    assert posixpath.normpath(path) == path
    windows = PureWindowsPath(path)
    assert not windows.is_absolute()
    assert not windows.drive
    assert windows.parts == PurePosixPath(path).parts
    assert ".." not in PurePosixPath(path).parts
    assert path.isprintable() or any(unicodedata.category(char) == "Zs" for char in path)
    path.encode()


@given(st.lists(PATHS, max_size=6))
def test_what_is_taken_together_is_a_file_each_on_any_file_system(paths: list[str]) -> None:
    if list(problems(paths)):
        return
    folded = [unicodedata.normalize("NFKC", path).casefold() for path in paths]
    assert len(set(folded)) == len(folded)
    assert "openapi.yaml" not in folded
    folders = {parent.as_posix() for path in folded for parent in PurePosixPath(path).parents}
    assert not folders & set(folded)


@pytest.mark.parametrize(
    ("paths", "why"),
    [
        (["a.js", "A.js"], "same file"),
        (["OpenAPI.yaml"], "same file"),
        (["straße.md", "STRASSE.md"], "same file"),
        (["src", "src/a.js"], "a file and a folder"),
        (["Src/b", "src"], "a file and a folder"),
    ],
)
def test_files_that_would_overwrite_each_other_are_refused(paths: list[str], why: str) -> None:
    assert any(why in found for found in problems(paths))
