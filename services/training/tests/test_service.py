"""Training on a real bus and store: sheets, exams, leave that comes late, plans and development."""

from datetime import datetime

import pytest

from kefu import clock
from kefu_messages.attendance import CompensatoryRestDecided, LeaveDecided, OrganisationRegistered, StaffRegistered
from kefu_messages.documents import DocumentAcknowledged, DocumentVersionPublished
from kefu_messages.errors import AlreadyExists, NotAllowed, OwnerNotSupervisor, StateConflict, UnknownStaff, ValidationFailed
from kefu_messages.platform import built_ins
from kefu_messages.training import (
    CheckContinuity,
    CloseImprovement,
    CloseTraining,
    CompletePlan,
    CorrectExam,
    ExamBeforeTraining,
    ExamMissed,
    ExamScored,
    GetAttendanceOfYear,
    GetCourse,
    GetDevelopmentFindings,
    GetMonthlyDuties,
    GetRatesByPost,
    GetSignIn,
    GetTraining,
    GetTrainingResults,
    GetYearlyDuties,
    GetYearOfTrainings,
    GrantQualification,
    LineUnstaffed,
    ListExams,
    ListImprovements,
    ListMeetings,
    ListPlans,
    ListTrainings,
    ListUntrainedCustomers,
    PlanCourse,
    PlanIncomplete,
    PlanTraining,
    QualificationGranted,
    QualificationUntrained,
    RaiseImprovement,
    RecordCustomerTraining,
    RecordExam,
    RecordInstallation,
    RecordMaterial,
    RecordMeeting,
    RecordSignIn,
    RecordTeaching,
    RecordTraining,
    RescheduleSession,
    ReviewPending,
    SessionAttended,
    SessionRescheduled,
    SetDevelopment,
    TrainingDutyMissed,
    TrainingHeld,
    WhySignIn,
    WhyTraining,
)
from kefu_training.service import Training

HR = ("hr",)
SUPERVISOR = ("customer_service_supervisor",)
STAFF = {
    "E001": ("general_manager", None),
    "E002": ("customer_service_manager", "E001"),
    "E003": ("customer_service_supervisor", "E002"),
    "E006": ("customer_service_specialist", "E003"),
    "E007": ("customer_service_specialist", "E003"),
    "E008": ("customer_service_specialist", "E003"),
}
COURSE = {
    "training_no": "T001", "title": "投訴溝通技巧", "date": "2025-06-12", "start": "14:00", "end": "16:00", "venue": "三樓培訓室",
    "owner": "E003",
}  # fmt: skip


@pytest.fixture
def training(shared):
    shared.organisation = "emall"
    shared.start(Training)
    enter(shared, STAFF)
    return shared


def enter(shared, staff):
    with shared.together():
        for staff_no, (role, superior) in staff.items():
            post = {"since": "2020-01-01", "roles": [role], "reports_to": superior}
            person = {"staff_no": staff_no, "joined_on": "2020-01-01", "left_on": None, "posts": [post]}
            shared.say(StaffRegistered, **{**StaffRegistered.example, **person})


def record(training, **more):
    return training.ask(RecordTraining, roles=HR, **{**COURSE, **more})


def sign(training, staff_no, at=None, event_no="T001", **more):
    moment = {"signed_in_at": at} if at else {}
    return training.ask(RecordSignIn, roles=HR, event_no=event_no, staff_no=staff_no, **moment, **more)


def exam(training, exam_no, staff_no, day="2025-06-14", score=None, kind="exam"):
    marks = {} if score is None else {"score": score}
    return training.ask(RecordExam, roles=HR, exam_no=exam_no, training_no="T001", staff_no=staff_no, kind=kind, date=day, **marks)


def results(training, staff_no, by="H1", roles=HR, as_of="2025-07-15"):
    return training.ask(GetTrainingResults, roles=roles, by=by, staff_no=staff_no, as_of=as_of)


