"""What is not paid is dunned, up to the shut-off."""

from __future__ import annotations

import pytest

from kefu_messages.billing import (
    DunningCancelled,
    DunningOnHold,
    DunningStepTaken,
    DuplicateAction,
    GetDunning,
    GetDunningWorklist,
    NotDunnedInTime,
    PlaceHold,
    PromisePayment,
    ReconnectionDue,
    ReleaseHold,
    ShutoffApproved,
    ShutoffOrdered,
    TakeDunningStep,
    WhyDunning,
)
from kefu_messages.errors import AlreadyExists, StateConflict, ValidationFailed


@pytest.mark.rule("BIL-24", "BIL-25", "BIL-26")
def test_dunning_up_to_the_shut_off_and_back(billing):
    billing.serve()
    assert billing.approve("2025-03-28T09:00")["approval"]["approved_by"] == "H01"
    assert [told["approved_by"] for told in billing.said(ShutoffApproved)] == ["H01"]
    reply = billing.dun("shutoff", "2025-03-29T10:00")
    assert (reply["stage"], reply["overdue_amount"]) == ("shut_off", "51.60")
    (order,) = billing.said(ShutoffOrdered)
    assert (order["meter_nos"], order["approved_by"], order["overdue_amount"]) == (["M1"], "H01", "51.60")
    billing.pay(when="2025-03-30T10:00")
    assert [told["was"] for told in billing.said(DunningCancelled)] == ["shut_off"]
    assert [told["meter_nos"] for told in billing.said(ReconnectionDue)] == [["M1"]]
    assert [told["stage"] for told in billing.said(DunningStepTaken, count=4)] == [
        "notified",
        "handed_over",
        "dunning_notice_served",
        "shut_off",
    ]
    then = billing.ask(GetDunning, roles=("finance",), customer_no="SH1", as_of="2025-03-23")
    assert (then["stage"], then["since"], then["next_step_from"]) == ("dunning_notice_served", "2025-03-22", "2025-03-29")
    why = billing.ask(WhyDunning, roles=("finance",), customer_no="SH1", as_of="2025-03-23")["decisions"]
    assert "shutoff_after_days" in {cited["id"] for decision in why for cited in decision["because"]}


@pytest.mark.rule("BIL-26")
def test_no_gas_is_shut_off_while_a_complaint_or_promise_stands(billing):
    billing.serve()
    hold = {"hold_no": "TS1", "kind": "complaint", "since": "2025-03-25"}
    billing.ask(PlaceHold, roles=("counter_clerk",), customer_no="SH1", **hold)
    billing.approve("2025-03-28T09:00")
    with pytest.raises(DunningOnHold):
        billing.dun("shutoff", "2025-03-29T10:00")
    billing.ask(ReleaseHold, roles=("counter_clerk",), customer_no="SH1", hold_no="TS1", released_on="2025-03-29")
    promise = {"hold_no": "CN1", "given_on": "2025-03-29", "promised_on": "2025-03-31"}
    billing.ask(PromisePayment, roles=("counter_clerk",), customer_no="SH1", **promise)
    with pytest.raises(DunningOnHold):
        billing.dun("shutoff", "2025-03-31T10:00")
    assert billing.said(ShutoffOrdered, count=0) == []
    (row,) = billing.ask(GetDunningWorklist, roles=("counter_clerk",), as_of="2025-03-31")["customers"]
    assert (row["stage"], row["actions"], row["on_hold"]) == ("dunning_notice_served", [], True)
    assert billing.dun("shutoff", "2025-04-01T10:00")["stage"] == "shut_off"


@pytest.mark.rule("BIL-26")
def test_a_promise_does_not_end_a_complaint_by_taking_its_number(billing):
    billing.serve()
    hold = {"hold_no": "TS1", "kind": "complaint", "since": "2025-03-25"}
    billing.ask(PlaceHold, roles=("counter_clerk",), customer_no="SH1", **hold)
    with pytest.raises(AlreadyExists):
        billing.ask(
            PromisePayment, roles=("meter_reader",), customer_no="SH1", hold_no="TS1", given_on="2025-03-20", promised_on="2025-03-21"
        )
    billing.approve("2025-03-28T09:00")
    with pytest.raises(DunningOnHold):
        billing.dun("shutoff", "2025-03-29T10:00")


