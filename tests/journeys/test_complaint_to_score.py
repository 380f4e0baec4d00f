"""From a customer's complaint to the wage and the score: an upheld complaint, a notice, its refusal or its appeal, and what follows."""

import pytest

POLICIES = {
    "attendance_rule_set": "doc2", "discipline_rule_set": "doc3", "department_in_scope": "any", "base_score": 100,
    "points_by_kind": {
        "absence": 0, "session_missed": 0, "session_late": 0, "exam": 0, "exam_zero": 0, "complaint": 0, "penalty": -5, "praise": 0,
        "commendation": 0, "criticism": 0,
    },
}  # fmt: skip
MONTH = "2025-06"


@pytest.fixture(scope="module")
def department(founded):
    """A gas company that runs by the catalogue of penalties, and lets a penalty cost five points."""
    return founded("journey_penalty", policies=POLICIES)


@pytest.fixture(scope="module")
def software(founded):
    """A software firm whose fines go into a fund."""
    policies = {**POLICIES, "attendance_rule_set": "doc4", "discipline_rule_set": "doc4"}
    return founded("journey_fund", policies={**policies, "fund": "after_sales_department", "fund_opening_balance": 350})


@pytest.fixture
def upheld(department, until):
    """Takes a complaint about somebody's attitude as far as a confirmed violation."""

    def uphold(number: int, staff_no: str) -> str:
        complaint_no, violation_no = f"K{number}", f"V{number}"
        clerk, leader, head = (department.by(staff_no) for staff_no in ("S01", "L01", "H01"))
        complaint = {"received_on": "2025-06-02", "customer": "百合酒店", "channel": "call", "staff_no": staff_no, "cause": "attitude"}
        until(lambda: clerk.done("/complaints", complaint_no=complaint_no, text="態度生硬", **complaint))
        head.done(f"/complaints/{complaint_no}:investigate", outcome="confirmed", investigated_on="2025-06-04", major_impact=False)
        (proposed,) = until(lambda: [item for item in _proposals(head) if item["source"] == complaint_no])
        assert (proposed["kind"], proposed["code"], proposed["staff_no"]) == ("violation", "DIS-01", staff_no)
        leader.done(
            "/violations", violation_no=violation_no, staff_no=staff_no, code="DIS-01", occurred_on="2025-06-02", facts="經查屬實",
            evidence="錄音", sanction="fine", amount="80", complaint_no=complaint_no, education_note="已談話",
        )  # fmt: skip
        assert leader.post(f"/violations/{violation_no}:confirm", confirmed_on="2025-06-05").status == 403
        head.done(f"/violations/{violation_no}:confirm", confirmed_on="2025-06-05")
        return violation_no

    return uphold


def _proposals(head):
    return head.seen("/proposals")["proposals"]


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


@pytest.mark.rule("CMP-24", "DIS-01", "DIS-18", "DIS-19", "DIS-22", "DIS-23")
def test_a_notice_that_is_not_signed_takes_effect_with_the_second_witness(department, upheld, until):
    violation_no, leader = upheld(1, "C01"), department.by("L01")
    assert _issued(department, "B1", violation_no)["state"] == "issued"
    leader.done("/penalty-notices/B1:refuse", refused_on="2025-06-08", evidence_sufficient=True, bad_attitude=False)
    first = leader.done("/notice-witnesses", notice_no="B1", witness_no="R01", signed_on="2025-06-08")
    assert (first["state"], first["deductible_on"]) == ("refused", None)
    again = leader.post("/notice-witnesses", notice_no="B1", witness_no="R01", signed_on="2025-06-09")
    assert (again.status, again.code) == (422, "witness_twice")
    assert _wage(department, "C01") == []
    second = leader.done("/notice-witnesses", notice_no="B1", witness_no="R02", signed_on="2025-06-09")
    assert (second["state"], second["amount"], second["deductible_on"]) == ("effective", "80.00", "2025-06-09")
    assert [entry["state"] for entry in second["history"]] == ["draft", "issued", "refused", "effective"]
    assert _wage(department, "C01") == [(MONTH, "80.00", ["B1"])]
    assert until(lambda: _score(department, "C01") == "95")
    assert department.by("C01").post("/appeals", appeal_no="A1", notice_no="B1", filed_on="2025-06-09", form="written").code == (
        "appeal_notice_not_signed"
    )
    why = department.by("C01").seen("/penalty-notices/B1/why")["decisions"]
    assert {"DIS-19", "DIS-23"} <= {cited["id"] for decision in why for cited in decision["because"]}


