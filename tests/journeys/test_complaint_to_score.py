"""From a customer's complaint to the wage and the score: an upheld complaint, a notice, its refusal or its appeal, and what follows."""

import pytest

POLICIES = {
    "attendance_rule_set": "doc2", "discipline_rule_set": "doc3", "department_in_scope": "any", "base_score": 100,
    "points_by_kind": {
        "absence": 0, "session_missed": 0, "session_late": 0, "exam": 0, "exam_zero": 0, "complaint": 0, "penalty": -5, "praise": 0,
        "commendation": 0, "criticism": 0,
    },
    "fund": "after_sales_department", "fund_opening_balance": 350,
}  # fmt: skip
TAKEN_OVER = {"latest_entry_days": 3650}  # who takes over a past month lets its people enter what they did in it
MONTH = "2025-06"


@pytest.fixture(scope="module")
def department(founded):
    """A gas company that runs by the catalogue of penalties, lets a penalty cost five points and pay into a fund."""
    return founded("journey_penalty", policies={**POLICIES, **TAKEN_OVER})


@pytest.fixture(scope="module")
def software(founded):
    """A software firm whose fines go into a fund."""
    return founded("journey_fund", policies={**POLICIES, **TAKEN_OVER, "attendance_rule_set": "doc4", "discipline_rule_set": "doc4"})


@pytest.fixture(scope="module")
def of_today(founded):
    """A firm that takes nothing over."""
    return founded("journey_today", policies={**POLICIES, "attendance_rule_set": "doc4", "discipline_rule_set": "doc4"})


@pytest.fixture
def upheld(department, until):
    """Takes a complaint about somebody's attitude as far as a confirmed violation."""

    def uphold(number: int, staff_no: str) -> str:
        complaint_no, violation_no = f"K{number}", f"V{number}"
        clerk, leader, head = (department.by(staff_no) for staff_no in ("S01", "L01", "H01"))
        complaint = {"received_on": "2025-06-02", "customer": "百合酒店", "channel": "call", "staff_no": staff_no, "cause": "attitude"}
        until(lambda: clerk.done("/complaints", complaint_no=complaint_no, text="態度生硬", **complaint))
        found = {"outcome": "confirmed", "investigated_on": "2025-06-04", "major_impact": False}
        until(lambda: head.done(f"/complaints/{complaint_no}:investigate", **found))
        (proposed,) = until(lambda: [item for item in _proposals(department) if item["source"] == complaint_no])
        assert (proposed["kind"], proposed["code"], proposed["staff_no"]) == ("violation", "DIS-01", staff_no)
        leader.done(
            "/violations", violation_no=violation_no, staff_no=staff_no, code="DIS-01", occurred_on="2025-06-02", facts="經查屬實",
            evidence="錄音", sanction="fine", amount="80", complaint_no=complaint_no, education_note="已談話",
        )  # fmt: skip
        assert leader.post(f"/violations/{violation_no}:confirm", confirmed_on="2025-06-05").status == 403
        head.done(f"/violations/{violation_no}:confirm", confirmed_on="2025-06-05")
        return violation_no

    return uphold


def _proposals(department):
    return department.by("P01").seen("/proposals")["proposals"]


def _issued(department, notice_no, violation_no):
    leader = department.by("L01")
    leader.done("/penalty-notices", notice_no=notice_no, violation_no=violation_no, drafted_on="2025-06-06")
    return leader.done(f"/penalty-notices/{notice_no}:issue", issued_on="2025-06-07")


def _wage(department, staff_no):
    report = department.by("P01").seen("/discipline-report", as_of="2025-07-31")
    return [(item["month"], item["amount"], item["sources"]) for item in report["payroll"] if item["staff_no"] == staff_no]


def _score(department, staff_no):
    answer = department.by("P01").get(f"/scores/{staff_no}/{MONTH}")
    return answer["score"] if answer.status == 200 else None


