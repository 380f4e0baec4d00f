"""Contracts only widen: every kind of broken promise is found, every kind of addition is not."""

import json
from copy import deepcopy

import pytest
from marshmallow import Schema, validate

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, snapshot


class Line(Schema):
    volume = fields.Volume(required=True)


class Order(Schema):
    order_no = fields.Identifier(required=True)
    state = fields.Choice("open", "closed")


class PlaceOrder(Command):
    """Planted."""

    service = "planted"
    route = POST("/orders")
    roles = frozenset({"cashier"})
    reply = Order
    bulk = Bulk("/orders:import", key="order_no")
    example = {"order_no": "1"}
    order_no = fields.Identifier(required=True)
    kind = fields.Choice("gas", "water")
    note = fields.Text(longest=100)
    count = fields.Integer(validate=validate.Range(min=1, max=9))
    lines = fields.List(fields.Nested(Line))
    on = fields.Date(allow_none=True)


class ListOrders(Query):
    """Planted."""

    service = "planted"
    route = GET("/orders")
    roles = frozenset({"cashier"})
    reply = Order
    paged = True
    example = {}


class OrderPlaced(Event):
    """Planted."""

    service = "planted"
    subject = "order_no"
    example = {"order_no": "1", "kind": "gas"}
    order_no = fields.Identifier(required=True)
    kind = fields.Choice("gas", "water", required=True)
    amount = fields.Money()


@pytest.fixture
def before():
    return {"planted": {item.__name__: snapshot.snapshot(item) for item in (PlaceOrder, ListOrders, OrderPlaced)}}


def asked(taken):
    return taken["planted"]["PlaceOrder"]["asked"]


def said(taken):
    return taken["planted"]["OrderPlaced"]["said"]


def drop_command(taken):
    del taken["planted"]["PlaceOrder"]


def drop_event(taken):
    del taken["planted"]["OrderPlaced"]


def drop_service(taken):
    del taken["planted"]


def move_route(taken):
    taken["planted"]["PlaceOrder"]["route"] = "POST /purchases"


def drop_import(taken):
    del taken["planted"]["PlaceOrder"]["import"]


def stop_paging(taken):
    del taken["planted"]["ListOrders"]["paged"]


def new_version_of_an_event(taken):
    taken["planted"]["OrderPlaced"]["type"] = "kefu.planted.order_placed.v2"


def drop_asked_field(taken):
    del asked(taken)["properties"]["note"]


def drop_said_field(taken):
    del said(taken)["properties"]["amount"]


def drop_answered_field(taken):
    del taken["planted"]["PlaceOrder"]["answered"]["properties"]["state"]


def drop_nested_field(taken):
    del asked(taken)["properties"]["lines"]["items"]["properties"]["volume"]


def retype_asked(taken):
    asked(taken)["properties"]["note"] = {"type": "integer"}


def retype_said(taken):
    said(taken)["properties"]["amount"] = {"type": "integer"}


def null_no_longer_taken(taken):
    asked(taken)["properties"]["on"]["type"] = "string"


def null_now_said(taken):
    said(taken)["properties"]["amount"]["type"] = ["string", "null"]


def newly_required(taken):
    asked(taken)["required"].append("note")


def new_required_field(taken):
    asked(taken)["properties"]["more"] = {"type": "string"}
    asked(taken)["required"].append("more")


def no_longer_certain(taken):
    said(taken)["required"].remove("kind")


def fewer_choices(taken):
    asked(taken)["properties"]["kind"]["enum"] = ["gas"]


def choices_where_there_were_none(taken):
    asked(taken)["properties"]["note"]["enum"] = ["yes"]


def shorter(taken):
    asked(taken)["properties"]["note"]["maxLength"] = 50


def higher_minimum(taken):
    asked(taken)["properties"]["count"]["minimum"] = 2


def other_pattern(taken):
    asked(taken)["properties"]["order_no"]["pattern"] = "^[0-9]$"