@pytest.mark.rule("TRN-04", "TRN-05")
def test_who_comes_late_misses_or_is_excused_is_told_once(training):
    record(training)
    for staff_no, at in (("E006", "2025-06-12T14:16:00"), ("E007", "2025-06-12T14:00:00"), ("E008", None)):
        sign(training, staff_no, at)
    told = {item["staff_no"]: item for item in training.said(SessionAttended, count=3)}
    assert {staff_no: (item["attendance"], item["minutes"]) for staff_no, item in told.items()} == {
        "E006": ("late_beyond_grace", 16), "E007": ("on_time", 0), "E008": ("missed", 0),
    }  # fmt: skip
    assert told["E006"] == {**SessionAttended.example, "signed_in_at": "2025-06-12T14:16+08:00"}
    training.settle()
    assert len(training.said(SessionAttended, count=3)) == 3
    why = training.ask(WhySignIn, roles=HR, event_no="T001", staff_no="E006")["decisions"]
    assert {cited["id"] for cited in why[0]["because"]} == {"TRN-04", "late_granularity", "training_grace_minutes"}


@pytest.mark.rule("TRN-05")
def test_leave_granted_later_excuses_and_withdrawn_leave_does_not(training):
    record(training)
    sign(training, "E008")
    leave = {"request_no": "L1", "staff_no": "E008", "from_date": "2025-06-12", "to_date": "2025-06-13", "from_time": None, "to_time": None}
    training.say(LeaveDecided, **{**LeaveDecided.example, **leave, "excused": True, "outcome": "granted"})
    training.say(LeaveDecided, **{**LeaveDecided.example, **leave, "excused": False, "outcome": "withdrawn"})
    assert [item["attendance"] for item in training.said(SessionAttended, count=3)] == ["missed", "excused", "missed"]
    assert training.said(ExamMissed)[0]["result"] == "make_up_open"


@pytest.mark.rule("TRN-05")
def test_an_approved_rest_day_excuses_a_rest_that_makes_up_for_lateness_does_not(training):
    record(training)
    sign(training, "E008")
    rest = {**CompensatoryRestDecided.example, "staff_no": "E008", "use_date": "2025-06-12"}
    training.say(CompensatoryRestDecided, **{**rest, "use": "offset_lateness"})
    training.say(CompensatoryRestDecided, **rest)
    training.say(CompensatoryRestDecided, **{**rest, "state": "rejected"})
    assert [item["attendance"] for item in training.said(SessionAttended, count=3)] == ["missed", "excused", "missed"]


@pytest.mark.rule("TRN-05")
def test_leave_known_before_the_sheet_excuses_at_once(training):
    leave = {
        "request_no": "L1",
        "staff_no": "E008",
        "from_date": "2025-06-12",
        "to_date": "2025-06-12",
        "from_time": "13:00",
        "to_time": "17:00",
    }
    training.say(LeaveDecided, **{**LeaveDecided.example, **leave, "excused": True, "outcome": "granted"})
    record(training)
    assert sign(training, "E008")["attendance"] == "excused"


@pytest.mark.rule("TRN-07", "TRN-08", "TRN-09")
def test_exam_make_up_and_zero_make_the_mean_and_a_correction_is_told(training):
    record(training)
    for staff_no in ("E006", "E007", "E008"):
        sign(training, staff_no, "2025-06-12T14:00:00")
    exam(training, "X1", "E006", score="82")
    exam(training, "X2", "E007")
    exam(training, "X3", "E007", day="2025-06-20", kind="make_up")
    assert [(item["staff_no"], item["result"], item["score"]) for item in training.said(ExamScored, count=2)] == [
        ("E006", "scored", "82"), ("E007", "make_up_missed", "0"),
    ]  # fmt: skip
    training.ask(CorrectExam, roles=HR, exam_no="X1", score="84", reason="漏計一題")
    assert training.said(ExamScored, count=3)[-1]["score"] == "84"
    assert (results(training, "E006")["scores"], results(training, "E006")["mean_score"]) == (["84"], "84")
    assert results(training, "E007", as_of="2025-06-19")["sessions"][0]["exam"]["result"] == "make_up_scheduled"
    assert results(training, "E007")["sessions"][0]["exam"] == {"result": "make_up_missed", "score": "0", "because": ["TRN-07", "TRN-08"]}
    assert results(training, "E008")["sessions"][0]["exam"]["result"] == "exam_missing"
    with pytest.raises(AlreadyExists):
        exam(training, "X1", "E008", score="50")
    assert [row["exam_no"] for row in training.ask(ListExams, roles=HR, training_no="T001")["items"]] == ["X1", "X2", "X3"]
    assert training.ask(ListExams, roles=SUPERVISOR, by="E009", training_no="T001")["items"] == []


