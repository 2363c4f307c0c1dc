"""The log's items in DynamoDB, and the requests that read them; shared by the blocking and the async readers.

An item lies under the number of its first event and holds `n` consecutive events; the next item's number is
therefore known to who has read this one.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from secrets import token_hex
from typing import Any

from ulid import ULID

from tailrace.errors import RunClosedError
from tailrace.events import TERMINAL

Item = Mapping[str, Any]
Lines = list[tuple[int, str]]

_DAY = 86_400


def key(run_id: str, seq: int) -> dict[str, Any]:
    """The key of the item whose first event is `seq`."""
    return {"pk": {"S": f"run#{run_id}"}, "sk": {"S": f"{seq:010d}"}}


def expires_at(run_id: str, ttl_days: int) -> int:
    """When a run is gone, in epoch seconds. Raises `ValueError` if `run_id` is not a ULID."""
    return int(ULID.from_str(run_id.upper()).timestamp) + ttl_days * _DAY


def make(run_id: str, first_seq: int, lines: Sequence[str], expires: int, mark: str) -> dict[str, Any]:
    """The item of these events. `mark` names the writer and the put: whose answer was lost knows its item by it."""
    return {
        **key(run_id, first_seq),
        "n": {"N": str(len(lines))},
        "e": {"S": "\n".join(lines)},
        "w": {"S": mark},
        "expires_at": {"N": str(expires)},
    }


def query_after(table: str, run_id: str, after: int) -> dict[str, Any]:
    """All items that begin after `after`, in order."""
    return {**_query(table, run_id, ">", after), "ScanIndexForward": True}


def query_covering(table: str, run_id: str, seq: int) -> dict[str, Any]:
    """The last item that begins at or before `seq`: it holds `seq` if the log has it."""
    return {**_query(table, run_id, "<=", seq), "ScanIndexForward": False, "Limit": 1}


def _query(table: str, run_id: str, operator: str, seq: int) -> dict[str, Any]:
    bound = key(run_id, seq)
    return {
        "TableName": table,
        "KeyConditionExpression": f"pk = :pk AND sk {operator} :sk",
        "ExpressionAttributeValues": {":pk": bound["pk"], ":sk": bound["sk"]},
        "ConsistentRead": True,
    }


def tombstone(key: Mapping[str, Any], expires: int) -> dict[str, Any]:
    """What takes an item's place when its run is deleted, so that nobody can put another one there."""
    return {**key, "gone": {"BOOL": True}, "expires_at": {"N": str(expires)}}


def is_gone(item: Item) -> bool:
    """Whether this is a tombstone; of an item that was read in part, `gone` must have been asked for."""
    return "gone" in item


def alive(items: Iterable[Item]) -> list[Item]:
    """Those that are no tombstones and have not expired.

    DynamoDB removes what has expired days later, readers must not see it until then.
    """
    now = time.time()
    return [item for item in items if not is_gone(item) and int(item["expires_at"]["N"]) > now]


def to_write_behind(items: Iterable[Item]) -> list[Item]:
    """`alive`, for who wants to write behind them. Raises RunClosedError if there is a tombstone among them."""
    found = list(items)
    if any(map(is_gone, found)):
        raise RunClosedError("The run was deleted")
    return alive(found)


def first_seq(item: Item) -> int:
    """The number of the item's first event."""
    return int(item["sk"]["S"])


def last_seq(item: Item) -> int:
    """The number of the item's last event."""
    return first_seq(item) + int(item["n"]["N"]) - 1


def texts(item: Item) -> list[str]:
    """The item's events as JSON texts."""
    events: str = item["e"]["S"]
    return events.split("\n")


def mark(writer: str) -> str:
    """A mark of its own for one put of this writer."""
    return f"{writer}.{token_hex(4)}"


def writer(item: Item) -> str:
    """Who has put the item."""
    marked: str = item["w"]["S"]
    return marked.partition(".")[0]


def lines(item: Item) -> Lines:
    """The item's events as (seq, JSON text)."""
    return list(enumerate(texts(item), first_seq(item)))


def begins_at(items: Sequence[Item], seq: int) -> bool:
    """Whether these items begin with event `seq`; if not, `seq` may lie inside an earlier item."""
    return bool(items) and first_seq(items[0]) == seq


def joined(items: Iterable[Item], after: int) -> Iterator[tuple[int, str]]:
    """The events after `after`, without a gap: what lies behind one is not handed out (nothing is skipped)."""
    for item in items:
        if first_seq(item) > after + 1:
            return
        for seq, text in lines(item):
            if seq > after:
                yield seq, text
                after = seq


def ends_log(text: str) -> bool:
    """Whether an event's JSON text is one that closes the log."""
    return json.loads(text)["type"] in TERMINAL
