"""The seven steps of a program change on a real bus and store (CMP-38..40, CMP-42..48)."""

import pytest

from kefu_messages import platform
from kefu_messages.complaints import (
    ChangeDelayAnnounced,
    CloseProgramChange,
    ConfirmRequirement,
    CustomerSubmissionMissing,
    FeedbackMissing,
    FileChangeRequest,
    GetProgramChange,
    InformCustomer,
    ListProgramChanges,
    MarkDeveloped,
    NotForThisRole,
    NotTheRegistrant,
    ProgramChangeMoved,
    ProgramChangeOverdue,
    RecordChangeFeedback,
    RecordChangeTest,
    ReportBug,
    RequestProgramChange,
    ReviewProgramChange,
    SealMissing,
    TransitionRefused,
    UntestedChange,
    UpdateCustomer,
    WhyProgramChange,
)
from kefu_messages.errors import NotFound

RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")
WHO = {
    "J13": ("engineer",), "J15": ("service_specialist",), "J02": ("service_manager",), "J01": ("service_director",), "J30": ("developer",),
}  # fmt: skip


@pytest.fixture
def step(jinyang):
    def take(message, on, by="J13", **more):
        return jinyang.ask(message, roles=WHO[by], by=by, change_no="PC-3", on=on, **more)

    return take


@pytest.fixture
def requested(jinyang):
    told = {
        "customer_no": "U7",
        "requirement": "報表加一欄",
        "submitted_by": "王會計",
        "document_no": "FAX-77",
        "requested_on": "2025-05-05",
    }

    def request(*, sealed=True, **more):
        return jinyang.ask(RequestProgramChange, roles=WHO["J15"], by="J15", change_no="PC-3", sealed=sealed, **{**told, **more})

    return request


def reviewed(step):
    step(ConfirmRequirement, "2025-05-06")
    step(FileChangeRequest, "2025-05-06", file_no="DA-12")
    return step(ReviewProgramChange, "2025-05-07", by="J02", approved=True, opinion="可行", expected_on="2025-05-20")


@pytest.mark.rule("CMP-38", "CMP-42")
def test_a_request_without_customer_or_seal_is_refused_and_leaves_nothing(jinyang, requested):
    with pytest.raises(SealMissing):
        requested(sealed=False)
    with pytest.raises(CustomerSubmissionMissing):
        requested(submitted_by="")
    with pytest.raises(NotFound):
        jinyang.ask(GetProgramChange, roles=WHO["J13"], change_no="PC-3")
    assert jinyang.said(ProgramChangeMoved, count=0) == []


@pytest.mark.rule("CMP-42", "CMP-43", "CMP-44", "CMP-45", "CMP-46", "CMP-47", "CMP-48")
def test_a_change_goes_from_the_sealed_request_to_the_customers_feedback(jinyang, requested, step):
    assert requested()["state"] == "requested"
    with pytest.raises(TransitionRefused):
        step(FileChangeRequest, "2025-05-06", file_no="DA-12")
    assert reviewed(step)["state"] == "approved"
    assert step(InformCustomer, "2025-05-08", promised_on="2025-05-20")["acknowledged"] is True
    step(MarkDeveloped, "2025-05-15", by="J30")
    with pytest.raises(NotTheRegistrant):
        step(RecordChangeTest, "2025-05-16", by="J30", passed=True)
    step(RecordChangeTest, "2025-05-16", passed=False)
    with pytest.raises(UntestedChange):
        step(UpdateCustomer, "2025-05-17")
    step(MarkDeveloped, "2025-05-18", by="J30")
    step(RecordChangeTest, "2025-05-18", passed=True)
    step(UpdateCustomer, "2025-05-19")
    with pytest.raises(FeedbackMissing):
        step(CloseProgramChange, "2025-05-19")
    step(RecordChangeFeedback, "2025-05-20", feedback="works, thanks")
    closed = step(CloseProgramChange, "2025-05-20")
    assert (closed["state"], closed["feedback"], closed["registrant"], closed["file_no"]) == ("closed", "works, thanks", "J13", "DA-12")
    assert [one["state"] for one in jinyang.said(ProgramChangeMoved, count=12)] == [
        "requested", "confirmed", "filed", "approved", "informed", "developed", "tested", "developed", "tested", "updated",
        "feedback", "closed",
    ]  # fmt: skip
    assert jinyang.said(ChangeDelayAnnounced, count=0) == []
    (listed,) = jinyang.ask(ListProgramChanges, roles=WHO["J13"], state="closed")["items"]
    assert listed["change_no"] == "PC-3"