@pytest.mark.rule("BIL-26")
def test_no_hold_ends_before_it_begins_or_twice(billing):
    billing.serve()
    promise = {"hold_no": "CN1", "given_on": "2025-03-25", "promised_on": "2025-03-24"}
    with pytest.raises(ValidationFailed):
        billing.ask(PromisePayment, roles=("meter_reader",), customer_no="SH1", **promise)
    billing.ask(PlaceHold, roles=("counter_clerk",), customer_no="SH1", hold_no="TS1", kind="complaint", since="2025-03-25")
    with pytest.raises(ValidationFailed):
        billing.ask(ReleaseHold, roles=("counter_clerk",), customer_no="SH1", hold_no="TS1", released_on="2025-03-24")
    billing.ask(ReleaseHold, roles=("counter_clerk",), customer_no="SH1", hold_no="TS1", released_on="2025-03-26")
    with pytest.raises(StateConflict):
        billing.ask(ReleaseHold, roles=("counter_clerk",), customer_no="SH1", hold_no="TS1", released_on="2025-03-30")


@pytest.mark.rule("BIL-25", "BIL-26")
def test_a_step_is_not_dated_ahead_to_pass_its_waiting_days(billing):
    billing.read()
    billing.dun("notice", "2025-03-18T10:00", channel="phone")
    with pytest.raises(ValidationFailed) as refusal:
        billing.dun("handover", "2999-03-21T10:00", by="S01")
    assert list(refusal.value.params["fields"]) == ["action_at"]


@pytest.mark.rule("BIL-24", "BIL-26")
def test_dunning_actions_of_a_file_are_judged_as_of_their_moment(billing):
    billing.read()
    billing.pay(when="2025-03-25T10:00")
    rows = [
        {
            "action_no": "CJ1",
            "action_at": "2025-03-17T10:00",
            "customer_no": "SH1",
            "action": "notice",
            "channel": "phone",
            "staff_no": "R01",
        },
        {
            "action_no": "CJ2",
            "action_at": "2025-03-18T10:00",
            "customer_no": "SH1",
            "action": "notice",
            "channel": "phone",
            "staff_no": "R01",
        },
        {"action_no": "CJ3", "action_at": "2025-03-19T10:00", "customer_no": "SH1", "action": "shutoff", "staff_no": "R01"},
        {"action_no": "CJ4", "action_at": "2025-03-25T10:00", "customer_no": "SH1", "action": "handover", "staff_no": "S01"},
    ]
    for _ in range(2):
        answers = billing.send(TakeDunningStep, rows, roles=("system_administrator",))
        assert [answer["reason"] for answer in answers] == ["not_overdue", None, "wrong_order", "not_overdue"]
    assert billing.ask(GetDunning, roles=("finance",), customer_no="SH1", as_of="2025-03-25")["stage"] == "cancelled"


@pytest.mark.rule("BIL-27")
def test_who_was_not_dunned_in_time_is_told_once(billing):
    billing.read()
    billing.run("2025-03-19")
    assert billing.said(NotDunnedInTime, count=0) == []
    for day in ("2025-03-20", "2025-03-21"):
        billing.run(day)
    told = [(item["customer_no"], item["overdue_since"], item["limit"]) for item in billing.said(NotDunnedInTime)]
    assert told == [("SH1", "2025-03-18", "2025-03-19")]


@pytest.mark.rule("BIL-24")
def test_a_step_towards_nobody_is_refused_as_one_towards_an_unknown_customer(billing):
    row = {
        "action_no": "CJ1",
        "action_at": "2025-03-18T10:00",
        "customer_no": "",
        "action": "notice",
        "channel": "phone",
        "staff_no": "R01",
    }
    assert billing.send(TakeDunningStep, [row], roles=("system_administrator",))[0]["reason"] == "unknown_customer"


@pytest.mark.rule("BIL-24", "BIL-25")
def test_steps_of_a_file_that_repeat_a_number_count_each_and_once(billing):
    """The same step is not taken twice, wherever it stands in the file; by hand a number is used once."""
    billing.read()
    notice = {"action_no": "CJ1", "customer_no": "SH1", "action": "notice", "channel": "phone", "staff_no": "R01"}
    rows = [{**notice, "action_at": f"2025-03-{day}T10:00"} for day in (18, 19, 19)]
    rows.append({**notice, "action_at": "2025-03-21T10:00", "action": "handover", "staff_no": "S01"})
    for _ in range(2):
        answers = billing.send(TakeDunningStep, rows, roles=("system_administrator",))
        assert [answer["reason"] for answer in answers] == [None, None, "duplicate_action", None]
    assert [told["stage"] for told in billing.said(DunningStepTaken, count=3)] == ["notified", "notified", "handed_over"]
    with pytest.raises(DuplicateAction):
        billing.dun("dunning_notice", "2025-03-22T10:00", action_no="CJ1")
