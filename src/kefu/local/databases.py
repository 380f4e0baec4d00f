"""Every database of an instance, whichever of its store's servers keeps it: for whoever runs the instance, backups above all."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from pymongo import MongoClient
from pymongo.database import Database

from kefu.local.plan import DATABASES, Plan


class Databases:
    """The servers of a plan as one: ``databases["kefu_billing"]``; closed after its ``with`` block."""

    def __init__(self, plan: Plan, **options: Any) -> None:
        self._plan = plan
        self._clients: dict[str, MongoClient[Any]] = {name: MongoClient(plan.mongo_uri_at(name), **options) for name in plan.stores}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for client in self._clients.values():
            client.close()

    def __getitem__(self, name: str) -> Database[Any]:
        return self._clients[self._plan.store_of(name.removeprefix(DATABASES))][name]

    def list_database_names(self) -> list[str]:
        """The names of all databases that hold anything."""
        return sorted({name for client in self._clients.values() for name in client.list_database_names()})
