"""The rest of the department's work over HTTP: what starts in one service and ends in another, with nobody carrying it between them."""

import pytest

KEPT = dict.fromkeys(("identified", "shoe_covers", "civil_conduct", "correct_wording", "site_cleaned"), True)


@pytest.fixture(scope="module")
def estate(founded):
    """A property manager."""
    return founded("journey_estate")


@pytest.fixture(scope="module")
def gas(founded):
    """A gas company with published prices and the month open."""
    return founded("journey_shutoff").sells_gas()


@pytest.fixture(scope="module")
def software(founded):
    """A software firm."""
    return founded("journey_renewal")


def _cited(reply):
    return {cited["id"] for decision in reply["decisions"] for cited in decision["because"]}


@pytest.mark.rule("CMP-51", "CMP-53", "FLD-01", "FLD-09")
def test_a_resident_s_call_becomes_work_and_ends_with_the_call_back(estate, until):
    desk, fitter = estate.by("G01"), estate.by("E01")
    report = {"reported_on": "2025-05-06", "reported_at": "2025-05-06T09:00", "category": "water_electric", "channel": "phone"}
    assert desk.done("/tickets", ticket_no="WX1", description="水錶漏水", location="12幢", **report)["state"] == "accepted"
    assert desk.post("/tickets/WX1:advance", step="revisited", satisfied=True).code == "transition_refused"
    order = until(lambda: desk.seen("/work-orders/WX1"))
    assert (order["kind"], order["state"], order["category"], order["case_no"]) == ("small_repair", "requested", "water_electric", "WX1")

    desk.done("/work-orders/WX1:assign", staff_nos=["E01"])
    until(lambda: desk.seen("/cases/WX1")["state"] == "dispatched")
    assert desk.seen("/cases/WX1")["owner"] == "E01"
    assert fitter.post("/work-orders/WX1:handle", result="已換密封圈").code == "entry_checklist_missing"
    assert desk.seen("/cases/WX1")["state"] == "dispatched"
    done = fitter.done("/work-orders/WX1:handle", result="已換密封圈", entry_checklist=KEPT)
    assert (done["state"], done["staff_nos"]) == ("handled", ["E01"])
    until(lambda: desk.seen("/cases/WX1")["state"] == "replied")
    replied = desk.seen("/cases/WX1")
    assert replied["answer"] == "已換密封圈"

    asked = desk.done("/tickets/WX1:advance", step="revisited", satisfied=True)
    assert (asked["state"], asked["satisfied"]) == ("revisited", True)
    assert desk.done("/tickets/WX1:advance", step="closed")["state"] == "closed"
    assert [step["what"] for step in desk.seen("/cases/WX1")["steps"]] == ["recorded", "dispatched", "replied", "revisited", "closed"]
    figures = desk.seen("/ticket-figures/2025", as_of=done["handled_on"])
    assert (figures["received"], figures["handled"], figures["open"], figures["handled_without_revisit"]) == (1, 1, 0, 0)
    assert {"CMP-51", "CMP-53"} <= _cited(desk.seen("/cases/WX1/why"))


