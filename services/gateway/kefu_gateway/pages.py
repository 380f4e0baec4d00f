"""What needs no token: ``/desk``, ``/docs`` in three languages, ``/openapi.json``, ``/asyncapi.json``; nothing comes from outside."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from kefu.language import LANGUAGES, chosen
from kefu_gateway import desk, html
from kefu_messages import asyncapi, openapi
from kefu_messages.errors import HttpMethodNotAllowed, NotFound

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
FILES = {f"/{path.relative_to(STATIC)}": path for path in sorted(STATIC.rglob("*.*"))}
LOCKED = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
IN_ONE_LANGUAGE = {*FILES, "/openapi.json", "/asyncapi.json", "/desk/operations.json"}
POLICIES = {"docs": LOCKED, "desk": LOCKED.replace("img-src 'self'", "connect-src 'self'; img-src 'self' data:")}
CACHED = {"Cache-Control": "public, max-age=300"}
JSON, HTML = "application/json", "text/html; charset=utf-8"
LEAST_WORTH_PACKING = 1_000


@dataclass(frozen=True)
class Made:
    """A document as it is sent, made once, and the same packed."""

    content: bytes
    kind: str
    headers: Mapping[str, str]

    @cached_property
    def packed(self) -> bytes:
        """The content as gzip, the same bytes every time."""
        return gzip.compress(self.content, mtime=0)

    @cached_property
    def tag(self) -> str:
        """The version of the content."""
        return hashlib.sha256(self.content).hexdigest()[:32]

    def answer(self, request: Request) -> Response:
        """The document, packed for who takes it so; who has it already is told so."""
        packs = len(self.content) > LEAST_WORTH_PACKING and "gzip" in request.accept_encodings
        answer = Response(self.packed if packs else self.content, content_type=self.kind, headers=dict(self.headers))
        if packs:
            answer.headers["Content-Encoding"] = "gzip"
        answer.set_etag(f"{self.tag}-gzip" if packs else self.tag)
        return answer.make_conditional(request)


class Pages:
    """Answers what needs no token; every document is made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Made] = {}

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
        if path not in {"/", "/healthz", "/openapi.json", "/asyncapi.json"} and path.split("/")[1] not in POLICIES:
            return None
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
        if request.method not in {"GET", "HEAD"}:
            raise HttpMethodNotAllowed(method=request.method, allowed="GET, HEAD, OPTIONS")
        if path == "/":
            return Response(status=303, headers={"Location": "/desk"})
        if path == "/healthz":
            return Response("ok\n", content_type="text/plain; charset=utf-8")
        return self._document(path, _wished(request, language)).answer(request)

    def _document(self, path: str, language: str) -> Made:
        kept = (path, "" if path in IN_ONE_LANGUAGE else language)
        if kept not in self._made:
            made = self._make(path, language)
            if made is None:
                raise NotFound(kind="path", key=path[:200])
            self._made[kept] = made
        return self._made[kept]

    def _make(self, path: str, language: str) -> Made | None:
        if path in FILES:
            return Made(FILES[path].read_bytes(), KINDS[FILES[path].suffix], CACHED)
        if path in {"/openapi.json", "/asyncapi.json"}:
            return _json(self.api if path == "/openapi.json" else self.events, indent=1)
        if path == "/desk/operations.json":
            return _json(desk.operations(self.api))
        if path == "/desk/words.json":
            return _json(desk.wording(language), language=language)
        section, _, name = path.strip("/").partition("/")
        page = desk.page(language) if path == "/desk" else None
        if section == "docs":
            page = html.page(name, api=self.api, events=self.events, language=language)
        headers = {**CACHED, "Content-Language": language, "Content-Security-Policy": POLICIES.get(section, LOCKED)}
        return None if page is None else Made(page.encode(), HTML, headers)


def _json(document: Any, *, indent: int | None = None, language: str | None = None) -> Made:
    content = json.dumps(document, ensure_ascii=False, indent=indent) + "\n"
    return Made(content.encode(), JSON, {**CACHED, **({"Content-Language": language} if language else {})})


def _wished(request: Request, language: str) -> str:
    wished = request.args.get("lang", "")
    return wished if wished in LANGUAGES else chosen(request.headers.get("Accept-Language"), default=language)
