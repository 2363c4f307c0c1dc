"""A producer of a run: order, batches, decisions and fences."""

from collections.abc import Sequence

import pytest

from tailrace.errors import EventTooLargeError, LogError, RunClosedError, SupersededError
from tailrace.events import Draft, StepCompleted, StepSuperseded
from tailrace.fold import Snapshot, fold
from tailrace.log import RunWriter
from tests.contract.logs import STEPS, Store, begun, completed, note, notes, resumed, seqs, texts

A, B = STEPS[:2]


def items(store: Store, run: str) -> list[int]:
    """How many events each item of the run holds."""
    found = store.client.query(
        TableName=store.table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"run#{run}"}},
    )["Items"]
    return [int(item["n"]["N"]) for item in found]


def test_events_carry_the_writers_step_and_attempt_unless_they_have_their_own(store: Store) -> None:
    writer = RunWriter(store.log(), store.run(), step=A, attempt=2)
    own, other = writer.append(begun(), Draft(StepCompleted(duration_ms=5), step=B, attempt=7))
    assert (own["step"], own["attempt"]) == (A, 2)
    assert (other["step"], other["attempt"]) == (B, 7)


def test_what_append_returns_is_what_readers_get(store: Store) -> None:
    run = store.run()
    written = RunWriter(store.log(), run).append(*notes(3))
    assert store.log().read(run, 1) == written


def test_events_that_belong_together_share_an_item(store: Store) -> None:
    run = store.run()
    RunWriter(store.log(), run).append(*notes(250))
    assert items(store, run) == [1, 100, 100, 50]
    assert seqs(store.log().read(run)) == list(range(1, 252))


