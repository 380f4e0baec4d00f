"""From the register of customers to the last yuan: one customer's month over HTTP, each step by whom the regulation names."""

import os
import signal

import pytest

DUE = "2025-03-29"


@pytest.fixture(scope="module")
def department(founded):
    """A gas company with published prices, the month open and a sheet in the reader's hand."""
    return founded("journey_gas").sells_gas()


@pytest.fixture
def billed(department):
    """Takes a commercial customer as far as an invoice over 860 m3 at 3.31, due on the 29th of March."""
    return department.billed


@pytest.fixture
def dun(department):
    """Takes a dunning step."""

    def step(customer_no: str, action: str, day: str, *, by: str = "R01", **more: str):
        number = f"{customer_no}-{action}-{day}"
        return department.by(by).post(
            "/dunning-actions", action_no=number, action_at=f"{day}T09:00", customer_no=customer_no, action=action, **more
        )

    return step


def _cash(receipt_no, customer_no, amount, at):
    return {"receipt_no": receipt_no, "customer_no": customer_no, "paid_at": at, "method": "cash", "amount": amount, "tendered": amount,
            "authenticity_checked": True}  # fmt: skip


def _open(department, customer_no, day):
    account = department.by("F01").seen(f"/accounts/{customer_no}", as_of=day)
    return account["open_amount"], account["overdue_amount"], account["stage"]


@pytest.mark.rule("BIL-09", "BIL-10", "BIL-16", "BIL-17", "BIL-18", "BIL-19")
def test_a_customers_gas_is_read_billed_paid_and_counted(department, billed):
    customer_no, clerk = billed(1), department.by("C01")
    slip = department.by("F01").seen("/slips/J1")
    assert (slip["state"], slip["due_on"], slip["invoice_no"], slip["entered_by"]) == ("entered", DUE, "2025-03-M1", "C01")
    invoice = department.by("F01").seen("/invoices/2025-03-M1")
    assert (invoice["volume"], invoice["price"], invoice["amount"], invoice["due_on"]) == ("860", "3.31", "2846.60", DUE)
    assert _open(department, customer_no, "2025-03-23") == ("2846.60", "0.00", None)

    clerk.done("/payments", **_cash("S1", customer_no, "1000.00", "2025-03-24T10:00"))
    reversal = clerk.done("/receipts/S1:reverse", reversal_no="S2", reversed_at="2025-03-24T10:05", apology=True)
    assert reversal["allocations"] == [{"invoice_no": "2025-03-M1", "amount": "-1000.00"}]
    assert _open(department, customer_no, "2025-03-24") == ("2846.60", "0.00", None)
    clerk.done("/payments", **_cash("S3", customer_no, "846.60", "2025-03-24T10:10"))
    assert clerk.post("/payments", **_cash("S4", customer_no, "2000.01", "2025-03-24T10:15")).code == "exceeds_open_amount"
    clerk.done(
        "/payments",
        receipt_no="S5",
        customer_no=customer_no,
        paid_at="2025-03-24T11:00",
        method="card",
        amount="2000.00",
        terminal_ref="UP1",
    )
    assert _open(department, customer_no, "2025-03-24") == ("0.00", "0.00", None)

    till = {
        "business_date": "2025-03-24",
        "opened_at": "2025-03-24T16:50",
        "closed_at": "2025-03-24T17:10",
        "handover_note": "票款已交財務",
    }
    closed = clerk.done("/cashups", **till, counted_cash="846.60", counted_card="2000.00")
    assert (closed["state"], closed["receipts"], closed["book_cash"], closed["book_card"], closed["difference"]) == (
        "closed", 4, "846.60", "2000.00", "0.00",
    )  # fmt: skip


@pytest.mark.rule("BIL-24", "BIL-25", "BIL-26")
def test_dunning_goes_step_by_step_and_shuts_off_only_when_nothing_holds_it(department, billed, dun):
    customer_no = billed(2)
    department.by("C01").done("/payments", **_cash("S20", customer_no, "1000.00", "2025-03-25T10:00"))
    assert dun(customer_no, "notice", DUE, channel="phone").code == "not_overdue"
    assert dun(customer_no, "handover", "2025-03-30", by="S01").code == "wrong_order"
    noticed = dun(customer_no, "notice", "2025-03-30", channel="phone")
    assert (noticed.status, noticed["stage"], noticed["overdue_amount"], noticed["next_step_from"]) == (
        201,
        "notified",
        "1846.60",
        "2025-04-02",
    )
    assert dun(customer_no, "handover", "2025-04-01", by="S01").code == "too_early"
    assert dun(customer_no, "handover", "2025-04-02", by="S01")["stage"] == "handed_over"
    assert dun(customer_no, "shutoff", "2025-04-20").code == "wrong_order"
    served = dun(customer_no, "dunning_notice", "2025-04-03")
    assert (served["stage"], served["next_step_from"]) == ("dunning_notice_served", "2025-04-10")
    assert dun(customer_no, "shutoff", "2025-04-09").code == "too_early"
    assert dun(customer_no, "shutoff", "2025-04-10", approved_by="H01").code == "validation_failed"
    approve = f"/accounts/{customer_no}/dunning:approve-shutoff"
    assert department.by("L01").post(approve, approved_at="2025-04-09T10:00").code == "not_allowed"

    hold = f"/accounts/{customer_no}/holds"
    department.by("G01").done(hold, hold_no="TS1", kind="complaint", since="2025-04-05", reason="氣量爭議")
    assert dun(customer_no, "shutoff", "2025-04-10").code == "approval_missing"
    assert department.by("H01").done(approve, approved_at="2025-04-10T08:00")["approval"]["approved_by"] == "H01"
    assert dun(customer_no, "shutoff", "2025-04-10").code == "dunning_on_hold"
    department.by("G01").done(f"{hold}/TS1:release", released_on="2025-04-10")
    department.by("S01").done(f"/accounts/{customer_no}/promises", hold_no="CN1", given_on="2025-04-10", promised_on="2025-04-11")
    assert dun(customer_no, "shutoff", "2025-04-11").code == "dunning_on_hold"
    ordered = dun(customer_no, "shutoff", "2025-04-12")
    assert (ordered.status, ordered["stage"], ordered["since"]) == (201, "shut_off", "2025-04-12")

    department.by("C01").done("/payments", **_cash("S21", customer_no, "1846.60", "2025-04-13T10:00"))
    assert _open(department, customer_no, "2025-04-13") == ("0.00", "0.00", "cancelled")
    assert _open(department, customer_no, "2025-04-12") == ("1846.60", "1846.60", "shut_off")


