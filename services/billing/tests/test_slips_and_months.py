"""Slips from the reader to the charging system, and the month that is reported of them."""

from __future__ import annotations

import pytest

from kefu_messages.billing import (
    ActsForAnother,
    AuthenticityNotChecked,
    ChargingFindingRaised,
    CollectionMonthReported,
    DeliverSlip,
    DuplicateSlip,
    EnteredByWrongRole,
    GetChargingWork,
    GetCollectionMonth,
    GetSlip,
    InvoiceIssued,
    IssueSlip,
    PostSlip,
    RegisterSlip,
    SignSlip,
    SlipDelivered,
    SlipSubmitted,
    SlipVolumeDiffers,
    SubmitCollectionMonth,
)
from kefu_messages.errors import NotAllowed, ValidationFailed

SLIP = {
    "slip_no": "JS1", "meter_no": "M2", "customer_no": "SH2", "issued_by": "R01", "issued_on": "2025-03-21", "volume": "420",
    "delivered_on": "2025-03-21", "signature": "signed", "signatory": "嚴桂", "signed_on": "2025-03-21", "entry_code_checked": "yes",
    "entered_on": "2025-03-21", "entered_by": "C01", "entered_volume": "420",
}  # fmt: skip


@pytest.mark.rule("BIL-17", "BIL-18", "BIL-19", "BIL-22")
def test_a_slip_from_the_reader_to_the_charging_system(billing):
    billing.restaurant()
    slip = billing.ask(
        IssueSlip, roles=("meter_reader",), by="R01", slip_no="JS1", meter_no="M2", customer_no="SH2", issued_on="2025-03-21"
    )
    assert (slip["volume"], slip["state"]) == ("420", "issued")
    billing.ask(DeliverSlip, roles=("meter_reader",), by="R01", slip_no="JS1", delivered_on="2025-03-21", entry_code_checked=False)
    billing.ask(SignSlip, roles=("meter_reader",), slip_no="JS1", signature="signed", signatory="嚴桂", signed_on="2025-03-21")
    with pytest.raises(NotAllowed):
        billing.ask(PostSlip, roles=("meter_reader",), by="R01", slip_no="JS1", entered_on="2025-03-21", entered_volume="420")
    assert billing.said(InvoiceIssued, count=0) == []
    posted = billing.ask(PostSlip, roles=("charging_clerk",), by="C01", slip_no="JS1", entered_on="2025-03-22", entered_volume="420")
    assert (posted["state"], posted["due_on"], posted["entered_by"]) == ("entered", "2025-03-28", "C01")
    (told,) = billing.said(InvoiceIssued)
    assert (told["slip_no"], told["amount"], told["due_on"]) == ("JS1", "1390.20", "2025-03-28")
    assert [told["due_on"] for told in billing.said(SlipDelivered)] == ["2025-03-28"]
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["entry_code_not_checked"]


@pytest.mark.rule("BIL-17", "BIL-23", "MET-17")
def test_a_slip_issued_after_the_turn_of_the_month_settles_the_reading_before_it_once(billing):
    billing.restaurant()
    late = {**SLIP, "issued_on": "2025-04-01", "delivered_on": "2025-04-01", "signed_on": "2025-04-01", "entered_on": "2025-04-02"}
    rows = [
        {**late, "slip_no": "JS0", "volume": "421"}, late, {**late, "slip_no": "JS2"},
        {**late, "slip_no": "JS3", "issued_on": "2025-05-01"},
    ]  # fmt: skip
    answers = billing.send(RegisterSlip, rows, roles=("system_administrator",))
    assert [answer["reason"] for answer in answers] == ["slip_volume_differs", None, "slip_without_reading", "slip_without_reading"]
    told = [(slip["slip_no"], slip["month"]) for slip in billing.said(SlipSubmitted, count=4)]
    assert told == [("JS0", "2025-03"), ("JS1", "2025-03"), ("JS2", "2025-04"), ("JS3", "2025-05")]
    assert [(told["month"], told["due_on"]) for told in billing.said(InvoiceIssued)] == [("2025-03", "2025-04-08")]


