"""A month of trainings by another law: who would be judged otherwise, and nothing written."""

import pytest

from kefu_messages.attendance import StaffRegistered
from kefu_messages.errors import ValidationFailed
from kefu_messages.training import GetSignIn, RecordExam, RecordSignIn, RecordTraining, ReplayTrainingResults
from kefu_training.service import Training

HR, SUPERVISOR = ("hr",), ("customer_service_supervisor",)
COURSE = {"training_no": "T001", "title": "投訴", "date": "2025-06-12", "start": "14:00", "end": "16:00", "venue": "三樓", "owner": "E003"}


@pytest.fixture
def training(shared):
    """E006 came 20 minutes late, E007 in time, E008 missed it and the make-up too; E009 works under another."""
    shared.organisation = "emall"
    place = shared.start(Training)
    with shared.together():
        for staff_no, above in (("E003", None), ("E006", "E003"), ("E007", "E003"), ("E008", "E003"), ("E009", "E004")):
            role = "customer_service_specialist" if above else "customer_service_supervisor"
            post = {"since": "2020-01-01", "roles": [role], "reports_to": above}
            person = {"staff_no": staff_no, "joined_on": "2020-01-01", "left_on": None, "posts": [post]}
            shared.say(StaffRegistered, **{**StaffRegistered.example, **person})
    place.ask(RecordTraining, roles=HR, **COURSE)
    for staff_no, at in (("E006", "14:20"), ("E007", "14:00"), ("E009", "14:20")):
        place.ask(RecordSignIn, roles=HR, event_no="T001", staff_no=staff_no, signed_in_at=f"2025-06-12T{at}:00")
    place.ask(RecordSignIn, roles=HR, event_no="T001", staff_no="E008")
    for exam_no, kind, day in (("X1", "exam", "2025-06-14"), ("X2", "make_up", "2025-06-20")):
        place.ask(RecordExam, roles=HR, exam_no=exam_no, training_no="T001", staff_no="E008", kind=kind, date=day)
    shared.settle()
    return place


def replay(training, by="P1", roles=HR, **asked):
    return training.ask(ReplayTrainingResults, roles=roles, by=by, **{"month": "2025-06", **asked})


def stored(training):
    return [
        training.ask(GetSignIn, roles=HR, event_no="T001", staff_no=staff_no)["version"] for staff_no in ("E006", "E007", "E008", "E009")
    ]


@pytest.mark.rule("TRN-04", "TRN-08")
def test_other_values_list_those_who_would_be_judged_otherwise_and_write_nothing(training):
    before = stored(training)
    assert replay(training) == {"month": "2025-06", "judged": 4, "differences": []}
    found = replay(training, values={"training_grace_minutes": 30})["differences"]
    assert [(item["staff_no"], item["now"]["attendance"], item["then"]["attendance"]) for item in found] == [
        ("E006", "late_beyond_grace", "late"), ("E009", "late_beyond_grace", "late"),
    ]  # fmt: skip
    (missed,) = replay(training, values={"score_of_missed_make_up": 20})["differences"]
    assert (missed["staff_no"], missed["now"]["score"], missed["then"]["score"]) == ("E008", "0", "20")
    assert stored(training) == before


@pytest.mark.rule("TRN-04", "TRN-06")
def test_another_organisations_regulation_knows_no_grace(training):
    found = replay(training, as_organisation="jinyang")["differences"]
    assert {item["staff_no"]: item["then"]["attendance"] for item in found}["E006"] == "late"
    assert replay(training, month="2025-07")["judged"] == 0
    wrong = (
        {"values": {"no_such_value": 1}},
        {"values": {"training_grace_minutes": -1}},
        {"as_organisation": "nosuch"},
        {"law_on": "1999-12-31"},
    )
    for asked in wrong:
        with pytest.raises(ValidationFailed):
            replay(training, **asked)


@pytest.mark.rule("TRN-09")
def test_a_leader_replays_for_his_own_people(training):
    found = replay(training, by="E003", roles=SUPERVISOR, values={"training_grace_minutes": 30})
    assert (found["judged"], [item["staff_no"] for item in found["differences"]]) == (3, ["E006"])
    (look,) = training.looks(ReplayTrainingResults)
    assert look["shown"] == ["E006", "E007", "E008"]