@pytest.mark.rule("CMP-24", "DIS-01", "DIS-19", "DIS-20", "DIS-21", "DIS-22")
def test_an_appeal_answered_late_suspends_the_deduction_and_a_revoked_notice_costs_nothing(department, upheld, until):
    violation_no, person = upheld(2, "C02"), department.by("C02")
    _issued(department, "B2", violation_no)
    signed = person.done("/penalty-notices/B2:sign", signed_on="2025-06-10")
    assert (signed["state"], signed["deductible_on"]) == ("effective", "2025-06-10")
    assert until(lambda: _score(department, "C02") == "95")
    filed = person.done("/appeals", appeal_no="A2", notice_no="B2", filed_on="2025-06-13", form="written", grounds="處分不合理")
    assert (filed["deductible_on"], filed["answer"]["due"]) == (None, "2025-06-20")
    assert _wage(department, "C02") == []
    for day, state in (
        ("2025-06-12", "effective"),
        ("2025-06-13", "appealed"),
        ("2025-06-20", "appealed"),
        ("2025-06-21", "answer_overdue"),
    ):
        assert _on(person, "B2", day)["state"] == state
    assert [_on(person, "B2", day)["deductible_on"] for day in ("2025-06-12", "2025-06-21")] == ["2025-06-10", None]
    assert department.by("L01").post("/appeal-answers", **_answer("L01")).code in {"answered_by_issuer", "not_allowed"}
    answered = department.by("H01").done("/appeal-answers", **_answer("H01"))
    assert (answered["state"], answered["amount"], answered["deductible_on"]) == ("revoked", "0.00", None)
    assert (answered["answer"]["answered_on"], answered["answer"]["days_late"]) == ("2025-06-22", 2)
    assert [entry["state"] for entry in answered["history"]] == [
        "draft", "issued", "signed", "effective", "appealed", "answer_overdue", "answered", "revoked",
    ]  # fmt: skip
    assert until(lambda: _score(department, "C02") == "100")
    assert _wage(department, "C02") == []
    assert department.by("H01").seen("/fund")["months"] == []


def _answer(staff_no):
    return {"answer_no": f"AA-{staff_no}", "appeal_no": "A2", "answered_on": "2025-06-22", "result": "revoked"}


def _on(person, notice_no, day):
    return person.seen(f"/penalty-notices/{notice_no}", as_of=day)


@pytest.mark.rule("CMP-50", "DIS-30", "DIS-39", "DIS-40")
def test_a_fine_goes_into_the_fund_and_comes_out_of_it_when_the_complaint_turns_out_unfounded(software, until):
    clerk, head = software.by("S01"), software.by("H01")
    complaint = {"received_on": "2025-06-02", "channel": "call", "staff_no": "E01", "cause": "attitude", "text": "態度生硬"}
    until(lambda: clerk.done("/complaints", complaint_no="K9", **complaint))
    head.done("/complaints/K9:investigate", outcome="confirmed", investigated_on="2025-06-04")
    assert until(lambda: _wage(software, "E01")) == [(MONTH, "200.00", ["K9"])]
    month = {"month": MONTH, "credited": "200.00", "reversed": "0.00", "balance": "550.00", "because": ["DIS-40"]}
    assert head.seen("/fund", as_of="2025-06-30")["months"] == [month]
    assert until(lambda: _score(software, "E01") == "95")
    head.done("/complaints/K9:investigate", outcome="unconfirmed", investigated_on="2025-06-10", correction="錄音證實客戶認錯人")
    assert until(lambda: not _wage(software, "E01"))
    assert head.seen("/fund", as_of="2025-06-30")["months"] == []
    assert until(lambda: _score(software, "E01") == "100")


def test_what_is_held_about_a_person_is_shown_to_hr_and_the_person_alone(department):
    held = department.by("P01").seen("/staff/C01/everything-held")
    assert {"attendance", "discipline", "performance"} <= held["services"].keys()
    assert {record["content"]["staff_no"] for records in held["services"].values() for record in records} == {"C01"}
    assert held["retention"]["value"]["discipline"] == 36
    assert department.by("C01").seen("/staff/C01/everything-held")["services"].keys() == held["services"].keys()
    refused = department.by("H01").get("/staff/C01/everything-held")
    assert (refused.status, refused.code) == (403, "not_allowed")
