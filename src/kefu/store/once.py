"""How a handler's run ends other than by its end: done before, to be done once more, or refused for a name already taken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from kefu.store.outgoing import as_text
from kefu_messages.errors import AlreadyExists, IdempotencyConflict, KefuError, from_message

if TYPE_CHECKING:
    from kefu.service import Ask
    from kefu.store.records import Saved


class OnceMore(Exception):
    """Somebody else changed the record meanwhile: the handler is run again on the fresh one.

    ``line`` is held during that run: those of one process who want the same record follow each other instead of meeting again.
    """

    def __init__(self, line: AbstractContextManager[Any] | None = None) -> None:
        super().__init__("once more")
        self.line: AbstractContextManager[Any] = line or nullcontext()


class AlreadyDone(Exception):
    """The record holds the operation already; ``reply`` is its first answer."""

    def __init__(self, reply: Any) -> None:
        super().__init__("already done")
        self.reply = reply


class AlreadyClaimed(AlreadyExists):
    """Another record holds a name that must be unique."""

    code = "already_claimed"
    text = {"zh-Hant": "編號 {key} 已被使用", "en": "The number {key} is taken"}


def operation_of(ask: Ask, *, saved: Saved | None = None, refusal: KefuError | None = None) -> dict[str, Any]:
    """The operation as a record remembers it, with the answer that a repetition gets."""
    reply = as_text(saved) if saved is not None and ask.replayable else None
    operation = {"key": ask.operation, "digest": ask.digest, "at": ask.recorded_at, "reply": reply}
    return operation if refusal is None else {**operation, "refusal": refusal.as_message()}


def raise_first_answer(operation: Mapping[str, Any], ask: Ask) -> None:
    """End a handler whose operation is already applied: with its first answer, or because the key was used for something else."""
    if operation["digest"] not in {None, ask.digest}:
        raise IdempotencyConflict
    if operation.get("refusal"):
        raise from_message(operation["refusal"])
    reply = operation["reply"]
    raise AlreadyDone(json.loads(reply) if isinstance(reply, str) else reply)
