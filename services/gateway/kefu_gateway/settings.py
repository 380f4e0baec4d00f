"""What operations may turn at the gateway; read from the environment once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


def _number(name: str, default: float) -> float:
    return float(os.environ.get(name, default))


@dataclass(frozen=True)
class Settings:
    """Sizes in bytes, times in seconds; the environment variables are named beside them."""

    body_limit: int = field(default_factory=lambda: int(_number("KEFU_HTTP_BODY_LIMIT", 1024 * 1024)))
    import_limit: int = field(default_factory=lambda: int(_number("KEFU_HTTP_IMPORT_LIMIT", 256 * 1024 * 1024)))
    rate: float = field(default_factory=lambda: _number("KEFU_HTTP_RATE", 200))
    burst: int = field(default_factory=lambda: int(_number("KEFU_HTTP_BURST", 400)))
    deadline: float = field(default_factory=lambda: _number("KEFU_DEADLINE", 10))
    overview_deadline: float = field(default_factory=lambda: _number("KEFU_OVERVIEW_DEADLINE", 3))
    import_deadline: float = field(default_factory=lambda: _number("KEFU_IMPORT_DEADLINE", 120))
    batch_rows: int = field(default_factory=lambda: int(_number("KEFU_IMPORT_BATCH", 500)))
