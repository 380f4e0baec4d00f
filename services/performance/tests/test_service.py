"""Performance on a real bus and store: what others tell becomes a score, what they take back leaves it."""

import csv
import io
from decimal import Decimal

import pytest

from kefu_messages.attendance import (
    AttendanceAdjusted,
    AttendanceMonthChanged,
    MonthlyPaperSubmitted,
    OrganisationRegistered,
    PolicyAdopted,
    StaffRegistered,
)
from kefu_messages.billing import CashUpClosed, ChargingFindingRaised, PraiseRecorded
from kefu_messages.complaints import ComplaintConfirmed, ComplaintUnconfirmed
from kefu_messages.discipline import PayrollLineRaised, PenaltyEffective, PenaltyReversed
from kefu_messages.errors import AlreadyExists, NotAllowed, NotFound, SelfApproval, StateConflict
from kefu_messages.metering import ReadingMonthConsolidated
from kefu_messages.performance import (
    AdjustScore,
    AssessmentOverdue,
    AssignTask,
    BonusTableDue,
    BreakDownGoal,
    CloseGoal,
    ClosePayrollPeriod,
    CompleteTask,
    FileAssessmentForm,
    FilePeriodicAssessment,
    FirstContractMissing,
    GetAssessment,
    GetAssessmentYear,
    GetBonusTable,
    GetEligibility,
    GetPayrollExport,
    GetRecognition,
    GetScore,
    GetYearOfStaffSessions,
    GoalPartsDiffer,
    ListCandidates,
    ListGoals,
    ListJointTasks,
    ListOverdueAssessments,
    ListTasks,
    ListWorkItems,
    MoveWorkItem,
    NameKeyPerson,
    NotOwnSkill,
    PayrollPeriodClosed,
    PayrollPeriodExported,
    RaiseWorkItem,
    RecordStaffSession,
    ReplayScores,
    RequestSkillAssessment,
    RevokeAdjustment,
    ScheduleProbationAssessment,
    ScoreChanged,
    SetGoal,
    TaskCompleted,
    TaskOverdue,
    WageChangeProposed,
    WhyScore,
    WorkItemMoved,
    WorkItemOverdue,
)
from kefu_messages.platform import built_ins
from kefu_messages.training import ExamMissed, ExamScored, SessionAttended
from kefu_performance.service import Performance

HR = ("hr",)
SPECIALIST = ("customer_service_specialist",)
SUPERVISOR = ("customer_service_supervisor",)
STAFF = {
    "E003": ("customer_service_supervisor", None),
    "E006": ("customer_service_specialist", "E003"),
    "E007": ("customer_service_specialist", "E003"),
}
LATE = [
    {"date": "2025-06-03", "kind": "late", "minutes": 4, "free": True, "points": "0", "because": ["ATT-05", "ATT-06"]},
    {"date": "2025-06-10", "kind": "late", "minutes": 9, "free": False, "points": "2", "because": ["ATT-05", "ATT-07", "DIS-50"]},
]


@pytest.fixture
def performance(shared):
    return started(shared, "emall", STAFF)


def started(shared, organisation, staff):
    shared.organisation = organisation
    shared.start(Performance)
    with shared.together():
        for staff_no, (role, superior) in staff.items():
            post = {"since": "2020-01-01", "roles": [role], "reports_to": superior}
            person = {"staff_no": staff_no, "joined_on": "2020-01-01", "left_on": None, "posts": [post]}
            shared.say(StaffRegistered, **{**StaffRegistered.example, **person})
    return shared


def attended(performance, late_early, *, staff_no="E006", month="2025-06", absences=(), sequence=None):
    told = {
        "staff_month": f"{staff_no}:{month}",
        "staff_no": staff_no,
        "month": month,
        "late_early": late_early,
        "absences": list(absences),
    }
    figures = {"late_early_count": len(late_early), "because": ["ATT-54"]}
    performance.say(AttendanceMonthChanged, sequence=sequence, **{**AttendanceMonthChanged.example, **told, **figures})


def score(performance, staff_no="E006", month="2025-06", by="H1", roles=HR):
    return performance.ask(GetScore, roles=roles, by=by, staff_no=staff_no, month=month)


