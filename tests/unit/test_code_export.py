"""The zip: the complete files in one folder, the same bytes for the same run, and the truth about what is missing."""

import io
import zipfile
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.exports import NothingToExportError, export
from tailrace.fold import fold
from tests.unit.code_runs import END, PLANNED, REPAIRED, STARTED, WRITTEN, log, validated

WHOLE = log(*REPAIRED, END)


def unpack(snapshot: dict[str, Any]) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(export(snapshot, None).content)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info).decode() for info in archive.infolist()}


def test_a_project_lies_in_one_folder_with_its_name() -> None:
    assert unpack(fold(WHOLE)) == {
        "tasks-a-list/openapi.yaml": "openapi",
        "tasks-a-list/package.json": "{}",
        "tasks-a-list/server.js": "mended",
    }
    exported = export(fold(WHOLE), "zip")
    assert exported.media_type == "application/zip"
    assert exported.filename.endswith(".zip")


def test_the_same_run_is_the_same_bytes() -> None:
    assert export(fold(WHOLE), None) == export(fold(WHOLE), None)


def test_what_is_missing_or_unsure_is_told_in_the_zip() -> None:
    files = unpack(fold(log(*WRITTEN[:18])))
    assert "tasks-a-list/server.js" not in files
    assert "server.js was not written" in files["tasks-a-list/TAILRACE.md"]
    failing = unpack(fold(log(*WRITTEN, validated("check", "syntax", "fail", "server.js"))))
    assert "syntax: fail" in failing["tasks-a-list/TAILRACE.md"]


def test_before_the_first_file_there_is_nothing_to_export() -> None:
    with pytest.raises(NothingToExportError):
        export(fold(log(STARTED)), None)
    assert list(unpack(fold(log(*PLANNED[:6])))) == ["code-01m7w79h8jpy2ygcw20wz5mbqs/openapi.yaml"]


def test_names_are_utf_8_and_modes_those_of_plain_files() -> None:
    snapshot = fold(WHOLE)
    snapshot["parts"]["files"][1]["path"] = "docs/Übersicht.md"
    with zipfile.ZipFile(io.BytesIO(export(snapshot, None).content)) as archive:
        (entry,) = (info for info in archive.infolist() if "docs" in info.filename)
        assert entry.filename == "tasks-a-list/docs/Übersicht.md"
        assert entry.flag_bits & 0x800
        assert entry.external_attr >> 16 == 0o100644
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../b", "C:/x", "a\\..\\b"])
def test_a_path_that_no_plan_may_have_is_not_packed_either(path: str) -> None:
    snapshot = fold(WHOLE)
    snapshot["parts"]["files"][1]["path"] = path
    with pytest.raises(ValueError, match="no plan may have"):
        export(snapshot, None)


@given(st.text(max_size=80))
def test_whatever_the_summary_says_the_folder_is_one_plain_name(summary: str) -> None:
    snapshot = fold(WHOLE)
    snapshot["parts"]["summary"] = summary
    folders = {PurePosixPath(name).parts[0] for name in unpack(snapshot)}
    (folder,) = folders
    assert folder.isascii()
    assert set(folder) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(folder) <= 40
