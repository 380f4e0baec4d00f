"""By a single call everybody enters his own acts: sessions before they begin, sheets and scores of one's own sessions, on their day."""

from datetime import date, datetime, time, timedelta

import pytest

from kefu import clock
from kefu.testing.days import EVENING
from kefu.testing.running import Guest
from kefu_messages import platform
from kefu_messages.attendance import StaffChanged, StaffRegistered
from kefu_messages.errors import (
    AlreadyExists,
    EnteredTooLate,
    NotAllowed,
    NotFound,
    NotInLine,
    SelfApproval,
    StateConflict,
    ValidationFailed,
)
from kefu_messages.training import (
    CloseTraining,
    CorrectExam,
    ExamMissed,
    ExamScored,
    GetSignIn,
    GetTrainingResults,
    GrantQualification,
    InvitedTooLate,
    ListExams,
    NotOrganiser,
    RecordCustomerTraining,
    RecordExam,
    RecordInstallation,
    RecordMaterial,
    RecordMeeting,
    RecordSignIn,
    RecordTraining,
    ReplayTrainingResults,
    RescheduleSession,
    SessionAttended,
    SessionBegun,
    SetDevelopment,
    SignInOutsideWindow,
    WhySignIn,
    WhyTraining,
)
from kefu_training.service import Training

RunDue = next(message for message in platform.built_ins("training") if message.__name__ == "RunDue")
ROLES = {
    "E001": "general_manager", "E002": "customer_service_manager", "E003": "customer_service_supervisor",
    "E004": "customer_service_supervisor", "E006": "customer_service_specialist", "E007": "customer_service_specialist", "H1": "hr",
}  # fmt: skip
ABOVE = {"E002": "E001", "E003": "E002", "E004": "E002", "E006": "E003", "E007": "E003"}
DAY = date(2025, 6, 12)


@pytest.fixture
def training(shared):
    shared.organisation = "emall"
    place = shared.start(Training)
    with shared.together():
        for staff_no, role in ROLES.items():
            post = {"since": "2020-01-01", "roles": [role], "reports_to": ABOVE.get(staff_no)}
            person = {"staff_no": staff_no, "joined_on": "2020-01-01", "left_on": None, "posts": [post]}
            shared.say(StaffRegistered, **{**StaffRegistered.example, **person})
    place.why = None
    return place


def act(training, message, by, at=None, **asked):
    """Somebody asks at a moment, and what follows from it is heard then; on the evening of the session's day when none is named."""
    moment = at or datetime.combine(DAY, EVENING)
    with clock.stopped_at(moment.replace(tzinfo=clock.zone())):
        answer = Guest.ask(training, message, roles=(ROLES[by],), by=by, **asked)
        training.settle()
    return answer


def meet(training, by="E003", **more):
    told = {"meeting_no": "M1", "title": "例會", "kind": "meeting", "date": str(DAY), "start": "14:00", "end": "16:00"}
    return act(training, RecordMeeting, by, at=datetime.combine(DAY - timedelta(days=3), EVENING), **{**told, **more})


def on(hour, minute=0, days=0):
    return datetime.combine(DAY + timedelta(days=days), time(hour, minute))


def move(training, *, at, **given):
    told = {"event_no": "M1", "date": str(DAY), "start": "14:00", "end": "16:00", "reason": "實際時間", **given}
    return act(training, RescheduleSession, "H1", at=at, **told)


def held(training, staff_no="E006"):
    return act(training, GetSignIn, "H1", event_no="M1", staff_no=staff_no)