@pytest.mark.rule("ATT-07")
def test_points_come_off_and_go_back_when_attendance_takes_a_lateness_back(performance):
    attended(performance, LATE)
    assert (score(performance)["base"], score(performance)["score"]) == ("100", "98")
    attended(performance, LATE[:1])
    assert score(performance)["score"] == "100"
    first, second = performance.said(ScoreChanged, count=2)
    assert (first["before"], first["after"], len(first["added"]), first["cause"]) == (None, "98", 2, "attendance/E006:2025-06")
    assert (second["before"], second["after"], second["added"]) == ("98", "100", [])
    assert [(line["kind"], line["on"], line["points"]) for line in second["removed"]] == [("late", "2025-06-10", "-2")]
    attended(performance, LATE, sequence=1)
    assert score(performance)["score"] == "100"
    assert len(performance.said(ScoreChanged, count=0)) == 2
    cited = performance.ask(WhyScore, roles=HR, staff_no="E006", month="2025-06")["decisions"][0]["because"]
    assert {"ATT-05", "ATT-06", "base_score"} <= {item["id"] for item in cited}


@pytest.mark.rule("DIS-20")
def test_a_penalty_reversed_before_it_was_heard_of_never_counts(shared):
    performance = started(shared, "gas_penalty", {"G024": ("safety_inspector", None)})
    penalty = {"penalty_no": "B004", "staff_no": "G024", "code": "DIS-12", "amount": "200.00", "because": ["DIS-12"]}
    performance.say(PenaltyReversed, sequence=900, **penalty, reason="revoked", reverses=[])
    performance.say(PenaltyEffective, sequence=800, **penalty, effective_on="2025-06-17")
    assert score(performance, "G024")["lines"] == []
    performance.say(PenaltyEffective, sequence=1000, **penalty, effective_on="2025-06-25")
    assert [line["on"] for line in score(performance, "G024")["lines"]] == ["2025-06-25"]
    assert score(performance, "G024")["score"] is None


@pytest.mark.rule("TRN-09")
def test_an_exam_that_moves_to_another_month_leaves_the_first(performance):
    exam = {"participation": "T001:E006", "training_no": "T001", "staff_no": "E006"}
    performance.say(ExamScored, **exam, date="2025-06-14", result="scored", score="82", because=["TRN-06"])
    performance.say(ExamMissed, **exam, date="2025-06-14", result="make_up_open", make_up_on=None, because=["TRN-07"])
    assert score(performance)["lines"] == []
    performance.say(ExamScored, **exam, date="2025-07-02", result="make_up", score="67", because=["TRN-07"])
    assert score(performance)["lines"] == []
    assert [line["measure"] for line in score(performance, month="2025-07")["lines"]] == ["67"]
    performance.say(SessionAttended, **{**SessionAttended.example, "staff_no": "E006"})
    assert [line["kind"] for line in score(performance)["lines"]] == ["session_late"]


@pytest.mark.rule("CMP-24")
def test_a_complaint_that_turns_out_to_be_about_somebody_else_moves_to_him(performance):
    complaint = {
        "complaint_no": "K1",
        "cause": "attitude",
        "received_on": "2025-06-08",
        "confirmed_on": "2025-06-10",
        "because": ["CMP-24"],
    }
    told = {**ComplaintConfirmed.example, **complaint, "own_fault": True}
    performance.say(ComplaintConfirmed, **{**told, "staff_no": "E006"})
    assert [line["source"] for line in score(performance)["lines"]] == ["complaint/K1"]
    performance.say(ComplaintConfirmed, **{**told, "staff_no": "E007"})
    assert (score(performance)["lines"], len(score(performance, "E007")["lines"])) == ([], 1)
    performance.say(ComplaintUnconfirmed, **{**ComplaintUnconfirmed.example, "complaint_no": "K1", "staff_no": "E007"})
    assert score(performance, "E007")["lines"] == []


