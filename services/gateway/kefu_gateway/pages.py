"""The documents for readers: ``/docs`` in three languages, ``/openapi.json``, ``/asyncapi.json``; nothing is fetched from outside."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from kefu.language import LANGUAGES, chosen
from kefu_gateway import html
from kefu_messages import asyncapi, openapi
from kefu_messages.errors import HttpMethodNotAllowed, NotFound

STATIC = Path(__file__).parent / "static"
FILES = {"docs.css": "text/css; charset=utf-8", "docs.js": "text/javascript; charset=utf-8"}
DOCS_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
CACHED = {"Cache-Control": "public, max-age=300"}


class Pages:
    """Answers what needs no token; every page is made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], bytes] = {}

    @cached_property
    def api(self) -> dict[str, Any]:
        """The OpenAPI document."""
        return openapi.document()

    @cached_property
    def events(self) -> dict[str, Any]:
        """The AsyncAPI document."""
        return asyncapi.document()

    def answer(self, request: Request, language: str) -> Response | None:
        """The page, or None when the path is none of these."""
        path = request.path
        if path not in {"/", "/docs", "/healthz", "/openapi.json", "/asyncapi.json"} and not path.startswith("/docs/"):
            return None
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
        if request.method not in {"GET", "HEAD"}:
            raise HttpMethodNotAllowed(method=request.method, allowed="GET, HEAD, OPTIONS")
        if path == "/":
            return Response(status=303, headers={"Location": "/docs"})
        if path == "/healthz":
            return Response("ok\n", content_type="text/plain; charset=utf-8")
        if path.endswith(".json") and not path.startswith("/docs/"):
            return _cached(request, self._json(path), "application/json", CACHED)
        return self._docs(request, path, _wished(request, language))

    def _json(self, path: str) -> bytes:
        made = self._made.get((path, ""))
        if made is None:
            document = self.api if path == "/openapi.json" else self.events
            made = self._made[path, ""] = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
        return made

    def _docs(self, request: Request, path: str, language: str) -> Response:
        name = path.removeprefix("/docs").strip("/")
        if name in FILES:
            return _cached(request, (STATIC / name).read_bytes(), FILES[name], CACHED)
        made = self._made.get((name, language))
        if made is None:
            page = html.page(name, api=self.api, events=self.events, language=language)
            if page is None:
                raise NotFound(kind="path", key=path[:200])
            made = self._made[name, language] = page.encode()
        headers = {**CACHED, "Content-Language": language, "Content-Security-Policy": DOCS_POLICY}
        return _cached(request, made, "text/html; charset=utf-8", headers)


def _wished(request: Request, language: str) -> str:
    wished = request.args.get("lang", "")
    return wished if wished in LANGUAGES else chosen(request.headers.get("Accept-Language"), default=language)


def _cached(request: Request, content: bytes, content_type: str, headers: dict[str, str]) -> Response:
    answer = Response(content, content_type=content_type, headers=headers)
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return answer.make_conditional(request)
