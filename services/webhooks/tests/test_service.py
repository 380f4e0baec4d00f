"""Events on their way to a real receiver that takes, fails, hangs and redirects; on a real bus and store."""

from datetime import UTC, date, datetime, timedelta

import eventlet
import pymongo
import pytest

from kefu_customers.service import Customers
from kefu_messages import roles
from kefu_messages.customers import ChangeCustomer, RegisterCustomer
from kefu_messages.errors import NotAllowed, NotFound
from kefu_messages.webhooks import (
    AddressNotAllowed,
    GetWebhook,
    ListDeliveries,
    ListWebhooks,
    PauseWebhook,
    RegisterWebhook,
    ReplayWebhook,
    ResendDelivery,
    ResumeWebhook,
    RotateWebhookSecret,
    WebhookPaused,
)
from kefu_webhooks import dispatch, rules, sending
from kefu_webhooks.service import Webhooks

ADMINISTRATOR = [roles.SYSTEM_ADMINISTRATOR]
CLERK = [roles.CUSTOMER_SERVICE_SUPERVISOR]


def register(department, receiver, *, events=("customers.*",), webhook_no="board") -> dict:
    return department.ask(RegisterWebhook, roles=ADMINISTRATOR, webhook_no=webhook_no, url=receiver.url, events=list(events))


def customer(department, *numbers: int) -> None:
    for number in numbers:
        department.ask(
            RegisterCustomer, roles=CLERK, customer_no=f"K{number}", name=f"客戶{number}", kind="residential", address=f"{number}號",
            opened_on="2024-01-02", confirmed_distinct=True,
        )  # fmt: skip


def deliveries(department, state: str) -> list[dict]:
    return department.ask(ListDeliveries, roles=ADMINISTRATOR, webhook_no="board", state=state)["items"]


def wait_for(department, look, enough=bool, seconds=15):
    seen = department.until(look, enough, seconds=seconds)
    assert enough(seen), seen
    return seen


def test_an_event_arrives_once_with_a_signature_that_the_secret_proves(department, receiver):
    secret = register(department, receiver)["secret"]
    customer(department, 1)
    wait_for(department, lambda: receiver.got)
    (headers, event) = receiver.got[0]
    assert (event["type"], event["subject"], event["organisation"]) == ("kefu.customers.customer_registered.v1", "K1", "demo")
    timestamp = int(headers["HTTP_WEBHOOK_TIMESTAMP"])
    assert headers["HTTP_WEBHOOK_ID"] == event["id"]
    assert headers["HTTP_WEBHOOK_SIGNATURE"] == rules.signature(headers["body"], secret=secret, event_id=event["id"], timestamp=timestamp)
    assert abs(datetime.now(UTC).timestamp() - timestamp) < 60
    wait_for(department, lambda: deliveries(department, "delivered"), lambda found: len(found) == 1)
    assert len(receiver.got) == 1


def test_only_the_events_that_were_asked_for_are_sent_and_none_from_before(department, receiver):
    customer(department, 1)
    department.settle()
    register(department, receiver, events=["customers.customer_registered"])
    customer(department, 2)
    department.ask(ChangeCustomer, roles=CLERK, customer_no="K2", name="新名")
    customer(department, 3)
    wait_for(department, receiver.subjects, lambda got: "K3" in got)
    assert receiver.subjects() == ["K2", "K3"]


def test_while_one_subject_fails_the_others_go_on_and_its_events_keep_their_order(department, receiver):
    failing = {"K1"}
    receiver.answer = lambda event: 500 if event["subject"] in failing else 200
    register(department, receiver)
    customer(department, 1)
    department.ask(ChangeCustomer, roles=CLERK, customer_no="K1", name="新名")
    customer(department, 2, 3)
    wait_for(department, receiver.subjects, lambda got: {"K2", "K3"} <= set(got))
    assert "K1" not in receiver.subjects()
    waiting = wait_for(department, lambda: [each for each in deliveries(department, "waiting") if each["tries"] > 0])
    assert (waiting[0]["event_subject"], waiting[0]["attempts"][0]["status"]) == ("K1", 500)
    failing.clear()
    wait_for(department, receiver.subjects, lambda got: got.count("K1") == 2)
    sequences = [event["sequence"] for _, event in receiver.got if event["subject"] == "K1"]
    assert sequences == sorted(sequences)


