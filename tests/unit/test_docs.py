"""The documents say what the code does, where that can be compared."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from local import protocol, settings
from local.simulator.faults import KINDS
from local.welcome import welcome
from tailrace.http.routes import ROUTES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROTOCOL = protocol.PATH.read_text(encoding="utf-8")
PICTURE = (ROOT / "docs" / "playlist.svg").read_text(encoding="utf-8")


def test_the_protocols_tables_are_the_codes() -> None:
    assert protocol.text(PROTOCOL) == PROTOCOL, "run: python -m local.protocol"


def test_a_document_without_a_place_for_a_table_is_told() -> None:
    with pytest.raises(LookupError, match="problems"):
        protocol.text(PROTOCOL.replace("<!-- problems -->", ""))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_call_is_in_the_protocol(route: Any) -> None:
    assert f"`{route.method} {route.path}`" in PROTOCOL


def test_every_local_setting_is_in_the_readme() -> None:
    asked: list[str] = []

    class Environment(dict[str, str]):
        def get(self, name: str, default: Any = None) -> Any:
            asked.append(name)
            return default

    settings.read(Environment())
    assert asked
    assert [name for name in asked if f"`{name}`" not in README] == []


def test_the_readme_shows_the_commands_that_the_stack_prints() -> None:
    printed = welcome("http://127.0.0.1:8787", settings.read({})).splitlines()
    commands = [line.strip() for line in printed if line.startswith("  curl ")]
    assert len(commands) == 2
    assert "\n".join(("```sh", *commands, "```")) in README


def test_every_fault_of_the_simulator_is_in_the_readme() -> None:
    assert [fault for fault in KINDS if f"`{fault}`" not in README] == []


def test_the_picture_is_drawn_without_loading_anything() -> None:
    ElementTree.fromstring(PICTURE)
    addresses = PICTURE.replace('xmlns="http://www.w3.org/2000/svg"', "").replace("https://www.textualize.io", "")
    assert "@font-face" not in PICTURE
    assert "url(http" not in addresses
    assert "href" not in addresses