@pytest.mark.rule("BIL-24", "BIL-25", "BIL-26", "CMP-07", "CMP-10", "CUS-50")
def test_a_disputed_bill_holds_the_shut_off_until_the_complaint_is_closed(gas, until):
    customer_no = gas.billed(1)
    for action, day, by in (("notice", "2025-03-30", "R01"), ("handover", "2025-04-02", "S01"), ("dunning_notice", "2025-04-03", "R01")):
        assert _dun(gas, customer_no, action, day, by=by, channel="phone").status == 201, action
    gas.by("H01").done(f"/accounts/{customer_no}/dunning:approve-shutoff", approved_at="2025-04-10T08:00")

    _complain(gas, "TS1", customer_no, "2025-04-05T10:00")
    until(lambda: _holds(gas, customer_no) == {"TS1": None})
    assert _dun(gas, customer_no, "shutoff", "2025-04-10").code == "dunning_on_hold"
    _settle(gas, "TS1", "2025-04-11", until)
    until(lambda: _holds(gas, customer_no) == {"TS1": "2025-04-11"})
    ordered = _dun(gas, customer_no, "shutoff", "2025-04-12")
    assert (ordered.status, ordered["stage"]) == (201, "shut_off")

    order_no, fitter = f"{customer_no}-shutoff-2025-04-12", gas.by("R01")
    until(lambda: fitter.get(f"/work-orders/{order_no}").status == 200)
    _complain(gas, "TS2", customer_no, "2025-04-13T10:00")
    handle = f"/work-orders/{order_no}:handle"
    # what is refused by the hold and, without one, by a handling that does not exist: asking changes nothing
    until(lambda: fitter.post(handle, result="已停氣", handling="none_such", at="2025-04-13T15:00").code == "shutoff_held")
    assert fitter.post(handle, result="已停氣", at="2025-04-13T15:00").code == "shutoff_held"
    assert gas.by("R01").seen("/meters/M1")["state"] == "gas_on"
    _settle(gas, "TS2", "2025-04-15", until)
    done = until(lambda: fitter.done(handle, result="已停氣", at="2025-04-15T15:00"))
    assert (done["state"], done["handled_on"]) == ("handled", "2025-04-15")
    assert until(lambda: gas.by("R01").seen("/meters/M1")["state"] == "stopped")

    paid = {"receipt_no": "S1", "customer_no": customer_no, "method": "cash", "amount": "2846.60", "tendered": "2846.60"}
    gas.by("C01").done("/payments", **paid, paid_at="2025-04-16T10:00", authenticity_checked=True)
    again = until(lambda: fitter.seen(f"/work-orders/HF.{customer_no}.2025-04-16"))
    assert (again["kind"], again["state"]) == ("reconnection", "requested")
    assert fitter.post(f"/work-orders/{again['order_no']}:handle", result="復氣", entry_checklist=KEPT).code == "order_test_missing"


def _dun(department, customer_no, action, day, *, by="R01", **more):
    number = f"{customer_no}-{action}-{day}"
    told = {"action_no": number, "action_at": f"{day}T09:00", "customer_no": customer_no, "action": action}
    return department.by(by).post("/dunning-actions", **told, **(more if action == "notice" else {}))


def _complain(department, case_no, customer_no, at):
    told = {"kind": "complaint", "channel": "call", "category": "billing", "text": "氣量與表數不符"}
    opened = department.by("S01").done("/cases", case_no=case_no, customer_no=customer_no, received_at=at, **told)
    assert opened["state"] == "received"


def _settle(department, case_no, day, until):
    """A complaint from its apology to its end; the revisit is the revisit specialist's call-back, in customers."""
    clerk, revisitor = department.by("S01"), department.holding("revisit_specialist", staff_no="V01")
    at = {"at": f"{day}T09:00"}
    clerk.done(f"/cases/{case_no}:accept", apologised_at=f"{day}T08:55", **at)
    clerk.done(f"/cases/{case_no}:investigate", real_cause="抄表時間不同", wanted="解釋", **at)
    clerk.done(f"/cases/{case_no}:propose", solution="當面核對表數", **at)
    assert clerk.done(f"/cases/{case_no}:respond", response="accepted", **at)["state"] == "resolved"
    said = {"made_on": day, "attitude": 5, "technical_level": 5, "result": 4, "satisfied": True}
    until(lambda: revisitor.done(f"/call-backs/complaint-{case_no}:record", **said))
    until(lambda: clerk.seen(f"/cases/{case_no}")["state"] == "follow_up")
    assert clerk.done(f"/cases/{case_no}:close", at=f"{day}T16:00")["closed_on"] == day


def _holds(department, customer_no):
    return {hold["hold_no"]: hold["released_on"] for hold in department.by("F01").seen(f"/accounts/{customer_no}")["holds"]}


