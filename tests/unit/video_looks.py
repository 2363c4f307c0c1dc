"""What the checks find in a scene, for the tests of the video."""

from collections.abc import Iterator

import pytest

from tailrace.kinds.video.check_scene import check, rules
from tailrace.settings import settings
from tests.unit.video_brands import SITE, brand, wanted

HELD = rules(wanted(problem_statement="7 tabs are open"), brand(), SITE)


@pytest.fixture(autouse=True)
def parser(esbuild: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment of a function that looks at scenes; a module that imports this has it in all of its tests."""
    monkeypatch.setenv("TABLE_NAME", "none")
    monkeypatch.setenv("ESBUILD_PATH", esbuild)
    settings.cache_clear()
    yield
    settings.cache_clear()


def found(code: str) -> dict[str, str]:
    """What is found in a scene of 90 frames, by stage."""
    looked = check(code, "01-problem", 90, HELD)
    return {stage: "; ".join(finding.message for finding in list_) for stage, list_ in looked.items() if list_}
