"""What waits to be written: the order, what grows together, and when it is due."""

from functools import partial
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from tailrace.events import Draft, StepStarted
from tailrace.log.body import Body
from tailrace.log.pending import MAX_DELTA, Delta, Entry, Pending

DELAY = 0.1


def delta_of(*texts: str) -> Draft:
    return Draft(StepStarted(label="".join(texts)))


def part(name: str) -> Body:
    return Body("part", name, 10)


def shown(entries: list[Entry]) -> list[str]:
    return [
        entry.draft().data.label if isinstance(entry, Delta) else entry.rest  # type: ignore[attr-defined] # all of these drafts have a label
        for entry in entries
        if isinstance(entry, Delta | Body)
    ]


def test_pieces_of_one_key_grow_together_and_keys_stay_apart() -> None:
    pending = Pending(DELAY)
    for key, text in [("a", "1"), ("b", "x"), ("a", "2"), ("b", "y")]:
        pending.add_delta(key, text, delta_of, 0, "ts")
    assert shown(pending.take()) == ["12", "xy"]


def test_nothing_grows_past_a_part() -> None:
    pending = Pending(DELAY)
    pending.add_delta("a", "1", delta_of, 0, "ts")
    pending.add(part("done"), 0, flush=False)
    pending.add_delta("a", "2", delta_of, 0, "ts")
    assert shown(pending.take()) == ["1", "done", "2"]


def test_nothing_grows_once_it_is_taken() -> None:
    pending = Pending(DELAY)
    pending.add_delta("a", "1", delta_of, 0, "ts")
    taken = pending.take()
    pending.add_delta("a", "2", delta_of, 0, "ts")
    assert (shown(taken), shown(pending.take())) == (["1"], ["2"])


def test_the_first_piece_gives_the_time_and_the_draft() -> None:
    pending = Pending(DELAY)
    pending.add_delta("a", "1", lambda text: Draft(StepStarted(label=f"at 0: {text}")), 0, "first")
    pending.add_delta("a", "2", lambda text: Draft(StepStarted(label=f"at 1: {text}")), 0, "second")
    [delta] = pending.take()
    assert isinstance(delta, Delta)
    assert delta.ts == "first"
    assert shown([delta]) == ["at 0: 12"]


def test_a_delta_does_not_outgrow_an_event() -> None:
    pending = Pending(DELAY)
    for _ in range(3):
        pending.add_delta("a", "x" * (MAX_DELTA // 2), delta_of, 0, "ts")
    assert [len(text) for text in shown(pending.take())] == [MAX_DELTA, MAX_DELTA // 2]


def test_deltas_are_due_after_a_while_and_parts_at_once() -> None:
    pending = Pending(DELAY)
    pending.add_delta("a", "1", delta_of, 5.0, "ts")
    assert pending.due == 5.0 + DELAY
    pending.add_delta("a", "2", delta_of, 5.05, "ts")
    pending.add(part("lazy"), 5.05, flush=False)
    assert pending.due == 5.0 + DELAY
    pending.add(part("done"), 5.06, flush=True)
    assert pending.due == 5.06


def test_nothing_is_due_when_there_is_nothing() -> None:
    pending = Pending(DELAY)
    pending.add(part("done"), 5, flush=True)
    pending.take()
    pending.hurry(6.0)
    assert pending.due is None


def test_events_are_taken_up_to_a_decision() -> None:
    pending = Pending(DELAY)
    pending.add(part("a"), 0, flush=True)
    pending.add(lambda snapshot: [], 0, flush=True)
    pending.add(part("b"), 0, flush=True)
    assert shown([*pending.take_events()]) == ["a"]
    assert pending.take_events() == []
    assert pending.due == 0
    assert len(pending.take()) == 2


@given(
    steps=st.lists(
        st.one_of(st.tuples(st.sampled_from("ab"), st.text("xyz", min_size=1, max_size=3)), st.none(), st.just(True))
    )
)
def test_no_text_is_lost_or_reordered_within_its_key(steps: list[tuple[str, str] | Literal[True] | None]) -> None:
    pending = Pending(DELAY)
    taken: list[Entry] = []
    for step in steps:
        if step is None:
            taken += pending.take()
        elif isinstance(step, bool):
            pending.add(part("|"), 0, flush=True)
        else:
            key, text = step
            pending.add_delta(key, text, partial(delta_of, key), 0, "ts")
    got = shown([*taken, *pending.take()])
    for key in "ab":
        # Between two parts, a key's text is exactly what was added there.
        kept = [step for step in steps if step is not None and (step is True or step[0] == key)]
        expected = "".join("|" if isinstance(step, bool) else step[1] for step in kept)
        assert "".join("|" if text == "|" else text[1:] for text in got if text == "|" or text[0] == key) == expected