def test_items_stay_below_the_size_that_dynamodb_takes(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    writer.append(*(note("é" * 50_000) for _ in range(7)))
    assert items(store, run) == [1, 2, 2, 2, 1]


def test_too_large_an_event_is_refused_and_nothing_of_its_batch_is_written(store: Store) -> None:
    run = store.run()
    with pytest.raises(EventTooLargeError, match=r"step\.progress"):
        RunWriter(store.log(), run).append(note("small"), note("x" * 300_000))
    assert texts(store.log().read(run)) == []


@pytest.mark.parametrize("drafts", [notes(101), [note("x" * 200_000), note("y" * 200_000)]])
def test_a_decision_that_does_not_fit_into_one_item_is_refused(store: Store, drafts: list[Draft]) -> None:
    run = store.run()
    with pytest.raises(EventTooLargeError):
        RunWriter(store.log(), run).decide(lambda snapshot: drafts)
    assert texts(store.log().read(run)) == []


def test_a_writer_that_missed_something_writes_behind_it(store: Store) -> None:
    run = store.run()
    first, second = RunWriter(store.log(), run), RunWriter(store.log(), run)
    first.append(*notes(3, "first"))
    second.append(note("second"))
    first.append(note("first3"))
    assert texts(store.log().read(run)) == ["first0", "first1", "first2", "second", "first3"]


def test_the_snapshot_is_the_fold_of_what_was_read_and_written(store: Store) -> None:
    run = store.run()
    first, second = RunWriter(store.log(), run, A, 1), RunWriter(store.log(), run, B, 1)
    first.append(begun())
    second.append(begun(), note("x", B))
    assert second.snapshot == fold(store.log().read(run))
    assert first.snapshot["seq"] == 2
    assert seqs(first.refresh()) == [3, 4]
    assert first.snapshot == second.snapshot
    assert first.refresh() == []


def test_a_decision_that_lost_the_race_is_taken_again(store: Store) -> None:
    run = store.run()
    first, second = RunWriter(store.log(), run), RunWriter(store.log(), run)
    first.append(note("x"))
    seen: list[int] = []

    def decide(snapshot: Snapshot) -> Sequence[Draft]:
        seen.append(snapshot["seq"])
        return [note(f"after {snapshot['seq']}"), note("too")]

    assert seqs(second.decide(decide)) == [3, 4]
    assert seen == [1, 2]
    assert texts(store.log().read(run)) == ["x", "after 2", "too"]
    assert items(store, run) == [1, 1, 2]


def test_a_decision_for_nothing_is_taken_on_the_newest_state(store: Store) -> None:
    run = store.run()
    first, second = RunWriter(store.log(), run), RunWriter(store.log(), run)
    first.append(note("x"))
    assert second.decide(lambda snapshot: [note("seen")] if snapshot["seq"] == 2 else []) != []
    assert second.decide(lambda snapshot: []) == []


def test_nothing_is_accepted_after_the_end(store: Store) -> None:
    run = store.run()
    left_over = RunWriter(store.log(), run)
    RunWriter(store.log(), run).append(completed())
    for writer in (left_over, RunWriter(store.log(), run)):
        with pytest.raises(RunClosedError):
            writer.append(note("late"))
        with pytest.raises(RunClosedError):
            writer.decide(lambda snapshot: [completed()])
        assert writer.decide(lambda snapshot: []) == []
    assert seqs(store.log().read(run)) == [1, 2]


def test_nothing_is_accepted_after_the_end_within_one_batch(store: Store) -> None:
    run = store.run()
    with pytest.raises(RunClosedError):
        RunWriter(store.log(), run).append(completed(), note("late"))
    assert seqs(store.log().read(run)) == [1]


def test_a_closed_run_can_be_resumed_and_closed_again(store: Store) -> None:
    run = store.run()
    idle = RunWriter(store.log(), run)
    RunWriter(store.log(), run).append(note("a"), completed())
    RunWriter(store.log(), run).append(resumed(), note("b"))
    idle.append(note("c"))
    RunWriter(store.log(), run).decide(lambda snapshot: [completed()])
    RunWriter(store.log(), run).decide(lambda snapshot: [resumed(), note("swap"), completed()])
    assert texts(store.log().read(run)) == ["a", "b", "c", "swap"]
    with pytest.raises(RunClosedError):
        idle.append(note("d"))


def test_what_a_writer_knows_of_the_end_may_be_out_of_date(store: Store) -> None:
    run = store.run()
    RunWriter(store.log(), run).append(completed())
    writer = RunWriter(store.log(), run)
    RunWriter(store.log(), run).append(resumed())
    writer.append(note("open again"))
    assert texts(store.log().read(run)) == ["open again"]


def test_an_open_run_is_not_resumed(store: Store) -> None:
    run = store.run()
    with pytest.raises(LogError, match="open"):
        RunWriter(store.log(), run).append(resumed())
    assert seqs(store.log().read(run)) == [1]


def test_a_step_left_over_from_before_the_end_does_not_write_into_the_resumed_run(store: Store) -> None:
    run = store.run()
    left_over = RunWriter(store.log(), run, A, 1)
    left_over.append(begun())
    RunWriter(store.log(), run).append(completed(), resumed())
    with pytest.raises(RunClosedError):
        left_over.append(note("late"))
    RunWriter(store.log(), run, A, 2).append(begun(), note("new"))
    assert texts(store.log().read(run)) == ["new"]


@pytest.mark.parametrize("how", ["started", "superseded"])
def test_an_older_attempt_is_refused_when_a_later_one_has_begun(store: Store, how: str) -> None:
    run = store.run()
    old, new = RunWriter(store.log(), run, A, 1), RunWriter(store.log(), run, A, 2)
    old.append(begun(), note("kept"))
    new.append(begun() if how == "started" else Draft(StepSuperseded(by_attempt=2), attempt=1))
    for _ in range(2):
        with pytest.raises(SupersededError):
            old.append(note("void"))
    with pytest.raises(SupersededError):
        old.decide(lambda snapshot: [note("void")])
    with pytest.raises(SupersededError):
        RunWriter(store.log(), run, A, 1).append(note("void"))
    new.append(note("new"))
    assert texts(store.log().read(run)) == ["kept", "new"]


def test_a_later_attempt_of_another_step_is_nothing_to_a_writer(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run, A, 1)
    RunWriter(store.log(), run, B, 5).append(begun())
    writer.append(note("fine"))
    assert texts(store.log().read(run)) == ["fine"]


def test_verifying_tells_a_writer_that_it_is_fenced(store: Store) -> None:
    run = store.run()
    first, second = RunWriter(store.log(), run, A, 1), RunWriter(store.log(), run, B, 1)
    for writer in (first, second):
        writer.verify()
    RunWriter(store.log(), run, A, 2).append(begun())
    with pytest.raises(SupersededError):
        first.verify()
    second.verify()
    RunWriter(store.log(), run).append(completed())
    with pytest.raises(RunClosedError):
        second.verify()
