"""The generated documents are valid, complete, and as they are written down."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from jsonschema.validators import validator_for
from marshmallow import fields as plain
from marshmallow import validate
from openapi_spec_validator import validate as validate_openapi

from kefu_messages import Command, Event, Query, asyncapi, messages, openapi, platform, rooms, snapshot
from kefu_messages.schema import Components, columns, of_field, of_schema

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def api():
    return json.loads(json.dumps(openapi.document()))


@pytest.fixture(scope="module")
def events():
    return json.loads(json.dumps(asyncapi.document()))


def test_every_generated_file_is_what_the_contracts_say():
    stale = [
        str(path.relative_to(snapshot.ROOT))
        for path, content in snapshot.files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]
    assert not stale, "run: python -m kefu_messages.snapshot"


def test_no_generated_file_is_left_of_a_message_that_is_gone():
    assert snapshot.generated() <= set(snapshot.files())


def test_the_openapi_document_is_valid(api):
    validate_openapi(api)


def test_every_command_and_query_has_its_operation(api):
    operations = {operation["operationId"] for methods in api["paths"].values() for operation in methods.values()}
    assert {f"{message.service}.{message.verb()}" for message in [*messages(Command), *messages(Query)]} <= operations
    assert {f"{message.service}.{message.verb()}.import" for message in messages(Command) if message.bulk} <= operations


def test_operation_ids_are_unique(api):
    ids = [operation["operationId"] for methods in api["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))


def test_no_two_messages_share_a_route():
    routes = [(message.route.method, re.sub(r"{\w+}", "{}", message.route.path)) for message in [*messages(Command), *messages(Query)]]
    routes += [("POST", re.sub(r"{\w+}", "{}", message.bulk.path)) for message in messages(Command) if message.bulk]
    assert sorted({route for route in routes if routes.count(route) > 1}) == []


def test_path_names_are_fields_of_their_message():
    wrong = [
        f"{message.__name__}: {name}"
        for message in [*messages(Command), *messages(Query)]
        for name in message.route.path_fields
        if name not in columns(message(), "asked")
    ]
    assert wrong == []


def test_every_operation_names_its_roles_and_error_codes(api):
    own = {f"{message.service}.{message.verb()}": message for message in [*messages(Command), *messages(Query)]}
    for methods in api["paths"].values():
        for operation in methods.values():
            message = own.get(operation["operationId"])
            if message is None:
                continue
            assert operation["x-roles"] == sorted(message.roles)
            for error in message.errors:
                response = operation["responses"][str(error.status)]
                if "$ref" in response:
                    response = api["components"]["responses"][str(error.status)]
                assert error.code in response["x-codes"], (operation["operationId"], error.code)


@pytest.mark.parametrize("message", [*messages()], ids=lambda message: f"{message.service}.{message.__name__}")
def test_the_example_fits_the_contract_and_its_schema(message):
    assert message().validate(dict(message.example)) == {}
    components = Components("#/$defs/")
    schema = of_schema(message(), "said" if issubclass(message, Event) else "asked", components)
    example = message().dump({"because": [], **message.example}) if issubclass(message, Event) else message.example
    Draft202012Validator({**schema, "$defs": components.schemas}, format_checker=FormatChecker()).validate(example)


def test_every_field_has_a_type_of_its_own(api):
    untyped = [
        f"{message.service}.{message.__name__}.{name}"
        for message in messages()
        for name, item in columns(message(), "asked").items()
        if not isinstance(item, plain.Raw) and not {"type", "$ref", "anyOf"} & set(of_field(item, "asked", Components()))
    ]
    assert untyped == []


def test_patterns_let_no_line_break_through():
    def rules(item):
        for rule in item.validators:
            yield from rule.validators if isinstance(rule, validate.And) else [rule]
        if hasattr(item, "inner"):
            yield from rules(item.inner)

    loose = [
        f"{message.service}.{message.__name__}.{name}"
        for message in messages()
        for name, item in columns(message(), "asked").items()
        for rule in rules(item)
        if isinstance(rule, validate.Regexp) and rule.regex.pattern.endswith("$")
    ]
    assert loose == [], r"end patterns with \Z"


def test_every_service_answers_the_built_in_messages(api):
    for room in rooms():
        for message in platform.built_ins(room):
            assert f"{room}.{message.verb()}" == api["paths"][message.route.path][message.route.method.lower()]["operationId"]


def test_the_asyncapi_document_is_valid(events):
    schema = json.loads((HERE / "data" / "asyncapi-3.0.0.json").read_text(encoding="utf-8"))
    assert validator_for(schema) is Draft7Validator
    assert [f"{list(error.path)}: {error.message[:200]}" for error in Draft7Validator(schema).iter_errors(events)] == []


def test_the_asyncapi_schema_can_refuse(events):
    schema = json.loads((HERE / "data" / "asyncapi-3.0.0.json").read_text(encoding="utf-8"))
    name = next(iter(events["operations"]))
    broken = {**events, "operations": {name: {**events["operations"][name], "action": "shout"}}}
    assert list(Draft7Validator(schema).iter_errors(broken))


def test_every_reference_in_both_documents_leads_somewhere(api, events):
    for document in (api, events):
        lost = [reference for reference in _references(document) if not _leads(document, reference)]
        assert lost == []


def test_every_event_has_its_channel_and_its_example_fits(events):
    for event in messages(Event):
        name = f"{event.service}.{event.verb()}"
        binding = events["channels"][name]["bindings"]["amqp"]
        assert (binding["exchange"]["name"], events["channels"][name]["address"]) == (f"{event.service}.events", event.verb())
        message = events["components"]["messages"][name]
        schema = {"components": events["components"], **message["payload"]}
        Draft202012Validator(schema).validate(message["examples"][0]["payload"])


def _references(node):
    if isinstance(node, dict):
        for key, item in node.items():
            if key == "$ref" and isinstance(item, str):
                yield item
            else:
                yield from _references(item)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def _leads(document, reference):
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
    return node is not None


def test_a_year_that_is_asked_for_is_one_that_a_calendar_has(api):
    """``date(0, 1, 1)`` and ``date(10_000, 1, 1)`` do not exist."""
    for path, operations in api["paths"].items():
        for operation in operations.values():
            asked = {item["name"]: item["schema"] for item in operation["parameters"]}
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            for name, schema in {**asked, **body.get("properties", {})}.items():
                if name == "year" or name.endswith("_year"):
                    assert "pattern" in schema or (schema.get("minimum", 0) >= 1900 and schema.get("maximum", 9999) <= 2999), (path, name)
