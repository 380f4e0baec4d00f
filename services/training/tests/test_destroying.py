"""Who came to what is destroyed once its time is over and two people have approved; how many came stays."""

import pytest

from kefu_messages.attendance import LeaveDecided, OrganisationRegistered, StaffRegistered
from kefu_messages.destroying import ApprovedTwice
from kefu_messages.errors import NotAllowed, NotFound
from kefu_messages.platform import built_ins
from kefu_messages.training import (
    DecideTrainingDestruction,
    GetSignIn,
    ListMeetings,
    ListTrainingDestructions,
    RecordMeeting,
    RecordSignIn,
    TrainingDestructionDue,
    TrainingRecordsDestroyed,
)
from kefu_training.service import Training

HR = ("hr",)


def run(place, day):
    message = next(item for item in built_ins("training") if item.verb() == "run_due")
    place.ask(message, roles=("system_administrator",), as_of=day)
    place.settle()


def test_two_people_approve_and_only_then_nobody_is_known_to_have_come(shared):
    shared.organisation = "emall"
    place = shared.start(Training)
    place.say(StaffRegistered, **{**StaffRegistered.example, "staff_no": "E006", "joined_on": "2020-01-01"})
    for number, day in (("M1", "2022-06-30"), ("M2", "2022-07-01")):
        place.ask(RecordMeeting, roles=HR, meeting_no=number, title="例會", kind="meeting", date=day, start="14:00", end="15:00")
        place.ask(RecordSignIn, roles=HR, event_no=number, staff_no="E006", signed_in_at=f"{day}T14:00")
    old = {"from_date": "2022-05-01", "to_date": "2022-05-02", "staff_no": "E006"}
    place.say(LeaveDecided, **{**LeaveDecided.example, **old})
    place.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": place.organisation})
    for day in ("2025-07-01", "2025-07-02"):
        run(place, day)
    (due,) = place.said(TrainingDestructionDue)
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