def test_after_three_days_of_failing_the_webhook_is_paused_and_resumed_it_catches_up(department, receiver, monkeypatch):
    monkeypatch.setattr(rules, "GIVE_UP_AFTER", timedelta(milliseconds=500))
    receiver.answer = lambda _event: 503
    register(department, receiver)
    customer(department, 1)
    paused = wait_for(
        department, lambda: department.ask(GetWebhook, roles=ADMINISTRATOR, webhook_no="board"), lambda seen: seen["state"] == "paused"
    )
    assert "answered 503" in paused["reason"]
    assert department.said(WebhookPaused) == [{"webhook_no": "board", "reason": paused["reason"], "because": []}]
    assert department.figures("webhooks", on=date(2026, 11, 26)) == {("kefu_webhooks_paused",): 1}
    assert len(deliveries(department, "failed")) == 1
    customer(department, 2)  # said while it was paused
    department.settle()
    receiver.answer = lambda _event: 200
    resumed = department.ask(ResumeWebhook, roles=ADMINISTRATOR, webhook_no="board")
    assert resumed["state"] == "active"
    assert department.figures("webhooks", on=date(2026, 11, 26)) == {("kefu_webhooks_paused",): 0}
    wait_for(department, receiver.subjects, lambda got: got == ["K1", "K2"])


@pytest.mark.parametrize(
    ("answer", "error"),
    [("hang", "no answer within"), ("http://127.0.0.1:1/elsewhere", "redirections are not followed"), (410, "answered 410")],
)
def test_a_receiver_that_hangs_redirects_or_refuses_is_noted_and_tried_again(department, receiver, monkeypatch, answer, error):
    monkeypatch.setattr(sending, "SECONDS", 0.5)
    receiver.answer = lambda _event: answer
    register(department, receiver)
    customer(department, 1)
    waiting = wait_for(department, lambda: [each for each in deliveries(department, "waiting") if each["tries"] > 1])
    assert error in waiting[0]["attempts"][0]["error"]
    receiver.answer = lambda _event: 200
    wait_for(department, receiver.subjects, lambda got: got == ["K1"])


def test_a_command_never_waits_for_a_receiver_that_hangs(department, receiver):
    receiver.answer = lambda _event: "hang"
    register(department, receiver)
    customer(department, *range(1, 8))  # each is answered within the deadline, or ask() raises
    department.settle()


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/x",
        "http://example.org/x",
        "https://localhost/x",
        "https://169.254.169.254/latest",
        "ftp://example.org/",
        "https://a:b@example.org/",
        "nonsense",
    ],
)
def test_addresses_inside_or_without_encryption_are_refused(running, monkeypatch, url):
    monkeypatch.delenv("KEFU_WEBHOOK_ALLOW", raising=False)
    running.start(Webhooks)
    with pytest.raises(AddressNotAllowed):
        running.ask(RegisterWebhook, roles=ADMINISTRATOR, webhook_no="board", url=url, events=["*"])
    assert running.ask(ListWebhooks, roles=ADMINISTRATOR)["items"] == []


def test_an_address_that_has_become_private_since_is_not_reached(department, receiver, monkeypatch):
    register(department, receiver)
    monkeypatch.setattr(sending, "_resolved", lambda _host, _port: ["10.0.0.1"])
    customer(department, 1)
    waiting = wait_for(department, lambda: [each for each in deliveries(department, "waiting") if each["tries"] > 0])
    assert "not allowed: 127.0.0.1" in waiting[0]["attempts"][0]["error"]
    assert receiver.got == []


def test_one_delivery_is_sent_again_on_wish(department, receiver):
    register(department, receiver)
    customer(department, 1)
    (delivered,) = wait_for(department, lambda: deliveries(department, "delivered"))
    department.ask(ResendDelivery, roles=ADMINISTRATOR, delivery_no=delivered["delivery_no"])
    wait_for(department, receiver.subjects, lambda got: got == ["K1", "K1"])
    assert receiver.got[0][1]["id"] == receiver.got[1][1]["id"]


