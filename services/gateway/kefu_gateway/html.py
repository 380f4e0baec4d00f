"""The pages of the API for people: an index that can be searched, a page per service, the events, the errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from kefu.language import LANGUAGES, in_language
from kefu_gateway.reader import Reader
from kefu_messages.errors import KefuError, by_code

NAMES = {"zh-Hant": "繁體中文", "zh-Hans": "简体中文", "en": "English"}
MARKS = {"en": "en", "zh-Hant": "zh-Hant", "zh-Hans": "zh-Hans"}
CODE = re.compile(r"`+([^`]+)`+")
Document = Mapping[str, Any]


def page(name: str, *, api: Document, events: Document, language: str) -> str | None:
    """The page with that name (empty for the index), or None when there is none."""
    say = Reader(language)
    if name == "":
        return _frame(name, say, _index(api, say))
    if name == "events":
        return _frame(name, say, _events(events, say))
    if name == "errors":
        return _frame(name, say, _errors(say))
    if name in {tag["name"] for tag in api["tags"]}:
        return _frame(name, say, _service(api, name, Reader(language, name)))
    return None


def _frame(name: str, say: Reader, content: str) -> str:
    language, here = say.language, f"/docs/{name}" if name else "/docs"
    others = " ".join(f'<a href="{here}?lang={other}" lang="{MARKS[other]}">{NAMES[other]}</a>' for other in LANGUAGES if other != language)
    kept = f"?lang={language}"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{say("title")}</title><link rel="stylesheet" href="/docs/docs.css"><script src="/docs/docs.js" defer></script></head>'
        f'<body><header><h1><a href="/docs{kept}">{say("title")}</a></h1><nav><a href="/desk{kept}">{say("desk")}</a> '
        f'<a href="/docs/events{kept}">{say("events")}</a> '
        f'<a href="/docs/errors{kept}">{say("errors")}</a> <a href="/openapi.json">OpenAPI</a> <a href="/asyncapi.json">AsyncAPI</a> '
        f"{others}</nav></header><main>{content}</main></body></html>\n"
    )


def _prose(text: str) -> str:
    """A contract's words, what they name between backticks as code."""
    return CODE.sub(r"<code>\1</code>", escape(text))