@pytest.mark.rule("MET-14", "BIL-29")
def test_reading_and_charging_work_that_stands_out_is_listed(shared):
    performance = started(shared, "shihua_gas", {"R01": ("meter_reader", None), "C01": ("charging_clerk", None)})
    readers = {"R01": {"read": 100, "missed": 0, "errors": 0, "late_entries": 0, "rate_percent": "100.00"}}
    performance.say(ReadingMonthConsolidated, **{**ReadingMonthConsolidated.example, "readers": readers})
    for number in range(3):
        praise = {"staff_no": "C01", "receipt_no": f"SJ{number}", "on": f"2025-03-0{number + 1}"}
        performance.say(PraiseRecorded, **{**PraiseRecorded.example, **praise})
    found = performance.ask(GetRecognition, roles=HR, month="2025-03")
    assert [(line["staff_no"], line["because"]) for line in found["commended"]] == [("C01", ["BIL-29"]), ("R01", ["MET-14"])]
    performance.say(CashUpClosed, **{**CashUpClosed.example, "difference": "-0.50"})
    finding = {**ChargingFindingRaised.example, "staff_no": "C01", "on": "2025-03-22"}
    performance.say(ChargingFindingRaised, **finding)
    found = performance.ask(GetRecognition, roles=HR, month="2025-03")
    assert [line["staff_no"] for line in found["criticised"]] == ["C01"]
    kinds = [line["kind"] for line in score(performance, "C01", month="2025-03")["lines"]]
    assert {"till_difference", "serious_finding", "criticism"} <= set(kinds)


@pytest.mark.rule("ATT-26")
def test_absence_excludes_from_the_election_and_others_are_ranked(performance):
    attended(performance, LATE)
    attended(performance, [], staff_no="E007", absences=AttendanceMonthChanged.example["absences"])
    year = performance.ask(GetEligibility, roles=HR, staff_no="E007", year=2025, until="2025-06-30")
    assert (year["excluded"], year["first_absence"], year["because"]) == (True, "2025-06-05", ["ATT-26"])
    found = performance.ask(ListCandidates, roles=HR, year=2025, until="2025-06-30")
    assert [(item["staff_no"], item["mean_score"]) for item in found["eligible"]] == [("E006", "98")]
    assert [item["staff_no"] for item in found["excluded"]] == ["E007"]
    assert not performance.ask(GetEligibility, roles=HR, staff_no="E007", year=2025, until="2025-06-04")["excluded"]
    attended(performance, LATE[:1], month="2024-12")
    before = performance.ask(ListCandidates, roles=HR, year=2024)
    assert [(item["staff_no"], item["mean_score"]) for item in before["eligible"]] == [("E006", "100")]


@pytest.mark.rule("ATT-03")
def test_the_bonus_table_shows_everybody_and_when_it_is_due(performance):
    attended(performance, LATE)
    performance.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": performance.organisation})
    run(performance, "2025-07-01")
    assert performance.said(BonusTableDue) == [{"month": "2025-06", "due_on": "2025-07-06", "because": ["ATT-03"]}]
    run(performance, "2025-07-02")
    assert len(performance.said(BonusTableDue, count=0)) == 1
    table = performance.ask(GetBonusTable, roles=HR, month="2025-06")
    assert (table["due_on"], table["status"]) == ("2025-07-06", "open")
    assert [(row["staff_no"], row["deducted"], row["score"]) for row in table["rows"]] == [
        ("E003", "0", "100"), ("E006", "2", "98"), ("E007", "0", "100"),
    ]  # fmt: skip
    paper = {"month": "2025-06", "document": "bonus_table", "status": "on_time", "submitted_at": "2025-07-06T17:00+08:00"}
    performance.say(MonthlyPaperSubmitted, **{**MonthlyPaperSubmitted.example, **paper})
    own = performance.ask(GetBonusTable, roles=SUPERVISOR, by="E003", month="2025-06")
    assert own["status"] == "on_time"
    assert [row["staff_no"] for row in own["rows"]] == ["E003", "E006", "E007"]


def run(performance, day):
    message = next(item for item in built_ins("performance") if item.verb() == "run_due")
    performance.ask(message, roles=("system_administrator",), as_of=day)
    performance.settle()


@pytest.mark.rule("ATT-07")
def test_a_base_adopted_later_reaches_the_running_month_with_the_daily_run(performance):
    attended(performance, LATE)
    performance.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": performance.organisation})
    policy = {"value": "base_score", "since": "2025-01-01", "content": "90", "reference": "board 3"}
    performance.say(PolicyAdopted, **{**PolicyAdopted.example, "organisation": performance.organisation, **policy})
    performance.until(lambda: rescored(performance, "2025-06-11"), lambda score: score == "88")
    assert [(told["after"], told["cause"]) for told in performance.said(ScoreChanged, count=2)] == [
        ("98", "attendance/E006:2025-06"), ("88", "law"),
    ]  # fmt: skip


