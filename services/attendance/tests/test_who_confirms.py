"""Whoever asks is meant, never a name that is typed: nobody confirms, hands in or notes for himself, or ahead of its time."""

from datetime import date, datetime

import pytest

from kefu import clock
from kefu.testing.days import EVENING
from kefu_messages.attendance import (
    ConfirmAttendance,
    ListAttendanceConfirmations,
    ListMonthlyPapers,
    MonthNotOver,
    OthersPaper,
    OwnAttendance,
    RecordCallBack,
    RecordContactAttempt,
    RecordSelfCriticism,
    RecordSubmission,
)
from kefu_messages.errors import EnteredTooLate, NotFound, NotInLine, SelfApproval, ValidationFailed

HR, SERVICE = ("hr",), ("service",)
BOSS, MANAGER = ("customer_service_supervisor",), ("customer_service_manager",)
JUNE = {"staff_no": "A1", "month": "2025-06"}


def evening(day):
    return datetime.combine(date.fromisoformat(day), EVENING, clock.zone())


def reasons(answers):
    return [answer["reason"] for answer in answers]


CONFIRMATION = {"confirmation_no": "C1", "staff_no": "A1", "month": "2025-06"}


@pytest.mark.rule("ATT-01")
def test_who_confirms_is_who_asks_and_nobody_lets_the_own_month_be_confirmed(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    with office.on("2025-07-01"):
        with pytest.raises(OthersPaper):
            office.ask(ConfirmAttendance, roles=HR, by="P1", **CONFIRMATION, confirmed_by="S1")
        with pytest.raises(SelfApproval):
            office.ask(ConfirmAttendance, roles=HR, by="A1", **CONFIRMATION, confirmed_by="S1")
        with pytest.raises(OwnAttendance):
            office.ask(ConfirmAttendance, roles=HR, by="A1", **CONFIRMATION)
        with pytest.raises(OthersPaper):
            office.ask(ConfirmAttendance, roles=MANAGER, by="M1", **CONFIRMATION, confirmed_by="S1")
    with office.on("2025-07-05"), pytest.raises(SelfApproval):
        office.ask(
            ConfirmAttendance, roles=HR, by="A1", **CONFIRMATION, confirmed_by="S1", confirmed_at="2025-07-01T10:00", late_reason="忘"
        )
    row = {**CONFIRMATION, "confirmed_by": "S1", "confirmed_at": "2025-07-01T10:00"}
    assert reasons(office.send(ConfirmAttendance, [row], roles=HR, by="A1")) == ["self_approval"]
    assert [item["status"] for item in office.ask(ListAttendanceConfirmations, roles=HR, month="2025-06")["items"]] == ["missing"]
    assert reasons(office.send(ConfirmAttendance, [row], roles=HR, by="P1")) == [None]


@pytest.mark.rule("ATT-01", "ATT-02")
def test_a_month_is_confirmed_and_its_papers_come_when_it_is_over(office):
    office = office("emall")
    paper = {"month": "2025-06", "document": "attendance_sheet", "submitted_by": "S1"}
    with office.on("2025-06-29"):
        with pytest.raises(MonthNotOver):
            office.ask(ConfirmAttendance, roles=BOSS, by="S1", **CONFIRMATION)
        with pytest.raises(MonthNotOver):
            office.ask(RecordSubmission, roles=BOSS, by="S1", **paper, submitted_at="2025-06-29T17:00")
    row = {**paper, "document": "bonus_table", "submitted_at": "2025-06-29T17:00"}
    assert reasons(office.send(RecordSubmission, [row], roles=HR, by="P1")) == [None]  # a past paper stands as it is
    with office.on("2025-06-30"):
        assert office.ask(ConfirmAttendance, roles=BOSS, by="S1", **CONFIRMATION)["status"] == "confirmed"
        office.ask(RecordSubmission, roles=BOSS, by="S1", **paper, submitted_at="2025-06-30T17:00")


@pytest.mark.rule("ATT-02")
def test_a_row_may_leave_out_who_handed_a_paper_in_but_no_call(office):
    office = office("emall")
    office.shift("A1", "2025-05-05")
    paper = {"month": "2025-05", "document": "attendance_sheet", "submitted_at": "2025-06-03T17:00"}
    with office.on("2025-06-03"), pytest.raises(ValidationFailed):
        office.ask(RecordSubmission, roles=HR, by="P1", **paper)
    assert reasons(office.send(RecordSubmission, [{**paper, "submitted_by": ""}], roles=HR, by="P1")) == [None]
    (sheet, *_) = office.ask(ListMonthlyPapers, roles=HR, month="2025-05", as_of="2025-06-30")["items"]
    assert (sheet["document"], sheet["status"]) == ("attendance_sheet", "on_time")


@pytest.mark.rule("ATT-02", "ATT-03")
def test_who_hands_in_does_it_today_and_what_others_handed_in_hr_notes(office):
    office = office("emall")
    office.shift("A1", "2025-05-05")
    paper = {"month": "2025-05", "document": "attendance_sheet", "submitted_at": "2025-06-03T17:00"}
    with office.on("2025-06-04"), pytest.raises(EnteredTooLate):
        office.ask(RecordSubmission, roles=BOSS, by="S1", **paper, submitted_by="S1")
    with office.on("2025-06-03"), pytest.raises(OthersPaper):
        office.ask(RecordSubmission, roles=MANAGER, by="M1", **paper, submitted_by="S1")
    with office.on("2025-06-05"), pytest.raises(SelfApproval):
        office.ask(RecordSubmission, roles=HR, by="S1", **paper, submitted_by="S1", late_reason="忘了")
    assert reasons(office.send(RecordSubmission, [{**paper, "submitted_by": "S1"}], roles=HR, by="S1")) == ["self_approval"]
    with office.on("2025-06-04"):
        office.ask(RecordSubmission, roles=HR, by="P1", **paper, submitted_by="S1")
    (sheet, *_) = office.ask(ListMonthlyPapers, roles=HR, month="2025-05", as_of="2025-06-30")["items"]
    assert (sheet["document"], sheet["status"]) == ("attendance_sheet", "on_time")


@pytest.mark.rule("ATT-21")
def test_a_self_criticism_is_received_by_somebody_above_and_not_before_the_absence(office):
    office = office("emall")
    office.shift("S1", "2025-06-03")
    office.over("2025-06-30")
    paper = {"staff_no": "S1", "date": "2025-06-03", "handed_in_on": "2025-07-01"}
    with office.on("2025-07-01"):
        for by, roles, refusal in (("S1", BOSS, SelfApproval), ("S1", HR, SelfApproval), ("S9", BOSS, NotInLine)):
            with pytest.raises(refusal):
                office.ask(RecordSelfCriticism, roles=roles, by=by, **paper)
        for day in ("2025-07-02", "2025-06-02"):
            with pytest.raises(ValidationFailed):
                office.ask(RecordSelfCriticism, roles=MANAGER, by="M1", **{**paper, "handed_in_on": day})
        with pytest.raises(EnteredTooLate):
            office.ask(RecordSelfCriticism, roles=MANAGER, by="M1", **{**paper, "handed_in_on": "2025-06-20"})
        assert office.ask(RecordSelfCriticism, roles=MANAGER, by="M1", **paper)["handed_in_on"] == "2025-07-01"


ATTEMPT = {"attempt_no": "CA1", "staff_no": "V1", "attempted_at": "2025-06-03T14:00"}


@pytest.mark.rule("ATT-48", "ATT-56")
def test_missed_calls_and_their_return_are_written_down_by_others_and_not_ahead(office):
    office = office("jinyang")
    own, head = {"roles": ("service_manager",), "by": "V1"}, {"roles": ("department_manager",), "by": "D1"}
    with office.on("2025-06-03"):
        with pytest.raises(SelfApproval):
            office.ask(RecordContactAttempt, **own, **ATTEMPT)
        for ahead in ({"attempted_at": "2025-06-03T18:30"}, {"called_back_at": "2025-06-03T18:30"}, {"on_job_until": "2025-06-04T09:00"}):
            with pytest.raises(ValidationFailed):
                office.ask(RecordContactAttempt, **head, **{**ATTEMPT, **ahead})
        with clock.stopped_at(evening("2025-06-03")):
            assert reasons(office.send(RecordContactAttempt, [ATTEMPT], **own)) == ["self_approval"]
        office.ask(RecordContactAttempt, **head, **ATTEMPT)
        back = {"attempt_no": "CA1", "called_back_at": "2025-06-03T14:20"}
        with pytest.raises(SelfApproval):
            office.ask(RecordCallBack, **own, **back)
        for number in ("CA1", "CA9"):
            with pytest.raises(NotFound) as refusal:
                office.ask(RecordCallBack, roles=("service_manager",), by="V9", **{**back, "attempt_no": number})
            assert refusal.value.params == {"kind": "attempt", "key": number}
        for wrong in ("2025-06-03T18:30", "2025-06-03T13:59"):
            with pytest.raises(ValidationFailed):
                office.ask(RecordCallBack, **head, **{**back, "called_back_at": wrong})
        assert office.ask(RecordCallBack, **head, **back)["called_back_at"] == "2025-06-03T14:20+08:00"
    with office.on("2025-06-10"), pytest.raises(EnteredTooLate):
        office.ask(RecordContactAttempt, **head, **{**ATTEMPT, "attempt_no": "CA2"})
