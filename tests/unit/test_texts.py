"""Texts as they are being written: against the standard library's parser, cut anywhere."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.errors import MalformedOutputError
from tailrace.providers.texts import Delta, Done, TextParser

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
ROOTS = st.dictionaries(st.text(), VALUES) | st.lists(VALUES)


def read(pieces: list[str]) -> tuple[Any, list[Delta | Done]]:
    parser = TextParser(provider="openai")
    found = [event for piece in pieces for event in parser.feed(piece)]
    found += parser.finish()
    return parser.value, found


def cut(text: str, places: list[int]) -> list[str]:
    ends = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[a:b] for a, b in pairwise(ends)]


def strings(value: Any, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], str]:
    if isinstance(value, str):
        return {path: value}
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {place: text for key, part in inner for place, text in strings(part, (*path, key)).items()}


@given(ROOTS, st.lists(st.integers(0, 10_000)), st.booleans(), st.sampled_from([None, 2]), st.booleans())
def test_it_reads_what_json_reads_wherever_it_is_cut(
    value: Any, places: list[int], ascii_only: bool, indent: int | None, is_fenced: bool
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    text = f"```json\n{text}\n```\n" if is_fenced else text

    whole, found = read(cut(text, places))

    assert whole == value
    texts: dict[tuple[Any, ...], str] = dict.fromkeys(strings(value), "")
    for event in found:
        if isinstance(event, Delta):
            texts[event.path] += event.text
        elif isinstance(event.value, str):
            assert texts[event.path] == event.value
    assert texts == strings(value)


@given(ROOTS)
def test_each_value_ends_once_and_inside_before_outside(value: Any) -> None:
    _, found = read(list(json.dumps(value)))

    ends = [event.path for event in found if isinstance(event, Done)]
    assert len(ends) == len(set(ends))
    assert ends[-1] == ()
    for position, path in enumerate(ends):
        assert all(other[: len(path)] != path for other in ends[position + 1 :])


def test_characters_come_before_the_string_ends() -> None:
    parser = TextParser(provider="openai")

    assert parser.feed('{"content": "line 1\\nli') == [Delta(("content",), "line 1\nli")]
    assert parser.feed("ne 2") == [Delta(("content",), "ne 2")]


def test_half_a_surrogate_pair_is_waited_for_and_a_lone_one_is_replaced() -> None:
    value, _ = read(list('{"a": "\\ud83d\\ude00", "b": "\\ud83d!", "c": "\\ude00", "d": "\\ud83d"}'))

    assert value == {"a": "😀", "b": "�!", "c": "�", "d": "�"}


@pytest.mark.parametrize(
    "text",
    [
        "", "Sure! {}", "{} and more", '{"a": 1,}', '{"a" 1}', '{a: 1}', "[1, 2", "[1 2]", '{"a": "b', '{"a": 01}',
        '{"a": "\\x"}', '{"a": nul}', '{"a": NaN}', '{"a": "\n"}', "[" * 65, "]", "```json\n{}\n``` done", "{]", "[}",
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(MalformedOutputError, match="is not the JSON asked for"):
        read([text])