@pytest.mark.rule("BIL-19", "BIL-26", "MET-03")
def test_every_decision_says_why_with_clauses_facts_and_law(department, billed, dun):
    customer_no = billed(3)
    leader = department.by("L01")
    invoice = _decision(leader.seen("/invoices/2025-03-M3/why"), "invoice 2025-03-M3")
    assert _cited(invoice) == ["BIL-18", "BIL-01", "payment_days", "BIL-19"]
    assert invoice["facts"] == {"read_on": "2025-03-22", "delivered_on": "2025-03-22", "volume": "860"}
    due = _decision(leader.seen("/invoices/2025-03-M3/why"), "due date")
    term = next(cited for cited in due["because"] if cited["id"] == "payment_days")
    assert (due["outcome"], term["value"], term["since"], term["title"]) == (DUE, 7, "2000-01-01", "Payment term")

    dun(customer_no, "notice", "2025-03-30", channel="letter")
    stage = _decision(leader.seen(f"/accounts/{customer_no}/dunning/why", as_of="2025-03-30"), "dunning")
    assert "BIL-24" in _cited(stage)
    assert stage["facts"] == {"was": "overdue", "overdue": "2846.60", "action": "notice", "on": "2025-03-30"}
    following = _decision(leader.seen(f"/accounts/{customer_no}/dunning/why", as_of="2025-03-30"), "next step")
    assert (following["outcome"], _cited(following)) == ("2025-04-02", ["handover_after_days", "BIL-25"])

    reading = leader.seen("/readings/M3/2025-03/why")["decisions"]
    assert "MET-03" in {clause for decision in reading for clause in _cited(decision)}
    registered = department.by("H01").seen(f"/customers/{customer_no}/why")["decisions"]
    assert "CUS-01" in {clause for decision in registered for clause in _cited(decision)}
    for decision in (invoice, stage, *reading, *registered):
        assert decision["law"], decision
        assert all(cited["title"] and cited["reference"] for cited in decision["because"]), decision


def test_a_reader_is_told_why_in_his_own_language(department, billed):
    billed(4)
    answer = department.by("L01").get("/invoices/2025-03-M4/why", headers={"Accept_Language": "zh-Hant"})
    term = next(cited for cited in _decision(answer.body, "due date")["because"] if cited["id"] == "payment_days")
    assert term["title"] == "交費期限"


@pytest.mark.fault
def test_the_overview_marks_what_is_missing_and_answers_by_its_deadline(department, instance, billed, until):
    customer_no, head = billed(5), department.by("H01", "customer_service_supervisor")
    whole = head.seen(f"/customers/{customer_no}/overview")
    assert (whole["missing"], sorted(whole["parts"])) == ([], ["billing", "customers", "fieldwork", "metering"])
    assert whole["parts"]["billing"]["get_account"]["open_amount"] == "2846.60"
    frozen = [instance.pid(name) for name in ("billing", "billing.2")]
    _signal(signal.SIGSTOP, frozen)
    try:
        answer = head.get(f"/customers/{customer_no}/overview")
    finally:
        _signal(signal.SIGCONT, frozen)
    assert answer.status == 200
    assert answer.seconds < 4.5
    assert {(part["service"], part["code"]) for part in answer["missing"]} == {("billing", "service_unavailable")}
    assert sorted(answer["parts"]) == ["customers", "fieldwork", "metering"]
    assert until(lambda: head.seen(f"/customers/{customer_no}/overview")["missing"] == [])

    for name in ("metering", "metering.2"):
        instance.restart(name, signum=signal.SIGKILL)
    answer = head.get(f"/customers/{customer_no}/overview")
    assert (answer.status, answer.seconds < 4.5) == (200, True)
    assert {part["service"] for part in answer["missing"]} <= {"metering"}
    assert until(lambda: head.seen(f"/customers/{customer_no}/overview")["missing"] == [])


def _signal(signum, pids):
    for pid in pids:
        os.kill(pid, signum)


def _decision(reply, name):
    return next(decision for decision in reply["decisions"] if decision["name"] == name)


def _cited(decision):
    return [cited["id"] for cited in decision["because"]]
