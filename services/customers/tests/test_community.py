"""The owners' platform and the safety years on a real bus and store (CUS-65..67, CUS-69, CUS-70)."""

import pytest

from kefu_customers.service import Customers
from kefu_messages.customers import (
    AdmitParticipant,
    CommunityEventPlanned,
    EarnPoints,
    EnrolmentChanged,
    GetCommunityEvent,
    GetEnrolmentRate,
    GetPointsAccount,
    GetSafetyCoverage,
    ListPlatformModules,
    ModuleReadOnly,
    ModuleUnknown,
    PlanCommunityEvent,
    PlatformRequestSubmitted,
    PointsEarned,
    PointsInsufficient,
    PointsRedeemed,
    RecordEnrolment,
    RecordSafetyMeasure,
    RecordSafetyPublicity,
    RedeemPoints,
    RegisterComplex,
    RegisterUnit,
    SafetyMeasureTaken,
    SubmitPlatformRequest,
    TooYoungForEvent,
    YearDiffers,
)
from kefu_messages.errors import AlreadyExists, NotFound, UnknownUnit

AGENT, SAFETY = ("property_service_agent",), ("safety_inspector",)
UNIT = {"type": "residence", "ownership": "owner", "handed_over_on": "2023-01-10", "occupancy": "decorated", "occupied_since": "2023-02-01"}


@pytest.fixture
def customers(shared):
    shared.organisation = "shenpu_property"
    shared.start(Customers)
    for number in ("A-1", "A-2", "A-3"):
        shared.ask(RegisterUnit, roles=AGENT, unit_no=number, **UNIT)
    return shared


@pytest.mark.rule("CUS-65")
def test_a_repair_posted_online_is_said_with_the_channel_wechat(customers):
    assert customers.ask(ListPlatformModules, roles=AGENT)["modules"] == [
        "repair", "complaint", "revisit", "special_service", "patrol_records", "notices", "satisfaction",
    ]  # fmt: skip
    posting = {"request_no": "WX-1", "unit_no": "A-1", "module": "repair", "content": "漏水", "submitted_at": "2025-05-06T21:15"}
    for module, refusal in (("micro_mall", ModuleUnknown), ("notices", ModuleReadOnly)):
        with pytest.raises(refusal):
            customers.ask(SubmitPlatformRequest, roles=AGENT, **{**posting, "module": module})
    with pytest.raises(UnknownUnit):
        customers.ask(SubmitPlatformRequest, roles=AGENT, **{**posting, "unit_no": "Z-9"})
    assert customers.said(PlatformRequestSubmitted, count=0) == []
    assert customers.ask(SubmitPlatformRequest, roles=("service",), **posting)["channel"] == "wechat"
    (said,) = customers.said(PlatformRequestSubmitted)
    assert (said["module"], said["channel"], said["content"]) == ("repair", "wechat", "漏水")


@pytest.mark.rule("CUS-66")
def test_500_points_are_a_credit_of_5_yuan_and_600_are_refused(customers):
    earning = {"unit_no": "A-1", "entry_no": "XF-1", "source": "spending", "amount": "500.00", "earned_on": "2025-05-06"}
    assert customers.ask(EarnPoints, roles=AGENT, **earning)["balance"] == 500
    with pytest.raises(AlreadyExists):
        customers.ask(EarnPoints, roles=AGENT, **earning)
    redeeming = {"unit_no": "A-1", "entry_no": "DH-1", "points": 600, "redeemed_on": "2025-06-01"}
    with pytest.raises(PointsInsufficient):
        customers.ask(RedeemPoints, roles=AGENT, **redeeming)
    assert customers.ask(GetPointsAccount, roles=AGENT, unit_no="A-1")["balance"] == 500
    assert customers.said(PointsRedeemed, count=0) == []
    customers.ask(RedeemPoints, roles=AGENT, **{**redeeming, "points": 500})
    account = customers.ask(GetPointsAccount, roles=AGENT, unit_no="A-1")
    assert (account["balance"], account["earned"], account["redeemed"]) == (0, 500, 500)
    assert [(entry["what"], entry["points"], entry["amount"]) for entry in account["entries"]] == [
        ("earned", 500, "500.00"), ("redeemed", 500, "5.00"),
    ]  # fmt: skip
    assert customers.said(PointsEarned)[0]["balance"] == 500
    assert customers.said(PointsRedeemed)[0]["credit"] == "5.00"


