"""Many writers on one run while readers read: the promises, whatever the interleaving."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailrace.errors import RunClosedError, SupersededError
from tailrace.events import Draft, Event
from tailrace.fold import Snapshot, fold
from tailrace.log import RunWriter
from tests.contract.logs import STEPS, Store, begun, completed, note, seqs, texts

relaxed = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

# One writer's work: sizes of its appends; a negative one is a decision of that many events.
Work = list[int]
works = st.lists(st.lists(st.integers(-4, 12).filter(bool), min_size=1, max_size=6), min_size=2, max_size=5)


@relaxed
@given(works=works, starts=st.lists(st.integers(0, 30), min_size=1, max_size=3))
def test_parallel_writers_make_one_log_and_readers_skip_nothing(
    store: Store, works: list[Work], starts: list[int]
) -> None:
    run = store.run()
    written = threading.Event()

    def write(index: int, work: Work) -> list[Event]:
        writer = RunWriter(store.log(), run)
        events: list[Event] = []
        for part, size in enumerate(work):
            drafts = [note(f"{index}:{part}:{number}") for number in range(abs(size))]
            events += writer.decide(_always(drafts)) if size < 0 else writer.append(*drafts)
        assert writer.snapshot == fold(store.log().read(run, 0, writer.snapshot["seq"]))
        return events

    def read(after: int) -> list[int]:
        """Each look must go on exactly where the one before ended."""
        seen: list[int] = []
        done = False
        while not done:
            done = written.is_set()
            seen += seqs(store.log().read(run, seen[-1] if seen else after))
        return seen

    with ThreadPoolExecutor(len(works) + len(starts)) as pool:
        readers = [pool.submit(read, after) for after in starts]
        writers = [pool.submit(write, index, work) for index, work in enumerate(works)]
        answers = [writer.result() for writer in writers]
        written.set()
        seen = [reader.result() for reader in readers]

    log = store.log().read(run)
    assert seqs(log) == list(range(1, 2 + sum(abs(size) for work in works for size in work)))
    for after, numbers in zip(starts, seen, strict=True):
        assert numbers == list(range(after + 1, len(log) + 1))
    # What each writer was told is what the log has, in the order in which it wrote it.
    by_writer: dict[int, list[Event]] = defaultdict(list)
    for event in log[1:]:
        by_writer[int(str(event["message"]).split(":")[0])].append(event)
    for index, work in enumerate(works):
        assert by_writer[index] == answers[index]
        assert texts(answers[index]) == [f"{index}:{p}:{n}" for p, size in enumerate(work) for n in range(abs(size))]
        # A decision is never torn apart.
        for part, size in enumerate(work):
            if size < 0:
                numbers = [e["seq"] for e in answers[index] if str(e["message"]).startswith(f"{index}:{part}:")]
                assert numbers == list(range(numbers[0], numbers[0] - size))


@relaxed
@given(counts=st.lists(st.integers(1, 8), min_size=2, max_size=5))
def test_a_decision_that_counts_is_never_wrong(store: Store, counts: list[int]) -> None:
    """Every decision sees all that is before it: a counter made of decisions has no lost update."""
    run = store.run()

    def count(times: int) -> None:
        writer = RunWriter(store.log(), run)
        for _ in range(times):
            writer.decide(lambda snapshot: [note(snapshot["seq"] + 1)])

    _in_parallel([partial(count, times) for times in counts])
    assert texts(store.log().read(run)) == [str(number) for number in range(2, 2 + sum(counts))]


@relaxed
@given(writers=st.integers(2, 5), end=st.integers(1, 6))
def test_exactly_one_end_and_nothing_after_it(store: Store, writers: int, end: int) -> None:
    run = store.run()
    ends: list[Event] = []

    def write(index: int) -> None:
        writer = RunWriter(store.log(), run)
        try:
            for number in range(end):
                writer.append(note(f"{index}:{number}"), note("pair"))
            ends.extend(writer.append(completed()))
        except RunClosedError:
            return

    _in_parallel([partial(write, index) for index in range(writers)])
    log = store.log().read(run)
    assert seqs(log) == list(range(1, len(log) + 1))
    assert [event["type"] for event in log].count("run.completed") == 1
    assert ends == log[-1:]


@relaxed
@given(attempts=st.integers(2, 4))
def test_an_attempt_writes_nothing_after_the_next_has_begun(store: Store, attempts: int) -> None:
    run, step = store.run(), STEPS[0]

    def attempt(number: int) -> None:
        writer = RunWriter(store.log(), run, step, number)
        try:
            writer.append(begun())
            for index in range(6):
                writer.append(note(f"{number}:{index}", None))
        except SupersededError:
            return

    _in_parallel([partial(attempt, number) for number in range(1, attempts + 1)])
    latest = 0
    for event in store.log().read(run)[1:]:
        assert (event["attempt"] or 0) >= latest
        if event["type"] == "step.started":
            latest = event["attempt"] or 0
    assert latest == attempts


def test_one_writer_may_be_shared_by_threads(store: Store) -> None:
    run = store.run()
    writer = RunWriter(store.log(), run)
    _in_parallel([partial(writer.append, note(index), note(index)) for index in range(12)])
    found = texts(store.log().read(run))
    assert sorted(found[::2], key=int) == [str(index) for index in range(12)]
    assert found[::2] == found[1::2]
    assert writer.snapshot == fold(store.log().read(run))


def _always(drafts: Sequence[Draft]) -> Callable[[Snapshot], Sequence[Draft]]:
    return lambda snapshot: drafts


def _in_parallel(works: Sequence[Callable[[], object]]) -> None:
    """Run all at once; the first error of any is raised."""
    barrier = threading.Barrier(len(works))

    def begin(work: Callable[[], object]) -> None:
        barrier.wait()
        work()

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(begin, work) for work in works]:
            future.result()
