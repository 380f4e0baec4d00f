"""What is stuck or hangs keeps nobody waiting, and the log stays bounded; on a real bus and store, with a real receiver."""

from datetime import date, timedelta

import pytest

from kefu_messages import platform, roles
from kefu_messages.customers import OwnerSurveyed
from kefu_messages.errors import AlreadyExists, StateConflict
from kefu_messages.webhooks import (
    ChangeWebhook,
    GetWebhook,
    ListDeliveries,
    ListWebhooks,
    RegisterWebhook,
    RemoveWebhook,
    ResendFailedDeliveries,
    ResumeWebhook,
    WebhookNotActive,
    WebhookRemoved,
)
from kefu_webhooks import outgoing, rules, sending
from kefu_webhooks.service import Webhooks

LOOK_AHEAD, STUCK = 20, 102  # five times as many as the service looks at together: some are behind whatever it sees
ADMINISTRATOR = [roles.SYSTEM_ADMINISTRATOR]
RUN = next(item for item in platform.built_ins("webhooks") if item.__name__ == "RunDue")


def register(department, receiver, webhook_no="board"):
    return department.ask(RegisterWebhook, roles=ADMINISTRATOR, webhook_no=webhook_no, url=receiver.url, events=["customers.*"])


def surveyed(department, *subjects):
    with department.together():
        for subject in subjects:
            department.say(
                OwnerSurveyed, survey_no=subject, unit_no="A", area=None, channel="phone", answered_on=date(2024, 6, 1), satisfied=True
            )


def wait_for(department, look, enough=bool, seconds=60):
    seen = department.until(look, enough, seconds=seconds)
    assert enough(seen), seen
    return seen


def wait_as_it_grows(department, look, number):
    """However slow the machine is, as long as there are more of them every minute."""
    seen = 0
    while seen < number:
        seen = wait_for(department, look, lambda now, before=seen: now > before)
    assert seen == number


def listed(department, state):
    return department.ask(ListDeliveries, roles=ADMINISTRATOR, webhook_no="board", state=state)["items"]


def shown(department):
    return department.ask(GetWebhook, roles=ADMINISTRATOR, webhook_no="board")


def stored(department):
    return department.dependency("webhooks", Webhooks.deliveries.__class__).documents.database["deliveries"]


def tried(department):
    return stored(department).count_documents({"tries": {"$gte": 1}, "state": "waiting"})


def test_many_more_stuck_deliveries_than_are_looked_at_together_keep_no_other_subject_waiting(department, receiver, monkeypatch):
    monkeypatch.setattr(outgoing, "LOOK_AHEAD", LOOK_AHEAD)
    monkeypatch.setattr(rules, "WAITS", (timedelta(hours=1),))
    receiver.answer = lambda event: 500 if event["subject"].startswith("S") else 200
    register(department, receiver)
    surveyed(department, *(f"S{number}" for number in range(STUCK)), "S0", "S1")
    wait_as_it_grows(department, lambda: tried(department), STUCK)
    surveyed(department, "K1")
    wait_for(department, receiver.subjects, lambda got: got == ["K1"])
    wait_for(department, lambda: stored(department).count_documents({"state": "waiting"}), lambda number: number == STUCK + 2)


def test_a_webhook_that_hangs_keeps_no_other_waiting(department, receivers):
    stuck, quick = receivers(), receivers()
    stuck.answer = lambda _event: "hang"
    register(department, stuck, "a")
    register(department, quick, "b")
    surveyed(department, *(f"S{number}" for number in range(30)))
    wait_for(department, quick.subjects, lambda got: len(got) == 30)
    assert stuck.got == []


def test_subjects_that_hang_leave_half_of_the_lanes_to_others(department, receiver, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 0.5)
    monkeypatch.setattr(rules, "WAITS", (timedelta(milliseconds=50),))
    receiver.answer = lambda event: "hang" if event["subject"].startswith("S") else 200
    register(department, receiver)
    surveyed(department, *(f"S{number}" for number in range(24)))
    wait_for(department, lambda: tried(department), lambda number: number == 24, seconds=60)
    surveyed(department, *(f"K{number}" for number in range(40)))
    wait_for(department, receiver.subjects, lambda got: len(got) == 40)


