"""A file of rows, each accepted or refused by its service: read, cut into batches, judged in order, answered as it goes.

While a service judges one batch the answers to the last are sent and the next is being read; batches are never judged at the same
time, since a row may depend on the one before it. Sending a file again is safe: every row keeps its first answer.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import eventlet
from werkzeug.wrappers import Response

from kefu.repeats import Repeats
from kefu.web import reading
from kefu.web.problems import problem_document, sentence
from kefu_gateway.asking import Asking
from kefu_gateway.upload import NDJSON, Row, Upload
from kefu_messages.errors import KefuError, MalformedRow, ServiceUnavailable, ValidationFailed, by_code

_log = logging.getLogger(__name__)
MOST_REFUSED_SHOWN = 1_000
PAUSES = (0.5, 1.0, 2.0)
Answered = dict[str, Any]


def answer_import(asking: Asking, message: type[Any], in_path: dict[str, str]) -> Response:
    """Judge every row of the uploaded file: a line each and a summary (NDJSON), or the summary with the refused rows (JSON)."""
    media_type = reading.acceptable(asking.request, NDJSON, reading.JSON)
    first_line = _first_line(asking)
    upload = Upload(
        asking.request, reading.schema_of(message), limit=asking.settings.import_limit, first_line=first_line, order=message.bulk.order
    )
    judged = Judged(asking, message, upload, in_path)
    try:
        first = next(judged.answers, None)
    except BaseException:
        upload.close()
        raise
    if media_type == NDJSON:
        return Response(judged.streamed(first), content_type=NDJSON)
    return judged.summed_up(first)


class Judged:
    """The answers to the rows of one file, and what they add up to."""

    def __init__(self, asking: Asking, message: type[Any], upload: Upload, in_path: dict[str, str]) -> None:
        self._asking, self._message, self._upload, self._in_path = asking, message, upload, in_path
        self._repeats = Repeats(message)
        self._states: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._last_line: int | None = None
        self.answers = self._judge()

    def streamed(self, first: Answered | None) -> Iterator[bytes]:
        """A line of JSON per row, then one with the summary; it says so when a batch could not be judged."""
        failure: KefuError | None = None
        try:
            for answer in _with(first, self.answers):
                yield _line(answer)
        except KefuError as refusal:
            failure = refusal
        except Exception:  # noqa: BLE001 - the answer has begun: its last line must say that it broke off
            _log.exception("an import broke off", extra={"request_id": self._asking.access.request_id})
            failure = KefuError()
        finally:
            self._upload.close()
        yield _line({"summary": self.summary(failure)})

    def summed_up(self, first: Answered | None) -> Response:
        """The summary and the refused rows, of which so many are shown; raises what a batch raised."""
        shown: list[Answered] = []
        try:
            for answer in _with(first, self.answers):
                if answer["state"] == "refused" and len(shown) < MOST_REFUSED_SHOWN:
                    shown.append(answer)
        finally:
            self._upload.close()
        body = {"summary": self.summary(None), "refused": shown, "refused_omitted": self._states["refused"] - len(shown)}
        return Response(json.dumps(body, ensure_ascii=False) + "\n", content_type=reading.JSON)

    def summary(self, failure: KefuError | None) -> dict[str, Any]:
        """How many rows were accepted and refused for which reasons, and whether all of them were judged."""
        return {
            "accepted": self._states["accepted"],
            "refused": self._states["refused"],
            "by_reason": dict(sorted(self._reasons.items())),
            "ignored_columns": self._upload.ignored_columns,
            "complete": failure is None,
            "last_line": self._last_line,
            **({"problem": problem_document(failure, language=self._asking.language)} if failure else {}),
        }

    def _judge(self) -> Iterator[Answered]:
        under_way: Any = None
        for batch in _batches(self._upload.rows(), self._asking.settings.batch_rows):
            answers = [] if under_way is None else _result(under_way)
            under_way = eventlet.spawn(_or_error, self._batch, batch)
            eventlet.sleep(0)
            yield from self._counted(answers)
        if under_way is not None:
            yield from self._counted(_result(under_way))

    def _counted(self, answers: Iterable[Answered]) -> Iterator[Answered]:
        for answer in answers:
            self._states[answer["state"]] += 1
            if answer["state"] == "refused":
                self._reasons[str(answer["reason"])] += 1
            self._last_line = max(self._last_line or 0, answer["line"])
            yield answer

    def _batch(self, batch: Sequence[Row]) -> list[Answered]:
        readable = [{"line": row.line, "raw": raw, **self._repeats.place(raw)} for row, raw in self._readable(batch)]
        said = {answer["line"]: answer for answer in (self._call(readable) if readable else [])}
        return [self._shown(said[row.line]) if not row.malformed else self._malformed(row) for row in batch]

    def _readable(self, batch: Sequence[Row]) -> Iterator[tuple[Row, dict[str, str]]]:
        return ((row, {**row.raw, **self._in_path}) for row in batch if not row.malformed)

    def _call(self, rows: list[dict[str, Any]]) -> list[Answered]:
        """The service's answers; it is asked again for a while when it does not answer."""
        for pause in (*PAUSES, None):
            try:
                return list(
                    self._asking.caller.call(
                        self._message.service,
                        f"{self._message.verb()}__import",
                        {"rows": rows},
                        context=self._asking.context(),
                        deadline_seconds=self._asking.settings.import_deadline,
                    )
                )
            except ServiceUnavailable:
                if pause is None:
                    raise
                eventlet.sleep(pause)
        raise AssertionError

    def _shown(self, answer: Answered) -> Answered:
        if answer["state"] != "refused":
            return {"line": answer["line"], "key": answer["key"], "state": answer["state"], "reason": None, "detail": None}
        error = by_code().get(str(answer["reason"]), KefuError)(**(answer.get("detail") or {}))
        shown = sentence(error, language=self._asking.language)
        return {
            "line": answer["line"],
            "key": answer["key"],
            "state": "refused",
            "reason": answer["reason"],
            "detail": shown,
            "params": error.params,
        }

    def _malformed(self, row: Row) -> Answered:
        error = MalformedRow(detail=row.malformed)
        return {
            "line": row.line,
            "key": None,
            "state": "refused",
            "reason": error.code,
            "detail": sentence(error, language=self._asking.language),
            "params": error.params,
        }


def _first_line(asking: Asking) -> int | None:
    arguments = asking.request.args
    unknown = [name for name in arguments if name != "first_line"]
    given = arguments.getlist("first_line")
    if unknown or len(given) > 1:
        raise ValidationFailed(
            fields={**{name: ["Unknown field."] for name in unknown}, **({"first_line": ["Given more than once."]} if given[1:] else {})}
        )
    if not given:
        return None
    if not (given[0].isascii() and given[0].isdigit() and len(given[0]) <= 10 and 1 <= int(given[0]) <= 1_000_000_000):  # noqa: PLR2004
        raise ValidationFailed(fields={"first_line": ["Not a valid integer."]})
    return int(given[0])


def _or_error(work: Any, *arguments: Any) -> Any:
    """The result or the error itself, so that no green thread ends with an exception of its own."""
    try:
        return work(*arguments)
    except KefuError as refusal:
        return refusal


def _result(under_way: Any) -> list[Answered]:
    result = under_way.wait()
    if isinstance(result, KefuError):
        raise result
    return result  # type: ignore[no-any-return]


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _with(first: Answered | None, others: Iterator[Answered]) -> Iterator[Answered]:
    if first is not None:
        yield first
        yield from others


def _line(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
