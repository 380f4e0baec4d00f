"""Which idempotency keys callers have used, and for what: the same key never stands for two requests.

A key is put down before its command runs, so that of many requests at once with one key and two bodies only one body can take
effect. Whether the command has taken effect is written in the record it changed, not here. Keys are forgotten after 30 days.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from kefu_messages.errors import IdempotencyConflict

KEPT_FOR_SECONDS = 30 * 86_400


class Keys:
    """The used keys of one service."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._used = database["idempotency_keys"]

    def create_indexes(self) -> None:
        """Let old keys expire."""
        self._used.create_index([("at", 1)], expireAfterSeconds=KEPT_FOR_SECONDS)

    def first_use(self, operation: str, digest: str) -> bool:
        """Put the key down; False when it stands there for the same request. Raises ``IdempotencyConflict`` for another one."""
        try:
            self._used.insert_one({"_id": operation, "digest": digest, "at": datetime.now(UTC)})
        except DuplicateKeyError:
            known = self._used.find_one({"_id": operation})
            if known is not None and known["digest"] != digest:
                raise IdempotencyConflict from None
            return False
        return True