@pytest.mark.parametrize(
    ("violation", "says"),
    [
        (drop_command, "planted.PlaceOrder: is gone"),
        (drop_event, "planted.OrderPlaced: is gone"),
        (drop_service, "planted.PlaceOrder: is gone"),
        (move_route, "planted.PlaceOrder: its route was 'POST /orders'"),
        (drop_import, "planted.PlaceOrder: its import was"),
        (stop_paging, "planted.ListOrders: its paging was"),
        (new_version_of_an_event, "planted.OrderPlaced: its type was"),
        (drop_asked_field, "planted.PlaceOrder: asked note is gone"),
        (drop_said_field, "planted.OrderPlaced: said amount is gone"),
        (drop_answered_field, "planted.PlaceOrder: answered state is gone"),
        (drop_nested_field, "planted.PlaceOrder: asked lines[].volume is gone"),
        (retype_asked, "planted.PlaceOrder: asked note was string and is integer"),
        (retype_said, "planted.OrderPlaced: said amount was string and is integer"),
        (null_no_longer_taken, "planted.PlaceOrder: asked on was null/string and is string"),
        (null_now_said, "planted.OrderPlaced: said amount was string and is null/string"),
        (newly_required, "planted.PlaceOrder: asked note is required now"),
        (new_required_field, "planted.PlaceOrder: asked more is required now"),
        (no_longer_certain, "planted.OrderPlaced: said kind was always there"),
        (fewer_choices, "planted.PlaceOrder: asked kind no longer takes water"),
        (choices_where_there_were_none, "planted.PlaceOrder: asked note no longer takes any value"),
        (shorter, "planted.PlaceOrder: asked note: maxLength was 100 and is 50"),
        (higher_minimum, "planted.PlaceOrder: asked count: minimum was 1 and is 2"),
        (other_pattern, "planted.PlaceOrder: asked order_no: the pattern was"),
    ],
)
def test_a_broken_promise_is_found(before, violation, says):
    after = deepcopy(before)
    violation(after)
    complaints = snapshot.narrowed(before, after)
    assert any(complaint.startswith(says) for complaint in complaints), complaints


def test_what_only_widens_is_no_complaint(before):
    after = deepcopy(before)
    properties = asked(after)["properties"]
    properties["more"] = {"type": "string"}
    properties["kind"]["enum"].append("heat")
    properties["note"]["maxLength"] = 500
    properties["note"]["type"] = ["string", "null"]
    properties["count"] |= {"minimum": 0, "maximum": 99}
    said(after)["properties"]["more"] = {"type": "string"}
    said(after)["properties"]["kind"]["enum"].append("heat")
    said(after)["required"].append("amount")
    after["planted"]["Another"] = deepcopy(after["planted"]["OrderPlaced"])
    assert snapshot.narrowed(before, after) == []


def test_a_new_optional_field_may_be_a_choice_of_one(before):
    assert snapshot.narrowed(before, before) == []


def test_the_contracts_keep_what_was_written_down():
    assert snapshot.narrowed(snapshot.stored(), snapshot.current()) == []


def test_the_command_refuses_to_forget_a_promise(tmp_path, capsys):
    assert snapshot.main([], tmp_path) == 0
    service = next(path for path in sorted((tmp_path / "snapshots").glob("*.json")) if json.loads(path.read_text()))
    known = json.loads(service.read_text())
    known["Forgotten"] = {"kind": "event", "type": "x", "subject": "y", "said": {}}
    service.write_text(json.dumps(known))
    assert snapshot.main([], tmp_path) == 1
    assert f"{service.stem}.Forgotten: is gone" in capsys.readouterr().err
    assert "Forgotten" in json.loads(service.read_text())
    assert snapshot.main(["--break", f"{service.stem}.Forgotten"], tmp_path) == 0
    assert "Forgotten" not in json.loads(service.read_text())