@pytest.mark.rule("TRN-06", "TRN-07", "TRN-09")
def test_an_exam_is_entered_once_and_corrected_with_a_reason(training):
    record(training)
    sign(training, "E006", "2025-06-12T14:00:00")
    exam(training, "X1", "E006", score="40")
    for number, kind, day, score in (
        ("X0", "exam", "2025-06-14", "99"), ("X2", "exam", "2025-06-15", "95"), ("X3", "exam", "2025-06-14", None),
    ):  # fmt: skip
        with pytest.raises(AlreadyExists) as refusal:
            exam(training, number, "E006", day=day, score=score, kind=kind)
        assert refusal.value.params == {"kind": "exam", "key": "X1", "because": ["TRN-06"]}
    assert [row["exam_no"] for row in training.ask(ListExams, roles=HR, training_no="T001")["items"]] == ["X1"]
    assert [told["score"] for told in training.said(ExamScored)] == ["40"]
    training.ask(CorrectExam, roles=HR, exam_no="X1", score="99", reason="漏計一頁")
    assert [told["score"] for told in training.said(ExamScored, count=2)] == ["40", "99"]
    (row,) = training.ask(ListExams, roles=HR, training_no="T001")["items"]
    (correction,) = row["corrections"]
    assert correction == {"score_before": "40", "score_after": "99", "by": "T01", "reason": "漏計一頁"}


@pytest.mark.rule("TRN-08")
@pytest.mark.parametrize("by_file", [True, False])
def test_who_sat_the_make_up_after_all_has_its_score_and_no_zero(training, by_file):
    record(training)
    sign(training, "E006")
    exam(training, "X2", "E006", day="2025-06-20", kind="make_up")
    assert [told["result"] for told in training.said(ExamScored)] == ["make_up_missed"]
    if by_file:
        row = {"exam_no": "X3", "training_no": "T001", "staff_no": "E006", "kind": "make_up", "date": "2025-06-20", "score": "90"}
        assert [one["reason"] for one in training.send(RecordExam, [row], roles=HR)] == [None]
    else:
        assert exam(training, "X3", "E006", day="2025-06-20", kind="make_up", score="90")["result"] == "make_up"
    assert [(told["result"], told["score"]) for told in training.said(ExamScored, count=2)] == [("make_up_missed", "0"), ("make_up", "90")]
    assert (results(training, "E006")["scores"], results(training, "E006")["mean_score"]) == (["90"], "90")


@pytest.mark.rule("TRN-06")
@pytest.mark.parametrize("scores", [("40", "99"), ("99", "40")])
def test_two_rows_of_papers_for_one_exam_come_to_the_lower_score_in_any_order(training, scores):
    record(training)
    sign(training, "E006", "2025-06-12T14:00:00")
    row = {"training_no": "T001", "staff_no": "E006", "kind": "exam", "date": "2025-06-14", "remark": ""}
    rows = [{**row, "exam_no": f"X{score}", "score": score} for score in scores]
    assert [one["reason"] for one in training.send(RecordExam, rows, roles=HR)] == [None, None]
    assert results(training, "E006")["scores"] == ["40"]
    training.ask(CorrectExam, roles=HR, exam_no="X40", score="85", reason="漏計")
    assert results(training, "E006")["scores"] == ["85"]


