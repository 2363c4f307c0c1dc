"""DynamoDB for the event loop: signed calls over one HTTP client.

boto3 in threads costs three times the processor time at the rate at which the tail reads.
"""

import asyncio
import json
from typing import TYPE_CHECKING, Any, Self, cast

import boto3
import httpx2
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import NoCredentialsError

from tailrace.errors import LogUnavailableError
from tailrace.log.retry import PATIENCE_S, is_transient, pause_s

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from types_boto3_dynamodb import DynamoDBClient

_API = "DynamoDB_20120810"


class AsyncDynamo:
    """Calls DynamoDB where a boto3 client would: same endpoint, region and request shapes."""

    def __init__(
        self,
        client: "DynamoDBClient",
        *,
        credentials: "Credentials | None" = None,
        timeout_s: float = 5,
        patience_s: float = PATIENCE_S,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`credentials`: those of boto3's default session unless they are given. Raises NoCredentialsError."""
        self._url = f"{client.meta.endpoint_url.rstrip('/')}/"
        found = credentials or boto3.Session().get_credentials()
        if found is None:
            raise NoCredentialsError
        self._credentials = found
        self._region = client.meta.region_name
        self._patience_s = patience_s
        self._http = httpx2.AsyncClient(
            timeout=timeout_s,
            limits=httpx2.Limits(max_connections=64, max_keepalive_connections=64, keepalive_expiry=30),
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one API call; a passing failure is repeated for `patience_s`, so only for reads.

        Raises LogUnavailableError, also for an error that does not pass: it names DynamoDB's own code.
        """
        body = json.dumps(request, separators=(",", ":")).encode()
        ends = asyncio.get_running_loop().time() + self._patience_s
        tries = 0
        while not self._http.is_closed:
            answer, failure, passing = await self._try(operation, body)
            if answer is not None:
                return answer
            pause = pause_s(tries)
            if not passing or asyncio.get_running_loop().time() + pause >= ends:
                raise LogUnavailableError(f"DynamoDB does not answer {operation} ({failure})")
            await asyncio.sleep(pause)
            tries += 1
        raise LogUnavailableError("The connection to DynamoDB is closed")

    async def _try(self, operation: str, body: bytes) -> tuple[dict[str, Any] | None, str, bool]:
        """(the answer, "", _) or (None, what went wrong, whether it may pass)."""
        try:
            response = await self._http.post(self._url, content=body, headers=self._headers(operation, body))
        except httpx2.TransportError as error:
            return None, type(error).__name__, True
        if response.status_code == 200:
            return cast(dict[str, Any], json.loads(response.content)), "", True
        try:
            code = str(json.loads(response.content)["__type"]).rpartition("#")[2]
        except (ValueError, KeyError, TypeError):
            code = f"HTTP {response.status_code}"
        return None, code, is_transient(response.status_code, code)

    def _headers(self, operation: str, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"{_API}.{operation}"}
        request = AWSRequest("POST", self._url, headers=headers, data=body)
        SigV4Auth(self._credentials.get_frozen_credentials(), "dynamodb", self._region).add_auth(request)
        return dict(request.headers.items())