@pytest.mark.rule("BIL-17", "BIL-18", "BIL-23")
def test_slips_of_a_file_are_judged_row_by_row_and_the_same_file_changes_nothing(billing):
    billing.restaurant()
    rows = [
        {**SLIP, "slip_no": "JS0", "volume": "421"}, SLIP, SLIP, {**SLIP, "slip_no": "JS2", "meter_no": "M9"}, {**SLIP, "slip_no": "JS0"},
    ]  # fmt: skip
    for _ in range(2):
        answers = billing.send(RegisterSlip, rows, roles=("system_administrator",))
        assert [answer["reason"] for answer in answers] == [
            "slip_volume_differs",
            None,
            "duplicate_slip",
            "unknown_meter",
            "duplicate_slip",
        ]
    told = [(slip["slip_no"], slip["accepted"], slip["reason"]) for slip in billing.said(SlipSubmitted, count=3)]
    assert told == [("JS0", False, "slip_volume_differs"), ("JS1", True, None), ("JS2", False, "unknown_meter")]
    assert len(billing.said(InvoiceIssued)) == 1


@pytest.mark.rule("BIL-18")
def test_a_slip_posted_by_the_reader_stands_and_a_cashier_posts_it(billing):
    billing.restaurant()
    (answer,) = billing.send(RegisterSlip, [{**SLIP, "entered_by": "R01"}], roles=("system_administrator",))
    assert answer["reason"] == "entered_by_wrong_role"
    assert billing.said(InvoiceIssued, count=0) == []
    assert billing.ask(GetSlip, roles=("cashier",), slip_no="JS1")["state"] == "signed"
    billing.ask(PostSlip, roles=("charging_clerk",), by="C01", slip_no="JS1", entered_on="2025-03-22", entered_volume="420")
    assert len(billing.said(InvoiceIssued)) == 1


@pytest.mark.rule("BIL-17", "BIL-23")
def test_a_single_slip_in_error_is_refused_and_counts_as_submitted(billing):
    billing.restaurant()
    slip = {**SLIP, "entry_code_checked": True}
    with pytest.raises(SlipVolumeDiffers):
        billing.ask(RegisterSlip, roles=("charging_clerk",), by="C01", **{**slip, "volume": "1"})
    with pytest.raises(DuplicateSlip):
        billing.ask(RegisterSlip, roles=("charging_clerk",), by="C01", **slip)
    with pytest.raises(EnteredByWrongRole):
        billing.ask(RegisterSlip, roles=("counter_clerk",), by="S01", **{**slip, "slip_no": "JS2", "entered_by": ""})
    assert [told["reason"] for told in billing.said(SlipSubmitted, count=2)] == ["slip_volume_differs", "entered_by_wrong_role"]


@pytest.mark.rule("BIL-18")
def test_nobody_posts_a_slip_in_anothers_name_or_the_own_slip(billing):
    billing.restaurant()
    slip = {**SLIP, "entry_code_checked": True}
    with pytest.raises(ActsForAnother):
        billing.ask(RegisterSlip, roles=("counter_clerk",), by="S01", **slip)
    with pytest.raises(EnteredByWrongRole):
        billing.ask(RegisterSlip, roles=("charging_clerk",), by="C01", **{**slip, "issued_by": "C01"})
    issued = {"slip_no": "JS1", "meter_no": "M2", "customer_no": "SH2", "issued_on": "2025-03-21"}
    billing.ask(IssueSlip, roles=("meter_reader",), by="C01", **issued)
    entry = {"slip_no": "JS1", "entered_on": "2025-03-22", "entered_volume": "420"}
    with pytest.raises(EnteredByWrongRole):
        billing.ask(PostSlip, roles=("charging_clerk",), by="C01", **entry)
    assert billing.said(InvoiceIssued, count=0) == []
    assert billing.ask(PostSlip, roles=("card_clerk",), by="K01", **entry)["entered_by"] == "K01"


@pytest.mark.rule("BIL-17", "BIL-18", "BIL-19")
def test_nothing_happens_to_a_slip_tomorrow(billing):
    billing.restaurant()
    never, issued = "2999-03-21", {"slip_no": "JS1", "meter_no": "M2", "customer_no": "SH2"}
    with pytest.raises(ValidationFailed):
        billing.ask(IssueSlip, roles=("meter_reader",), by="R01", **issued, issued_on=never)
    billing.ask(IssueSlip, roles=("meter_reader",), by="R01", **issued, issued_on="2025-03-21")
    for step, role, more in (
        (DeliverSlip, "meter_reader", {"delivered_on": never, "entry_code_checked": True}),
        (SignSlip, "meter_reader", {"signature": "signed", "signatory": "嚴桂", "signed_on": never}),
        (PostSlip, "charging_clerk", {"entered_on": never, "entered_volume": "420"}),
    ):
        with pytest.raises(ValidationFailed) as refusal:
            billing.ask(step, roles=(role,), by="C01", slip_no="JS1", **more)
        assert set(refusal.value.params["fields"]) <= set(more)
    assert billing.ask(GetSlip, roles=("cashier",), slip_no="JS1")["state"] == "issued"
    for day in ("issued_on", "delivered_on", "signed_on", "entered_on"):
        (answer,) = billing.send(RegisterSlip, [{**SLIP, "slip_no": "JS9", day: never}], roles=("finance",))
        assert (answer["reason"], list(answer["detail"]["fields"])) == ("validation_failed", [day])


