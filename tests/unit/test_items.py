"""Items come out of a model's answer as their braces close, however the answer is cut into pieces."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.errors import MalformedOutputError
from tailrace.providers.items import ItemParser

Item = dict[str, Any]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["```", "}", "]}\n```\n", '\\"']
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
items_lists = st.lists(st.dictionaries(texts, values, max_size=4), max_size=5)


@st.composite
def answers(draw: st.DrawFn) -> tuple[list[Item], str]:
    """What a model may write: items, and their JSON with white space and perhaps a fence around it."""
    items = draw(items_lists)
    document = {"note": draw(values), "tracks": items, "more": draw(values)}
    text = json.dumps(document, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1, "\t"])))
    space = st.text(" \r\n\t", max_size=3)
    opening = draw(st.sampled_from(["", "", "```json\n", "```\n", "````JSON \r\n"]))
    closing = "\n" + opening.strip("JSONjson \r\n") if opening else ""
    return items, f"{draw(space)}{opening}{draw(space)}{text}{closing}{draw(space)}"


@st.composite
def pieces_of(draw: st.DrawFn, text: str) -> list[str]:
    if draw(st.booleans()):
        return list(text)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def parse(pieces: list[str]) -> tuple[list[Item], bool]:
    """The items that came out, and whether the answer was accepted."""
    parser, items = ItemParser("tracks.item", provider="openai"), []
    try:
        for piece in pieces:
            items += parser.feed(piece)
        parser.finish()
    except MalformedOutputError:
        return items, False
    return items, True


@given(answers(), st.data())
def test_any_cut_gives_the_items_that_were_written(answer: tuple[list[Item], str], data: st.DataObject) -> None:
    items, text = answer
    assert parse(data.draw(pieces_of(text))) == (items, True)


@given(items_lists, st.data())
def test_an_answer_that_breaks_off_gives_its_whole_items_and_is_refused(items: list[Item], data: st.DataObject) -> None:
    text = json.dumps({"tracks": items})
    end = data.draw(st.integers(0, len(text) - 1))
    found, accepted = parse(data.draw(pieces_of(text[:end])))
    assert not accepted
    assert found == items[: len(found)]


@given(items_lists, st.sampled_from(["@", "nul]", "Sorry", '"', "}", "1 2"]), st.data())
def test_what_was_whole_before_a_fault_comes_out_whatever_the_cut(
    items: list[Item], fault: str, data: st.DataObject
) -> None:
    text = '{"tracks": [' + ", ".join([*map(json.dumps, items), fault]) + "]}"
    assert parse(data.draw(pieces_of(text))) == (items, False)


def test_an_item_is_out_with_its_closing_brace() -> None:
    parser = ItemParser("tracks.item", provider="openai")
    assert parser.feed('```json\n{"tracks": [{"title": "One"') == []
    assert parser.feed("}") == [{"title": "One"}]
    assert parser.feed(', {"title": "Two", "more": {"a": [1]}') == []
    assert parser.feed('}, {"title') == [{"title": "Two", "more": {"a": [1]}}]


def test_numbers_are_int_and_float() -> None:
    (item,) = ItemParser("tracks.item", provider="openai").feed('{"tracks": [{"a": 3, "b": 3.5}]}')
    assert (type(item["a"]), type(item["b"])) == (int, float)


def test_a_byte_order_mark_is_no_prose() -> None:
    assert parse(['\ufeff{"tracks": [{}]}']) == ([{}], True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "Here you are: ",
        'Sure! {"tracks": []}',
        '"tracks"',
        "```",
        "```json\n",
        "```json\n```json\n{}",
        "``` this is no language tag\n{}",
        "`" + "x" * 200,
        '{"tracks": []} I hope you like it',
        '```json\n{"tracks": []}\n``` I hope you like it',
        '```json\n{"tracks": []}\n``',
        '{"tracks": []}\n```',
        '{"tracks": []}{"tracks": []}',
        '{"tracks": [{"a": 1e999}]}',
        '{"tracks": [{"a": NaN}]}',
        '{"tracks": [{"a": ' + "9" * 5000 + "}]}",
        '{"tracks": [{"a": "\ud800"}]}',
        '{"tracks": ["a title"]}',
        '{"tracks": [null]}',
    ],
)
@pytest.mark.parametrize("letter_by_letter", [False, True])
def test_anything_else_is_malformed(text: str, letter_by_letter: bool) -> None:
    assert parse(list(text) if letter_by_letter else [text]) == ([], False)


def test_prose_is_refused_at_its_first_letter() -> None:
    with pytest.raises(MalformedOutputError) as caught:
        ItemParser("tracks.item", provider="gemini").feed("Of course")
    assert caught.value.provider == "gemini"
    assert caught.value.retryable


def test_a_long_answer_in_small_pieces_takes_linear_time() -> None:
    """200 KB in one string and 2,000 items: minutes if any of it were quadratic."""
    items = [{"content": "x" * 200_000}] + [{"index": index, "title": "t" * 50} for index in range(2000)]
    text = json.dumps({"tracks": items})
    pieces = [text[start : start + 20] for start in range(0, len(text), 20)]
    assert parse(pieces) == (items, True)
