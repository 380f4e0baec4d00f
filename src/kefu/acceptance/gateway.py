"""The platform's HTTP API as a replay needs it: post, get, import, and wait for what is asked."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kefu.acceptance.folder import Row, written

PATIENCE = 120.0
NDJSON = "application/x-ndjson"
LATER = (429, 503)
UNUSABLE = ("unknown_policy", "policy_unusable")
MOST_ITEMS = "200"
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 3.0


class GatewayRefused(Exception):
    """The platform refused a request, or does not answer; the message is one line that says what and why."""

    def __init__(self, said: str, *, status: int | None = None, code: str = "") -> None:
        super().__init__(said)
        self.status, self.code = status, code


@dataclass(frozen=True)
class Refusal:
    """A row the platform did not take: its line in the file, its key, the reason's code and the rules behind it."""

    line: int
    key: str
    reason: str
    because: tuple[str, ...] = field(default=(), compare=False)

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the figures."""
        return {"line": self.line, "key": self.key, "reason": self.reason}


class Gateway:
    """One gateway, spoken to with one token; a busy or restarting platform is asked again for up to two minutes."""

    def __init__(self, address: str, *, token: str | Callable[[], str], timeout: float = 300.0) -> None:
        self._address, self._timeout = address.rstrip("/"), timeout
        self._token = token if callable(token) else lambda: token

    def get(self, path: str, **query: str) -> Any:
        """The answer to a GET as JSON; raises :class:`GatewayRefused`."""
        return self._asked("GET", path, query=query)

    def every(self, path: str, **query: str) -> Iterator[Any]:
        """All items of a paged list, page by page; raises :class:`GatewayRefused`."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, **query, **cursor, limit=MOST_ITEMS)
            yield from page["items"]
            if not page.get("next"):
                return
            cursor = {"cursor": page["next"]}

    def post(self, path: str, body: Mapping[str, Any], *, done_as: Sequence[str] = ()) -> Any:
        """The answer to a POST as JSON; None when it is refused by a code that says it was done before.

        Raises :class:`GatewayRefused`.
        """
        try:
            return self._asked(
                "POST", path, content=json.dumps(body, ensure_ascii=False).encode(), headers={"Content-Type": "application/json"}
            )
        except GatewayRefused as refusal:
            if refusal.code in done_as:
                return None
            raise

    def adopt(self, value: str, since: str, content: Any, *, reference: str) -> None:
        """Put a value of the law in force; who has people registered keeps what he works by.

        What no rule can work with is told on the error stream and left out: the figures will say what came of it.
        """
        policy = {"value": value, "since": since, "content": content, "reference": reference}
        try:
            self.post("/policies", policy, done_as=("policy_backdated",))
        except GatewayRefused as refusal:
            if refusal.code not in UNUSABLE:
                raise
            sys.stderr.write(f"not adopted: {refusal}\n")

    def send(self, path: str, rows: Sequence[Row]) -> list[Refusal]:
        """Import consecutive rows of a file and return those that were refused; raises :class:`GatewayRefused`."""
        if not rows:
            return []
        content, media_type = _body(rows)
        answered = self._asked(
            "POST",
            path,
            query={"first_line": str(rows[0].line)},
            content=content.encode(),
            headers={"Content-Type": media_type, "Accept": NDJSON},
        )
        return _refusals(path, answered)

    def _asked(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        end, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
        while True:
            try:
                return self._once(method, path, query or {}, content, headers or {})
            except GatewayRefused as refusal:
                if refusal.status not in (*LATER, None) or time.monotonic() + pause > end:
                    raise
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _once(self, method: str, path: str, query: Mapping[str, str], content: bytes | None, headers: Mapping[str, str]) -> Any:
        address = self._address + urllib.parse.quote(path, safe="/:") + (f"?{urllib.parse.urlencode(query)}" if query else "")
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own
            address,
            data=content,
            method=method,
            headers={"Authorization": f"Bearer {self._token()}", "Accept": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                read = _lines if headers.get("Accept") == NDJSON else _json
                return read(answer.read())
        except urllib.error.HTTPError as error:
            problem = _problem(error.read())
            code, detail = str(problem.get("code", "")), problem.get("detail") or problem.get("title") or ""
            raise GatewayRefused(f"{method} {path}: {error.code} {code} {detail}".rstrip(), status=error.code, code=code) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise GatewayRefused(f"{self._address} does not answer {method} {path}: {reason}") from None


def _body(rows: Sequence[Row]) -> tuple[str, str]:
    """The rows as they are sent: a line each, so as JSON where a cell of theirs holds a line break."""
    if any("\n" in cell or "\r" in cell for row in rows for cell in row.values.values()):
        return "".join(f"{json.dumps(dict(row.values), ensure_ascii=False)}\n" for row in rows), NDJSON
    return written(rows), "text/csv; charset=utf-8"


def _json(content: bytes) -> Any:
    text = content.decode()
    return json.loads(text) if text.strip() else None


def _lines(content: bytes) -> list[Any]:
    return [json.loads(line) for line in content.decode().splitlines() if line.strip()]


def _problem(content: bytes) -> dict[str, Any]:
    try:
        problem = json.loads(content)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _refusals(path: str, answered: list[dict[str, Any]]) -> list[Refusal]:
    summary = answered[-1].get("summary", {}) if answered else {}
    if not summary.get("complete"):
        problem = summary.get("problem") or {}
        why = problem.get("detail") or problem.get("title") or ""
        raise GatewayRefused(f"POST {path}: not all rows were judged {why}".rstrip(), code=str(problem.get("code", "")))
    return [
        Refusal(row["line"], str(row.get("key") or ""), row["reason"], tuple((row.get("params") or {}).get("because", ())))
        for row in answered[:-1]
        if row["state"] == "refused"
    ]