@pytest.mark.rule("TRN-04")
def test_a_session_that_has_begun_is_not_announced_nor_moved_but_by_hr(training):
    told = {"title": "例會", "kind": "meeting", "date": str(DAY), "start": "14:00", "end": "16:00"}
    for hour in (14, 18):
        with pytest.raises(SessionBegun):
            act(training, RecordMeeting, "E003", at=on(hour), meeting_no="M0", **told)
    act(training, RecordMeeting, "E003", at=on(13, 59), meeting_no="M1", **told)
    act(training, RecordMeeting, "H1", at=on(18), meeting_no="M2", **told, late_reason="臨時會議")
    moved = {"event_no": "M1", "date": str(DAY), "start": "18:00", "end": "19:00", "reason": "改期"}
    with pytest.raises(SessionBegun):
        act(training, RescheduleSession, "E003", at=on(18, 5), **moved)
    with pytest.raises(SessionBegun):
        act(training, RescheduleSession, "E003", at=on(13), **{**moved, "start": "12:00", "end": "12:30"})
    with pytest.raises(NotOrganiser):
        act(training, RescheduleSession, "E004", at=on(13), **moved)
    assert act(training, RescheduleSession, "E003", at=on(13), **{**moved, "start": "15:00", "end": "16:00"})["start"] == "15:00"
    assert training.said(SessionAttended, count=0) == []


@pytest.mark.rule("TRN-04")
def test_who_missed_a_session_does_not_sign_in_where_hr_has_moved_it(training):
    meet(training)
    act(training, RecordSignIn, "E003", at=on(13), event_no="M1", staff_no="E006")
    moved = {"event_no": "M1", "date": str(DAY), "start": "17:30", "end": "19:00", "reason": "實際時間"}
    act(training, RescheduleSession, "H1", at=on(18), **moved)
    with pytest.raises(SignInOutsideWindow):
        act(training, RecordSignIn, "E006", at=on(18), event_no="M1", staff_no="E006")
    assert held(training)["signed_in_at"] is None
    act(training, RecordSignIn, "E003", at=on(15), event_no="M1", staff_no="E006", signed_in_at=f"{DAY}T14:00")
    with pytest.raises(StateConflict):
        act(training, RescheduleSession, "H1", at=on(18), **{**moved, "date": "2025-06-20"})


@pytest.mark.rule("TRN-04")
def test_a_session_that_has_not_begun_is_moved_and_who_had_signed_in_to_it_signs_in_anew(training):
    meet(training)
    act(training, RecordSignIn, "E003", at=on(13), event_no="M1", staff_no="E006")
    act(training, RecordSignIn, "E006", at=on(13, 50), event_no="M1", staff_no="E006")
    moved = {"event_no": "M1", "date": str(DAY), "start": "16:00", "end": "17:00", "reason": "改期"}
    assert act(training, RescheduleSession, "E003", at=on(13, 55), **moved)["start"] == "16:00"
    training.settle()
    assert held(training)["signed_in_at"] is None
    act(training, RecordSignIn, "E006", at=on(15, 50), event_no="M1", staff_no="E006")
    training.settle()
    assert (held(training)["signed_in_at"][11:16], held(training)["attendance"]) == ("15:50", "on_time")


@pytest.mark.rule("TRN-02", "TRN-03")
def test_material_is_told_of_by_the_organisers_and_a_review_stands(training):
    teach(training)
    with pytest.raises(NotOrganiser):
        act(training, RecordMaterial, "E004", training_no="T001", material_received_on=str(DAY))
    act(training, RecordMaterial, "E002", training_no="T001", material_reviewed_by="E002", material_reviewed_on=str(DAY))
    with pytest.raises(StateConflict):
        act(training, RecordMaterial, "E003", training_no="T001", material_reviewed_by="E003", material_reviewed_on=str(DAY))
    act(training, RecordMaterial, "E003", training_no="T001", copies_handed_out_on=str(DAY))


