"""Gas is shut off only with the approval that the head of the department gave himself, for the case that stands."""

from __future__ import annotations

import pytest

from kefu_messages.billing import (
    ActsForAnother,
    ApprovalMissing,
    ApproveShutoff,
    GetDunning,
    GetDunningWorklist,
    NotOverdue,
    ShutoffApproved,
    ShutoffOrdered,
    TakeDunningStep,
    WhyDunning,
    WrongOrder,
)
from kefu_messages.errors import NotAllowed, SelfApproval, ValidationFailed, WrongApprover


@pytest.mark.rule("BIL-26")
def test_nobody_shuts_off_under_an_approval_that_was_only_typed(billing):
    billing.serve()
    with pytest.raises(ApprovalMissing):
        billing.dun("shutoff", "2025-03-29T10:00")
    with pytest.raises(ValidationFailed) as refusal:
        billing.dun("shutoff", "2025-03-29T10:00", approved_by="H01")
    assert list(refusal.value.params["fields"]) == ["approved_by"]
    assert billing.said(ShutoffOrdered, count=0) == []


@pytest.mark.rule("BIL-26")
def test_only_the_post_of_the_law_approves_and_only_a_served_case(billing):
    billing.read()
    billing.dun("notice", "2025-03-18T10:00", channel="phone")
    with pytest.raises(WrongOrder):
        billing.approve("2025-03-18T11:00")
    billing.dun("handover", "2025-03-21T10:00", by="S01")
    billing.dun("dunning_notice", "2025-03-22T10:00")
    with pytest.raises(NotAllowed):
        billing.approve("2025-03-23T10:00", by="R01")
    with pytest.raises(WrongApprover):
        billing.ask(ApproveShutoff, roles=("general_manager",), by="G01", customer_no="SH1", approved_at="2025-03-23T10:00")
    with pytest.raises(NotOverdue):
        billing.approve("2025-03-17T10:00")
    with pytest.raises(ValidationFailed):
        billing.approve("2999-03-23T10:00")
    assert billing.said(ShutoffApproved, count=0) == []
    billing.approve("2025-03-23T10:00")
    why = billing.ask(WhyDunning, roles=("finance",), customer_no="SH1", as_of="2025-03-23")["decisions"]
    (kept,) = [item for item in why if item["name"] == "shutoff approval"]
    assert kept["facts"]["approved_by"] == "H01"
    (row,) = billing.ask(GetDunningWorklist, roles=("counter_clerk",), as_of="2025-03-29")["customers"]
    assert (row["actions"], row["approved"]) == (["shutoff"], True)


@pytest.mark.rule("BIL-26")
def test_an_approval_is_of_one_case_and_not_older_than_the_step(billing):
    billing.serve()
    billing.approve("2025-03-30T10:00")
    with pytest.raises(ApprovalMissing):
        billing.dun("shutoff", "2025-03-29T10:00")
    billing.pay(when="2025-03-31T10:00")
    billing.read(volume="10", read_on="2025-04-10")
    for action, day, by in (("notice", "18", "R01"), ("handover", "21", "S01"), ("dunning_notice", "22", "R01")):
        billing.dun(action, f"2025-04-{day}T10:00", by=by, channel="phone")
    with pytest.raises(ApprovalMissing):
        billing.dun("shutoff", "2025-04-29T10:00")
    assert billing.ask(GetDunning, roles=("finance",), customer_no="SH1", as_of="2025-04-29")["approval"] is None


@pytest.mark.rule("BIL-26")
def test_who_approves_does_not_shut_off_and_nobody_records_a_step_of_another(billing):
    billing.serve()
    billing.ask(ApproveShutoff, roles=("department_head",), by="R01", customer_no="SH1", approved_at="2025-03-28T10:00")
    with pytest.raises(SelfApproval):
        billing.dun("shutoff", "2025-03-29T10:00")
    with pytest.raises(ActsForAnother):
        billing.dun("shutoff", "2025-03-29T10:00", by="S01", staff_no="R01")


@pytest.mark.rule("BIL-26")
def test_past_paper_names_its_approver_and_is_entered_by_operators_only(billing):
    billing.serve()
    row = {"action_at": "2025-03-29T10:00", "customer_no": "SH1", "action": "shutoff", "staff_no": "R01"}
    with pytest.raises(NotAllowed):
        billing.send(TakeDunningStep, [{**row, "action_no": "CJ9", "approved_by": "H01"}], roles=("meter_reader",))
    rows = [{**row, "action_no": f"CJ{number}", "approved_by": by} for number, by in ((7, ""), (8, "F01"), (9, "H01"))]
    answers = billing.send(TakeDunningStep, rows, roles=("system_administrator",))
    assert [answer["reason"] for answer in answers] == ["approval_missing", "approval_missing", None]
    assert [told["approved_by"] for told in billing.said(ShutoffOrdered)] == ["H01"]