def test_a_replay_sends_everything_since_a_moment_again_in_order(department, receiver):
    register(department, receiver)
    customer(department, 1)
    wait_for(department, receiver.subjects, lambda got: got == ["K1"])
    since = datetime.now(UTC)
    customer(department, 2, 3)
    wait_for(department, receiver.subjects, lambda got: got == ["K1", "K2", "K3"])
    department.ask(ReplayWebhook, roles=ADMINISTRATOR, webhook_no="board", since=since.isoformat())
    wait_for(department, receiver.subjects, lambda got: got == ["K1", "K2", "K3", "K2", "K3"])


def test_a_paused_webhook_gets_nothing_until_it_is_resumed_and_then_everything(department, receiver):
    register(department, receiver)
    customer(department, 1)
    wait_for(department, receiver.subjects, lambda got: got == ["K1"])
    department.ask(PauseWebhook, roles=ADMINISTRATOR, webhook_no="board", reason="moving")
    customer(department, 2)
    department.settle()
    assert receiver.subjects() == ["K1"]
    department.ask(ResumeWebhook, roles=ADMINISTRATOR, webhook_no="board")
    wait_for(department, receiver.subjects, lambda got: got == ["K1", "K2"])


def test_what_was_said_before_a_pause_and_read_during_it_comes_when_it_is_resumed(department, receiver, monkeypatch):
    register(department, receiver)
    with monkeypatch.context() as behind:
        behind.setattr(dispatch.Dispatcher, "_keep", lambda *_entries, **_named: None)  # as the reader does for a webhook that is paused
        customer(department, 1)
        department.settle()
        eventlet.sleep(1)
        department.ask(PauseWebhook, roles=ADMINISTRATOR, webhook_no="board", reason="moving")
    customer(department, 2)
    department.settle()
    department.ask(ResumeWebhook, roles=ADMINISTRATOR, webhook_no="board")
    wait_for(department, receiver.subjects, lambda got: got == ["K1", "K2"])


def test_after_a_rotation_both_secrets_sign_for_a_day(department, receiver):
    old = register(department, receiver)["secret"]
    new = department.ask(RotateWebhookSecret, roles=ADMINISTRATOR, webhook_no="board")["secret"]
    customer(department, 1)
    wait_for(department, lambda: receiver.got)
    headers, event = receiver.got[0]
    timestamp = int(headers["HTTP_WEBHOOK_TIMESTAMP"])
    expected = {rules.signature(headers["body"], secret=secret, event_id=event["id"], timestamp=timestamp) for secret in (old, new)}
    assert set(headers["HTTP_WEBHOOK_SIGNATURE"].split()) == expected


def test_a_secret_is_shown_once_and_to_administrators_of_the_organisation_only(department, receiver):
    register(department, receiver)
    assert "secret" not in department.ask(GetWebhook, roles=ADMINISTRATOR, webhook_no="board")
    assert "secret" not in department.ask(ListWebhooks, roles=ADMINISTRATOR)["items"][0]
    with pytest.raises(NotAllowed):
        department.ask(GetWebhook, roles=[roles.CASHIER], webhook_no="board")
    department.organisation = "other"
    with pytest.raises(NotFound):
        department.ask(GetWebhook, roles=ADMINISTRATOR, webhook_no="board")


def test_after_a_restore_the_new_stream_s_events_are_counted_on_and_none_is_taken_for_a_delivered_one(
    running, monkeypatch, receiver, mongo_uri, database
):
    monkeypatch.setenv("KEFU_WEBHOOK_ALLOW", "127.0.0.0/8")
    monkeypatch.setattr(dispatch, "PAUSE", 0.1)
    with pymongo.MongoClient(mongo_uri) as client:
        client[f"{database}_webhooks"]["places"].insert_one({"_id": "reader", "next": 1000, "shift": 1000})
    department = running.start(Webhooks, Customers)
    register(department, receiver)
    customer(department, 1, 2)
    wait_for(department, lambda: receiver.subjects() == ["K1", "K2"])
    delivered = wait_for(department, lambda: deliveries(department, "delivered"), lambda seen: len(seen) == 2)
    numbers = [delivery["delivery_no"] for delivery in delivered]
    assert min(numbers) >= "000000001000.board"