@pytest.mark.rule("TRN-04", "ATT-19")
def test_what_nobody_has_signed_in_to_is_put_to_the_day_it_was_held_and_the_day_told_of_before_is_named(training):
    meet(training)
    act(training, RecordSignIn, "E003", at=on(13), event_no="M1", staff_no="E006")
    Guest.ask(training, RunDue, roles=("system_administrator",), as_of=str(DAY + timedelta(days=1)))
    (told,) = training.said(SessionAttended)
    assert (told["date"], told["attendance"], told.get("moved_from")) == (str(DAY), "missed", None)
    move(training, at=on(18, days=1), date="2025-05-30")
    told = training.said(SessionAttended, count=2)[-1]
    assert (told["date"], told["attendance"], told["moved_from"]) == ("2025-05-30", "missed", [str(DAY)])


@pytest.mark.rule("TRN-04")
def test_what_somebody_has_signed_in_to_stays_on_its_day(training):
    meet(training)
    act(training, RecordSignIn, "E003", at=on(13), event_no="M1", staff_no="E006")
    act(training, RecordSignIn, "E003", at=on(15), event_no="M1", staff_no="E006", signed_in_at=f"{DAY}T14:40")
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        with pytest.raises(StateConflict):
            move(training, at=on(9, days=4), date=str(day))
    assert held(training)["attendance"] == "late"
    assert move(training, at=on(9, days=4), start="14:30")["start"] == "14:30"
    training.settle()
    assert held(training)["minutes"] == 10


@pytest.mark.rule("TRN-04", "ATT-19")
@pytest.mark.parametrize(("left_on", "missed"), [("2025-06-11", []), ("2025-06-12", ["E006"]), (None, ["E006"])])
def test_nobody_misses_what_takes_place_after_the_last_day_of_service(training, left_on, missed):
    meet(training)
    training.settle()
    act(training, RecordSignIn, "E003", at=on(13), event_no="M1", staff_no="E006")
    post = {"since": "2020-01-01", "roles": [ROLES["E006"]], "reports_to": "E003"}
    person = {"staff_no": "E006", "joined_on": "2020-01-01", "left_on": left_on, "posts": [post]}
    training.say(StaffChanged, **{**StaffChanged.example, **person})
    training.settle()
    Guest.ask(training, RunDue, roles=("system_administrator",), as_of=str(DAY + timedelta(days=1)))
    assert [told["staff_no"] for told in training.said(SessionAttended, count=len(missed))] == missed
    shown = act(training, GetTrainingResults, "H1", at=on(9, days=1), staff_no="E006")["sessions"]
    assert [item["attendance"] for item in shown] == ["missed"] * len(missed)


@pytest.mark.rule("TRN-04")
def test_hr_does_not_move_what_hr_has_missed(training):
    meet(training)
    act(training, RecordSignIn, "E003", at=on(13), event_no="M1", staff_no="H1")
    with pytest.raises(SelfApproval):
        act(training, RescheduleSession, "H1", at=on(18), event_no="M1", date=str(DAY), start="17:00", end="19:00", reason="改期")


@pytest.mark.rule("TRN-04", "TRN-05")
def test_nobody_is_found_missing_who_was_not_invited_in_time(training):
    meet(training)
    with pytest.raises(InvitedTooLate):
        act(training, RecordSignIn, "E003", event_no="M1", staff_no="E006")
    assert training.said(SessionAttended, count=0) == []
    with pytest.raises(InvitedTooLate):
        act(training, RecordSignIn, "E003", event_no="M1", staff_no="E006", excuse="official_business", excuse_approved_by="E003")
    act(training, RecordSignIn, "H1", at=on(9, days=1), event_no="M1", staff_no="E006", late_reason="紙本")


