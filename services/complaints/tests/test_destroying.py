"""What was said of staff is destroyed once its time is over and two people have approved; the customer's case stays."""

import pytest

from kefu_messages import platform
from kefu_messages.attendance import OrganisationRegistered
from kefu_messages.complaints import (
    ComplaintsDestructionDue,
    ComplaintsRecordsDestroyed,
    DecideComplaintsDestruction,
    FileComplaint,
    FileServiceRecord,
    GetCase,
    GetComplaint,
    GetMonthlySummary,
    GetServiceRecord,
    InvestigateComplaint,
    ListComplaintsDestructions,
    OpenCase,
    SubmitMonthlySummary,
)
from kefu_messages.errors import NotFound

RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")
HR, ENGINEER, MANAGER = ("hr",), ("engineer",), ("service_manager",)
ROW = {
    "received_on": "2022-06-09", "customer": "小學", "channel": "hotline", "staff_no": "J13", "cause": "skill", "text": "投訴",
    "investigated_on": "2022-06-12", "investigated_by": "J01", "outcome": "confirmed",
}  # fmt: skip
JOB = {"staff_no": "J13", "kind": "onsite", "finished_on": "2022-06-09", "recorded_on": "2022-06-09"}


def test_two_people_approve_each_list_and_nothing_of_it_is_left_about_the_person(jinyang):
    young = {**ROW, "complaint_no": "K2", "received_on": "2022-06-29", "investigated_on": "2022-07-02"}
    jinyang.send(FileComplaint, [{**ROW, "complaint_no": "K1"}, young], roles=HR)
    jinyang.send(
        FileServiceRecord,
        [{**JOB, "record_no": "R1"}, {**JOB, "record_no": "R2", "finished_on": "2022-07-01", "recorded_on": ""}],
        roles=HR,
    )
    with jinyang.on("2022-06-09"):
        told = {"kind": "praise", "channel": "call", "text": "熱心", "received_at": "2022-06-09T10:00"}
        jinyang.ask(OpenCase, roles=("service_specialist",), by="J15", case_no="C1", staff_no="J13", **told)
    jinyang.ask(SubmitMonthlySummary, roles=ENGINEER, by="J13", month="2023-05", text="總結", submitted_on="2023-06-02")
    jinyang.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": jinyang.organisation})
    jinyang.ask(RUN, roles=("system_administrator",), as_of="2025-07-01")
    lists = {one["kind"]: one for one in jinyang.said(ComplaintsDestructionDue, count=3)}
    assert {kind: (one["before"], one["records"]) for kind, one in lists.items()} == {
        "complaints": ("2022-07-01", 1), "service_records": ("2022-07-01", 1), "work_logs": ("2023-07-01", 1),
    }  # fmt: skip
    assert jinyang.ask(GetComplaint, roles=HR, complaint_no="K1")["cause"] == "skill"
    for one in lists.values():
        for by in ("P1", "P2"):
            jinyang.ask(DecideComplaintsDestruction, roles=HR, by=by, destruction_no=one["destruction_no"], decision="destroy")
    assert [one["records"] for one in jinyang.said(ComplaintsRecordsDestroyed, count=3)] == [1, 1, 1]
    summary = {"agent": "J13", "month": "2023-05"}
    for message, asked in ((GetComplaint, {"complaint_no": "K1"}), (GetServiceRecord, {"record_no": "R1"}), (GetMonthlySummary, summary)):
        with pytest.raises(NotFound):
            jinyang.ask(message, roles=("hr", "engineer"), **asked)
    assert jinyang.ask(GetComplaint, roles=HR, complaint_no="K2")["staff_no"] == "J13"
    assert jinyang.ask(GetServiceRecord, roles=HR, record_no="R2")["staff_no"] == "J13"
    assert jinyang.ask(GetCase, roles=ENGINEER, case_no="C1")["text"] == "熱心"
    assert {one["state"] for one in jinyang.ask(ListComplaintsDestructions, roles=HR)["items"]} == {"destroyed"}


def test_a_case_that_is_over_stays_without_whom_it_was_about(jinyang):
    told = {"kind": "complaint", "channel": "call", "text": "態度差", "staff_no": "J13", "cause": "attitude"}
    with jinyang.on("2022-06-09"):
        jinyang.ask(OpenCase, roles=("service_specialist",), by="J15", case_no="C7", received_at="2022-06-09T10:00", **told)
    found = {"outcome": "confirmed", "investigated_on": "2022-06-10"}
    jinyang.ask(InvestigateComplaint, roles=MANAGER, by="J02", complaint_no="C7", **found)
    over(jinyang, "C7")
    jinyang.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": jinyang.organisation})
    jinyang.ask(RUN, roles=("system_administrator",), as_of="2025-07-01")
    due = next(one for one in jinyang.said(ComplaintsDestructionDue, count=0) if one["kind"] == "complaints")
    for by in ("P1", "P2"):
        jinyang.ask(DecideComplaintsDestruction, roles=HR, by=by, destruction_no=due["destruction_no"], decision="destroy")
    jinyang.settle()
    emptied = jinyang.ask(GetComplaint, roles=HR, complaint_no="C7")
    assert (emptied["staff_no"], emptied["cause"], emptied["outcome"], emptied["text"]) == (None, None, None, "態度差")
    assert [one["records"] for one in jinyang.said(ComplaintsRecordsDestroyed)] == [1]


def over(jinyang, case_no):
    """The case is closed, as its last step would have left it."""
    documents = jinyang._containers["complaints"].host.database["complaints"]  # noqa: SLF001 - the way there is long
    documents.update_one({"_id": f"{jinyang.organisation}/{case_no}"}, {"$set": {"state": "closed", "closed_on": "2022-06-11"}})
