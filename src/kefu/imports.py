"""Rows by the thousand: each accepted or refused by itself, each refusal remembered, the same file twice the same result.

A row's operation is its command, content and line; a row that took effect holds it in its record, a row that was refused in the
journal ``refused_rows``, so that sending a file again, whole or from where it broke off, gives every row its first answer.

What was refused for its sender (``depends_on`` of the error) is final for him alone: whoever has another right is judged anew, and what
was dated ahead, or named what was not there yet, is judged anew by whoever sends it. The journal then holds the newer answer, or the row
no longer; that its number has been taken by a row that followed it is no newer answer.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nameko.extensions import DependencyProvider
from pymongo.errors import BulkWriteError, ConnectionFailure

from kefu import clock
from kefu.ask import Ask, Batch
from kefu.checking import check_cells, read_row, row_operation
from kefu.identity import Identity
from kefu.service import TRIES, MessageEntrypoint
from kefu.store import CODECS, OnceMore
from kefu_messages import Command
from kefu_messages.errors import AlreadyExists, KefuError, MalformedRequest, StateConflict

if TYPE_CHECKING:
    from kefu.host import Host

_log = logging.getLogger(__name__)
MOST_ROWS = 2_000


class Imports:
    """The imports of one service."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.journal = host.database["refused_rows"].with_options(codec_options=CODECS)

    def create_indexes(self) -> None:
        """Create what the journal's queries need."""
        self.journal.create_index([("organisation", 1), ("command", 1), ("reason", 1)])

    def run(
        self,
        message: type[Command],
        rows: Any,
        *,
        identity: Identity,
        context: Mapping[str, Any],
        command: MessageEntrypoint | None,
        together: MessageEntrypoint | None,
    ) -> list[dict[str, Any]]:
        """The answers of the rows, in their order: ``{line, key, state, reason, detail}``."""
        asks = [self._ask(message, row, identity, context) for row in _rows(rows)]
        found = {entry["_id"]: entry for entry in self.journal.find({"_id": {"$in": [ask.operation for ask in asks]}})}
        known = {operation: entry for operation, entry in found.items() if _final(entry, identity)}
        batch = Batch(message, [ask for ask in asks if ask.operation not in known], self._host)
        if batch.rows and together is not None:
            self._together(batch, together)
        elif batch.rows and command is not None:
            self._one_by_one(batch, command)
        known |= {ask.operation: found[ask.operation] for ask in batch.rows if ask.operation in found and _taken(batch, ask)}
        self._remember(batch, anew=found.keys() - known.keys())
        answers = [self._outcome(message, ask, batch, known.get(ask.operation)) for ask in asks]
        for answer in answers:
            self._host.metrics.rows.labels(command=message.verb(), state=answer["state"]).inc()
        return answers

    def refused(self, organisation: str, message: type[Command], *, reason: str | None = None) -> Iterator[dict[str, Any]]:
        """The refused rows of an organisation: ``{line, key, reason, raw, on}``, by line."""
        condition = {"organisation": organisation, "command": message.verb(), **({"reason": reason} if reason else {})}
        yield from sorted(self.journal.find(condition), key=lambda entry: entry["line"])

    def naming(self, organisation: str, number: str) -> Iterator[dict[str, Any]]:
        """The refused rows with somebody's number in one of their cells."""
        for entry in self.journal.find({"organisation": organisation}):
            if number in entry["raw"].values():
                yield entry

    def _ask(self, message: type[Command], row: Mapping[str, Any], identity: Identity, context: Mapping[str, Any]) -> Ask:
        organisation, host = identity.organisation, self._host
        zone = host.adopted.zone(organisation)
        data, known = read_row(message, row["line"], row["raw"], zone)
        operation, content = row_operation(organisation, message, row["line"], row["raw"])
        now = clock.now(zone)
        return Ask(
            message=message,
            data=data,
            organisation=organisation,
            identity=identity,
            operation=operation,
            digest=content,
            law=host.adopted.law(organisation),
            calendar=host.adopted.calendar(organisation),
            now=now,
            today=now.date(),
            host=host,
            row=replace(known, nth=row.get("nth", 1)),
            context=context,
        )

    def _together(self, batch: Batch, entrypoint: MessageEntrypoint) -> None:
        for _ in range(TRIES):
            batch.outcomes.clear()
            try:
                self._host.answering.in_worker(entrypoint, batch)
            except OnceMore:
                continue
            except (KefuError, ConnectionFailure):
                raise
            except Exception:  # noqa: BLE001 - whatever it is, the good rows are taken
                _log.exception("rows failed", extra={"command": batch.command.verb(), "lines": [row.line for row in batch.rows]})
                self._each_alone(batch, entrypoint)
            return
        for row in batch.rows:
            batch.refuse(row, StateConflict(state="contended"))

    def _each_alone(self, batch: Batch, entrypoint: MessageEntrypoint) -> None:
        """A faulty row must not stop the good ones: rows that failed together are judged one after the other."""
        if len(batch.rows) == 1:
            batch.refuse(batch.rows[0], KefuError())
            return
        for row in batch.rows:
            single = Batch(batch.command, [row], self._host)
            self._together(single, entrypoint)
            batch.outcomes.update(single.outcomes)

    def _one_by_one(self, batch: Batch, entrypoint: MessageEntrypoint) -> None:
        for row in batch.rows:
            try:
                self._complete(row)
                self._host.answering.in_worker(entrypoint, row)
                batch.accept(row)
            except KefuError as refusal:
                batch.refuse(row, refusal)
            except ConnectionFailure:
                raise
            except Exception:  # noqa: BLE001 - a faulty row must not stop the good ones
                _log.exception("a row failed", extra={"command": row.verb, "line": row.row.line if row.row else 0})
                batch.refuse(row, KefuError())

    def _complete(self, row: Ask) -> None:
        """Refuse what a single command would have been refused for, unless the rules judge the cells themselves."""
        if row.row is not None and not getattr(row.message, "judges_cells", False):
            check_cells(row)

    def _remember(self, batch: Batch, *, anew: AbstractSet[str]) -> None:
        """Keep what the rules refused; a row that we failed to judge is judged when it is sent again."""
        if anew:
            self.journal.delete_many({"_id": {"$in": sorted(anew)}})
        refused = [
            {
                "_id": ask.operation,
                "organisation": ask.organisation,
                "command": ask.verb,
                "line": ask.row.line,
                "raw": dict(ask.row.raw) if error.row_is_kept else {},
                "key": str(ask.row.raw.get(self._key(batch.command), "")),
                "reason": error.code,
                "params": error.as_message()["params"],
                "at": datetime.now(UTC),
                "by": ask.identity.staff_no,
                "roles": sorted(ask.identity.roles),
                "depends_on": error.depends_on,
            }
            for ask in batch.rows
            if ask.row is not None and (error := batch.outcomes.get(ask.row.line)) is not None and type(error) is not KefuError
        ]
        if not refused:
            return
        try:
            self.journal.insert_many(refused, ordered=False)
        except BulkWriteError as failure:
            if any(error["code"] != 11000 for error in failure.details["writeErrors"]):  # noqa: PLR2004 - the code of a duplicate key
                raise

    def _key(self, message: type[Command]) -> str:
        return message.bulk.key if message.bulk else ""

    def _outcome(self, message: type[Command], ask: Ask, batch: Batch, known: Mapping[str, Any] | None) -> dict[str, Any]:
        answer = {
            "line": ask.line,
            "key": str(ask.raw.get(self._key(message), "")),
            "state": "accepted",
            "reason": None,
            "detail": None,
        }
        error = batch.outcomes.get(ask.line, KefuError()) if known is None else None
        if known is not None:
            return {**answer, "state": "refused", "reason": known["reason"], "detail": known["params"]}
        if error is None:
            return answer
        return {**answer, "state": "refused", "reason": error.code, "detail": error.as_message()["params"]}


