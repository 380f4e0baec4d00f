"""An uploaded file, kept on disk while its rows are judged, so that memory stays bounded and the sender is never held up.

The whole file is received and checked before its first row is: a file in the wrong encoding or without a required column
changes nothing. Raises ``MalformedRequest``, ``ValidationFailed``, ``RequestTooLarge`` and ``UnsupportedMediaType``.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from marshmallow import Schema
from werkzeug.wrappers import Request

from kefu.web.reading import RESERVED
from kefu_messages.errors import MalformedRequest, RequestTooLarge, UnsupportedMediaType, ValidationFailed
from kefu_messages.schema import columns

CSV, NDJSON = "text/csv", "application/x-ndjson"
IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024
MOST_IGNORED_NAMED = 100
LONGEST_LINE = 64 * 1024
MOST_SORTED = 500_000
WHOLE_RECORD = re.compile(r'(?:"(?:[^"]|"")*+"|[^",]*+)(?:,(?:"(?:[^"]|"")*+"|[^",]*+))*+')
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Row:
    """One row: its line in the file and its cells as written, or why it cannot be read."""

    line: int
    raw: dict[str, str] = field(default_factory=dict)
    malformed: str = ""


class Upload:
    """The rows of one uploaded file, in the order in which they are to be judged."""

    def __init__(self, request: Request, schema: Schema, *, limit: int, first_line: int | None, order: str | None = None) -> None:
        self._media_type = _media_type(request)
        self._order, self._known = order, columns(schema, "asked")
        self.ignored_columns: list[str] = []
        self.file = _received(request, limit)
        self._header: list[str] = []
        if self._media_type == CSV:
            try:
                self._header = self._read_header()
            except BaseException:
                self.file.close()
                raise
        self._start = self.file.tell()
        self._first_line = first_line or (2 if self._media_type == CSV else 1)

    def close(self) -> None:
        """Give the file up."""
        self.file.close()

    def rows(self) -> Iterator[Row]:
        """Every row; lines that hold nothing are passed over, but counted."""
        if self._order is None:
            yield from self._in_file_order()
            return
        places = sorted(self._places())
        if len(places) > MOST_SORTED:
            raise RequestTooLarge(limit=f"{MOST_SORTED} rows")
        for _, line, place in places:
            self.file.seek(place)
            row = self._row(line, self.file.readline(LONGEST_LINE + 1))
            if row is not None:
                yield row

    def _places(self) -> Iterator[tuple[str, int, int]]:
        self.file.seek(self._start)
        place, number = self._start, self._first_line
        for content in _lines(self.file):
            row = self._row(number, content)
            if row is not None:
                yield row.raw.get(self._order or "", ""), number, place
            place, number = self.file.tell(), number + 1

    def _in_file_order(self) -> Iterator[Row]:
        self.file.seek(self._start)
        for number, content in enumerate(_lines(self.file), start=self._first_line):
            row = self._row(number, content)
            if row is not None:
                yield row

    def _read_header(self) -> list[str]:
        content = self.file.readline(LONGEST_LINE + 1)
        if len(content) > LONGEST_LINE:
            raise MalformedRequest(detail="the header row is too long")
        header = _cells(content.rstrip(b"\r\n").decode("utf-8"))
        names = [name.strip() for name in header or []]
        if not any(names):
            raise MalformedRequest(detail="the file has no header row")
        twice = sorted({name for name in names if names.count(name) > 1})
        required = [name for name, item in self._known.items() if item.required and name not in names]
        if twice or required:
            wrong = {**{name: ["Given more than once."] for name in twice}, **{name: ["No such column."] for name in required}}
            raise ValidationFailed(fields=wrong)
        self.ignored_columns = [name for name in names if name not in self._known]
        return names

    def _row(self, line: int, content: bytes) -> Row | None:
        if len(content) > LONGEST_LINE:
            return Row(line, malformed="the line is too long")
        text = content.rstrip(b"\r\n").decode("utf-8")
        if not text.strip():
            return None
        if "\x00" in text:
            return Row(line, malformed="NUL")
        return self._csv_row(line, text) if self._media_type == CSV else self._json_row(line, text)

    def _csv_row(self, line: int, text: str) -> Row | None:
        cells = _cells(text)
        if cells is None:
            return Row(line, malformed="not CSV")
        if not any(cells):
            return None
        if len(cells) != len(self._header):
            return Row(line, malformed=f"{len(cells)} cells instead of {len(self._header)}")
        return Row(line, {name: cell for name, cell in zip(self._header, cells, strict=True) if name in self._known})

    def _json_row(self, line: int, text: str) -> Row:
        try:
            value = json.loads(text, parse_float=str, parse_int=str, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return Row(line, malformed="not JSON")
        if not isinstance(value, dict):
            return Row(line, malformed="not a JSON object")
        if RESERVED in value or _has_surrogates(text, value):
            return Row(line, malformed="a name or character that cannot be sent on")
        raw = {name: _cell(cell) for name, cell in value.items() if name in self._known}
        if any(cell is None for cell in raw.values()):
            return Row(line, malformed="a value is no plain text, number or truth")
        if len(self.ignored_columns) < MOST_IGNORED_NAMED:
            self.ignored_columns += [name for name in value if name not in self._known and name not in self.ignored_columns]
        return Row(line, {name: cell for name, cell in raw.items() if cell is not None})


def _media_type(request: Request) -> str:
    given = request.mimetype
    if given not in {CSV, NDJSON}:
        raise UnsupportedMediaType(accepted=f"{CSV}, {NDJSON}")
    if request.mimetype_params.get("charset", "utf-8").lower().replace("-", "") != "utf8":
        raise UnsupportedMediaType(accepted="charset=utf-8")
    return given


def _received(request: Request, limit: int) -> IO[bytes]:
    """The body, all of it, checked to be UTF-8, without its byte-order mark."""
    if request.content_length is not None and request.content_length > limit:
        raise RequestTooLarge(limit=limit)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the upload closes it
    try:
        for piece in _pieces(request, limit):
            decoder.decode(piece)
            file.write(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        file.close()
        raise MalformedRequest(detail="the file is not UTF-8") from None
    except BaseException:
        file.close()
        raise
    file.seek(0)
    if file.read(len(BYTE_ORDER_MARK)) != BYTE_ORDER_MARK:
        file.seek(0)
    return file


def _pieces(request: Request, limit: int) -> Iterator[bytes]:
    stream, length = request.environ["wsgi.input"], request.content_length
    if length is None and "chunked" not in request.headers.get("Transfer-Encoding", "").lower():
        return
    received = 0
    while length is None or received < length:
        try:
            piece = stream.read(PIECE if length is None else min(PIECE, length - received))
        except (OSError, ValueError):
            raise MalformedRequest(detail="the file broke off") from None
        if not piece:
            break
        received += len(piece)
        if received > limit:
            raise RequestTooLarge(limit=limit)
        yield piece
    if length is not None and received < length:
        raise MalformedRequest(detail="the file is shorter than announced")


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Each line; one that is too long comes cut, one byte longer than allowed, and its rest is passed over."""
    while content := file.readline(LONGEST_LINE + 1):
        if len(content) > LONGEST_LINE and not content.endswith(b"\n"):
            while (rest := file.readline(PIECE)) and not rest.endswith(b"\n"):
                pass
        yield content


def _cells(text: str) -> list[str] | None:
    """The cells of a line, None when it is no whole record: the rest of a cell that holds a line break must not pass as a row."""
    if '"' in text and not WHOLE_RECORD.fullmatch(text):
        return None
    try:
        return next(csv.reader([text], strict=True), None)
    except csv.Error:
        return None


def _cell(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value if isinstance(value, str) else None


def _has_surrogates(text: str, value: Any) -> bool:
    """Whether half a character is written as an escape: only then is it worth a look."""
    if "\\u" not in text:
        return False
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _refuse(text: str) -> Any:
    raise ValueError(text)