@pytest.mark.rule("TRN-06")
@pytest.mark.parametrize(
    ("now", "day", "taken"), [("13:59", "2025-06-12", False), ("14:00", "2025-06-12", True), ("18:00", "2025-06-11", False)]
)
def test_nobody_has_a_score_in_a_training_that_has_not_begun(training, now, day, taken):
    record(training)
    with clock.stopped_at(datetime.fromisoformat(f"2025-06-12T{now}+08:00")):
        if taken:
            assert exam(training, "X001", "E006", day=day, score="82")["score"] == "82"
            return
        with pytest.raises(ExamBeforeTraining) as refusal:
            exam(training, "X001", "E006", day=day, score="82")
        assert refusal.value.params == {"training_no": "T001", "because": ["TRN-06"]}
        if day == "2025-06-12":
            exam(training, "X002", "E006", day=day)
            with pytest.raises(ExamBeforeTraining):
                training.ask(CorrectExam, roles=HR, exam_no="X002", score="82", reason="先登記")
    assert results(training, "E006")["scores"] == []


@pytest.mark.rule("TRN-01", "TRN-10", "TRN-04", "TRN-06", "TRN-07")
def test_rows_are_refused_with_their_code_and_rules(training):
    def refused(message, rows):
        return [(row["line"], row["reason"], row["detail"]["because"]) for row in training.send(message, rows, roles=HR) if row["reason"]]

    course = {**COURSE, "lecturer": "趙", "material_received_on": "2025-06-05", "copies_handed_out_on": ""}
    trainings = [course, {**course, "training_no": "T003", "venue": ""}, {**course, "training_no": "T004", "owner": "E006"}]
    assert refused(RecordTraining, trainings) == [(3, "venue_missing", ["TRN-01"]), (4, "owner_not_supervisor", ["TRN-10"])]
    sheet = {"event_no": "T001", "staff_no": "E006", "signed_in_at": "2025-06-12T14:00:00", "excuse": "", "excuse_approved_by": ""}
    assert refused(RecordSignIn, [sheet, {**sheet, "staff_no": "E088"}, {**sheet, "event_no": "T077"}]) == [
        (3, "unknown_staff", ["TRN-04"]), (4, "unknown_reference", ["TRN-04"]),
    ]  # fmt: skip
    bad = {**sheet, "staff_no": "E007", "signed_in_at": "sometime"}
    assert [(row["line"], row["state"], row["reason"]) for row in training.send(RecordSignIn, [sheet, bad], roles=HR)] == [
        (2, "accepted", None), (3, "refused", "validation_failed"),
    ]  # fmt: skip
    assert [told["staff_no"] for told in training.said(SessionAttended)] == ["E006"]
    row = {"exam_no": "X1", "training_no": "T001", "staff_no": "E006", "kind": "exam", "date": "2025-06-14", "score": "82", "remark": ""}
    rows = [
        {**row, "exam_no": "X2", "kind": "make_up", "date": "2025-06-20", "score": "99"}, row, {**row, "exam_no": "X3", "score": "105"},
    ]  # fmt: skip
    assert refused(RecordExam, rows[1:]) == [(3, "score_out_of_range", ["TRN-06"])]
    assert refused(RecordExam, rows[:1]) == [(2, "make_up_not_due", ["TRN-07"])]
    assert training.said(ExamScored, count=1)[0]["score"] == "82"


@pytest.mark.rule("TRN-10", "TRN-01")
def test_a_row_may_leave_out_who_owns_a_training_and_what_it_is_called_but_no_call_the_owner(training):
    with pytest.raises(ValidationFailed):
        training.ask(RecordTraining, roles=HR, **{**COURSE, "owner": None})
    assert training.said(SessionRescheduled, count=0) == []
    rows = [{**COURSE, "owner": "", "title": ""}, {**COURSE, "training_no": "T003", "owner": "", "venue": ""}]
    assert [row["reason"] for row in training.send(RecordTraining, rows, roles=HR)] == [None, "venue_missing"]
    shown = training.ask(GetTraining, roles=HR, training_no="T001")
    assert ("owner" in shown, shown["title"]) == (False, "T001")
    training.ask(RecordMaterial, roles=HR, training_no="T001", material_received_on="2025-06-05")