@pytest.mark.rule("TRN-04")
def test_a_sheet_is_entered_by_the_next_day_and_later_by_hr_with_the_reason_kept(training):
    meet(training)
    row = {"event_no": "M1", "staff_no": "E006", "signed_in_at": f"{DAY}T14:00"}
    with pytest.raises(EnteredTooLate):
        act(training, RecordSignIn, "E003", at=on(9, days=2), **row)
    with pytest.raises(EnteredTooLate):
        act(training, RecordSignIn, "E003", at=on(9, days=2), **row, late_reason="忘記")
    with pytest.raises(EnteredTooLate):
        act(training, RecordSignIn, "H1", at=on(9, days=2), **row)
    for wrong in (f"{DAY}T18:01", "2025-06-11T14:00"):
        with pytest.raises(ValidationFailed):
            act(training, RecordSignIn, "E003", **{**row, "signed_in_at": wrong})
    assert training.said(SessionAttended, count=0) == []
    act(training, RecordSignIn, "E003", at=on(18, days=1), **row)
    act(training, RecordSignIn, "H1", at=on(9, days=2), **row, late_reason="紙本遲交")
    kept = act(training, WhySignIn, "H1", event_no="M1", staff_no="E006")["decisions"]
    (entry,) = [item for item in kept if item["name"].startswith("entry ")]
    assert (entry["facts"]["late_reason"], entry["facts"]["entered_by"]) == ("紙本遲交", "H1")
    assert [cited["id"] for cited in entry["because"]] == ["latest_entry_days"]
    late = [{**row, "staff_no": "E007"}]
    assert [one["reason"] for one in training.send(RecordSignIn, late, roles=("customer_service_supervisor",))] == ["not_organiser"]


@pytest.mark.rule("TRN-05")
def test_who_approves_an_excuse_is_who_enters_it_and_stands_above(training):
    meet(training)
    act(training, RecordSignIn, "E003", at=on(13), event_no="M1", staff_no="E006")
    act(training, RecordSignIn, "E003", at=on(13), event_no="M1", staff_no="E002")
    business = {"event_no": "M1", "excuse": "official_business"}
    with pytest.raises(ValidationFailed):
        act(training, RecordSignIn, "E003", **business, staff_no="E006", excuse_approved_by="E002")
    with pytest.raises(NotInLine):
        act(training, RecordSignIn, "E003", **business, staff_no="E002", excuse_approved_by="E003")
    excused = act(training, RecordSignIn, "E003", **business, staff_no="E006", excuse_approved_by="E003")
    assert excused["attendance"] == "excused"
    paper = {**business, "staff_no": "E002", "excuse_approved_by": "E001", "late_reason": "紙本"}
    assert act(training, RecordSignIn, "H1", at=on(9, days=3), **paper)["attendance"] == "excused"


@pytest.mark.rule("TRN-04")
def test_what_somebody_signed_on_the_spot_stays(training):
    meet(training)
    act(training, RecordSignIn, "E006", at=on(14), event_no="M1", staff_no="E006")
    with pytest.raises(StateConflict):
        act(training, RecordSignIn, "E003", event_no="M1", staff_no="E006")
    with pytest.raises(StateConflict):
        act(training, RecordSignIn, "E003", event_no="M1", staff_no="E006", signed_in_at=f"{DAY}T15:59")
    assert held(training)["attendance"] == "on_time"
    late = {"signed_in_at": f"{DAY}T14:20", "late_reason": "錄像"}
    assert act(training, RecordSignIn, "H1", at=on(9, days=1), event_no="M1", staff_no="E006", **late)["attendance"] == "late"


COURSE = {"training_no": "T001", "title": "投訴", "date": str(DAY), "start": "14:00", "end": "16:00", "venue": "三樓", "owner": "E003"}


def teach(training):
    return act(training, RecordTraining, "E003", at=on(9, days=-7), **COURSE)


