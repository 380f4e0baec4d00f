"""What a process is told by its environment; read once, here and nowhere else.

A secret comes from the environment or from a file of its name in the folder ``KEFU_SECRETS`` (containers mount it read-only).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


def secret(name: str, default: str = "") -> str:
    """The secret of that name: from the environment, else from its file."""
    if name in os.environ:
        return os.environ[name]
    file = Path(os.environ.get("KEFU_SECRETS", "/nonexistent")) / name
    return file.read_text(encoding="utf-8").strip() if file.is_file() else default


def _seconds(name: str, default: str) -> float:
    return float(os.environ.get(name, default))


@dataclass(frozen=True)
class Config:
    """The settings of one service process, from the environment variables named in ``docs/operations.md``."""

    amqp_uri: str = field(default_factory=lambda: secret("AMQP_URI", "amqp://guest:guest@127.0.0.1:5672//"))
    mongo_uri: str = field(default_factory=lambda: secret("MONGO_URI", "mongodb://127.0.0.1:27017/?directConnection=true"))
    database: str = field(default_factory=lambda: os.environ.get("KEFU_MONGO_DATABASE", ""))
    ops_port: int = field(default_factory=lambda: int(os.environ.get("KEFU_OPS_PORT", "0")))
    http_port: int = field(default_factory=lambda: int(os.environ.get("KEFU_HTTP_PORT", "0")))
    bind: str = field(default_factory=lambda: os.environ.get("KEFU_BIND", "127.0.0.1"))
    token_keys: str = field(default_factory=lambda: os.environ.get("KEFU_TOKEN_KEYS", ""))
    token_issuer: str = field(default_factory=lambda: os.environ.get("KEFU_TOKEN_ISSUER", "kefu-local"))
    token_audience: str = field(default_factory=lambda: os.environ.get("KEFU_TOKEN_AUDIENCE", "kefu"))
    service_token: str = field(default_factory=lambda: secret("KEFU_SERVICE_TOKEN"))
    home: Path = field(default_factory=lambda: Path(os.environ.get("KEFU_HOME", ".kefu")))
    prefetch: int = field(default_factory=lambda: int(os.environ.get("KEFU_PREFETCH", "20")))
    workers: int = field(default_factory=lambda: int(os.environ.get("KEFU_WORKERS", "50")))
    heartbeat: int = field(default_factory=lambda: int(os.environ.get("KEFU_HEARTBEAT", "20")))
    deadline: float = field(default_factory=lambda: _seconds("KEFU_DEADLINE", "10"))
    start_deadline: float = field(default_factory=lambda: _seconds("KEFU_START_DEADLINE", "60"))
    stop_deadline: float = field(default_factory=lambda: _seconds("KEFU_STOP_DEADLINE", "25"))
    scheduler: bool = field(default_factory=lambda: os.environ.get("KEFU_SCHEDULER", "on") == "on")
    retry_delays: tuple[int, ...] = field(
        default_factory=lambda: tuple(int(ms) for ms in os.environ.get("KEFU_RETRY_DELAYS_MS", "500,2000,10000").split(","))
    )