def _operations(api: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _index(api: Document, say: Reader) -> str:
    hint = say("search")
    parts = [f'<input id="search" type="search" aria-label="{hint}" placeholder="{hint}" autofocus>']
    for tag in api["tags"]:
        told = Reader(say.language, tag["name"])
        rows = "".join(
            f'<li><a href="/docs/{tag["name"]}#{operation["operationId"]}"><b class="{method.lower()}">{method}</b> '
            f"<code>{escape(path)}</code></a>{_called(operation, told)} {_prose(operation['summary'])}</li>"
            for method, path, operation in _operations(api)
            if operation["tags"] == [tag["name"]]
        )
        parts.append(
            f'<section><h2><a href="/docs/{tag["name"]}">{tag["name"]}</a></h2><p>{_prose(tag["description"])}</p><ul>{rows}</ul></section>'
        )
    return "".join(parts)


def _called(operation: Document, say: Reader) -> str:
    """What people call the operation; the import of rows is called as the message."""
    verb = operation["operationId"].split(".")[1]
    named = say.named("messages", verb)
    return f"<b>{named}</b>" if named else ""


def _service(api: Document, name: str, say: Reader) -> str:
    chosen = [(method, path, operation) for method, path, operation in _operations(api) if operation["tags"] == [name]]
    return f"<h2>{name}</h2>" + "".join(_operation(api, method, path, operation, say) for method, path, operation in chosen)


def _operation(api: Document, method: str, path: str, operation: Document, say: Reader) -> str:
    parts = [
        f'<article id="{operation["operationId"]}"><h3><b class="{method.lower()}">{method}</b> <code>{escape(path)}</code>',
        f"{_called(operation, say)}</h3>",
        f'<p class="text">{_prose(operation["description"].partition("Roles:")[0].strip())}</p>',
    ]
    if operation.get("x-roles"):
        parts.append(f"<p><i>{say('roles')}:</i> {', '.join(map(escape, operation['x-roles']))}</p>")
    if operation["parameters"]:
        rows = [
            (f"{item['name']} ({item['in']})", item["schema"], item["required"], item.get("description", ""))
            for item in operation["parameters"]
        ]
        parts.append(f"<h4>{say('parameters')}</h4>{_table(api, rows, say)}")
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        parts.append(f"<h4>{say('body')}: {media_type}</h4>{_table(api, _rows(api, content['schema']), say)}")
        if "example" in content:
            parts.append(_example(content["example"], say))
    return "".join([*parts, _answers(api, operation, say), "</article>"])


def _answers(api: Document, operation: Document, say: Reader) -> str:
    parts = [f"<h4>{say('answers')}</h4>"]
    problems = []
    for status, answer in operation["responses"].items():
        described = api["components"]["responses"][status] if "$ref" in answer else answer
        if "x-codes" in described:
            links = " ".join(f'<a href="/docs/errors#{code}">{code}</a>' for code in described["x-codes"])
            problems.append(f"<li>{status}: {links}</li>")
            continue
        for media_type, content in described.get("content", {}).items():
            parts.append(f"<details><summary>{status} {media_type}</summary>{_table(api, _rows(api, content['schema']), say)}</details>")
    return "".join(parts) + f'<ul class="problems">{"".join(problems)}</ul>'


def _rows(api: Document, schema: Document) -> list[tuple[str, Document, bool, str]]:
    shown = _resolved(api, schema)
    required = shown.get("required", ())
    return [(key, item, key in required, item.get("description", "")) for key, item in shown.get("properties", {}).items()]


def _resolved(api: Document, schema: Document) -> Document:
    return api["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _table(api: Document, rows: list[tuple[str, Document, bool, str]], say: Reader) -> str:
    if not rows:
        return ""
    body = "".join(
        f"<tr><td><code>{escape(name)}</code>{' *' if required else ''}{say.named('fields', name.split(' ')[0])}</td>"
        f"<td>{_kind(api, schema)}</td><td>{escape(text)}</td></tr>"
        for name, schema, required, text in rows
    )
    head = f"<tr><th>{say('field')}</th><th>{say('type')}</th><th>{say('says')} (* {say('required')})</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _kind(api: Document, schema: Document, depth: int = 0) -> str:
    """The type in a few words, with its choices; the fields of what is nested, three levels deep."""
    if "anyOf" in schema:
        return " | ".join(_kind(api, option, depth) for option in schema["anyOf"])
    shown = _resolved(api, schema)
    if "enum" in shown:
        return " | ".join(f"<code>{escape(str(choice))}</code>" for choice in shown["enum"])
    if shown.get("properties") and depth < 3:  # noqa: PLR2004
        inner = "".join(f"<li><code>{escape(key)}</code> {_kind(api, item, depth + 1)}</li>" for key, item in shown["properties"].items())
        return f"<ul>{inner}</ul>"
    kind = shown.get("type", "any")
    text = "/".join(kind) if isinstance(kind, list) else kind
    of = f" [{_kind(api, shown['items'], depth + 1)}]" if isinstance(shown.get("items"), dict) else ""
    return f"{text}{' ' + shown['format'] if 'format' in shown else ''}{of}"


def _events(events: Document, say: Reader) -> str:
    """The stream, a list of every event by service that can be searched, then each with its fields and an example."""
    named = {name: channel for name, channel in events["channels"].items() if channel["bindings"]["amqp"]["is"] == "routingKey"}
    streams = "".join(_stream(name, channel) for name, channel in events["channels"].items() if name not in named)
    hint = say("search")
    lists = "".join(_listed(events, tag, named) for tag in events["info"]["tags"])
    return (
        f'<h2>{say("events")}</h2><p class="text">{_prose(events["info"]["description"])}</p>{streams}'
        f'<input id="search" type="search" aria-label="{hint}" placeholder="{hint}">{lists}'
        f"{''.join(_event(events, name, channel, say) for name, channel in named.items())}"
    )


def _listed(events: Document, tag: Document, named: Document) -> str:
    """The events of one service, each a link to its place."""
    mine = [name for name in named if name.partition(".")[0] == tag["name"]]
    if not mine:
        return ""
    told = events["components"]["messages"]
    rows = "".join(f'<li><a href="#{name}"><code>{name}</code></a> {_prose(told[name]["summary"])}</li>' for name in mine)
    return f"<section><h2>{tag['name']}</h2><p>{escape(tag['description'])}</p><ul>{rows}</ul></section>"


def _event(events: Document, name: str, channel: Document, say: Reader) -> str:
    message, exchange = events["components"]["messages"][name], channel["bindings"]["amqp"]["exchange"]["name"]
    data = message["payload"]["allOf"][1]["properties"]["data"]
    return (
        f'<article id="{name}"><h3><code>{escape(channel["title"])}</code></h3><p class="text">{_prose(message["summary"])}</p>'
        f"<p>{say('exchange')}: <code>{exchange}</code> <code>{escape(channel['address'])}</code></p>"
        f"{_table(events, _rows(events, data), say)}{_example(message['examples'][0]['payload'], say)}</article>"
    )


def _stream(name: str, channel: Document) -> str:
    return f'<article id="{name}"><h3>{escape(channel["title"])}</h3><p><code>{escape(channel["address"])}</code></p></article>'


def _errors(say: Reader) -> str:
    known = sorted({KefuError, *by_code().values()}, key=lambda error: (error.status, error.code))
    rows = "".join(
        f'<tr id="{error.code}"><td>{error.status}</td><td><code>{error.code}</code></td>'
        f"<td>{escape(in_language(error.text, say.language))}</td></tr>"
        for error in known
    )
    head = f"<tr><th>{say('status')}</th><th>{say('code')}</th><th>{say('text')}</th></tr>"
    return f"<h2>{say('errors')}</h2><table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _example(value: Any, say: Reader) -> str:
    return f"<details><summary>{say('example')}</summary><pre>{escape(json.dumps(value, ensure_ascii=False, indent=2))}</pre></details>"