def test_what_waited_behind_a_stuck_one_comes_in_its_order_as_soon_as_that_is_taken(department, receiver, monkeypatch):
    monkeypatch.setattr(rules, "WAITS", (timedelta(seconds=1),))
    failing = {"S"}
    receiver.answer = lambda event: 500 if event["subject"] in failing else 200
    register(department, receiver)
    surveyed(department, *["S"] * 30, "K1")
    wait_for(department, receiver.subjects, lambda got: "K1" in got)
    assert receiver.subjects() == ["K1"]
    failing.clear()
    wait_for(department, receiver.subjects, lambda got: got.count("S") == 30)
    sequences = [event["sequence"] for _, event in receiver.got if event["subject"] == "S"]
    assert sequences == sorted(sequences)


def test_a_removed_webhook_gets_nothing_its_log_goes_and_its_number_is_free(department, receiver, monkeypatch):
    monkeypatch.setattr(rules, "WAITS", (timedelta(hours=1),))
    receiver.answer = lambda event: 500 if event["subject"] == "S1" else 200
    register(department, receiver)
    surveyed(department, "S1", "K1")
    wait_for(department, receiver.subjects)
    removed = department.ask(RemoveWebhook, roles=ADMINISTRATOR, webhook_no="board", reason="看板停用")
    assert (removed["state"], removed["reason"]) == ("removed", "看板停用")
    assert department.said(WebhookRemoved)[0]["webhook_no"] == "board"
    wait_for(department, lambda: stored(department).count_documents({}), lambda number: number == 0)
    surveyed(department, "K2")
    assert [each["state"] for each in department.ask(ListWebhooks, roles=ADMINISTRATOR, state="removed")["items"]] == ["removed"]
    assert department.ask(ListWebhooks, roles=ADMINISTRATOR, state="active")["items"] == []
    for message, more in ((ChangeWebhook, {"events": ["*"]}), (RemoveWebhook, {"reason": "x"}), (ResumeWebhook, {})):
        with pytest.raises(StateConflict):
            department.ask(message, roles=ADMINISTRATOR, webhook_no="board", **more)
    wait_for(department, lambda: register(department, receiver)["state"], lambda state: state == "active")
    with pytest.raises(AlreadyExists):
        register(department, receiver)
    surveyed(department, "K3")
    wait_for(department, receiver.subjects, lambda got: "K3" in got)
    assert receiver.subjects() == ["K1", "K3"]


def test_what_failed_is_listed_and_sent_again_on_wish(department, receiver):
    register(department, receiver)
    surveyed(department, "K1", "K2")
    wait_for(department, lambda: listed(department, "delivered"), lambda found: len(found) == 2)
    stored(department).update_many({}, {"$set": {"state": "failed"}})
    assert [each["event_subject"] for each in listed(department, "failed")] == ["K1", "K2"]
    assert department.ask(ResendFailedDeliveries, roles=ADMINISTRATOR, webhook_no="board")["resending_since"] is not None
    wait_for(department, receiver.subjects, lambda got: sorted(got) == ["K1", "K1", "K2", "K2"])
    wait_for(department, lambda: shown(department)["resending_since"], lambda since: since is None)
    department.ask(RemoveWebhook, roles=ADMINISTRATOR, webhook_no="board", reason="x")
    with pytest.raises(WebhookNotActive):
        department.ask(ResendFailedDeliveries, roles=ADMINISTRATOR, webhook_no="board")


@pytest.mark.parametrize(("state", "days"), [("delivered", 30), ("failed", 90)])
def test_the_log_keeps_what_is_settled_for_the_days_of_the_law(department, receiver, state, days):
    register(department, receiver)
    surveyed(department, "K1", "K2")
    wait_for(department, lambda: listed(department, "delivered"), lambda found: len(found) == 2)
    today = date(2026, 11, 26)
    for subject, on in (("K1", today - timedelta(days=days)), ("K2", today - timedelta(days=days + 1))):
        stored(department).update_one({"event_subject": subject}, {"$set": {"state": state, "settled_on": on.isoformat()}})
    department.ask(RUN, roles=ADMINISTRATOR, as_of=today.isoformat())
    assert [each["event_subject"] for each in listed(department, state)] == ["K1"]