@pytest.mark.rule("TRN-06", "TRN-09")
def test_scores_are_entered_by_who_held_it_neither_ahead_nor_long_after_nor_of_those_above(training):
    teach(training)
    row = {"exam_no": "X1", "training_no": "T001", "staff_no": "E006", "kind": "exam", "date": str(DAY), "score": "90"}
    with pytest.raises(NotOrganiser):
        act(training, RecordExam, "E004", **row)
    with pytest.raises(NotInLine):
        act(training, RecordExam, "E003", **{**row, "staff_no": "E002", "score": "10"})
    with pytest.raises(ValidationFailed):
        act(training, RecordExam, "E003", **{**row, "date": "2025-06-13"})
    (ahead,) = training.send(RecordExam, [{**row, "date": "2099-01-01"}], roles=("hr",))
    assert ahead["reason"] == "validation_failed"
    with pytest.raises(EnteredTooLate):
        act(training, RecordExam, "E003", at=on(9, days=2), **row)
    act(training, RecordExam, "E003", **row)
    act(training, RecordExam, "E003", **{**row, "exam_no": "X2", "staff_no": "E007", "date": "2025-06-20", "score": None})
    for by, number, error in (
        ("E004", "X1", NotFound),
        ("E004", "X9", NotFound),
        ("E003", "X1", EnteredTooLate),
        ("E001", "X1", NotOrganiser),
    ):
        with pytest.raises(error) as refusal:
            act(training, CorrectExam, by, at=on(9, days=3), exam_no=number, score="20", reason="重評")
        assert error is not NotFound or refusal.value.params == {"kind": "exam", "key": number}
    assert [(look["by"], look["what"]) for look in training.looks(CorrectExam)] == [("E004", f"refused:{CorrectExam.verb()}")]
    act(training, CorrectExam, "H1", at=on(9, days=3), exam_no="X1", score="91", reason="漏計", late_reason="紙本")
    shown = act(training, GetTrainingResults, "E006", at=on(9, days=4), staff_no="E006")
    assert shown["scores"] == ["91"]


@pytest.mark.rule("TRN-02", "TRN-03", "TRN-06")
def test_material_is_reviewed_by_who_says_so_and_a_training_closed_by_who_held_it(training):
    teach(training)
    with pytest.raises(ValidationFailed):
        act(training, RecordMaterial, "E003", training_no="T001", material_reviewed_by="E002", material_reviewed_on=str(DAY))
    for day, error in (("2025-06-13", ValidationFailed), ("2025-06-05", EnteredTooLate)):
        with pytest.raises(error):
            act(training, RecordMaterial, "E003", training_no="T001", material_received_on=day)
    reviewed = {"material_reviewed_by": "E002", "material_reviewed_on": "2025-06-10"}
    act(training, RecordMaterial, "E002", at=on(9, days=-2), training_no="T001", **reviewed)
    assert {item["name"] for item in act(training, WhyTraining, "E006", training_no="T001")["decisions"]} >= {"copies", "in_time"}
    with pytest.raises(NotOrganiser):
        act(training, CloseTraining, "E004", training_no="T001", closed_on=str(DAY))
    with pytest.raises(ValidationFailed):
        act(training, CloseTraining, "E003", training_no="T001", closed_on="2025-06-30")


@pytest.mark.rule("TRN-22", "TRN-24")
def test_qualifications_and_directions_come_from_above_on_their_day(training):
    grant = {"staff_no": "E006", "qualification": "micro_property_agent", "granted_on": str(DAY)}
    plan = {"staff_no": "E006", "mentor": "E007", "consulted_on": str(DAY)}
    for message, asked in ((GrantQualification, grant), (SetDevelopment, plan)):
        with pytest.raises(NotInLine):
            act(training, message, "E004", **asked)
    with pytest.raises(ValidationFailed):
        act(training, GrantQualification, "E003", **{**grant, "granted_on": "2025-06-13"})
    with pytest.raises(EnteredTooLate):
        act(training, SetDevelopment, "E002", **{**plan, "consulted_on": "2025-06-01"})
    assert act(training, SetDevelopment, "E002", **plan)["mentor"] == "E007"


@pytest.mark.rule("TRN-09")
def test_the_line_manager_is_everybody_above_and_nobody_beside(training):
    meet(training)
    act(training, RecordSignIn, "E006", at=on(14), event_no="M1", staff_no="E006")
    for by in ("E003", "E002", "E001"):
        assert act(training, GetTrainingResults, by, staff_no="E006")["staff_no"] == "E006"
    with pytest.raises(NotAllowed):
        act(training, GetTrainingResults, "E004", staff_no="E006")


