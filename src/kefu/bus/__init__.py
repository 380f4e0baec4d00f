"""The broker as the host sees it: a :class:`Link` that stays connected, and what waits for confirmation on it."""

from kefu.bus.confirms import BrokerUnavailable, Unroutable
from kefu.bus.link import Link

__all__ = ["BrokerUnavailable", "Link", "Unroutable"]