@pytest.mark.rule("CMP-24", "DIS-01", "DIS-18", "DIS-19", "DIS-20", "DIS-23", "DIS-40")
def test_from_the_complaint_over_the_refusal_and_the_late_signature_to_wage_fund_and_score(department, upheld, until):
    violation_no, leader, person = upheld(1, "C01"), department.by("L01"), department.by("C01")
    assert _issued(department, "B1", violation_no)["state"] == "issued"
    leader.done("/penalty-notices/B1:refuse", refused_on="2025-06-08", evidence_sufficient=True, bad_attitude=False)
    typed = leader.post("/notice-witnesses", notice_no="B1", witness_no="R01", signed_on="2025-06-08")
    assert (typed.status, typed.code) == (422, "validation_failed")
    for witness in ("R01", "R02"):
        named = leader.done("/notice-witnesses", notice_no="B1", witness_no=witness)
        assert (named["state"], named["deductible_on"]) == ("refused", None)
    assert department.by("S01").post("/penalty-notices/B1:witness", signed_on="2025-06-08").code == "not_found"  # he may not know of it
    assert department.by("R01").done("/penalty-notices/B1:witness", signed_on="2025-06-08")["state"] == "refused"
    assert department.by("R01").post("/penalty-notices/B1:witness", signed_on="2025-06-09").code == "witness_twice"
    assert (_wage(department, "C01"), _fund(department)) == ([], [])
    second = department.by("R02").done("/penalty-notices/B1:witness", signed_on="2025-06-09")
    assert (second["state"], second["amount"], second["deductible_on"]) == ("effective", "80.00", "2025-06-09")
    assert (_wage(department, "C01"), _fund(department)) == ([(MONTH, "80.00", ["B1"])], [(MONTH, "80.00", "430.00")])
    assert until(lambda: _score(department, "C01") == "95")
    appeal = {"appeal_no": "A1", "notice_no": "B1", "form": "written", "grounds": "處分不合理"}
    assert person.post("/appeals", **appeal, filed_on="2025-06-10").code == "appeal_notice_not_signed"
    assert person.done("/penalty-notices/B1:sign", signed_on="2025-06-10")["deductible_on"] == "2025-06-09"
    for day in ("2025-06-11", "2025-06-13", "2026-11-26"):  # who signs when the witnesses have made it effective opens no appeal
        assert person.post("/appeals", **appeal, filed_on=day).code == "appeal_after_effect"
    assert (_wage(department, "C01"), _fund(department)) == ([(MONTH, "80.00", ["B1"])], [(MONTH, "80.00", "430.00")])
    assert _score(department, "C01") == "95"
    seen = _on(person, "B1", "2025-06-30")
    assert (seen["state"], seen["signed_on"]) == ("effective", "2025-06-10")
    assert [entry["state"] for entry in seen["history"]] == ["draft", "issued", "refused", "effective"]
    assert department.by("R01").get("/penalty-notices/B1").code == "not_found"  # the witness has done his part
    why = person.seen("/penalty-notices/B1/why")["decisions"]
    assert {"DIS-19", "DIS-23"} <= {cited["id"] for decision in why for cited in decision["because"]}


@pytest.mark.rule("DIS-19", "DIS-20", "DIS-21", "DIS-22")
def test_from_the_signature_over_the_appeal_and_the_late_answer_to_wage_and_score(department, upheld, until):
    violation_no, person = upheld(3, "E01"), department.by("E01")
    _issued(department, "B3", violation_no)
    assert person.done("/penalty-notices/B3:sign", signed_on="2025-06-10")["deductible_on"] == "2025-06-10"
    appeal = {"appeal_no": "A3", "notice_no": "B3", "form": "written", "grounds": "處分不合理"}
    assert person.post("/appeals", **appeal, filed_on="2025-06-14").code == "appeal_too_late"
    filed = person.done("/appeals", **appeal, filed_on="2025-06-13")  # day 3
    assert (filed["deductible_on"], filed["answer"]["due"]) == (None, "2025-06-20")
    assert _wage(department, "E01") == []
    assert until(lambda: _score(department, "E01") == "100")
    days = ("2025-06-12", "2025-06-13", "2025-06-20", "2025-06-21")
    assert [_on(person, "B3", day)["state"] for day in days] == ["effective", "appealed", "appealed", "answer_overdue"]
    answer = {"answer_no": "AA3", "appeal_no": "A3", "answered_on": "2025-06-22", "result": "upheld"}  # day 9, two days late
    for by, refusal in (("L01", "answered_by_issuer"), ("H01", "duties_apart")):
        assert department.by(by).post("/appeal-answers", **answer).code == refusal
    answered = department.by("V01").done("/appeal-answers", **answer)
    assert (answered["state"], answered["amount"], answered["deductible_on"]) == ("effective", "80.00", "2025-06-22")
    assert answered["answer"]["days_late"] == 2
    assert [entry["state"] for entry in answered["history"]] == [
        "draft", "issued", "signed", "effective", "appealed", "answer_overdue", "answered", "effective",
    ]  # fmt: skip
    assert _wage(department, "E01") == [(MONTH, "80.00", ["B3"])]
    assert until(lambda: _score(department, "E01") == "95")
    why = person.seen("/penalty-notices/B3/why")["decisions"]
    assert {"DIS-19", "DIS-20", "DIS-21", "DIS-22"} <= {cited["id"] for decision in why for cited in decision["because"]}
    score = person.seen(f"/scores/E01/{MONTH}/why")["decisions"]
    named = {cited["id"] for decision in score for cited in decision["because"]}
    assert {"DIS-01", "DIS-20", "own_fault_causes"} <= named