@pytest.mark.rule("BIL-23")
def test_the_month_is_submitted_after_its_last_working_day_unless_somebody_has(billing):
    billing.read()
    billing.run("2025-03-31")
    assert billing.said(CollectionMonthReported, count=0) == []
    billing.run("2025-04-01")
    billing.run("2025-04-02")
    assert [(told["period"], told["as_of"]) for told in billing.said(CollectionMonthReported)] == [("2025-03", "2025-03-31")]


@pytest.mark.rule("BIL-21", "BIL-23", "BIL-28")
def test_the_month_is_reported_as_of_any_day(billing):
    billing.read()
    billing.restaurant()
    billing.send(RegisterSlip, [SLIP, {**SLIP, "slip_no": "JS2", "volume": "1"}], roles=("system_administrator",))
    billing.pay(amount="51.60", when="2025-03-16T10:00")
    with pytest.raises(AuthenticityNotChecked):
        billing.pay(receipt_no="R2", amount="1", authenticity_checked=False)
    month = billing.ask(GetCollectionMonth, roles=("reporting",), period="2025-03", report_dates="2025-03-15,2025-03-31")
    found = month["findings"]
    assert [item["received"] for item in found["BIL-21"]["recovery"].values()] == ["0.00", "51.60"]
    assert [item["receivable"] for item in found["BIL-21"]["recovery"].values()] == ["51.60", "1441.80"]
    assert (found["BIL-23"]["slips_submitted"], found["BIL-23"]["slips_wrong"], found["BIL-23"]["accuracy_percent"]) == (
        2,
        ["JS2"],
        "50.00",
    )
    assert found["BIL-23"]["reading"]["MET-05"] == billing.rate
    assert found["BIL-28"]["all_invoices"] == {"paid": 1, "days_sum": 6, "mean_days": "6.00"}
    assert (found["BIL-09"]["authenticity_refused"], len(month["invoices"])) == (1, 2)
    billing.ask(SubmitCollectionMonth, roles=("reporting",), period="2025-03", as_of="2025-03-31")
    assert [told["findings"]["BIL-23"]["accuracy_pass"] for told in billing.said(CollectionMonthReported)] == [False]


@pytest.mark.rule("BIL-29", "BIL-30")
def test_charging_work_counts_for_the_review(billing):
    billing.read()
    billing.pay(praise=True)
    (row,) = billing.ask(GetChargingWork, roles=("department_head",), period="2025-03")["cashiers"]
    assert (row["cashier"], row["praise"], row["findings"], row["verdict"]) == ("C01", 1, 1, "ordinary")


@pytest.mark.rule("BIL-17", "BIL-18", "BIL-19")
def test_cells_of_a_slip_that_are_left_empty_are_not_known(billing):
    """Who issued it, when, and whose it is: the meter's customer, the first of its other days; without meter it is in error."""
    billing.restaurant()
    rows = [
        {**SLIP, "meter_no": ""}, {**SLIP, "slip_no": "JS2", "customer_no": "", "issued_by": "", "issued_on": "", "entry_code_checked": ""},
        {**SLIP, "slip_no": "JS3", "issued_on": "", "delivered_on": "", "signed_on": "", "entered_on": ""},
        {**SLIP, "slip_no": "JS4", "customer_no": "", "meter_no": "M9"},
    ]  # fmt: skip
    for _ in range(2):
        answers = billing.send(RegisterSlip, rows, roles=("system_administrator",))
        assert [answer["reason"] for answer in answers] == ["unknown_meter", None, "validation_failed", "unknown_meter"]
    told = [(slip["slip_no"], slip["customer_no"], slip["meter_no"], slip["month"]) for slip in billing.said(SlipSubmitted, count=3)]
    assert told == [("JS1", "SH2", None, "2025-03"), ("JS2", "SH2", "M2", "2025-03"), ("JS4", None, "M9", "2025-03")]
    slip = billing.ask(GetSlip, roles=("finance",), slip_no="JS2")
    assert (slip["issued_on"], slip["issued_by"], slip["due_on"], slip["month"]) == (None, "", "2025-03-28", "2025-03")
    assert [told["staff_no"] for told in billing.said(ChargingFindingRaised)] == [None]
    assert [told["amount"] for told in billing.said(InvoiceIssued)] == ["1390.20"]