@pytest.mark.rule("CUS-67", "OTH-13")
def test_the_enrolment_rate_counts_occupied_households_that_follow_on_the_day(customers):
    for unit_no, on, enrolled in (("A-1", "2025-05-01", True), ("A-2", "2025-05-01", True), ("A-2", "2025-06-01", False)):
        customers.ask(RecordEnrolment, roles=AGENT, unit_no=unit_no, enrolled=enrolled, changed_on=on, channel="sms")
    rate = customers.ask(GetEnrolmentRate, roles=AGENT, on="2025-05-31")
    assert (rate["occupied"], rate["enrolled"], rate["percent"], rate["by_channel"]) == (3, 2, "66.67", {"sms": 2})
    assert customers.ask(GetEnrolmentRate, roles=AGENT, on="2025-06-01")["percent"] == "33.33"
    assert customers.ask(GetEnrolmentRate, roles=AGENT, on="2025-04-30")["enrolled"] == 0
    with pytest.raises(UnknownUnit):
        customers.ask(RecordEnrolment, roles=AGENT, unit_no="Z-9", enrolled=True, changed_on="2025-05-01")
    assert [said["enrolled"] for said in customers.said(EnrolmentChanged, count=3)] == [True, True, False]


@pytest.mark.rule("CUS-69", "CUS-70")
def test_a_complex_is_covered_when_all_four_measures_were_taken_in_the_year(customers):
    year = {"complex_no": "XQ-03", "year": 2025}
    for number, opened_on in (("XQ-03", "2020-01-01"), ("XQ-04", "2025-12-31"), ("XQ-05", "2026-01-01")):
        told = {"complex_no": number, "name": number, "boiler": False, "opened_on": opened_on}
        customers.ask(RegisterComplex, roles=sorted(RegisterComplex.roles), **told)
    activity = {**year, "activity_no": "AQ-1", "form": "leaflets", "held_on": "2025-03-15", "reach": 240}
    with pytest.raises(NotFound):
        customers.ask(RecordSafetyPublicity, roles=SAFETY, **{**activity, "complex_no": "XQ-99"})
    with pytest.raises(YearDiffers):
        customers.ask(RecordSafetyPublicity, roles=SAFETY, **{**activity, "held_on": "2026-01-01"})
    done = customers.ask(RecordSafetyPublicity, roles=SAFETY, **activity)
    assert (done["measures"], done["missing"]) == ({"safety_material": "2025-03-15"}, ["campaign", "phone_revisit", "emergency_phone"])
    with pytest.raises(AlreadyExists):
        customers.ask(RecordSafetyPublicity, roles=SAFETY, **activity)
    customers.ask(RecordSafetyPublicity, roles=SAFETY, **{**activity, "activity_no": "AQ-2", "form": "display_board", "reach": 0})
    for measure in ("phone_revisit", "emergency_phone"):
        covered = customers.ask(RecordSafetyMeasure, roles=SAFETY, **year, measure=measure, taken_on="2025-12-31")
    assert (covered["covered"], [one["activity_no"] for one in covered["activities"]]) == (True, ["AQ-1", "AQ-2"])
    coverage = customers.ask(GetSafetyCoverage, roles=SAFETY, year=2025)
    assert (coverage["complexes"], coverage["covered"]) == (2, 1)
    assert coverage["missing"] == {"XQ-04": ["campaign", "phone_revisit", "safety_material", "emergency_phone"]}
    assert customers.said(SafetyMeasureTaken, count=4)[0]["form"] == "leaflets"


@pytest.mark.rule("OTH-11")
def test_an_event_of_the_community_is_for_its_audience_and_keeps_no_birthday(customers):
    haircut = {"event_no": "HD-1", "kind": "free_haircut", "title": "重陽節免費理髮", "starts_on": "2025-10-29", "ends_on": "2025-10-29"}
    assert customers.ask(PlanCommunityEvent, roles=AGENT, **haircut)["youngest"] == 60
    assert customers.said(CommunityEventPlanned)[0]["because"][0] == "community_audiences"
    guest = {"event_no": "HD-1", "participant_no": "1", "took_part_on": "2025-10-29"}
    with pytest.raises(TooYoungForEvent):
        customers.ask(AdmitParticipant, roles=AGENT, **guest, born_on="1965-10-30")
    taken = customers.ask(AdmitParticipant, roles=AGENT, **guest, born_on="1965-10-29")
    assert (taken["age"], "born_on" in taken) == (60, False)
    with pytest.raises(AlreadyExists):
        customers.ask(AdmitParticipant, roles=AGENT, **guest, born_on="1965-10-29")
    assert customers.ask(GetCommunityEvent, roles=AGENT, event_no="HD-1")["participants"] == 1