def rescored(performance, day):
    """The score after another daily run: what was adopted is known within two seconds."""
    run(performance, day)
    return score(performance)["score"]


@pytest.mark.rule("ATT-07")
def test_scores_are_for_hr_the_line_manager_and_the_person(performance):
    attended(performance, LATE)
    for by, roles in (("H1", HR), ("E003", SUPERVISOR), ("E006", SPECIALIST)):
        assert score(performance, by=by, roles=roles)["score"] == "98"
    for message in (GetScore, WhyScore):
        with pytest.raises(NotAllowed):
            performance.ask(message, roles=SPECIALIST, by="E007", staff_no="E006", month="2025-06")


@pytest.mark.rule("ATT-07")
def test_a_leaders_line_counts_until_it_is_revoked_and_nobody_writes_his_own(performance):
    line = {"adjustment_no": "A-1", "staff_no": "E006", "month": "2025-06", "points": "3", "reason": "客戶表揚", "decided_on": "2025-06-20"}
    with pytest.raises(SelfApproval):
        performance.ask(AdjustScore, roles=SUPERVISOR, by="E006", **line)
    performance.ask(AdjustScore, roles=SUPERVISOR, by="E003", **line)
    performance.settle()
    assert score(performance)["score"] == "103"
    performance.ask(RevokeAdjustment, roles=SUPERVISOR, by="E003", adjustment_no="A-1", reason="誤記")
    performance.settle()
    assert (score(performance)["score"], score(performance)["lines"]) == ("100", [])
    with pytest.raises(StateConflict):
        performance.ask(RevokeAdjustment, roles=SUPERVISOR, by="E003", adjustment_no="A-1", reason="誤記")


@pytest.mark.rule("ATT-07")
def test_what_if_shows_the_difference_and_writes_nothing(performance):
    attended(performance, LATE)
    asked = {"month": "2025-06", "values": {"base_score": 90}, "without": ["attendance/E006:2025-06"]}
    found = performance.ask(ReplayScores, roles=HR, **asked)
    (difference,) = found["differences"]
    assert (found["judged"], difference["now"], difference["then"], len(difference["removed"])) == (1, "98", "90", 2)
    assert performance.ask(ReplayScores, roles=HR, month="2025-06")["differences"] == []
    assert score(performance)["score"] == "98"
    assert len(performance.said(ScoreChanged, count=0)) == 1


@pytest.mark.rule("DIS-39")
def test_no_number_of_a_paper_is_a_formula_in_the_file_for_payroll(performance):
    number = '=HYPERLINK("x")'
    fine = {"staff_no": "E006", "month": "2025-06", "source": number}
    performance.say(PayrollLineRaised, id="e1", **fine, amount="500.00", because=["DIS-39"])
    performance.say(PayrollLineRaised, id="e2", **{**fine, "source": "I002"}, amount="-20.00", because=["DIS-39"])
    closed = performance.ask(ClosePayrollPeriod, roles=HR, month="2025-06", closed_on="2025-07-01")
    sources = {row["source"]: row["amount"] for row in csv.DictReader(io.StringIO(closed["csv"])) if row["kind"] == "deduction"}
    assert sources == {f"'{number}": "500.00", "I002": "-20.00"}
    assert {line["source"] for line in closed["lines"] if line["kind"] == "deduction"} == {number, "I002"}


