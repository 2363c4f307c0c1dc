"""What an owner's runs have used, day by day: a line for each run and day of use, kept when the run is deleted.

A line is what the run's log says of that day (UTC), so it may be written as often as one likes, by anybody, and a run
that goes on another day adds to that day only what it used then. A sum kept beside would have to be added to exactly
once for each end of a run, and could not tell.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tailrace.events import UsageRecorded
from tailrace.fold import Snapshot
from tailrace.log import RunLog
from tailrace.run_index import created_at

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef

# A month, and time enough to ask about the one before: lines are for looking up, bills are the providers'.
_KEPT_S = 92 * 86_400

Amounts = dict[str, Any]
"""`calls`, `input_tokens`, `output_tokens`, `cost_usd`; unknown amounts (a cut call's) are not in it."""


@dataclass(frozen=True)
class Line:
    """What a run used on a day (`2026-11-20`). `began`: it was started on that day."""

    day: str
    run_id: str
    kind: str
    began: bool
    by_provider: Mapping[str, Amounts]


class Ledger:
    """The lines of all owners in one table."""

    def __init__(self, client: "DynamoDBClient", table: str, log: RunLog) -> None:
        self._client = client
        self._table = table
        self._log = log

    def record(self, owner: str, snapshot: Snapshot) -> None:
        """Write down what a run has used up to this snapshot. What is known of a later one stays."""
        run_id, began = snapshot["run_id"], created_at(snapshot["run_id"]).date().isoformat()
        days = {began: snapshot["usage"]["by_provider"]}
        if snapshot["timing"]["updated_at"][:10] != began:
            days = {began: {}, **by_day(self._log.read(run_id))}
        for day, by_provider in days.items():
            self._put(owner, Line(day, run_id, snapshot["kind"], day == began, by_provider), snapshot["seq"])

    def _put(self, owner: str, line: Line, seq: int) -> None:
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    "pk": {"S": f"usage#{owner}"},
                    "sk": {"S": f"{line.day}#{line.run_id}"},
                    "kind": {"S": line.kind},
                    "began": {"BOOL": line.began},
                    "seq": {"N": str(seq)},
                    "by_provider": {"S": json.dumps(line.by_provider)},
                    "expires_at": {"N": str(int(time.time()) + _KEPT_S)},
                },
                ConditionExpression="attribute_not_exists(pk) OR seq < :seq",
                ExpressionAttributeValues={":seq": {"N": str(seq)}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return

    def lines(self, owner: str, month: str) -> Iterator[Line]:
        """An owner's lines of a month (`2026-11`), in the order of the days."""
        request: QueryInputTypeDef = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :month)",
            "ExpressionAttributeValues": {":pk": {"S": f"usage#{owner}"}, ":month": {"S": month}},
            "ConsistentRead": True,
        }
        while True:
            answer = self._client.query(**request)
            yield from map(_line, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def by_day(events: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Amounts]]:
    """What these events of one run say was used, by day and provider."""
    days: dict[str, dict[str, Amounts]] = defaultdict(dict)
    for event in events:
        if event["type"] == UsageRecorded.TYPE:
            data = event["data"]
            amounts = {name: data[name] or 0 for name in ("input_tokens", "output_tokens", "cost_usd")}
            _add(days[event["ts"][:10]], data["provider"], {"calls": 1, **amounts})
    return dict(days)


def total(lines: Iterable[Line]) -> dict[str, Any]:
    """The sum of lines: `runs` that began, and what was used, in all and `by_provider` and `by_kind`."""
    whole: dict[str, Amounts] = {"": {"runs": 0, **_nothing()}}
    by_provider: dict[str, Amounts] = {}
    by_kind: dict[str, Amounts] = {}
    for line in lines:
        by_kind.setdefault(line.kind, {"runs": 0, **_nothing()})["runs"] += line.began
        whole[""]["runs"] += line.began
        for provider, amounts in line.by_provider.items():
            _add(whole, "", amounts)
            _add(by_kind, line.kind, amounts)
            _add(by_provider, provider, amounts)
    return {**whole[""], "by_provider": by_provider, "by_kind": by_kind}


def periods(lines: Iterable[Line], now: datetime) -> dict[str, Any]:
    """`today` and `this_month`, each with the day that it begins on as `since`; `lines` are this month's."""
    day, listed = now.date().isoformat(), list(lines)
    return {
        "today": {"since": day, **total(line for line in listed if line.day == day)},
        "this_month": {"since": f"{day[:7]}-01", **total(listed)},
    }


def _nothing() -> Amounts:
    return {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}


def _add(sums: dict[str, Amounts], name: str, amounts: Mapping[str, Any]) -> None:
    into = sums.setdefault(name, _nothing())
    for field in _nothing():
        into[field] = round(into[field] + amounts[field], 9)


def _line(item: Mapping[str, Any]) -> Line:
    day, _, run_id = item["sk"]["S"].partition("#")
    return Line(day, run_id, item["kind"]["S"], item["began"]["BOOL"], json.loads(item["by_provider"]["S"]))
