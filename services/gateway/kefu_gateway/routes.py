"""Which request is which message: werkzeug's map, made of the contracts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from werkzeug.exceptions import MethodNotAllowed as WrongMethod
from werkzeug.exceptions import NotFound as NoSuchPath
from werkzeug.routing import Map, MapAdapter, Rule

from kefu_messages import Command, Query, messages
from kefu_messages.errors import HttpMethodNotAllowed, NotFound
from kefu_messages.openapi import OVERVIEW
from kefu_messages.openapi.held import HELD, HELD_OF_CUSTOMER

Kind = Literal["message", "import", "overview", "held"]


class AmbiguousRoute(Exception):
    """Two messages claim the same method and path."""


@dataclass(frozen=True)
class Operation:
    """What is behind one method and path; ``message`` is None for what the gateway answers itself."""

    kind: Kind
    method: str
    path: str
    message: type[Any] | None = None


def operations(*, parts_of_overview: bool) -> Iterable[Operation]:
    """Every operation the contracts offer."""
    for message in [*messages(Command), *messages(Query)]:
        yield Operation("message", message.route.method, message.route.path, message)
        if issubclass(message, Command) and message.bulk:
            yield Operation("import", "POST", message.bulk.path, message)
    if parts_of_overview:
        yield Operation("overview", "GET", OVERVIEW)
    yield Operation("held", "GET", HELD)
    yield Operation("held_of_customer", "GET", HELD_OF_CUSTOMER)


def routing(offered: Iterable[Operation]) -> Map:
    """The map of the operations; raises :class:`AmbiguousRoute`."""
    taken: dict[tuple[str, str], Operation] = {}
    for operation in offered:
        place = (operation.method, _shape(operation.path))
        if place in taken:
            raise AmbiguousRoute(f"{operation.method} {operation.path}: {taken[place].message} and {operation.message}")
        taken[place] = operation
    rules = [Rule(_werkzeug(item.path), methods=[item.method], endpoint=item) for item in taken.values()]
    return Map(rules, strict_slashes=True, merge_slashes=False, redirect_defaults=False, sort_parameters=False)


def match(adapter: MapAdapter) -> tuple[Operation, dict[str, str]]:
    """The operation and the values in its path; raises ``NotFound`` or ``HttpMethodNotAllowed``."""
    try:
        return adapter.match()  # type: ignore[return-value]
    except WrongMethod as wrong:
        allowed = sorted({*(wrong.valid_methods or ()), "OPTIONS"})
        raise HttpMethodNotAllowed(method="?", allowed=", ".join(allowed)) from None
    except NoSuchPath:
        raise NotFound(kind="path", key="") from None


def _werkzeug(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")


def _shape(path: str) -> str:
    """The path without the names in its braces."""
    return "{}".join(part.partition("}")[2] if number else part for number, part in enumerate(path.split("{")))
