"""What services say to each other: commands, queries and events, each declared once.

A message is a marshmallow schema with a few class attributes. From it come the gateway's route, the RPC, the
validation on both sides, ``openapi.json``, ``asyncapi.json``, the metrics label and the CLI verb. The service that
owns a message is the room it is declared in: ``kefu_messages.metering`` belongs to ``metering``, and so does
``kefu_messages.metering.sheets`` of a room that has outgrown its file.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, fields

from kefu_messages import errors

ROOMS_WITHOUT_MESSAGES = frozenset(
    {"destroying", "entering", "errors", "fields", "message", "roles", "openapi", "asyncapi", "snapshot", "platform", "schema", "words"}
)


@cache
def snake(name: str) -> str:
    """``RecordReading`` as ``record_reading``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@dataclass(frozen=True)
class Route:
    """Where the gateway offers a message: HTTP method and path; ``{names}`` in the path are fields of the message."""

    method: str
    path: str

    @property
    def path_fields(self) -> tuple[str, ...]:
        """The names in braces, in the order of the path."""
        return tuple(re.findall(r"{(\w+)}", self.path))


def _room_of(module: str) -> str:
    """The part of a module's name right after the package, ``customers`` of ``kefu_messages.customers.registry``."""
    return module.removeprefix("kefu_messages.").partition(".")[0]


def GET(path: str) -> Route:  # noqa: N802 - reads as the HTTP method it is
    """A route that reads."""
    return Route("GET", path)


def POST(path: str) -> Route:  # noqa: N802
    """A route that creates or acts."""
    return Route("POST", path)


def PUT(path: str) -> Route:  # noqa: N802
    """A route that replaces."""
    return Route("PUT", path)


def PATCH(path: str) -> Route:  # noqa: N802
    """A route that changes."""
    return Route("PATCH", path)


@dataclass(frozen=True)
class Bulk:
    """A command that is also taken by the thousand: rows of CSV or NDJSON, one command each.

    ``path`` is the import's own (``/readings:import``); ``key`` the field that names a row in the answer; ``order`` the column by
    which rows are judged (ties in the file's order), where that isn't the order of the file; ``roles`` who may import, where those are
    not the command's own; ``every_row`` the columns that name a row where rows of a file that agree in them count each;
    ``may_be_empty`` fields that a single command must give and a row of a file may leave empty: then they are not known.
    """

    path: str
    key: str
    order: str | None = None
    roles: frozenset[str] | None = None
    every_row: tuple[str, ...] = ()
    may_be_empty: tuple[str, ...] = ()


class _Message(Schema):
    """What commands, queries and events have in common."""

    class Meta:
        unknown = RAISE

    service: ClassVar[str]
    abstract: ClassVar[bool] = True
    example: ClassVar[Mapping[str, Any]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.abstract = cls.__module__ == __name__
        if not cls.abstract and "service" not in cls.__dict__:
            cls.service = _room_of(cls.__module__)

    @classmethod
    def verb(cls) -> str:
        """The message's name on the bus, ``record_reading``."""
        return snake(cls.__name__)


class _Asked(_Message):
    """What commands and queries have in common."""

    route: ClassVar[Route]
    roles: ClassVar[frozenset[str]]
    reply: ClassVar[type[Schema]]
    errors: ClassVar[tuple[type[errors.KefuError], ...]] = ()
    reads_confidential: ClassVar[bool] = False


class Command(_Asked):
    """Asks one service to change something, once: the same idempotency key never changes anything twice.

    Class attributes: ``route``; ``roles`` that may send it; ``reply``, a schema; ``errors`` beyond the common ones;
    ``example``, a body that is valid; ``status`` of success; ``bulk`` where rows can be imported; ``upload``, the field that takes a raw
    body in base64 (the others then stand in the query string), and the ``largest_upload`` in bytes.
    """

    status: ClassVar[int] = 200
    upload: ClassVar[str | None] = None
    largest_upload: ClassVar[int] = 0
    bulk: ClassVar[Bulk | None] = None

    @classmethod
    def importers(cls) -> frozenset[str]:
        """Who may import rows of it."""
        return cls.roles if cls.bulk is None or cls.bulk.roles is None else cls.bulk.roles


class Query(_Asked):
    """Asks one service for what it knows; changes nothing but, for a confidential archive, the audit trail.

    ``paged`` queries accept ``cursor`` and ``limit`` and reply with a :class:`Page` of ``reply``. One with the field ``customer_no``
    that is marked ``part_of_overview`` is asked for ``GET /customers/{customer_no}/overview`` too. ``download`` names the field of the
    reply whose base64 the gateway answers as a file, with the reply's ``media_type`` and ``file_name``. ``asked_by`` are the services
    that ask it on their own account; for people they ask with the token of who asked them.
    """

    asked_by: ClassVar[frozenset[str]] = frozenset()
    paged: ClassVar[bool] = False
    download: ClassVar[str | None] = None
    part_of_overview: ClassVar[bool] = False


class Event(_Message):
    """Tells everybody who listens that something has happened; never changed afterwards, only widened.

    Class attributes: ``subject``, the field that names what it happened to (events of one subject are numbered);
    ``version``; ``example``, valid data. ``because`` lists the clauses that decided it.
    """

    subject: ClassVar[str]
    version: ClassVar[int] = 1

    because = fields.List(fields.String(), load_default=list, metadata={"description": "ids of the clauses and values that decided it"})

    @classmethod
    def type(cls) -> str:
        """The CloudEvents type, ``kefu.metering.reading_accepted.v1``."""
        return f"kefu.{cls.service}.{cls.verb()}.v{cls.version}"

    @classmethod
    def of(cls, *, because: tuple[str, ...] | list[str] = (), **data: Any) -> Happening:
        """What has just happened, checked against the contract.

        Raises marshmallow's ``ValidationError`` when the data do not fit: that is a fault of the service.
        """
        schema = _schema_of(cls)
        dumped = schema.dump({**data, "because": list(because)})
        wrong = schema.validate(dumped)
        if wrong:
            raise ContractBroken(cls.type(), wrong)
        return Happening(event=cls, data=dumped)


@cache
def _schema_of(message: type[Event]) -> Event:
    return message()


class ContractBroken(Exception):
    """A service tried to say something its own contract does not allow."""


@dataclass(frozen=True)
class Happening:
    """An event about to be stored with the change that caused it; ``data`` are JSON values."""

    event: type[Event]
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """What it happened to."""
        return str(self.data[self.event.subject])


def rooms() -> list[str]:
    """The modules of this package that hold messages: the names of the services, sorted."""
    package = importlib.import_module("kefu_messages")
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(set(names) - ROOMS_WITHOUT_MESSAGES)


def messages(kind: type[_Message] = _Message) -> Iterator[type[Any]]:
    """Every declared message of the kind and the built-in ones of its service, by service and then by name."""
    platform = importlib.import_module("kefu_messages.platform")
    for room in rooms():
        module = importlib.import_module(f"kefu_messages.{room}")
        found = {item for item in vars(module).values() if isinstance(item, type) and kind in item.__mro__ and _declared_in(room, item)}
        found |= {item for item in platform.built_ins(room) if kind in item.__mro__}
        yield from sorted(found, key=lambda item: item.__name__)


def _declared_in(room: str, item: type) -> bool:
    """Whether the class is the room's own, in its file or in a file of its folder."""
    return item.__module__ == f"kefu_messages.{room}" or item.__module__.startswith(f"kefu_messages.{room}.")