@pytest.mark.rule("ATT-30")
def test_a_meeting_needs_neither_a_title_nor_a_kind_but_its_day_and_hours(training):
    meeting = {"meeting_no": "M1", "title": "", "kind": "", "date": "2025-06-05", "start": "14:30", "end": "15:30"}
    rows = [meeting, *({**meeting, "meeting_no": f"M{name}", name: ""} for name in ("date", "start", "end"))]
    assert [row["reason"] for row in training.send(RecordMeeting, rows, roles=HR)] == [None, *["validation_failed"] * 3]
    (told,) = training.said(SessionRescheduled)
    assert (told["title"], told["kind"]) == ("M1", "meeting")


@pytest.mark.rule("TRN-02", "TRN-03", "TRN-06")
def test_material_is_reviewed_before_copies_go_out_and_a_closed_training_is_told(training):
    record(training, material_received_on="2025-06-06")
    with pytest.raises(ReviewPending):
        training.ask(RecordMaterial, roles=HR, training_no="T001", copies_handed_out_on="2025-06-10")
    review = {"material_reviewed_by": "E002", "material_reviewed_on": "2025-06-09", "copies_handed_out_on": "2025-06-10"}
    shown = training.ask(RecordMaterial, roles=HR, training_no="T001", **review, recipients=["E006"])
    assert (shown["material_due"], shown["material"], shown["material_days_late"], shown["copies"]) == ("2025-06-05", "late", 1, "ok")
    sign(training, "E006", "2025-06-12T14:00:00")
    sign(training, "E007", "2025-06-12T14:00:00")
    sign(training, "E008")
    exam(training, "X1", "E006", score="82")
    closed = training.ask(CloseTraining, roles=HR, training_no="T001", closed_on="2025-07-01")
    assert (closed["complete"], closed["without_result"], closed["without_copy"]) == (False, ["E007", "E008"], ["E007"])
    (told,) = training.said(TrainingHeld)
    assert (told["invited"], told["attended"], told["attendance_rate"], told["complete"]) == (3, 2, "66.6667", False)
    (listed,) = training.ask(ListTrainings, roles=HR)["items"]
    assert (listed["attendance_rate"], listed["because"]) == ("66.6667", ["TRN-02", "TRN-03"])
    early = training.ask(GetTraining, roles=HR, training_no="T001", as_of="2025-06-05")
    assert (early["material"], early["copies"]) == ("missing", "not_due")
    (early,) = training.ask(ListTrainings, roles=HR, as_of="2025-06-04")["items"]
    assert (early["material_due"], early["material"], early["copies"]) == ("2025-06-05", "not_due", "not_due")
    assert training.ask(WhyTraining, roles=HR, training_no="T001")["decisions"][-1]["name"] == "material"
    assert training.ask(GetRatesByPost, roles=HR, training_no="T001")["posts"] == {
        "customer_service_specialist": {"invited": 3, "attended": 2, "rate": "66.7"}
    }


