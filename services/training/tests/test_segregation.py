"""Nobody makes his own record: sign-ins on the spot only, scores, qualifications and directions by others."""

from datetime import date, timedelta

import pytest

from kefu import clock
from kefu_messages.attendance import StaffRegistered
from kefu_messages.errors import SelfApproval, StateConflict
from kefu_messages.training import (
    CorrectExam,
    GetSignIn,
    GrantQualification,
    ListExams,
    NotOrganiser,
    RecordExam,
    RecordMeeting,
    RecordSignIn,
    RecordTraining,
    SessionAttended,
    SetDevelopment,
    SignInOutsideWindow,
)
from kefu_training.service import Training

HR, SUPERVISOR, SPECIALIST = ("hr",), ("customer_service_supervisor",), ("customer_service_specialist",)
STAFF = {
    "E002": ("customer_service_manager", None), "E003": ("customer_service_supervisor", "E002"),
    "E006": ("customer_service_specialist", "E003"), "H1": ("hr", None),
}  # fmt: skip


@pytest.fixture
def training(shared):
    shared.organisation = "emall"
    place = shared.start(Training)
    with shared.together():
        for staff_no, (role, above) in STAFF.items():
            post = {"since": "2020-01-01", "roles": [role], "reports_to": above}
            person = {"staff_no": staff_no, "joined_on": "2020-01-01", "left_on": None, "posts": [post]}
            shared.say(StaffRegistered, **{**StaffRegistered.example, **person})
    return place


def meet(training, event_no, day):
    hours = {"start": "00:00", "end": "23:59"}
    with training.on(str(day - timedelta(days=1))):
        training.ask(RecordMeeting, roles=SUPERVISOR, by="E003", meeting_no=event_no, title="例會", kind="meeting", date=str(day), **hours)


@pytest.mark.rule("TRN-04")
def test_people_sign_in_themselves_while_it_is_on_by_the_services_clock_and_once(training):
    today = clock.now("Asia/Shanghai").date()
    meet(training, "M1", today)
    mine = {"event_no": "M1", "staff_no": "E006"}
    for more in (
        {"signed_in_at": f"{today}T00:00:00"},
        {"excuse": "certificate"},
        {"excuse": "official_business", "excuse_approved_by": "E003"},
    ):
        with pytest.raises(SelfApproval):
            training.ask(RecordSignIn, roles=SPECIALIST, by="E006", **mine, **more)
    before = clock.now("Asia/Shanghai")
    signed = training.ask(RecordSignIn, roles=SPECIALIST, by="E006", **mine)
    assert before.isoformat()[:16] <= signed["signed_in_at"] <= clock.now("Asia/Shanghai").isoformat()
    with pytest.raises(StateConflict):
        training.ask(RecordSignIn, roles=SPECIALIST, by="E006", **mine)
    assert training.ask(GetSignIn, roles=SPECIALIST, by="E006", **mine)["version"] == 1


@pytest.mark.rule("TRN-04")
def test_who_missed_a_session_cannot_sign_in_afterwards_whatever_his_post(training):
    meet(training, "M1", date(2025, 6, 5))
    meet(training, "M2", clock.now("Asia/Shanghai").date() + timedelta(days=2))
    for event_no in ("M1", "M2"):
        for who, roles in (("E006", SPECIALIST), ("E003", SUPERVISOR), ("H1", HR)):
            with pytest.raises(SignInOutsideWindow):
                training.ask(RecordSignIn, roles=roles, by=who, event_no=event_no, staff_no=who)
    own_row = [{"event_no": "M1", "staff_no": "T01", "signed_in_at": "2025-06-05T00:00:00"}]
    with training.together():
        training.say(StaffRegistered, **{**StaffRegistered.example, "staff_no": "T01"})
    assert [row["reason"] for row in training.send(RecordSignIn, own_row, roles=HR)] == ["self_approval"]
    assert training.said(SessionAttended, count=0) == []


@pytest.mark.rule("TRN-04")
def test_others_are_entered_by_the_organiser_or_hr(training):
    meet(training, "M1", date(2025, 6, 5))
    row = {"event_no": "M1", "staff_no": "E006", "signed_in_at": "2025-06-05T00:00:00"}
    for by, roles in (("E002", ("customer_service_manager",)), ("E002", SPECIALIST)):
        with pytest.raises(NotOrganiser):
            training.ask(RecordSignIn, roles=roles, by=by, **row)
    assert training.ask(RecordSignIn, roles=SUPERVISOR, by="E003", **row)["attendance"] == "on_time"
    assert training.ask(RecordSignIn, roles=HR, by="H1", **row)["version"] == 2


@pytest.mark.rule("TRN-06", "TRN-09", "TRN-22", "TRN-24")
def test_nobody_records_his_own_score_qualification_or_direction(training):
    course = {
        "training_no": "T001",
        "title": "投訴",
        "date": "2025-06-12",
        "start": "14:00",
        "end": "16:00",
        "venue": "三樓",
        "owner": "E003",
    }
    training.ask(RecordTraining, roles=HR, by="H1", **course)
    row = {"training_no": "T001", "kind": "exam", "date": "2025-06-14", "score": "99"}
    with pytest.raises(SelfApproval):
        training.ask(RecordExam, roles=SUPERVISOR, by="E003", exam_no="X1", staff_no="E003", **row)
    training.ask(RecordExam, roles=HR, by="H1", exam_no="X1", staff_no="E003", **{**row, "score": "60"})
    with pytest.raises(SelfApproval):
        training.ask(CorrectExam, roles=SUPERVISOR, by="E003", exam_no="X1", score="99", reason="漏計")
    with pytest.raises(SelfApproval):
        training.ask(
            GrantQualification, roles=SUPERVISOR, by="E003", staff_no="E003", qualification="micro_property_agent", granted_on="2025-07-01"
        )
    with pytest.raises(SelfApproval):
        training.ask(SetDevelopment, roles=SUPERVISOR, by="E003", staff_no="E003", direction="boiler")
    (listed,) = training.ask(ListExams, roles=HR, by="H1", training_no="T001")["items"]
    assert listed["score"] == "60"
