"""What is sent where, when it is tried again, how long it is kept, how it is signed: pure, after Standard Webhooks (version 1)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from kefu.law import Decision, Law, decide
from kefu_messages.webhooks import FAILED

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
PREFIX = "whsec_"
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400))
GIVE_UP_AFTER = timedelta(days=3)
BOTH_SECRETS_FOR = timedelta(days=1)
TRANSLATED = IPv6Network("64:ff9b::/96")  # what a NAT64 makes IPv4 of
NOT_OUTSIDE = tuple(map(ip_network, ("64:ff9b:1::/48", "2001::/32", "fec0::/10", "::/96")))  # local, tunnels, whatever a Python's list says


def wanted(event_type: str, *, patterns: Iterable[str]) -> bool:
    """Whether an event of the type ``kefu.<service>.<event>.v1`` is among the patterns ``*``, ``service.*``, ``service.event``."""
    service, event = event_type.split(".")[1:3]
    return not {"*", f"{service}.*", f"{service}.{event}"}.isdisjoint(patterns)


def next_try(tries: int, *, first_tried_at: datetime, now: datetime) -> datetime | None:
    """When to try again after so many tries; None when three days have passed since the first."""
    due = now + WAITS[min(tries, len(WAITS)) - 1]
    return due if now - first_tried_at < GIVE_UP_AFTER else None


def kept_since(state: str, *, today: date, law: Law) -> Decision[date]:
    """The first day of which the log keeps what was settled: what was delivered a month, what was not taken longer."""
    days = law.value("failed_kept_days" if state == FAILED else "delivered_kept_days", on=today)
    return decide(today - timedelta(days=int(days.value)), days, state=state, today=today)


def secret_of(random: bytes) -> str:
    """A secret as it is shown: ``whsec_`` and the bytes in base64."""
    return PREFIX + base64.b64encode(random).decode()


def signature(body: bytes, *, secret: str, event_id: str, timestamp: int) -> str:
    """``v1,`` and the HMAC-SHA256 over ``<id>.<timestamp>.<body>`` in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{event_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def may_reach(address: str, *, allowed: Sequence[Network]) -> bool:
    """Whether something may be sent there: any public address, and the private ones that the operator has allowed."""
    named = ip_address(address.partition("%")[0])
    found = _within(named)
    if any(each in network for each in (named, found) for network in allowed if network.version == each.version):
        return True
    return found.is_global and not found.is_multicast and not any(found in network for network in NOT_OUTSIDE)


def _within(address: Address) -> Address:
    """The IPv4 address that an IPv6 one leads to: mapped, translated or tunnelled; else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    translated = IPv4Address(int(address) & 0xFFFF_FFFF) if address in TRANSLATED else None
    return address.ipv4_mapped or address.sixtofour or translated or address
