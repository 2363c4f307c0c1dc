"""Paths that a model may write: what leaves the folder, or is not a file of its own everywhere, is refused."""

import io
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.exports import export
from tailrace.fold import fold
from tailrace.kinds.code.paths import LONGEST_NAME, LONGEST_PATH, problem, problems
from tests.unit.code_runs import END, REPAIRED, log

TRICKS = {
    "up": "../x",
    "up from below": "a/../../x",
    "up and back": "a/../b",
    "here": "./x",
    "three dots": ".../x",
    "absolute": "/etc/passwd",
    "absolute twice": "//server/share",
    "home": "~/.ssh/authorized_keys",
    "backslash": "..\\x",
    "backslash below": "a\\..\\..\\x",
    "a drive": "C:\\x",
    "a drive, relative": "C:x",
    "a share": "\\\\server\\share\\x",
    "a stream of NTFS": "x.js:hidden",
    "NUL": "x.js\0.png",
    "a line": "x\n../y",
    "the other direction": "x\u202etxt.exe",
    "an invisible character": "x\u200b.js",
    "a device": "con",
    "a device with a type": "NUL.txt",
    "a device below": "src/com1.js",
    "a dot at the end": "x.js.",
    "a space at the end": "x.js ",
    "a space before": " x.js",
    "an empty name": "a//x",
    "a folder": "a/",
    "nothing": "",
    "a long path": "a/" * 7 + "x" * (LONGEST_PATH - 13),
    "a long name": "x" * (LONGEST_NAME + 1),
    "many folders": "a/" * 9 + "x",
    "a wildcard": "*.js",
    "a redirection": "x>y",
}
TWICE = {
    "case": ["src/App.js", "src/app.js"],
    "case of a folder": ["Src/a.js", "src/a.js"],
    "composed and not": ["caf\u00e9.js", "cafe\u0301.js"],
    "a ligature": ["\ufb01le.js", "file.js"],
    "sharp s": ["stra\u00dfe.js", "strasse.js"],
    "wide letters": ["\uff41.js", "a.js"],
    "a file that is a folder": ["a", "a/b.js"],
    "the contract": ["OpenAPI.yaml"],
}


@pytest.mark.parametrize("path", TRICKS.values(), ids=TRICKS)
def test_a_trick_is_refused_in_words_and_in_the_zip(path: str) -> None:
    assert problem(path)
    snapshot = fold(log(*REPAIRED, END))
    snapshot["parts"]["files"][1]["path"] = path
    with pytest.raises(ValueError, match="no plan may have"):
        export(snapshot, None)


@pytest.mark.parametrize("paths", TWICE.values(), ids=TWICE)
def test_two_names_of_one_file_are_refused(paths: list[str]) -> None:
    assert list(problems(paths))


@given(st.text(st.characters() | st.sampled_from("./\\:~ aA\0"), max_size=40))
def test_what_is_taken_lands_in_the_folder_on_both_sorts_of_systems(path: str) -> None:
    if problem(path) is None:
        for flavour in (PurePosixPath, PureWindowsPath):
            pure = flavour(path)
            assert not pure.is_absolute()
            assert not pure.drive
            assert ".." not in pure.parts


def test_zips_hold_plain_files_only_and_unpack_into_one_folder(tmp_path: Path) -> None:
    """No links, no devices, no folders: what an unpacker could follow out of where it was told to write."""
    with zipfile.ZipFile(io.BytesIO(export(fold(log(*REPAIRED, END)), None).content)) as archive:
        for entry in archive.infolist():
            assert entry.external_attr >> 16 == 0o100644
            assert not entry.is_dir()
            assert not entry.extra
        archive.extractall(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