@pytest.mark.rule("TRN-14")
def test_an_installation_stands_and_a_customer_is_trained_by_who_says_so(training):
    act(training, RecordInstallation, "E003", customer_no="U7", installed_on=str(DAY))
    with pytest.raises(StateConflict):
        act(training, RecordInstallation, "E003", at=on(9, days=5), customer_no="U7", installed_on="2025-06-17")
    act(training, RecordInstallation, "H1", at=on(9, days=5), customer_no="U7", installed_on="2025-06-11", late_reason="錯記")
    trained = {"customer_no": "U7", "trained_on": str(DAY), "attendees": ["李會計"]}
    with pytest.raises(NotInLine):
        act(training, RecordCustomerTraining, "E004", **trained, specialist="E006")
    assert act(training, RecordCustomerTraining, "E003", **trained, specialist="E006")["specialist"] == "E006"


@pytest.mark.rule("TRN-06")
def test_no_row_of_a_list_scores_an_exam_of_a_day_before_the_training(training):
    told = {"training_no": "T1", "title": "話術", "date": str(DAY), "start": "14:00", "end": "16:00", "venue": "一樓", "owner": "E003"}
    row = {"training_no": "T1", "staff_no": "E006", "kind": "exam", "score": "82", "remark": ""}
    before, same, unsat = (
        {**row, "exam_no": "X1", "date": "2025-06-11"},
        {**row, "exam_no": "X2", "date": "2025-06-12"},
        {**row, "exam_no": "X3", "date": "2025-06-11", "score": ""},
    )
    send = {"roles": ("hr",), "by": "H1"}
    early = [item["reason"] for item in training.send(RecordExam, [before, same], **send)]
    act(training, RecordTraining, "E003", at=on(9, days=-3), **told)
    late = [item["reason"] for item in training.send(RecordExam, [before, same, unsat], **send)]
    assert (early, late) == (["unknown_reference"] * 2, ["exam_before_training", None, None])
    assert [item["exam_no"] for item in act(training, ListExams, "H1", training_no="T1")["items"]] == ["X2", "X3"]


@pytest.mark.rule("TRN-06", "TRN-09")
def test_a_list_of_the_organiser_holds_no_second_row_of_an_exam_either(training):
    teach(training)
    row = {"training_no": "T001", "staff_no": "E006", "kind": "exam", "date": str(DAY), "remark": ""}
    act(training, RecordExam, "E003", **{**row, "exam_no": "X1", "score": "40", "remark": None})
    second = [{**row, "exam_no": "X0", "score": "99"}]
    with clock.stopped_at(datetime.combine(DAY, EVENING, clock.zone())):
        answers = training.send(RecordExam, second, roles=("customer_service_supervisor",), by="E003")
    assert [(one["reason"], one["detail"]["because"]) for one in answers] == [("already_exists", ["TRN-06"])]
    assert act(training, GetTrainingResults, "E006", at=on(9, days=4), staff_no="E006")["scores"] == ["40"]


@pytest.mark.rule("TRN-06", "TRN-09")
def test_a_score_that_falls_on_the_day_of_the_exam_is_taken_back_at_once(training):
    teach(training)
    row = {"exam_no": "X1", "training_no": "T001", "staff_no": "E006", "kind": "exam", "date": str(DAY)}
    act(training, RecordExam, "E003", **row, score="85.5")
    assert [told["score"] for told in training.said(ExamScored)] == ["85.5"]
    act(training, CorrectExam, "E003", exam_no="X1", score=None, reason="認錯人")
    told = {"participation": "T001:E006", "training_no": "T001", "staff_no": "E006", "date": str(DAY), "because": ["TRN-06"]}
    assert training.said(ExamMissed) == [{**told, "result": "exam_missing", "make_up_on": None}]
    assert act(training, GetTrainingResults, "E006", staff_no="E006")["scores"] == []
    act(training, CorrectExam, "E003", exam_no="X1", score="70", reason="原卷")
    assert [told["score"] for told in training.said(ExamScored, count=2)] == ["85.5", "70"]
    act(training, CorrectExam, "E003", exam_no="X1", score=None, reason="原卷不是他的")
    Guest.ask(training, RunDue, roles=("system_administrator",), as_of=str(DAY + timedelta(days=1)))
    assert [told["result"] for told in training.said(ExamMissed, count=3)] == ["exam_missing", "exam_missing", "make_up_open"]


