"""Who may read a run: its owner's API key, or a read token for it."""

import time
from typing import TYPE_CHECKING, NamedTuple

from tailrace import keys, tokens
from tailrace.errors import RunNotFoundError
from tailrace.keys import UnauthorizedError
from tailrace.log import RunLog
from tailrace.run_index import is_run_id
from tailrace.signing import SigningSecrets

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class Access(NamedTuple):
    """What is needed to decide; the secrets are asked for only when a token is shown."""

    client: "DynamoDBClient"
    table: str
    log: RunLog
    secrets: SigningSecrets

    def check(self, run_id: str, authorization: str | None, token: str | None) -> None:
        """Let a reader pass, or say why not; blocks on the network.

        A key is preferred where both are given. Raises UnauthorizedError, InvalidTokenError, and RunNotFoundError
        also for another owner's run: that it exists is nobody else's business.
        """
        if authorization is None and token is not None:
            self._verify(run_id, token)
            self._owner(run_id)
        elif authorization is not None:
            reader = keys.authenticate(self.client, self.table, authorization)
            if self._owner(run_id) != reader:
                raise RunNotFoundError("There is no such run")
        else:
            raise UnauthorizedError("An API key (Authorization: Bearer …) or a read token (?token=) is needed")

    def _verify(self, run_id: str, token: str) -> None:
        known, now = self.secrets.known(), time.time()
        try:
            tokens.verify(known, run_id, token, now)
        except tokens.UnknownSignatureError:
            # It may be signed with a secret that was put in place since ours was read.
            tokens.verify(self.secrets.newer(known), run_id, token, now)

    def _owner(self, run_id: str) -> str:
        if not is_run_id(run_id):
            raise RunNotFoundError("There is no such run")
        return self.log.owner(run_id)