@pytest.mark.rule("TRN-02", "TRN-03")
@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2025-06-04", ("not_due", "not_due")), ("2025-06-05", ("not_due", "not_due")), ("2025-06-06", ("missing", "not_due")),
        ("2025-06-12", ("missing", "not_due")), ("2025-06-13", ("missing", "not_handed_out_in_time")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", [{}, {"as_of": "2025-06-30"}])
def test_material_is_not_missing_before_the_day_on_which_it_is_due_is_over(training, today, state, asked):
    with training.on("2025-06-01"):
        training.ask(RecordTraining, roles=SUPERVISOR, by="E003", **COURSE)
    with training.on(today):
        shown = training.ask(GetTraining, roles=HR, training_no="T001", **asked)
        why = training.ask(WhyTraining, roles=HR, training_no="T001")["decisions"][-1]["outcome"]
    assert (shown["material"], shown["copies"]) == (why["state"], why["copies"]) == state


@pytest.mark.rule("TRN-09")
def test_results_are_for_hr_the_line_manager_and_the_person(training):
    record(training)
    sign(training, "E006", "2025-06-12T14:00:00")
    for by, roles in (("H1", HR), ("E003", SUPERVISOR), ("E006", ("customer_service_specialist",))):
        assert results(training, "E006", by=by, roles=roles)["sessions"][0]["attendance"] == "on_time"
    for by in ("E007", "E009"):
        with pytest.raises(NotAllowed):
            results(training, "E006", by=by, roles=("customer_service_specialist",))
        with pytest.raises(NotAllowed):
            training.ask(GetSignIn, roles=("customer_service_specialist",), by=by, event_no="T001", staff_no="E006")


@pytest.mark.rule("TRN-12")
def test_meetings_and_a_year_of_attendance(training):
    meeting = {"meeting_no": "M001", "title": "例會", "kind": "meeting", "date": "2025-06-05", "start": "14:30", "end": "15:30"}
    training.ask(RecordMeeting, roles=HR, **meeting)
    record(training)
    sign(training, "E006", "2025-06-05T14:35:00", event_no="M001")
    sign(training, "E006")
    year = training.ask(GetAttendanceOfYear, roles=HR, staff_no="E006", year=2025)
    assert (year["invited"], year["attended"], year["rate"], year["unexcused"]) == (2, 1, "50", ["T001"])
    (shown,) = training.ask(ListMeetings, roles=HR)["items"]
    assert (shown["invited"], shown["attended"], shown["hours"]) == (1, 1, "1")


@pytest.mark.rule("TRN-04")
def test_a_moved_session_is_judged_anew(training):
    record(training)
    sign(training, "E006", "2025-06-12T14:16:00")
    training.ask(RescheduleSession, roles=HR, event_no="T001", date="2025-06-12", start="14:10", end="16:10", reason="講師遲到")
    assert [(item["attendance"], item["minutes"]) for item in training.said(SessionAttended, count=2)] == [
        ("late_beyond_grace", 16),
        ("late", 6),
    ]
    with pytest.raises(StateConflict):
        training.ask(RescheduleSession, roles=HR, event_no="T001", date="2999-01-01", start="14:10", end="16:10", reason="x")


@pytest.mark.rule("TRN-04")
def test_what_is_not_over_is_judged_the_day_after(training):
    record(training, date="2998-06-12")
    assert sign(training, "E006")["attendance"] is None
    assert training.said(SessionAttended, count=0) == []
    run(training, "2998-06-12")
    assert training.said(SessionAttended, count=0) == []
    run(training, "2998-06-13")
    assert [item["attendance"] for item in training.said(SessionAttended)] == ["missed"]


def run(training, day):
    message = next(item for item in built_ins("training") if item.verb() == "run_due")
    training.ask(message, roles=("system_administrator",), as_of=day)
    training.settle()


@pytest.mark.rule("TRN-01", "TRN-10")
def test_a_plan_is_completed_before_its_training_is_announced(training):
    with pytest.raises(NotAllowed):
        training.ask(PlanTraining, roles=("customer_service_specialist",), by="E006", plan_no="P1", need="投訴處理")
    planned = training.ask(PlanTraining, roles=SUPERVISOR, by="E003", plan_no="P1", need="投訴處理", material="教材", date="2025-06-12")
    assert (planned["owner"], planned["missing"]) == ("E003", ["venue"])
    with pytest.raises(PlanIncomplete):
        record(training, plan_no="P1")
    assert training.ask(CompletePlan, roles=SUPERVISOR, plan_no="P1", venue="三樓")["missing"] == []
    assert record(training, plan_no="P1")["hours"] == "2"
    assert [item["plan_no"] for item in training.ask(ListPlans, roles=HR)["items"]] == ["P1"]
    with pytest.raises(OwnerNotSupervisor):
        record(training, training_no="T002", owner="E006")


@pytest.mark.rule("TRN-10")
def test_an_item_of_the_plan_belongs_to_somebody_who_may_own_its_training(training):
    plan = {"plan_no": "P1", "need": "投訴處理", "date": "2025-06-12"}
    for owner, error in (("ghost", UnknownStaff), ("E006", OwnerNotSupervisor)):
        with pytest.raises(error) as refusal:
            training.ask(PlanTraining, roles=SUPERVISOR, by="E003", **plan, owner=owner)
        assert refusal.value.params["because"] == ["TRN-10"]
    assert training.ask(ListPlans, roles=HR)["items"] == []
    assert training.ask(PlanTraining, roles=SUPERVISOR, by="E003", **plan, owner="E002")["owner"] == "E002"
    for owner, error in (("nobody", UnknownStaff), ("E006", OwnerNotSupervisor)):
        with pytest.raises(error):
            training.ask(CompletePlan, roles=SUPERVISOR, by="E003", plan_no="P1", owner=owner)
    (kept,) = training.ask(ListPlans, roles=HR)["items"]
    assert (kept["owner"], kept["version"]) == ("E002", 1)
    assert training.ask(CompletePlan, roles=SUPERVISOR, by="E003", plan_no="P1", owner="E003")["owner"] == "E003"


@pytest.mark.rule("TRN-11")
def test_a_line_nobody_stays_on_is_a_warning(training):
    record(training)
    sign(training, "E006", "2025-06-12T14:00:00")
    assert training.ask(CheckContinuity, roles=HR, training_no="T001", on_duty=["E006", "E007"])["staffed"]
    assert training.said(LineUnstaffed, count=0) == []
    assert training.ask(CheckContinuity, roles=HR, training_no="T001", on_duty=["E006"])["warning"] == "continuity"
    assert training.said(LineUnstaffed)[0]["on_duty"] == ["E006"]


@pytest.mark.rule("TRN-20", "TRN-21", "TRN-22", "TRN-23", "TRN-28")
def test_courses_forms_subjects_and_qualifications_of_a_property_manager(shared):
    shared.organisation = "shenpu_property"
    shared.start(Training)
    enter(shared, {"A1": ("property_service_agent", None), "PM": ("property_manager", None)})
    course = {"course_no": "C1", "title": "案例分析", "first_on": "2024-08-01", "last_on": "2024-09-30", "weekdays": [0, 1, 2, 3, 4]}
    planned = shared.ask(PlanCourse, roles=HR, **course, start="16:00", end="17:30", assessment="scenario")
    assert (planned["planned_sessions"], planned["planned_hours"], planned["assessment"]) == (43, "64.5", "scenario")
    session = {**COURSE, "owner": "PM", "course_no": "C1", "form": "case_analysis", "subject": "platform"}
    shared.ask(RecordTraining, roles=HR, **{**session, "date": "2024-08-10"})
    assert shared.ask(GetCourse, roles=HR, course_no="C1")["outside_plan"] == ["2024-08-10"]
    grant = {"staff_no": "A1", "qualification": "micro_property_agent", "granted_on": "2024-09-01"}
    with pytest.raises(QualificationUntrained):
        shared.ask(GrantQualification, roles=HR, **grant)
    assert shared.said(QualificationGranted, count=0) == []
    sign(shared, "A1", "2024-08-10T13:55:00")
    shared.ask(GrantQualification, roles=HR, **grant)
    assert shared.said(QualificationGranted)[0]["because"] == ["TRN-22", "qualification_trainings"]
    year = shared.ask(GetYearOfTrainings, roles=HR, year=2024)
    assert year["by_form"] == {"training": 0, "case_analysis": 1, "exchange": 0}
    assert year["untaught_subjects"] == ["law", "regulations", "property_management"]


@pytest.mark.rule("TRN-17", "TRN-29")
def test_a_month_without_its_teaching_is_told_once(shared):
    shared.organisation = "insurer"
    shared.start(Training)
    teaching = {"teaching_no": "F1", "subject": "fraud_cases", "channel": "meeting", "taught_on": "2024-05-10", "title": "假案件"}
    shared.ask(RecordTeaching, roles=HR, **teaching)
    assert shared.ask(GetMonthlyDuties, roles=HR, month="2024-05")["duties"][0]["state"] == "partly"
    for day, state in (("2024-06-30", "open"), ("2024-07-01", "gap")):
        with shared.on(day):
            assert shared.ask(GetMonthlyDuties, roles=HR, month="2024-06")["duties"][0]["state"] == state
    from_the_start(shared)
    shared.ask(RecordTeaching, roles=HR, **{**teaching, "teaching_no": "F2", "channel": "mail"})
    for day in ("2024-06-01", "2024-07-01", "2024-07-02"):
        run(shared, day)
    assert [(item["month"], item["state"]) for item in shared.said(TrainingDutyMissed)] == [("2024-06", "gap")]


def from_the_start(shared):
    """The service has to know the organisation before it runs what is scheduled for it."""
    shared.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": shared.organisation})


@pytest.mark.rule("TRN-24", "TRN-25", "TRN-26", "TRN-27", "TRN-30")
def test_development_of_a_boiler_firm(shared):
    shared.organisation = "boiler"
    shared.start(Training)
    enter(shared, {"H1": ("department_head", None), "G1": ("engineer", "H1"), "G3": ("engineer", "H1")})
    set_plan = {"direction": "boiler", "mentor": "G1", "consulted_on": "2024-12-01"}
    assert shared.ask(SetDevelopment, roles=HR, staff_no="G3", **set_plan)["missing"] == []
    with pytest.raises(UnknownStaff):
        shared.ask(SetDevelopment, roles=HR, staff_no="G9", **set_plan)
    handbook = {
        "document_id": "department_handbook",
        "edition": 4,
        "title": "手冊",
        "effective_from": "2024-12-01",
        "required_of": ["engineer"],
    }
    shared.say(DocumentVersionPublished, **handbook)
    shared.say(DocumentAcknowledged, document_id="department_handbook", edition=4, staff_no="G1", acknowledged_on="2024-12-05")
    found = shared.ask(GetDevelopmentFindings, roles=HR, as_of="2024-12-23")
    assert [(item["staff_no"], item["missing"]) for item in found["developments"]] == [("G1", ["direction", "mentor"])]
    assert found["manuals"] == {"department_handbook": ["G3"]}
    assert {(item["post"], item["document"], item["state"]) for item in found["posts"]} == {
        (post, document, "missing") for post in ("department_head", "engineer") for document in ("job_description", "performance_method")
    }
    duties = shared.ask(GetYearlyDuties, roles=HR, year=2024)["duties"]
    assert [(duty["subject"], duty["state"]) for duty in duties] == [("management: H1", "gap")]
    shared.ask(RaiseImprovement, roles=HR, item_no="I1", title="培訓體系跟不上業務發展", owner="H1", created_on="2024-12-23")
    assert [item["item_no"] for item in shared.ask(ListImprovements, roles=HR, state="open")["items"]] == ["I1"]
    closed = shared.ask(CloseImprovement, roles=HR, item_no="I1", closed_on="2025-06-30")
    assert (closed["state"], closed["closed_on"]) == ("closed", "2025-06-30")


@pytest.mark.rule("TRN-14")
def test_a_new_customer_without_training_is_listed_after_ten_days(shared):
    shared.organisation = "jinyang"
    shared.start(Training)
    shared.ask(RecordInstallation, roles=HR, customer_no="U7", installed_on="2025-06-01")
    assert shared.ask(ListUntrainedCustomers, roles=HR, as_of="2025-06-10")["customers"] == []
    with shared.on("2025-06-10"):
        assert shared.ask(ListUntrainedCustomers, roles=HR, as_of="2025-06-30")["customers"] == []
    assert [item["customer_no"] for item in shared.ask(ListUntrainedCustomers, roles=HR, as_of="2025-06-11")["customers"]] == ["U7"]
    taught = {"trained_on": "2025-06-11", "specialist": "J007", "attendees": ["李會計"]}
    shared.ask(RecordCustomerTraining, roles=("service_specialist",), by="J007", customer_no="U7", **taught)
    assert shared.ask(ListUntrainedCustomers, roles=HR, as_of="2025-06-30")["customers"] == []
