"""Batches of events as chunks of frames, encoded once for all readers of a run."""

from collections.abc import Iterator, Sequence

from tailrace import sse

Batch = Sequence[tuple[int, str]]

# Bytes. A server's flow control works between two writes, so one write must not carry a whole backlog.
CHUNK = 65536


class Frames:
    """Encodes batches; a batch that is asked for again, as by each reader of one run in turn, is not encoded again."""

    def __init__(self) -> None:
        self._batch: Batch = ()
        self._chunks: list[tuple[int, bytes]] = []

    def chunks(self, batch: Batch) -> list[tuple[int, bytes]]:
        """The frames of a batch in pieces of about `CHUNK` bytes, each with the seq of its last event."""
        if batch is not self._batch:
            self._chunks = list(_chunks(batch))
            self._batch = batch
        return self._chunks


def _chunks(batch: Batch) -> Iterator[tuple[int, bytes]]:
    frames: list[bytes] = []
    size = 0
    for seq, text in batch:
        frame = sse.event(seq, text)
        frames.append(frame)
        size += len(frame)
        if size >= CHUNK:
            yield seq, b"".join(frames)
            frames, size = [], 0
    if frames:
        yield batch[-1][0], b"".join(frames)
