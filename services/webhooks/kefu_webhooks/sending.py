"""Sends one signed request to an address outside, and to no other: names are resolved once, redirects are not followed.

Raises :class:`Refused` when the address may not be reached, :class:`NotTaken` when it was not taken, with the HTTP status if any.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address, ip_network

import eventlet
import urllib3
from urllib3.util import Url, parse_url

from kefu_messages.webhooks import AddressNotAllowed
from kefu_webhooks.rules import Network, may_reach

SECONDS = 15.0
LONGEST_ANSWER = 64 * 1024
PORTS = {"https": 443, "http": 80}


class NotTaken(Exception):
    """The receiver did not answer with 2xx in time; ``status`` is its answer's, None when there was none."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


def allowed_networks() -> tuple[Network, ...]:
    """The private networks that the operator lets events go to: ``KEFU_WEBHOOK_ALLOW``, as ``10.1.2.0/24,…``."""
    return tuple(ip_network(each.strip()) for each in os.environ.get("KEFU_WEBHOOK_ALLOW", "").split(",") if each.strip())


def checked_address(url: str, *, allowed: Sequence[Network]) -> str:
    """The IP address that the URL's host has now; raises ``AddressNotAllowed`` unless it is https to a public one, or allowed."""
    parts, host = _parts(url)
    addresses = _resolved(host, parts.port or PORTS[str(parts.scheme)])
    reachable = [address for address in addresses if may_reach(address, allowed=allowed)]
    if not addresses or len(reachable) < len(addresses):
        raise AddressNotAllowed(host=host)
    if parts.scheme == "http" and not all(_is_within(address, allowed) for address in addresses):
        raise AddressNotAllowed(host=host)
    return reachable[0]


def send(url: str, body: bytes, *, headers: Mapping[str, str], allowed: Sequence[Network]) -> int:
    """The status of a 2xx answer, within fifteen seconds."""
    try:
        with eventlet.Timeout(SECONDS):
            return _send(url, body, headers=headers, address=checked_address(url, allowed=allowed))
    except eventlet.Timeout:
        raise NotTaken(f"no answer within {SECONDS:.0f} seconds") from None
    except AddressNotAllowed as refused:
        raise NotTaken(f"the address is not allowed: {refused.params['host']}") from None
    except (urllib3.exceptions.HTTPError, OSError) as failure:
        raise NotTaken(f"{type(failure).__name__}: {failure}"[:300]) from None


def _send(url: str, body: bytes, *, headers: Mapping[str, str], address: str) -> int:
    parts, host = _parts(url)
    port = parts.port or PORTS[str(parts.scheme)]
    settings = {"timeout": urllib3.Timeout(connect=5, read=SECONDS), "retries": False, "maxsize": 1}
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(address, port, server_hostname=host, assert_hostname=host, **settings)
    else:
        pool = urllib3.HTTPConnectionPool(address, port, **settings)
    to = {**headers, "Host": str(parts.netloc)}
    with pool:
        answer = pool.urlopen("POST", parts.request_uri, body=body, headers=to, redirect=False, preload_content=False)
        try:
            answer.read(LONGEST_ANSWER)
        finally:
            answer.close()
    if 300 <= answer.status < 400:  # noqa: PLR2004 - a redirection
        raise NotTaken("redirections are not followed", answer.status)
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - taken
        raise NotTaken(f"answered {answer.status}", answer.status)
    return int(answer.status)


def _parts(url: str) -> tuple[Url, str]:
    """The URL as it is sent, all ASCII, and its host; raises ``AddressNotAllowed`` for what is no web address or names a user."""
    try:
        parts = parse_url(url)
    except urllib3.exceptions.LocationParseError:
        raise AddressNotAllowed(host=url) from None
    if parts.scheme not in PORTS or not parts.host or parts.auth:
        raise AddressNotAllowed(host=parts.host or url)
    return parts, parts.host.strip("[]")


def _resolved(host: str, port: int) -> list[str]:
    try:
        return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError):
        return []


def _is_within(address: str, networks: Iterable[Network]) -> bool:
    return any(ip_address(address) in network for network in networks)
