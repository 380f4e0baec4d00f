"""The documents people and programs read, in their language, from nowhere else."""

import json
import re
from html.parser import HTMLParser

import pytest
from werkzeug.test import Client

from kefu_gateway.app import Application
from kefu_messages import Command, Event, messages, rooms


@pytest.fixture(scope="module")
def pages():
    client = Client(Application(None, None))
    return lambda path, **headers: client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.wanted, self.inline = [], []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.wanted += [named[name] for name in ("href", "src") if name in named]
        self.inline += [name for name in named if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in named) else []


def test_the_documents_are_served(pages):
    assert pages("/openapi.json").json["openapi"] == "3.1.0"
    assert pages("/asyncapi.json").json["asyncapi"] == "3.0.0"


def test_a_document_is_sent_again_only_when_it_has_changed(pages):
    tag = pages("/openapi.json").headers["ETag"]
    assert pages("/openapi.json", If_None_Match=tag).status_code == 304


@pytest.mark.parametrize("name", ["", "/events", "/errors", *[f"/{room}" for room in rooms()]])
def test_every_page_stands_alone(pages, name):
    answer = pages(f"/docs{name}")
    assert answer.status_code == 200
    found = Links()
    found.feed(answer.text)
    assert found.inline == []
    for link in found.wanted:
        assert link.startswith(("/", "#")), link
        assert pages(link.partition("#")[0] or "/docs").status_code == 200, link
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(("query", "accepted", "language", "word"), [
    ("", None, "zh-Hant", "錯誤代碼"), ("", "zh-CN", "zh-Hans", "错误代码"), ("", "en", "en", "Errors"),
    ("?lang=en", "zh-TW", "en", "Errors"),
    ("?lang=xx", "en", "en", "Errors"),
])  # fmt: skip
def test_a_page_is_read_in_the_reader_s_language(pages, query, accepted, language, word):
    answer = pages(f"/docs/errors{query}", **({"Accept_Language": accepted} if accepted else {}))
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert word in answer.text


def test_every_operation_is_on_its_page_and_in_the_index(pages):
    index = pages("/docs").text
    for message in messages(Command):
        anchor = f"{message.service}.{message.verb()}"
        assert f'href="/docs/{message.service}#{anchor}"' in index
        assert f'id="{anchor}"' in pages(f"/docs/{message.service}").text


def test_every_event_is_on_the_events_page_with_its_exchange_its_fields_and_an_example(pages):
    text = pages("/docs/events?lang=en").text
    for event in messages(Event):
        name = f"{event.service}.{event.verb()}"
        assert f'<a href="#{name}">' in text, name
        _, _, article = text.partition(f'<article id="{name}">')
        article = article.partition("</article>")[0]
        assert f"<code>{event.service}.events</code> <code>{event.verb()}</code>" in article, name
        assert [field for field in (*event().fields, "because") if f"<td><code>{field}</code>" not in article] == [], name
        assert "<details><summary>Example</summary>" in article
    assert "kefu.events" in text, "and the stream"


def test_every_error_a_problem_points_to_is_explained(pages):
    text = pages("/docs/errors").text
    assert 'id="validation_failed"' in text
    codes = set(re.findall(r'href="/docs/errors#(\w+)"', pages("/docs/metering").text))
    assert codes
    assert [code for code in codes if f'id="{code}"' not in text] == []


def test_what_contracts_say_is_text_and_no_markup(pages):
    text = json.dumps(pages("/openapi.json").json)
    assert "<script" not in text
    assert pages("/docs").text.count("<script") == 1


def test_the_pages_are_only_read(pages):
    client = Client(Application(None, None))
    assert client.post("/docs").status_code == 405
    assert client.options("/docs").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.get("/").headers["Location"] == "/desk"
    assert client.get("/docs/../etc").status_code == 404
    assert client.get("/docs/nothing").status_code == 404
    assert client.get("/healthz").text == "ok\n"