@pytest.mark.rule("CMP-45")
def test_only_the_service_manager_reviews_and_may_reject(requested, step):
    requested()
    step(ConfirmRequirement, "2025-05-06")
    step(FileChangeRequest, "2025-05-06", file_no="DA-12")
    told = {"approved": False, "opinion": "不可行"}
    with pytest.raises(NotForThisRole):
        step(ReviewProgramChange, "2025-05-07", by="J01", **told)
    assert step(ReviewProgramChange, "2025-05-07", by="J02", **told)["state"] == "rejected"
    assert step(CloseProgramChange, "2025-05-08")["state"] == "closed"


@pytest.mark.rule("CMP-46")
def test_a_delay_is_announced_before_the_promised_day_or_noted_as_late(jinyang, requested, step):
    requested()
    reviewed(step)
    step(InformCustomer, "2025-05-08", promised_on="2025-05-20")
    step(InformCustomer, "2025-05-18", promised_on="2025-05-27")
    late = step(InformCustomer, "2025-05-28", promised_on="2025-05-30")
    assert [one["late"] for one in late["delays"]] == [False, True]
    assert [(one["promised_on"], one["moved_to"], one["late"]) for one in jinyang.said(ChangeDelayAnnounced, count=2)] == [
        ("2025-05-20", "2025-05-27", False), ("2025-05-27", "2025-05-30", True),
    ]  # fmt: skip
    why = {one["name"]: one for one in jinyang.ask(WhyProgramChange, roles=WHO["J13"], change_no="PC-3")["decisions"]}
    assert why["promised"]["outcome"]["late"] is True


@pytest.mark.rule("CMP-46")
def test_a_promised_day_that_passes_in_silence_is_told_once(jinyang, requested, step):
    requested()
    reviewed(step)
    step(InformCustomer, "2025-05-08", promised_on="2025-05-20")
    jinyang.ask(RUN, roles=("system_administrator",), as_of="2025-05-20")
    assert jinyang.said(ProgramChangeOverdue, count=0) == []
    jinyang.ask(RUN, roles=("system_administrator",), as_of="2025-05-22")
    (told,) = jinyang.said(ProgramChangeOverdue)
    assert (told["promised_on"], told["state"]) == ("2025-05-20", "informed")


@pytest.mark.rule("CMP-39", "CMP-40")
def test_a_bug_is_a_change_request_and_acknowledged_with_the_promised_day(jinyang, step):
    bug = {"change_no": "PC-3", "customer_no": "U7", "requested_on": "2025-05-05"}
    with pytest.raises(Exception, match="error_message"):
        jinyang.ask(ReportBug, roles=WHO["J13"], by="J13", steps_to_error="打開", **bug)
    reported = jinyang.ask(ReportBug, roles=WHO["J13"], by="J13", steps_to_error="打開", error_message="none shown", **bug)
    assert (reported["kind"], reported["state"], reported["acknowledged"]) == ("bug", "requested", False)
    step(ReviewProgramChange, "2025-05-06", by="J02", approved=True, opinion="修", expected_on="2025-05-12")
    assert step(InformCustomer, "2025-05-06", promised_on="2025-05-12")["acknowledged"] is True