@pytest.mark.rule("CON-03", "CON-05", "CON-06", "CON-08", "CON-09", "CON-10", "CON-11", "CON-12", "CON-13", "CON-14", "CON-17")
def test_a_contract_that_ends_is_announced_by_letter_renewed_paid_and_its_serial_lasts_as_long(software, until):
    manager, specialist = (software.holding(role, staff_no="E01") for role in ("service_manager", "service_specialist"))
    revisitor, finance = software.holding("revisit_specialist", staff_no="V01"), software.by("F01")
    assigned = manager.ask("PUT", "/software-customers/U7", {"specialist": "E01", "products": ["payroll"], "assigned_on": "2025-01-02"})
    assert assigned.status == 200, assigned.body
    until(lambda: manager.seen("/service-customers/U7")["specialist"] == "E01")
    sale = {"contract_no": "XS1", "signed_on": "2024-12-20", "valid_from": "2025-01-01", "valid_to": "2025-12-31"}
    specialist.done("/service-customers/U7:record-sale", **sale)
    serial = {"serial_no": "SN1", "customer_no": "U7", "product": "payroll", "seats": 5, "issued_on": "2025-01-10"}
    assert specialist.post("/serials", **serial).code == "not_installed"
    specialist.done("/service-customers/U7:install", installed_on="2025-01-10")
    assert specialist.done("/serials", **serial)["valid_to"] == "2025-12-31"

    for day, letters in (("2025-11-29", 0), ("2025-11-30", 1), ("2025-12-01", 1)):
        software.by("A01").done("/services/contracts/schedules:run", as_of=day)
        listed = until(lambda wanted=letters: _letters(revisitor, wanted))
        assert len(listed) == letters + 1, day
    (letter,) = revisitor.seen("/letters", customer_no="U7")["items"]
    assert (letter["letter_no"], letter["kind"], letter["dated"]) == ("U7 2025-12-31", "expiry_notice", "2025-11-30")
    paper = revisitor.get(f"/letters/expiry-notices/{letter['letter_no']}")
    assert (paper.status, paper.headers["content-type"], paper.body[:5]) == (200, "application/pdf", "%PDF-")
    sent = {"reminded_on": "2025-12-01", "letter_sent_on": "2025-12-01", "letter_channel": "fax", "letter_copy": "TZ1"}
    assert revisitor.done("/service-customers/U7:remind", **sent)["reminder"] == "complete"
    revisitor.done("/service-customers/U7:answer", answered_on="2025-12-02", answer="renew", text="同意續簽一年")
    until(lambda: [one["answer"] for one in specialist.seen("/software-customers/U7").get("expiry_answers", [])] == ["renew"])

    other = software.holding("service_specialist", staff_no="R01")
    draft = {"contract_no": "FW1", "customer_no": "U7", "kind": "software_service", "drafted_on": "2025-12-03"}
    refused = other.post("/service-contracts", **draft)
    assert (refused.status, refused.code) == (403, "not_your_unit")
    specialist.done("/service-contracts", **draft)
    step = "/service-contracts/FW1:{}".format
    specialist.done(step("agree"), period_from="2026-01-01", period_to="2026-12-31", amount="1200.00", agreed_on="2025-12-03")
    assert specialist.post(step("send"), sent_on="2025-12-04").code == "contract_step_missing"
    specialist.done(step("sign"), signed_by="E01", signed_on="2025-12-04", sealed=True)
    specialist.done(step("send"), sent_on="2025-12-04")
    specialist.done(step("return"), returned_on="2025-12-05", customer_signed_on="2025-12-05")
    until(lambda: finance.seen("/contract-receivables/FW1")["due_on"] == "2025-12-08")
    assert specialist.post(step("update-period"), updated_on="2025-12-06").code == "renewal_unpaid"
    assert specialist.post("/serials/SN1:update", updated_on="2025-12-06").code == "renewal_unpaid"

    finance.done("/contract-receivables/FW1:pay", receipt_no="HK1", paid_on="2025-12-08", amount="1200.00")
    concluded = until(lambda: specialist.done(step("update-period"), updated_on="2025-12-09"))
    assert (concluded["state"], concluded["paid_on"]) == ("concluded", "2025-12-08")
    until(lambda: [one["serial_no"] for one in specialist.seen("/serials", update_open="true")["items"]] == ["SN1"])
    updated = until(lambda: specialist.done("/serials/SN1:update", updated_on="2025-12-09"))
    assert (updated["valid_to"], updated["update_open"]) == ("2026-12-31", False)
    period = specialist.seen("/service-customers/U7", as_of="2026-06-01")
    assert (period["covered_until"], period["standing"]) == ("2026-12-31", "in_service")
    assert {"CON-08", "CON-09"} <= _cited(specialist.seen("/serials/SN1/why"))


def _letters(person, wanted):
    """One more than the letters there are, once they are as many as wanted."""
    found = person.seen("/letters", customer_no="U7")["items"]
    assert len(found) >= wanted
    return [None, *found]
