"""Who came to what is destroyed once its time is over and two people have approved; how many came stays."""

import pytest

from kefu_messages.attendance import LeaveDecided, OrganisationRegistered, StaffRegistered
from kefu_messages.destroying import ApprovedTwice, RecordsDestroyed
from kefu_messages.errors import NotAllowed, NotFound
from kefu_messages.platform import built_ins
from kefu_messages.training import (
    DecideTrainingDestruction,
    GetSignIn,
    ListMeetings,
    ListTrainingDestructions,
    RecordExam,
    RecordMeeting,
    RecordSignIn,
    RecordTraining,
    TrainingDestructionDue,
    TrainingRecordsDestroyed,
)
from kefu_training.service import Training

HR = ("hr",)
TRAINING = {
    "training_no": "T1", "title": "培訓", "date": "2022-06-29", "start": "14:00", "end": "15:00", "venue": "會議室", "owner": "E003",
}  # fmt: skip
EXAM = {"exam_no": "X1", "training_no": "T1", "kind": "exam", "date": "2022-06-30", "score": "80"}


def run(place, day):
    message = next(item for item in built_ins("training") if item.verb() == "run_due")
    place.ask(message, roles=("system_administrator",), as_of=day)
    place.settle()


def past(shared):
    """Two meetings, one of them past its time, with who came, and the list of it."""
    shared.organisation = "emall"
    place = shared.start(Training)
    for staff_no, role in (("E006", "customer_service_specialist"), ("E003", "customer_service_supervisor")):
        post = {"since": "2020-01-01", "roles": [role], "reports_to": None}
        place.say(StaffRegistered, **{**StaffRegistered.example, "staff_no": staff_no, "joined_on": "2020-01-01", "posts": [post]})
    for number, day in (("M1", "2022-06-30"), ("M2", "2022-07-01")):
        place.ask(RecordMeeting, roles=HR, meeting_no=number, title="例會", kind="meeting", date=day, start="14:00", end="15:00")
        place.ask(RecordSignIn, roles=HR, event_no=number, staff_no="E006", signed_in_at=f"{day}T14:00")
    old = {"from_date": "2022-05-01", "to_date": "2022-05-02", "staff_no": "E006"}
    place.say(LeaveDecided, **{**LeaveDecided.example, **old})
    place.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": place.organisation})
    for day in ("2025-07-01", "2025-07-02"):
        run(place, day)
    (due,) = place.said(TrainingDestructionDue)
    return place, due


def test_two_people_approve_and_only_then_nobody_is_known_to_have_come(shared):
    place, due = past(shared)
    assert (due["kind"], due["before"], due["records"]) == ("trainings", "2022-07-01", 2)
    asked = {"destruction_no": due["destruction_no"], "decision": "destroy"}
    with pytest.raises(NotAllowed):
        place.ask(DecideTrainingDestruction, roles=("customer_service_specialist",), by="E006", **asked)
    assert place.ask(DecideTrainingDestruction, roles=HR, by="P01", **asked)["state"] == "due"
    with pytest.raises(ApprovedTwice):
        place.ask(DecideTrainingDestruction, roles=HR, by="P01", **asked)
    assert place.ask(GetSignIn, roles=HR, event_no="M1", staff_no="E006")["attendance"] == "on_time"
    place.ask(DecideTrainingDestruction, roles=HR, by="P02", **asked)
    assert [told["records"] for told in place.said(TrainingRecordsDestroyed)] == [2]
    with pytest.raises(NotFound):
        place.ask(GetSignIn, roles=HR, event_no="M1", staff_no="E006")
    assert place.ask(GetSignIn, roles=HR, event_no="M2", staff_no="E006")["attendance"] == "on_time"
    assert [(item["invited"], item["attended"]) for item in place.ask(ListMeetings, roles=HR)["items"]] == [(1, 1), (1, 1)]
    (listed,) = place.ask(ListTrainingDestructions, roles=HR)["items"]
    assert (listed["state"], listed["approved_by"], listed["destroyed"]) == ("destroyed", ["P01", "P02"], 2)


@pytest.mark.rule("TRN-04", "TRN-06")
def test_nobody_is_entered_again_where_who_came_was_destroyed(shared):
    place, due = past(shared)
    place.ask(RecordTraining, roles=HR, by="P01", **TRAINING)
    for by in ("P01", "P02"):
        place.ask(DecideTrainingDestruction, roles=HR, by=by, destruction_no=due["destruction_no"], decision="destroy")
    place.settle()
    sheet, exam = {"event_no": "M1", "staff_no": "E006", "signed_in_at": "2022-06-30T14:00"}, {**EXAM, "staff_no": "E006"}
    for message, gone, kept in (
        (RecordSignIn, sheet, {**sheet, "event_no": "M2", "signed_in_at": "2022-07-01T14:00"}),
        (RecordExam, exam, None),
    ):
        outcomes = place.send(message, [row for row in (gone, kept) if row], roles=HR, by="P01")
        assert [outcome.get("reason") for outcome in outcomes] == ["records_destroyed", None][: len(outcomes)]
        with pytest.raises(RecordsDestroyed):
            place.ask(message, roles=HR, by="P01", **gone)
    with pytest.raises(NotFound):
        place.ask(GetSignIn, roles=HR, event_no="M1", staff_no="E006")
    assert [(item["invited"], item["attended"]) for item in place.ask(ListMeetings, roles=HR)["items"]] == [(1, 1), (1, 1)]
    old = {"from_date": "2022-05-01", "to_date": "2022-05-02", "staff_no": "E006", "request_no": "L9"}
    place.say(LeaveDecided, **{**LeaveDecided.example, **old})
    run(place, "2025-08-01")
    assert [told["records"] for told in place.said(TrainingDestructionDue)] == [2, 1]
