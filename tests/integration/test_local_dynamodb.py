"""The local DynamoDB: moto's answers, one call at a time."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from local import deploy, dynamodb, http_client, settings
from tests.tables import connect, definition

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TABLE = definition("log")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with dynamodb.start() as server:
        deploy.table(server.url, TABLE, ())
        yield server.url


@pytest.fixture
def client(url: str) -> "DynamoDBClient":
    return connect(url, attempts=1)


def text(**attributes: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in attributes.items()}


def put_new(client: "DynamoDBClient", writer: int, number: int) -> bool:
    try:
        item = text(pk="run#contended", sk=f"{number:010d}", writer=str(writer))
        client.put_item(TableName="log", Item=item, ConditionExpression="attribute_not_exists(sk)")
    except client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def test_of_eight_writers_exactly_one_gets_each_number(client: "DynamoDBClient") -> None:
    def writer(me: int) -> list[int]:
        return [number for number in range(100) if put_new(client, me, number)]

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(writer, range(8)))
    assert sorted(number for numbers in won for number in numbers) == list(range(100))
    items = read(client, "run#contended", "/")
    assert [int(item["writer"]["S"]) for item in items] == [
        next(me for me, numbers in enumerate(won) if number in numbers) for number in range(100)
    ]


def read(client: "DynamoDBClient", partition: str, after: str) -> list[Any]:
    pages = client.get_paginator("query").paginate(
        TableName="log",
        KeyConditionExpression="pk = :p AND sk > :s",
        ExpressionAttributeValues={":p": {"S": partition}, ":s": {"S": after}},
        ConsistentRead=True,
    )
    return [item for page in pages for item in page["Items"]]


def test_counters_lose_no_update(client: "DynamoDBClient") -> None:
    def add(_: int) -> None:
        client.update_item(
            TableName="log",
            Key=text(pk="counter", sk="1"),
            UpdateExpression="ADD used :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(200)))
    assert client.get_item(TableName="log", Key=text(pk="counter", sk="1"))["Item"]["used"] == {"N": "200"}


def exercise(client: "DynamoDBClient") -> list[Any]:
    """Calls of every sort that is used, and their answers without what differs from call to call."""
    key = text(pk="a", sk="5")
    for number in range(12):
        item: dict[str, Any] = {**text(pk="a", sk=f"{number:02d}", e="é"), "n": {"N": "3"}, "b": {"B": b"\x00\xff"}}
        client.put_item(TableName="log", Item=item)
    values = {":p": {"S": "a"}, ":s": {"S": "05"}}
    calls: list[Any] = [
        lambda: client.query(
            TableName="log", KeyConditionExpression="pk = :p AND sk > :s", ExpressionAttributeValues=values
        ),
        lambda: client.query(
            TableName="log", KeyConditionExpression="pk = :p AND sk > :s", ExpressionAttributeValues=values, Limit=2
        ),
        lambda: client.query(
            TableName="log",
            KeyConditionExpression="pk = :p AND sk > :s",
            ExpressionAttributeValues=values,
            ExclusiveStartKey=text(pk="a", sk="07"),
            Limit=2,
        ),
        lambda: client.query(
            TableName="log",
            KeyConditionExpression="pk = :p AND sk BETWEEN :s AND :t",
            ExpressionAttributeValues={**values, ":t": {"S": "08"}},
            ScanIndexForward=False,
            ProjectionExpression="sk, n",
        ),
        lambda: client.query(
            TableName="log", KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "none"}}
        ),
        lambda: client.query(
            TableName="log",
            KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": {"S": "a"}},
            Select="COUNT",
        ),
        lambda: client.get_item(TableName="log", Key=key),
        lambda: client.get_item(TableName="log", Key=text(pk="a", sk="05"), ReturnConsumedCapacity="TOTAL"),
        lambda: client.put_item(TableName="log", Item=text(pk="a", sk="05", x="y"), ReturnValues="ALL_OLD"),
        lambda: client.put_item(
            TableName="log",
            Item=text(pk="a", sk="05"),
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        ),
        lambda: client.batch_get_item(RequestItems={"log": {"Keys": [text(pk="a", sk="03"), text(pk="a", sk="99")]}}),
        lambda: client.delete_item(TableName="log", Key=text(pk="a", sk="03"), ReturnValues="ALL_OLD"),
        lambda: client.scan(TableName="log", Limit=3),
        lambda: client.get_item(TableName="none", Key=key),
        lambda: client.put_item(TableName="log", Item=text(pk="a")),
    ]
    answers: list[Any] = []
    for call in calls:
        try:
            answer = call()
        except ClientError as error:
            answer = error.response
        answer.pop("ResponseMetadata")
        answers.append(answer)
    return answers


def test_answers_are_those_of_moto_itself() -> None:
    with dynamodb.start() as server:
        deploy.table(server.url, TABLE, ())
        ours = exercise(connect(server.url, attempts=1))
    with mock_aws():
        stock = connect(None, attempts=1)
        stock.create_table(**TABLE)
        theirs = exercise(stock)
    assert ours == theirs


def test_the_table_may_be_there_already_and_gets_the_keys(url: str, client: "DynamoDBClient") -> None:
    chosen = settings.read({"TAILRACE_LOCAL_KEYS": "ann:key-of-ann"})
    expiring = {**TABLE, "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True}}
    for _ in range(2):
        deploy.table(url, expiring, chosen.keys)
    described = client.describe_time_to_live(TableName="log")["TimeToLiveDescription"]
    assert described == {"AttributeName": "expires_at", "TimeToLiveStatus": "ENABLED"}
    scanned = client.scan(TableName="log", FilterExpression="sk = :k", ExpressionAttributeValues={":k": {"S": "key"}})
    assert {item["owner"]["S"] for item in scanned["Items"]} == {"local", "ann"}
    assert "key-of-ann" not in json.dumps(scanned["Items"])  # hashed


def test_a_bad_request_does_not_end_the_server(url: str, client: "DynamoDBClient") -> None:
    for body in (b"not json", b"", b"[]"):
        headers = {"X-Amz-Target": "DynamoDB_20120810.PutItem", "Content-Type": "application/x-amz-json-1.0"}
        assert http_client.fetch(url, method="POST", body=body, headers=headers).status >= 400
    assert client.list_tables()["TableNames"] == ["log"]
