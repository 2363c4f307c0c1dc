"""What is known of a run when it is over: the store's own word, the readers', and the providers' list of calls."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from local.chaos.http import call, insist
from local.chaos.readers import Reading
from local.chaos.runs import Record
from local.chaos.tally import Tally
from local.http_client import aws
from local.simulator.state import PREFIX


@dataclass(frozen=True)
class Evidence:
    """`log` are the texts of the events as they lie in the table, `snapshot` is what the server folds of them.

    `calls` are the simulator's, oldest first; `asked` are the steps that a client named to have them made again.
    """

    kind: str
    run_id: str
    log: list[str]
    readings: list[Reading]
    snapshot: dict[str, Any] | None
    calls: list[dict[str, Any]]
    asked: frozenset[str] = field(default_factory=frozenset)


class Witnesses:
    """Where to ask. The store is asked past the proxy, and past everything that is Tailrace."""

    def __init__(self, url: str, key: str, store_url: str, simulator_url: str, tally: Tally) -> None:
        self._url = url
        self._key = key
        self._store_url = store_url
        self._simulator_url = simulator_url
        self._tally = tally
        self._table = ""

    async def of(self, record: Record) -> Evidence:
        """All that they say of a run. Raises `OSError` where one of them does not answer."""
        snapshot = await insist(self._url, "GET", f"/v1/runs/{record.run_id}", self._key, self._tally)
        return Evidence(
            kind=record.kind,
            run_id=record.run_id,
            log=await asyncio.to_thread(self._log, record.run_id),
            readings=record.readings,
            snapshot=snapshot.json if snapshot.status == 200 else None,
            calls=await self.calls(record.run_id),
            asked=frozenset(record.asked),
        )

    async def calls(self, run_id: str) -> list[dict[str, Any]]:
        """The model calls that were made for this run."""
        answer = await call(self._simulator_url, "GET", f"{PREFIX}/calls?run={run_id}", "")
        found: list[dict[str, Any]] = answer.json["calls"]
        return found

    def _log(self, run_id: str) -> list[str]:
        if not self._table:
            (self._table,) = self._ask("ListTables", {})["TableNames"]
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": f"run#{run_id}"}},
            "ConsistentRead": True,
        }
        lines: list[str] = []
        while True:
            answer = self._ask("Query", request)
            lines += [line for item in answer["Items"] for line in item["e"]["S"].split("\n")]
            if not answer.get("LastEvaluatedKey"):
                return lines
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _ask(self, operation: str, parameters: dict[str, Any]) -> Any:
        return aws(self._store_url, "dynamodb", f"DynamoDB_20120810.{operation}", parameters)
