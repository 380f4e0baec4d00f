"""Files through the door: raw bodies in, raw bodies out."""

import base64
import hashlib
import json

import pytest
from marshmallow import Schema
from werkzeug.test import Client

from kefu.identity import Verifier
from kefu_gateway.app import Application
from kefu_gateway.routes import Operation
from kefu_messages import GET, POST, Command, Query, fields, roles

PDF = b"%PDF-1.7\n\xff\x00"


class File(Schema):
    """Planted."""

    content = fields.String()
    media_type = fields.String()
    file_name = fields.String()


class SendFile(Command):
    """Planted."""

    service = "things"
    route = POST("/files")
    roles = frozenset({roles.CASHIER})
    reply = File
    example = {"file_name": "a.pdf", "content": ""}
    upload, largest_upload, status = "content", 20, 201
    file_name = fields.Text(required=True)
    content = fields.String(required=True)


class FetchFile(Query):
    """Planted."""

    service = "things"
    route = GET("/files/{file_no}/content")
    roles = frozenset({roles.CASHIER})
    reply = File
    download = "content"
    example = {"file_no": "F1"}
    file_no = fields.Identifier(required=True)


@pytest.fixture
def http(services, issuer, settings, token):
    offered = [Operation("message", item.route.method, item.route.path, item) for item in (SendFile, FetchFile)]
    client = Client(Application(services, Verifier(str(issuer.jwks_path)), settings=settings, offered=offered))
    services.answers["fetch_file"] = {
        "content": base64.b64encode(PDF).decode(),
        "media_type": "application/pdf",
        "file_name": "處罰單 ü.pdf",
    }
    return lambda method, path, headers=None, **more: client.open(
        path, method=method, headers={"Authorization": f"Bearer {token}", "Accept-Language": "en", **(headers or {})}, **more
    )


def test_a_raw_body_is_the_file_and_the_query_the_fields(http, services):
    answer = http("POST", "/files?file_name=a.pdf", data=PDF, content_type="application/pdf")
    assert answer.status_code == 201
    assert services.last["body"] == {"file_name": "a.pdf", "content": base64.b64encode(PDF).decode()}


def test_the_file_may_stand_in_json_too(http, services):
    body = {"file_name": "a.pdf", "content": base64.b64encode(PDF).decode()}
    assert http("POST", "/files", json=body).status_code == 201
    assert services.last["body"] == body


@pytest.mark.parametrize(("path", "size", "status"), [
    ("/files?file_name=a", 20, 201), ("/files?file_name=a", 21, 413), ("/files", 3, 422), ("/files?file_name=a&content=b", 3, 422),
    ("/files?file_name=a&other=b", 3, 422),
])  # fmt: skip
def test_a_file_has_its_largest_size_and_its_fields_are_the_message_s(http, services, path, size, status):
    assert http("POST", path, data=b"x" * size, content_type="application/octet-stream").status_code == status
    assert len(services.asked) == (status == 201)


def test_a_file_comes_out_as_it_is(http):
    answer = http("GET", "/files/F1/content")
    assert (answer.status_code, answer.data, answer.content_type) == (200, PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E8%99%95%E7%BD%B0%E5%96%AE%20%C3%BC.pdf"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(PDF).hexdigest()}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_who_has_the_file_is_told_so_and_who_wants_another_kind_is_refused(http):
    tag = f'"{hashlib.sha256(PDF).hexdigest()}"'
    unchanged = http("GET", "/files/F1/content", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert http("GET", "/files/F1/content", headers={"Accept": "application/*"}).status_code == 200
    refused = http("GET", "/files/F1/content", headers={"Accept": "image/png"})
    assert (refused.status_code, json.loads(refused.data)["code"]) == (406, "not_acceptable")
