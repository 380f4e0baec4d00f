"""The WSGI application: from the request to the answer, every refusal a problem document."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from werkzeug.routing import Map
from werkzeug.wrappers import Request, Response

from kefu import tracing
from kefu.identity import Verifier, authorise
from kefu.language import chosen
from kefu.web import reading
from kefu.web.access import Access, Logged, Observe
from kefu.web.limits import Buckets
from kefu.web.problems import problem
from kefu_gateway.asking import Asking, Asks, answer_message
from kefu_gateway.held import answer_held, answer_held_of_customer
from kefu_gateway.imports import answer_import
from kefu_gateway.overview import answer_overview
from kefu_gateway.pages import Pages
from kefu_gateway.routes import Operation, match, operations, routing
from kefu_gateway.settings import Settings
from kefu_messages.errors import HttpMethodNotAllowed, KefuError, NotAllowed, NotAuthenticated, NotFound
from kefu_messages.openapi import overview_parts

_log = logging.getLogger(__name__)
SECONDS_TO_REFUSE = 2.0
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "OPTIONS"})
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DATA_HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
STANDARD_HEADERS = (*DATA_HEADERS.items(), *SAFE_HEADERS.items())


class Application:
    """Answers HTTP by asking the services; it holds no rule, no law and no data."""

    def __init__(
        self,
        caller: Asks,
        verifier: Verifier,
        *,
        settings: Settings | None = None,
        observe: Observe | None = None,
        offered: Iterable[Operation] | None = None,
        parts: Sequence[type[Any]] | None = None,
    ) -> None:
        self._caller, self._verifier, self._observe = caller, verifier, observe
        self._settings = settings or Settings()
        self._parts = overview_parts() if parts is None else parts
        self._map: Map = routing(operations(parts_of_overview=bool(self._parts)) if offered is None else offered)
        self._buckets = Buckets(rate=self._settings.rate, burst=self._settings.burst)
        self._pages = Pages()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """One request, answered; its access line is written when the answer has been sent."""
        request = Request(environ)
        access = Access(_method(request), reading.request_id(request), reading.traceparent(request))
        language = chosen(request.headers.get("Accept-Language"))
        with tracing.span(f"HTTP {access.method}", kind="server", parent=access.trace) as access.trace:
            answer = self._answer(request, access, language)
        self._finish(answer, access)
        access.status = answer.status_code
        content = answer(environ, start_response)
        return Logged(content, access, self._observe)

    def _answer(self, request: Request, access: Access, language: str) -> Response:
        try:
            page = self._pages.answer(request, language)
            if page is not None:
                access.route = "docs"
                return page
            return self._operation(request, access, language)
        except KefuError as refusal:
            access.code = refusal.code
            return problem(refusal, language=language, instance=f"urn:kefu:request:{access.request_id}")
        except Exception:  # noqa: BLE001 - whatever it is, the reader gets a problem document and the log the rest
            _log.exception("a request failed", extra={"request_id": access.request_id})
            access.code = "error"
            return problem(KefuError(), language=language, instance=f"urn:kefu:request:{access.request_id}")

    def _operation(self, request: Request, access: Access, language: str) -> Response:
        operation, in_path = self._matched(request)
        if operation is None:
            return self._options(request)
        access.route = operation.path
        token = _token(request)
        identity = self._verifier.verify(token)
        access.organisation = identity.organisation
        self._buckets.take((identity.organisation, identity.staff_no))
        asking = Asking(request, identity, token, language, self._caller, self._settings, access)
        if operation.kind == "held":
            return answer_held(asking, in_path["staff_no"])
        if operation.kind == "held_of_customer":
            return answer_held_of_customer(asking, in_path["customer_no"])
        if operation.message is None:
            return answer_overview(asking, self._parts, in_path["customer_no"])
        if not (identity.service is not None and operation.kind == "message" and request.method in {"GET", "HEAD"}):
            _authorise(asking, operation.message, importing=operation.kind == "import")
        if operation.kind == "import":
            return answer_import(asking, operation.message, in_path)
        return answer_message(asking, operation.message, in_path)

    def _matched(self, request: Request) -> tuple[Operation | None, dict[str, str]]:
        adapter = self._map.bind_to_environ(request.environ)
        if request.method == "OPTIONS":
            return None, {}
        if request.method not in METHODS:
            raise HttpMethodNotAllowed(method="this", allowed=", ".join(sorted({*adapter.allowed_methods(), "OPTIONS"})))
        try:
            return match(adapter)
        except HttpMethodNotAllowed as wrong:
            raise HttpMethodNotAllowed(method=request.method, allowed=wrong.params["allowed"]) from None
        except NotFound:
            raise NotFound(kind="path", key=request.path[:200]) from None

    def _options(self, request: Request) -> Response:
        allowed = set(self._map.bind_to_environ(request.environ).allowed_methods())
        if not allowed:
            raise NotFound(kind="path", key=request.path[:200])
        return Response(status=204, headers={"Allow": ", ".join(sorted({*allowed, "OPTIONS"}))})

    def _finish(self, answer: Response, access: Access) -> None:
        answer.headers["X-Request-Id"] = access.request_id
        answer.headers["Vary"] = "Accept, Accept-Encoding, Accept-Language"
        there = {name.lower() for name, _ in answer.headers}
        for name, value in STANDARD_HEADERS:
            if name.lower() not in there:
                answer.headers.add(name, value)


def _authorise(asking: Asking, message: type[Any], *, importing: bool) -> None:
    """Let in whose role the message names; whoever is refused is refused by the service as well, which writes the attempt down."""
    try:
        authorise(message, asking.identity, importing=importing)
    except NotAllowed:
        verb, body = (f"{message.verb()}__import", {"rows": []}) if importing else (message.verb(), {})
        with suppress(KefuError):
            asking.caller.call(message.service, verb, body, context=asking.context(), deadline_seconds=SECONDS_TO_REFUSE)
        raise


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated(detail="a bearer token is needed")
    return token.strip()


def _method(request: Request) -> str:
    return request.method if request.method in METHODS else "other"