@pytest.mark.rule("DIS-39")
def test_a_closed_payroll_period_stays_and_corrections_come_in_the_next(performance):
    attended(performance, LATE)
    fine = {"staff_no": "E006", "month": "2025-06", "source": "I002"}
    performance.say(PayrollLineRaised, id="e1", **fine, amount="500.00", because=["DIS-39"])
    performance.say(PayrollLineRaised, id="e1", **fine, amount="500.00", because=["DIS-39"])
    closed = performance.ask(ClosePayrollPeriod, roles=HR, month="2025-06", closed_on="2025-07-01")
    rows = list(csv.DictReader(io.StringIO(closed["csv"])))
    assert [(row["staff_no"], row["kind"], row["amount"], row["score"]) for row in rows] == [
        ("E003", "score", "", "100"), ("E006", "deduction", "500.00", ""), ("E006", "score", "", "98"), ("E007", "score", "", "100"),
    ]  # fmt: skip
    with pytest.raises(PayrollPeriodClosed):
        performance.ask(ClosePayrollPeriod, roles=HR, month="2025-06", closed_on="2025-07-02")
    performance.say(PayrollLineRaised, **fine, amount="-500.00", because=["DIS-39", "DIS-40"])
    attended(performance, LATE[:1])
    again = performance.ask(GetPayrollExport, roles=HR, month="2025-06")
    assert (again["csv"], again["digest"], again["state"]) == (closed["csv"], closed["digest"], "closed")
    preview = performance.ask(GetPayrollExport, roles=HR, month="2025-07")
    july = performance.ask(ClosePayrollPeriod, roles=HR, month="2025-07", closed_on="2025-08-01")
    corrections = [line for line in july["lines"] if line["kind"] == "adjustment"]
    assert preview["state"] == "open"
    assert [(line["for_month"], line["source"], line["amount"], line["score"], line["found_on"]) for line in corrections] == [
        ("2025-06", "I002", "-500.00", None, "2025-08-01"), ("2025-06", "score", None, "2", "2025-08-01"),
    ]  # fmt: skip
    assert [(told["month"], told["adjustments"]) for told in performance.said(PayrollPeriodExported, count=2)] == [
        ("2025-06", 0),
        ("2025-07", 2),
    ]
    with pytest.raises(NotAllowed):
        performance.ask(GetPayrollExport, roles=SPECIALIST, by="E006", month="2025-06")


@pytest.mark.rule("OTH-05")
def test_tasks_are_done_in_time_or_told_as_overdue(performance):
    task = {"title": "整理客訴統計", "assignee": "E006", "due_on": "2025-06-10"}
    for number in ("T8", "T9"):
        with performance.on("2025-06-02"):
            performance.ask(AssignTask, roles=SUPERVISOR, by="E003", task_no=number, **task)
    for number in ("T9", "T99"):
        with pytest.raises(NotFound) as refusal:
            performance.ask(CompleteTask, roles=SPECIALIST, by="E007", task_no=number, done_on="2025-06-09")
        assert refusal.value.params == {"kind": "task_no", "key": number}
    done = performance.ask(CompleteTask, roles=SPECIALIST, by="E006", task_no="T9", done_on="2025-06-11")
    assert (done["state"], done["days_late"]) == ("late", 1)
    assert performance.said(TaskCompleted)[0]["state"] == "late"
    performance.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": performance.organisation})
    for day in ("2025-06-10", "2025-06-11", "2025-06-12"):
        run(performance, day)
    assert [item["task_no"] for item in performance.said(TaskOverdue)] == ["T8"]
    listed = performance.ask(ListTasks, roles=SPECIALIST, by="E006", assignee="E006")["items"]
    assert [(item["task_no"], item["state"]) for item in listed] == [("T8", "overdue"), ("T9", "late")]


@pytest.mark.rule("OTH-21", "OTH-29")
def test_a_goal_is_broken_down_exactly_and_closed_once(shared):
    performance = started(shared, "boiler", {"H1": ("department_head", None)})
    head = ("department_head",)
    goal = {"goal_no": "G1", "title": "維保營收", "kind": "target", "year": 2025, "owner": "H1", "target": "136", "unit": "萬元"}
    with performance.on("2025-01-10"):
        performance.ask(SetGoal, roles=head, by="H1", **goal)
    with pytest.raises(GoalPartsDiffer):
        performance.ask(BreakDownGoal, roles=head, by="H1", goal_no="G1", parts=[{"bearer": "G1", "target": "135"}])
    parts = [{"bearer": f"G{number}", "target": "17"} for number in range(1, 9)]
    assert len(performance.ask(BreakDownGoal, roles=head, by="H1", goal_no="G1", parts=parts)["parts"]) == 8
    assert performance.ask(CloseGoal, roles=HR, by="P1", goal_no="G1", done_on="2025-11-30")["state"] == "done"
    with pytest.raises(StateConflict):
        performance.ask(CloseGoal, roles=HR, by="P1", goal_no="G1", done_on="2025-11-30")
    assert [item["goal_no"] for item in performance.ask(ListGoals, roles=HR, state="done")["items"]] == ["G1"]


