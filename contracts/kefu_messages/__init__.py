"""Commands, queries, events and errors of every Kefu service: the only thing that services share with each other."""

from kefu_messages.message import GET, PATCH, POST, PUT, Bulk, Command, ContractBroken, Event, Happening, Query, Route, messages, rooms

__all__ = ["GET", "PATCH", "POST", "PUT", "Bulk", "Command", "ContractBroken", "Event", "Happening", "Query", "Route", "messages", "rooms"]
