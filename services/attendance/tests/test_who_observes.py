"""What is observed is observed of others, on its day; who reports a time point of his own does so at that moment."""

import pytest

from kefu_messages.attendance import (
    ListPresence,
    PresenceFindingRecorded,
    RecordBreak,
    RecordConduct,
    RecordMilestone,
    RecordPostCheck,
    RecordPostLeave,
    RecordStandingMeeting,
    RegisterStaff,
)
from kefu_messages.errors import EnteredTooLate, NotInLine, SelfApproval, ValidationFailed

HEAD, HR = {"roles": ("department_head",), "by": "H1"}, {"roles": ("hr",), "by": "H1"}
DAY, NEXT = "2025-06-10", "2025-06-11"
OBSERVED = [
    (RecordPostCheck, {"checked_at": f"{DAY}T10:10"}, "post_check"),
    (RecordBreak, {"date": DAY, "left": "12:00", "back": "13:00"}, "break"),
    (RecordConduct, {"observed_at": f"{DAY}T10:20", "activity": "private_call"}, "conduct"),
]


@pytest.mark.rule("ATT-29", "ATT-31", "ATT-58")
@pytest.mark.parametrize(("message", "facts", "kind"), OBSERVED, ids=lambda value: getattr(value, "__name__", ""))
def test_nobody_observes_himself_or_what_is_still_to_come_or_long_over(office, message, facts, kind):
    office = office("shihua_gas")
    for who in (HEAD, HR):
        with office.on(DAY), pytest.raises(SelfApproval):
            office.ask(message, **who, record_no="R1", staff_no="H1", **facts)
    with office.on("2025-06-09"), pytest.raises(ValidationFailed):
        office.ask(message, **HEAD, record_no="R1", staff_no="A1", **facts)
    with office.on("2025-06-14"), pytest.raises(EnteredTooLate):
        office.ask(message, **HEAD, record_no="R1", staff_no="A1", **facts)
    assert office.ask(ListPresence, roles=("hr",), kind=kind, month="2025-06")["items"] == []
    with office.on(NEXT):
        assert office.ask(message, **HEAD, record_no="R1", staff_no="A1", **facts)["staff_no"] == "A1"
    with office.on("2025-06-14"):
        office.ask(message, **HR, record_no="R2", staff_no="A1", **facts, late_reason="紙本巡查表")
    assert len(office.ask(ListPresence, roles=("hr",), kind=kind, month="2025-06")["items"]) == 2


@pytest.mark.rule("ATT-33", "ATT-38")
def test_nobody_finds_himself_at_a_post_or_consents_to_his_own_leaving(office):
    office = office("shihua_gas")
    with office.on(DAY):
        with pytest.raises(SelfApproval):
            office.ask(RecordPostCheck, **HEAD, record_no="R1", staff_no="A1", checked_at=f"{DAY}T10:10", at_post="H1")
        with pytest.raises(SelfApproval):
            office.ask(RecordPostLeave, **HEAD, record_no="R1", staff_no="H1", left_at=f"{DAY}T19:00", back_at=f"{DAY}T19:20")
    assert office.said(PresenceFindingRecorded, count=0) == []


@pytest.mark.rule("ATT-40")
def test_whoever_takes_mondays_attendance_is_neither_signed_nor_missing(office):
    office = office("shihua_gas")
    for who in ("H1", "A1", "A2"):
        office.shift(who, "2025-06-09", "08:30-17:00")
    meeting = {"record_no": "WM1", "kind": "weekly_meeting", "date": "2025-06-09"}
    with office.on("2025-06-09"):
        with pytest.raises(SelfApproval):
            office.ask(RecordStandingMeeting, **HEAD, **meeting, signed=["A1", "H1"])
        with pytest.raises(ValidationFailed):
            office.ask(RecordStandingMeeting, **HEAD, **{**meeting, "date": "2025-06-16"}, signed=["A1"])
        found = office.ask(RecordStandingMeeting, **HEAD, **meeting, signed=["A1"])["findings"]
    assert [item["staff_no"] for item in found] == ["A2"]


@pytest.mark.rule("ATT-52")
def test_a_time_point_of_ones_own_is_reported_as_it_happens(office):
    office = office("shihua_gas")
    office.ask(RegisterStaff, roles=("hr",), staff_no="K1", name="K1", role="cleaner", reports_to="H1", joined_on="2020-01-01")
    office.ask(RegisterStaff, roles=("hr",), staff_no="K2", name="K2", role="cleaner", reports_to="H1", joined_on="2020-01-01")
    point = {"staff_no": "K1", "date": DAY, "task": "stairwells", "due": "18:00"}
    cleaner = {"roles": ("cleaner",), "by": "K1"}
    with office.on(DAY):  # at 18:00
        for done in ("07:55", "17:54", "18:06"):
            with pytest.raises(SelfApproval):
                office.ask(RecordMilestone, **cleaner, record_no="MS1", **point, done=done)
        with pytest.raises(NotInLine):
            office.ask(RecordMilestone, roles=("cleaner",), by="K2", record_no="MS1", **point, done="18:00")
        office.ask(RecordMilestone, **cleaner, record_no="MS1", **point, done="18:00")
        office.ask(RecordMilestone, **HEAD, record_no="MS2", **point, done="17:30")
    with office.on(NEXT), pytest.raises(SelfApproval):
        office.ask(RecordMilestone, **cleaner, record_no="MS3", **point, done="18:00")
    with pytest.raises(EnteredTooLate):
        office.ask(RecordMilestone, **cleaner, record_no="MS3", **point, done="18:00")