@pytest.mark.rule("TRN-15", "TRN-16", "TRN-18", "TRN-19")
def test_assessments_of_a_software_firm(shared):
    people = {"J001": ("service_director", None), "J004": ("service_manager", "J001"), "J007": ("service_specialist", "J004")}
    performance = started(shared, "jinyang", {**people, "J013": ("service_specialist", "J004")})
    manager = ("service_manager",)
    post = {"since": "2025-02-01", "roles": ["service_specialist"], "reports_to": "J004"}
    person = {"staff_no": "J013", "joined_on": "2025-02-01", "left_on": None, "posts": [post]}
    performance.say(StaffRegistered, **{**StaffRegistered.example, **person})
    probation = {"assessment_no": "PA-1", "staff_no": "J013", "content": "安裝", "scheduled_on": "2025-06-25"}
    with pytest.raises(NotAllowed):
        performance.ask(ScheduleProbationAssessment, roles=HR, **probation, probation_ends_on="2025-06-30")
    performance.ask(ScheduleProbationAssessment, roles=manager, by="J004", **probation, probation_ends_on="2025-06-30")
    assert performance.ask(ListOverdueAssessments, roles=HR, as_of="2025-06-30")["assessments"] == []
    assert [item["assessment_no"] for item in performance.ask(ListOverdueAssessments, roles=HR, as_of="2025-07-01")["assessments"]] == [
        "PA-1"
    ]
    performance.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": performance.organisation})
    for day in ("2025-06-30", "2025-07-01"):
        run(performance, day)
    assert [item["staff_no"] for item in performance.said(AssessmentOverdue)] == ["J013"]
    form = {"assessed_on": "2025-06-25", "result": "passed", "filed_on": "2025-07-02"}
    assert performance.ask(FileAssessmentForm, roles=manager, by="J004", assessment_no="PA-1", **form)["filed_with"] == "administration"
    assert performance.ask(GetAssessment, roles=HR, assessment_no="PA-1", as_of="2025-07-01")["state"] == "overdue"
    skill = {"assessment_no": "SA-1", "staff_no": "J007", "content": "數據庫", "scheduled_on": "2025-07-01"}
    with pytest.raises(NotOwnSkill):
        performance.ask(RequestSkillAssessment, roles=("service_specialist",), by="J013", **skill)
    assert performance.ask(RequestSkillAssessment, roles=("service_specialist",), by="J007", **skill)["state"] == "scheduled"
    yearly = {"staff_no": "J007", "year": 2025, "assessed_on": "2025-12-20", "grade": "B", "filed_on": "2025-12-22"}
    performance.ask(FilePeriodicAssessment, roles=manager, by="J004", assessment_no="EA-1", **yearly)
    with pytest.raises(AlreadyExists):
        performance.ask(FilePeriodicAssessment, roles=manager, by="J004", assessment_no="EA-1", **yearly)
    assert performance.said(WageChangeProposed)[0]["percent"] == "3"
    year = performance.ask(GetAssessmentYear, roles=HR, year=2025)
    assert (year["staff"], year["assessed"], year["rate"], year["missing"]) == (3, 1, "33.3", ["J004", "J013"])
    for number in ("EA-1", "EA-9"):
        with pytest.raises(NotFound) as refusal:
            performance.ask(GetAssessment, roles=("service_specialist",), by="J013", assessment_no=number)
        assert refusal.value.params == {"kind": "assessment_no", "key": number}


@pytest.mark.rule("OTH-03")
def test_a_joint_task_stands_in_both_lists(performance):
    task = {"task_no": "T1", "title": "六月推廣", "assignee": "E003", "due_on": "2025-06-20", "with_department": "marketing"}
    for staff_no, above in (("E002", None), ("E003", "E002")):
        post = {"since": "2020-01-01", "roles": ["customer_service_supervisor"], "reports_to": above}
        person = {"staff_no": staff_no, "joined_on": "2020-01-01", "left_on": None, "posts": [post]}
        performance.say(StaffRegistered, **{**StaffRegistered.example, **person})
    with performance.on("2025-06-16"):
        performance.ask(AssignTask, roles=("customer_service_manager",), by="E002", **task)
    performance.ask(CompleteTask, roles=SUPERVISOR, by="E003", task_no="T1", done_on="2025-06-20")
    own = performance.ask(ListTasks, roles=SUPERVISOR, by="E003", assignee="E003")["items"]
    joint = performance.ask(ListJointTasks, roles=HR, department="marketing")["items"]
    assert [(item["task_no"], item["state"]) for item in own] == [(item["task_no"], item["state"]) for item in joint] == [("T1", "on_time")]


