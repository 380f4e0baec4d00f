"""What the desk is made of: its frame, its words in three languages, and the operations as the contracts have them."""

import gzip
import json
import re

import pytest
from werkzeug.test import Client

from kefu_gateway import desk
from kefu_gateway.app import Application
from kefu_gateway.pages import FILES
from kefu_messages import Command, messages

SCRIPTS = [path for path in FILES if path.startswith("/desk/") and path.endswith(".js")]


@pytest.fixture(scope="module")
def get():
    client = Client(Application(None, None))
    return lambda path, **headers: client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture(scope="module")
def offered(get):
    return {operation["id"]: operation for operation in get("/desk/operations.json").json["operations"]}


def test_the_frame_lets_in_nothing_from_elsewhere(get):
    answer = get("/desk?lang=en")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'")
    assert "form-action 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    for link in re.findall(r'(?:href|src)="([^"#]+)"', answer.text):
        assert link == "data:," or get(link).status_code == 200, link


@pytest.mark.parametrize("path", SCRIPTS)
def test_a_script_imports_only_what_is_served(get, path):
    answer = get(path)
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    for name in re.findall(r'from "([^"]+)"', answer.text):
        assert name.startswith("./"), name
        assert get(f"/desk/{name[2:]}").status_code == 200, name
    assert "innerHTML" not in answer.text


@pytest.mark.parametrize("path", ["nothing.js", "desk.py", "%2e%2e/app.py", "..%2fapp.py", "desk.js/", "words.json/x"])
def test_what_is_no_file_of_the_desk_is_not_found(get, path):
    assert get(f"/desk/{path}").json["code"] == "not_found"


def test_every_operation_is_offered_to_those_who_may(offered):
    for message in messages(Command):
        operation = offered[f"{message.service}.{message.verb()}"]
        assert set(operation["roles"]) == message.roles, operation["id"]
        assert "body" in operation or "upload" in operation or operation["path"].count("{"), operation["id"]


def test_an_operation_tells_how_it_is_asked(offered):
    assert offered["billing.record_payment.import"]["import"] is True
    assert "import" not in offered["billing.record_payment"]
    assert offered["documents.attach_file"]["upload"] is True
    assert offered["gateway.customer_overview"]["overview"] is True
    assert [item["name"] for item in offered["billing.list_accounts"]["query"]] == ["open", "cursor", "limit"]
    assert offered["customers.change_customer"]["version"] is True


@pytest.mark.parametrize(("language", "title", "customer", "record_payment"), [
    ("zh-Hant", "客服工作臺", "客戶編號", "收款"), ("zh-Hans", "客服工作台", "客户编号", "收款"),
    ("en", "Kefu desk", "Customer no.", "Record payment"),
])  # fmt: skip
def test_words_are_in_the_reader_s_language(get, language, title, customer, record_payment):
    written = get(f"/desk/words.json?lang={language}").json
    assert written["ui"]["desk"] == title
    assert written["fields"][""]["customer_no"] == customer
    assert written["messages"]["billing.record_payment"] == record_payment
    assert f'<html lang="{language}">' in get(f"/desk?lang={language}").text


def test_every_word_that_a_script_asks_for_is_written_and_none_else():
    asked = {key for path in SCRIPTS for key in re.findall(r'\bui\("(\w+)"', FILES[path].read_text("utf-8"))}
    chosen = {"yes", "no", "show", "send", "line", "key", "reason", "code", "desk", "api"}
    assert asked | chosen == set(desk.UI)


def test_a_document_goes_packed_to_who_takes_it_so_and_only_once(get):
    plain, packed = get("/desk/operations.json"), get("/desk/operations.json", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert len(packed.data) * 5 < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert get("/desk/operations.json", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"]).status_code == 304
