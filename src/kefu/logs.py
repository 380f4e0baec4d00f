"""Logs as one JSON object a line, on standard error: time, level, service, message and whatever a line adds; no tokens."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime

from kefu import tracing

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The line for the record."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({name: value for name, value in vars(record).items() if name not in _STANDARD})
        if "trace_id" not in line and (trace := tracing.trace_id()):
            line["trace_id"] = trace
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configured_level() -> str:
    """What the process was told to log at its start."""
    return os.environ.get("KEFU_LOG_LEVEL", "INFO").upper()


def configure(service: str) -> None:
    """Log as JSON from now on; the level is ``KEFU_LOG_LEVEL`` (default INFO)."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=configured_level(), handlers=[handler], force=True)
    for noisy in ("amqp", "kombu", "pymongo", "nameko.containers", "nameko.extensions"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL if noisy == "nameko.containers" else logging.WARNING)
