"""A bare connection to a broker, to look at it from outside and to send it what no service of ours would."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

import amqp


def connect(uri: str) -> Any:
    """An open connection with publisher confirms; a context manager that closes it."""
    address = urlsplit(uri)
    connection = amqp.Connection(
        f"{address.hostname}:{address.port}", userid=unquote(address.username or "guest"), password=unquote(address.password or "guest"),
        virtual_host=unquote(address.path[1:]) or "/", confirm_publish=True, connect_timeout=10,
    )  # fmt: skip
    connection.connect()
    return connection