def _fund(department):
    months = department.by("H01").seen("/fund", as_of="2025-07-31")["months"]
    return [(month["month"], month["credited"], month["balance"]) for month in months]


@pytest.mark.rule("DIS-20")
def test_where_nothing_is_taken_over_nobody_enters_what_he_did_last_year(of_today):
    objection = {"voice_no": "YY-1", "made_on": "2025-06-13", "text": "異議"}
    complaint = {
        "complaint_no": "K0",
        "received_on": "2025-06-02",
        "channel": "call",
        "staff_no": "E01",
        "cause": "attitude",
        "text": "態度",
    }
    for by, path, body in (("E01", "/discipline-objections", objection), ("S01", "/complaints", complaint)):
        answer = of_today.by(by).post(path, **body)
        assert (answer.status, answer.code) == (422, "entered_too_late")


@pytest.mark.rule("CMP-24", "DIS-01", "DIS-19", "DIS-20", "DIS-21", "DIS-22")
def test_a_notice_that_a_late_answer_revokes_costs_nothing(department, upheld, until):
    violation_no, person = upheld(2, "C02"), department.by("C02")
    _issued(department, "B2", violation_no)
    signed = person.done("/penalty-notices/B2:sign", signed_on="2025-06-10")
    assert (signed["state"], signed["deductible_on"]) == ("effective", "2025-06-10")
    assert until(lambda: _score(department, "C02") == "95")
    filed = person.done("/appeals", appeal_no="A2", notice_no="B2", filed_on="2025-06-13", form="written", grounds="處分不合理")
    assert (filed["deductible_on"], filed["answer"]["due"]) == (None, "2025-06-20")
    assert _wage(department, "C02") == []
    answered = department.by("V01").done("/appeal-answers", **_answer("V01"))
    assert (answered["state"], answered["amount"], answered["deductible_on"]) == ("revoked", "0.00", None)
    assert (answered["answer"]["answered_on"], answered["answer"]["days_late"]) == ("2025-06-22", 2)
    assert [entry["state"] for entry in answered["history"]] == [
        "draft", "issued", "signed", "effective", "appealed", "answer_overdue", "answered", "revoked",
    ]  # fmt: skip
    assert until(lambda: _score(department, "C02") == "100")
    assert _wage(department, "C02") == []


def _answer(staff_no):
    return {"answer_no": f"AA-{staff_no}", "appeal_no": "A2", "answered_on": "2025-06-22", "result": "revoked"}


def _on(person, notice_no, day):
    return person.seen(f"/penalty-notices/{notice_no}", as_of=day)


@pytest.mark.rule("CMP-50", "DIS-30", "DIS-39", "DIS-40")
def test_a_fine_goes_into_the_fund_and_comes_out_of_it_when_the_complaint_turns_out_unfounded(software, until):
    clerk, head = software.by("S01"), software.by("H01")
    complaint = {"received_on": "2025-06-02", "channel": "call", "staff_no": "E01", "cause": "attitude", "text": "態度生硬"}
    until(lambda: clerk.done("/complaints", complaint_no="K9", **complaint))
    until(lambda: head.done("/complaints/K9:investigate", outcome="confirmed", investigated_on="2025-06-04"))
    assert until(lambda: _wage(software, "E01")) == [(MONTH, "200.00", ["K9"])]
    month = {"month": MONTH, "credited": "200.00", "reversed": "0.00", "balance": "550.00", "because": ["DIS-40"]}
    assert head.seen("/fund", as_of="2025-06-30")["months"] == [month]
    assert until(lambda: _score(software, "E01") == "95")
    taken_back = {"outcome": "unconfirmed", "investigated_on": "2025-06-10", "correction": "錄音證實客戶認錯人"}
    until(lambda: head.done("/complaints/K9:investigate", **taken_back))
    assert until(lambda: not _wage(software, "E01"))
    assert head.seen("/fund", as_of="2025-06-30")["months"] == []
    assert until(lambda: _score(software, "E01") == "100")


def test_what_is_held_about_a_person_is_shown_to_hr_and_the_person_alone(department):
    held = department.by("P01").seen("/staff/C01/everything-held")
    assert {"attendance", "discipline", "performance"} <= held["services"].keys()
    assert {record["content"]["staff_no"] for record in held["services"]["discipline"] if record["collection"] == "discipline"} == {"C01"}
    assert all("C01" in str(record["content"]) for records in held["services"].values() for record in records)
    assert held["retention"]["value"]["discipline"] == 36
    assert department.by("C01").seen("/staff/C01/everything-held")["services"].keys() == held["services"].keys()
    refused = department.by("H01").get("/staff/C01/everything-held")
    assert (refused.status, refused.code) == (403, "not_allowed")
