"""Who may ask what, and how a request, an event or a scheduled day becomes the :class:`Ask` that a handler is given."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pymongo.errors import PyMongoError

from kefu import clock
from kefu.ask import Ask
from kefu.checking import checked
from kefu.identity import Identity, Verifier, authorise, service_identity
from kefu.store import digest
from kefu_messages import Event, Query
from kefu_messages.errors import KefuError, MalformedRequest, NotAllowed, WrongOrganisation

if TYPE_CHECKING:
    from kefu.host import Host

_log = logging.getLogger(__name__)
ANY_ORGANISATION = "*"
LARGEST_PAGE = 1000
END_OF_DAY = time(23, 59, 59)


class Scheduled(Event):
    """Not an event of a contract: what a scheduled method is asked."""

    service = "platform"
    subject = "day"


class Admission:
    """The door of one service."""

    def __init__(self, host: Host) -> None:
        self._host = host
        config = host.config
        self.verifier = Verifier(config.token_keys, issuer=config.token_issuer, audience=config.token_audience)

    def request(self, message: type[Any], body: Mapping[str, Any], context: Mapping[str, Any]) -> Ask:
        """A request as it is handed to its method, once it is known to be allowed and valid."""
        identity = self.identify(message, context)
        zone = self._host.adopted.zone(identity.organisation)
        return self._ask(
            message, checked(message, body, zone), identity, now=clock.now(zone), context=context,
            operation=f"{identity.organisation}/{context.get('key') or uuid.uuid4().hex}", digest=digest([message.verb(), body]),
            language=str(context.get("language") or "zh-Hant"), if_match=context.get("if_match"), cursor=context.get("cursor"),
            limit=_page_size(context.get("limit")),
        )  # fmt: skip

    def event(self, event: type[Event], envelope: Mapping[str, Any]) -> Ask:
        """An event as it is handed to its handlers: in the name of the service, of the event's organisation."""
        organisation = str(envelope["organisation"])
        zone = self._host.adopted.zone(organisation)
        moment = clock.localise(datetime.fromisoformat(envelope["time"]), zone)
        return self._ask(
            event, checked(event, envelope["data"], zone), service_identity(self._host.service, organisation), now=moment,
            operation=str(envelope["id"]), digest="", event_time=moment, sequence=envelope["sequence"],
            context={"correlation": envelope.get("correlationid"), "traceparent": envelope.get("traceparent")},
        )  # fmt: skip

    def schedule(self, method: str, organisation: str, day: date, *, at: datetime | None = None, until: date | None = None) -> Ask:
        """A scheduled day (its very end) or minute (the moment) as it is handed to its method, in the name of the service.

        ``until`` is the last day of those that are being caught up with.
        """
        moment = at or self.end_of(day, organisation)
        when = day if at is None else at.astimezone(UTC).isoformat(timespec="minutes")
        return self._ask(
            Scheduled, {}, service_identity(self._host.service, organisation), now=moment,
            operation=f"{organisation}/schedule/{method}/{when}", digest="", context={"until": until} if until else {},
        )  # fmt: skip

    def end_of(self, day: date, organisation: str) -> datetime:
        """The last second of the day where the organisation is."""
        return datetime.combine(day, END_OF_DAY, clock.zone(self._host.adopted.zone(organisation)))

    def identify(self, message: type[Any], context: Mapping[str, Any], *, importing: bool = False) -> Identity:
        """Who asks, once it is known that he may; a refused trespass is written in the audit trail.

        Raises ``NotAuthenticated``, ``NotAllowed`` or ``WrongOrganisation``.
        """
        identity = self.verifier.verify(str(context.get("token") or ""))
        if identity.organisation == ANY_ORGANISATION:
            if identity.service is None or not context.get("organisation"):
                raise WrongOrganisation
            identity = service_identity(identity.service, str(context["organisation"]))
        try:
            if identity.service is not None and issubclass(message, Query):
                _authorise_service(message, identity.service)
            else:
                authorise(message, identity, importing=importing)
        except NotAllowed:
            self._trespass(message, identity, subject=f"{self._host.service}/{message.verb()}")
            raise
        return identity

    def _ask(self, message: type[Any], data: Mapping[str, Any], identity: Identity, *, now: datetime, **more: Any) -> Ask:
        adopted, organisation = self._host.adopted, identity.organisation
        return Ask(
            message=message, data=data, organisation=organisation, identity=identity, law=adopted.law(organisation),
            calendar=adopted.calendar(organisation), now=now, today=now.date(), host=self._host, **more,
        )  # fmt: skip

    def note_refused(self, ask: Ask, refusal: KefuError) -> None:
        """Write down a read that the service itself refused, by the address asked for, unless the service has written it down."""
        if issubclass(ask.message, Query) and refusal.status == HTTPStatus.FORBIDDEN and not ask.trespasses:
            self._trespass(ask.message, ask.identity, subject=_address(ask))

    def _trespass(self, message: type[Any], identity: Identity, *, subject: str) -> None:
        try:
            self._host.audit.record(
                by=identity.staff_no, what=f"refused:{message.verb()}", subject=subject,
                organisation=identity.organisation, at=datetime.now(UTC).isoformat(),
            )  # fmt: skip
        except PyMongoError:
            _log.exception("a refused trespass could not be written down")


def _address(ask: Ask) -> str:
    """What was asked for: the path of the message's route with its names filled in."""
    return str(ask.message.route.path).strip("/").format_map(ask.data)


def _authorise_service(query: type[Query], service: str) -> None:
    if service not in query.asked_by:
        raise NotAllowed(action=query.verb())


def _page_size(wanted: Any) -> int:
    if wanted is None:
        return 50
    if not isinstance(wanted, int) or not 1 <= wanted <= LARGEST_PAGE:
        raise MalformedRequest(detail="limit")
    return wanted