def _final(entry: Mapping[str, Any], identity: Identity) -> bool:
    """Whether a refusal of before is the answer to this sender too."""
    depends_on = entry.get("depends_on")
    if depends_on == "sender":
        return (entry["by"], entry["roles"]) == (identity.staff_no, sorted(identity.roles))
    return depends_on is None


def _taken(batch: Batch, ask: Ask) -> bool:
    """Whether the row is refused because its number is another's by now."""
    error = batch.outcomes.get(ask.line)
    return error is not None and (isinstance(error, AlreadyExists) or error.code.startswith("duplicate_"))


def _rows(rows: Any) -> Sequence[Mapping[str, Any]]:
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise MalformedRequest(detail="rows")
    for row in rows:
        raw = row.get("raw") if isinstance(row, dict) else None
        numbered = isinstance(row, dict) and all(isinstance(row.get(name, 1), int) for name in ("line", "nth"))
        if not isinstance(raw, dict) or not numbered or "line" not in row or not all(isinstance(cell, str) for cell in raw.values()):
            raise MalformedRequest(detail="a row is {line, raw: {column: text}}")
    return rows


class Refusals(DependencyProvider):  # type: ignore[misc]
    """What a service sees of the rows it has refused, as ``self.refusals.find(organisation, command)``."""

    def get_dependency(self, worker_ctx: Any) -> Refusals:  # noqa: ARG002 - nameko's signature
        """What the handler gets."""
        return self

    def find(self, organisation: str, command: type[Command], *, reason: str | None = None) -> list[dict[str, Any]]:
        """The refused rows: ``{line, key, reason, raw, …}``, by line."""
        return list(self.container.host.imports.refused(organisation, command, reason=reason))