@pytest.mark.rule("TRN-04", "TRN-09")
@pytest.mark.parametrize("asked", [{}, {"as_of": str(DAY)}, {"as_of": "2025-06-30"}])
def test_nobody_has_missed_a_session_whose_day_is_not_over_whatever_day_is_asked_for(training, asked):
    meet(training)
    meet(training, meeting_no="M2")
    for event_no in ("M1", "M2"):
        act(training, RecordSignIn, "E003", at=on(13), event_no=event_no, staff_no="E006")
    act(training, RecordSignIn, "E006", at=on(14), event_no="M1", staff_no="E006")

    def shown(**more):
        found = act(training, GetTrainingResults, "E006", staff_no="E006", **asked, **more)
        return found["as_of"], [(item["event_no"], item["attendance"]) for item in found["sessions"]]

    assert shown(at=on(14, 2)) == (str(DAY), [("M1", "on_time")])
    assert shown(at=on(23, 59)) == (str(DAY), [("M1", "on_time")])
    asked = {"as_of": str(DAY)}
    assert shown(at=on(0, 0, days=1)) == (str(DAY), [("M1", "on_time"), ("M2", "missed")])


@pytest.mark.rule("TRN-08")
def test_a_make_up_of_today_is_scheduled_until_its_day_is_over_whatever_day_is_asked_for(training):
    teach(training)
    row = {"training_no": "T001", "staff_no": "E006", "date": str(DAY)}
    act(training, RecordExam, "E003", at=on(17, days=-1), **{**row, "exam_no": "X1", "kind": "make_up"})

    def replayed(at):
        asked = {"month": "2025-06", "as_of": "2025-06-30", "values": {"score_of_missed_make_up": 1}}
        return [item["then"]["result"] for item in act(training, ReplayTrainingResults, "H1", at=at, **asked)["differences"]]

    assert replayed(on(18)) == []
    assert replayed(on(0, 0, days=1)) == ["make_up_missed"]


@pytest.mark.rule("TRN-06", "TRN-07", "TRN-09")
def test_no_row_takes_the_place_of_a_score_that_a_call_has_entered(training):
    teach(training)
    row = {"exam_no": "X1", "training_no": "T001", "staff_no": "E006", "kind": "exam", "date": str(DAY), "score": "40"}
    act(training, RecordExam, "E003", **row)
    (again,) = training.send(RecordExam, [{**row, "exam_no": "X0", "score": "100"}], roles=("hr",))
    assert (again["state"], again["reason"]) == ("refused", "already_exists")
    made_up = {**row, "staff_no": "E007", "kind": "make_up", "exam_no": "X2"}
    act(training, RecordExam, "E003", **{**made_up, "kind": "exam", "exam_no": "X3", "score": None})
    act(training, RecordExam, "E003", at=on(18, days=1), **{**made_up, "date": str(DAY + timedelta(days=1))})
    with pytest.raises(AlreadyExists):
        act(training, RecordExam, "E003", at=on(18, days=1), **{**made_up, "kind": "exam", "exam_no": "X4", "score": "100"})
    scores = [act(training, GetTrainingResults, "H1", at=on(9, days=4), staff_no=staff_no)["scores"] for staff_no in ("E006", "E007")]
    assert scores == [["40"], ["40"]]