@pytest.mark.rule("OTH-15", "OTH-16", "OTH-17", "OTH-23", "OTH-27", "OTH-28")
def test_work_lists_talks_and_key_persons_of_a_boiler_firm(shared):
    performance = started(shared, "boiler", {"H1": ("department_head", None), "G1": ("engineer", "H1"), "G2": ("engineer", "H1")})
    head = ("department_head",)
    items = {"W1": "staffing_need", "W2": "business_development", "W3": "shortcoming"}
    for number, kind in items.items():
        raised = {"item_no": number, "kind": kind, "title": number, "owner": "H1", "raised_on": "2024-12-23"}
        performance.ask(RaiseWorkItem, roles=head, by="H1", **raised, due_on="2025-06-30" if kind == "shortcoming" else None)
    with pytest.raises(FirstContractMissing):
        performance.ask(MoveWorkItem, roles=head, by="H1", item_no="W2", state="pilot", moved_on="2025-03-01")
    performance.ask(MoveWorkItem, roles=head, by="H1", item_no="W2", state="pilot", moved_on="2025-03-01", contract_no="HT-1")
    assert performance.said(WorkItemMoved)[0]["because"] == ["OTH-16"]
    (need,) = performance.ask(ListWorkItems, roles=HR, kind="staffing_need", state="open")["items"]
    assert (need["item_no"], need["raised_on"], need["overdue"]) == ("W1", "2024-12-23", False)
    performance.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": performance.organisation})
    for day in ("2025-06-30", "2025-07-01", "2025-07-02"):
        run(performance, day)
    assert [item["item_no"] for item in performance.said(WorkItemOverdue)] == ["W3"]
    talk = {"session_no": "GT-1", "kind": "communication", "held_on": "2024-06-10", "participants": ["G1", "G2"]}
    performance.ask(RecordStaffSession, roles=head, **talk)
    year = performance.ask(GetYearOfStaffSessions, roles=HR, year=2024, as_of="2024-12-31")
    assert (year["communication_by_quarter"]["Q2"], year["gaps"]) == (1, [1, 3, 4])
    assert performance.ask(NameKeyPerson, roles=head, by="H1", staff_no="G1", candidate=True, since="2025-01-01")["warning"] is None
    assert performance.ask(NameKeyPerson, roles=head, by="H1", staff_no="G2", candidate=True, since="2025-01-01")["candidates"] == [
        "G1",
        "G2",
    ]


@pytest.mark.rule("ATT-07")
def test_every_correction_of_a_closed_month_counts_beside_those_before_it(performance):
    of_june = {"staff_month": "E006:2025-06", "staff_no": "E006", "month": "2025-06", "listed_in": "2025-07"}
    for day, points in (("2025-07-04", ["2", "6"]), ("2025-07-08", ["6", "4"])):
        told = {**AttendanceAdjusted.example, **of_june, "found_on": day, "differences": {"points": points}}
        performance.say(AttendanceAdjusted, **told)
    found = [Decimal(line["points"]) for line in score(performance, month="2025-07")["lines"]]
    assert found == [Decimal(-4), Decimal(2)]


@pytest.mark.rule("ATT-26")
def test_an_absence_found_or_fallen_after_its_month_is_closed_is_heard_of_by_the_election(performance):
    absent = [{"date": "2025-12-12", "days": "1", "sources": ["no_show"], "because": ["ATT-18"]}]
    of_december = {"staff_month": "E006:2025-12", "staff_no": "E006", "month": "2025-12", "listed_in": "2026-01"}
    excluded = []
    for day, absences in (("2026-01-04", [[], absent]), ("2026-01-08", [absent, []])):
        told = {**AttendanceAdjusted.example, **of_december, "found_on": day, "differences": {"absences": absences}}
        performance.say(AttendanceAdjusted, **told)
        found = performance.ask(GetEligibility, roles=HR, staff_no="E006", year=2025, until="2025-12-31")
        excluded.append((found["excluded"], found["first_absence"]))
    assert excluded == [(True, "2025-12-12"), (False, None)]
    assert [line["measure"] for line in score(performance, month="2026-01")["lines"]] == ["1", "-1"]
