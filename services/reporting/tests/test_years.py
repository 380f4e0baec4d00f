"""The years of the gas company and the insurer, the month and the week of a service department; on a real bus and store."""

from datetime import date

import pytest

from kefu_messages.complaints import CaseOpened
from kefu_messages.contracts import (
    ContractPlanSummarised,
    FraudFound,
    MaintainedProjectChanged,
    PartnerChanged,
    ReferralRecorded,
    ServiceContractSigned,
    ServiceContractTerminated,
)
from kefu_messages.customers import ComplexRegistered, CustomerRegistered, RevisitReportSubmitted
from kefu_messages.fieldwork import AccidentRecorded
from kefu_messages.metering import MeterInstalled
from kefu_messages.reporting import GetCompiledReport, RecordReportEntry
from kefu_reporting.service import Reporting

HEAD = ("department_head",)


@pytest.fixture
def reporting(shared):
    shared.organisation = "shihua_gas"
    return shared.start(Reporting)


def enter(reporting, number, kind, on, **more):
    return reporting.ask(RecordReportEntry, roles=HEAD, entry_no=number, kind=kind, on=on, **more)


def read(reporting, kind, period, **more):
    return reporting.ask(GetCompiledReport, roles=HEAD, kind=kind, period=period, **more)["rules"]


def customer(reporting, number, kind, opened_on, *, boiler=False):
    reporting.say(
        CustomerRegistered, customer_no=number, name="某", kind=kind, status="existing", area=None, address=None, opened_on=opened_on,
        wall_hung_boiler=boiler, complex_no=None, grade=None, key_account=False, missing=[],
    )  # fmt: skip


@pytest.mark.rule("REP-54", "REP-55", "REP-56", "REP-57", "REP-58", "REP-59", "REP-78")
def test_a_gas_companys_year_is_what_was_told_and_entered(reporting):
    with reporting.together():
        for number in range(4):
            customer(reporting, f"R{number}", "residential", date(2024, 12, 31), boiler=number == 0)
        customer(reporting, "R9", "residential", date(2025, 1, 1))
        customer(reporting, "G1", "public_welfare", date(2024, 5, 1))
        reporting.say(ComplexRegistered, complex_no="X1", name="某", boiler=True, opened_on=date(2024, 3, 1))
        reporting.say(AccidentRecorded, accident_no="S1", happened_on=date(2023, 12, 31), severity="minor", area=None, counts=True)
        reporting.say(
            MeterInstalled, meter_no="M1", customer_no="R0", customer_kind="residential", meter_type="G2.5", position="indoor",
            inlet="left", installed_on=date(2024, 2, 1), life_years=10, state="gas_on", gas_on_on=date(2024, 2, 2),
        )  # fmt: skip
    enter(reporting, "1", "stated", "2024-12-31", name="public_welfare_customers", amount="8.00")
    enter(reporting, "2", "household_inspections", "2024-12-31", quantity=3862)
    enter(reporting, "3", "satisfaction", "2023-12-31", part=901, whole=1000)
    enter(reporting, "4", "satisfaction", "2024-12-31", part=925, whole=1000)
    enter(reporting, "5", "post", "2024-01-01", name="抄表員", marks=["rules", "duties", "assessment"])
    enter(reporting, "6", "post", "2024-01-01", name="安檢員", marks=["rules"])
    figures = read(reporting, "gas_year", "2024", cut_off="2024-12-31")
    assert (figures["REP-54"]["new"], figures["REP-54"]["rate"]["shown"]) == (4, "25.0")
    assert (figures["REP-55"]["inspections"], figures["REP-55"]["installations"], figures["REP-55"]["gas_ons"]) == (3862, 1, 1)
    assert figures["REP-56"]["boilers"] == 1
    assert figures["REP-57"] == {"counted": "1", "stated": "8", "difference": "7", "agrees": False}
    assert figures["REP-58"] == 366
    assert figures["REP-59"] == "+2.4"
    assert figures["REP-78"]["incomplete"] == {"安檢員": ["duties", "assessment"]}


@pytest.mark.rule("REP-72", "REP-73", "REP-74")
def test_an_insurers_year(reporting):
    reporting.say(
        PartnerChanged, partner_no="P1", name="某", kind="repair_shop",
        contracts=[{"contract_no": "1", "signed_on": "2023-07-01", "starts_on": "2023-07-01", "ends_on": "2024-06-30"},
                   {"contract_no": "2", "signed_on": "2024-07-01", "starts_on": "2024-07-01", "ends_on": "2025-06-30"}],
    )  # fmt: skip
    enter(reporting, "1", "partner", "2024-06-30", name="某修理廠", state="ended")
    enter(reporting, "2", "fraud_case", "2024-05-06", name="案一")
    enter(reporting, "3", "referral", "2024-05-06", state="accepted", amount="1200.00")
    enter(reporting, "4", "referral", "2024-05-07", state="declined")
    figures = read(reporting, "insurer_year", "2024", cut_off="2024-05-31")
    assert figures["REP-72"]["due"] == 0
    assert (figures["REP-73"]["total"], figures["REP-73"]["every_month_since"]) == (1, 5)
    assert figures["REP-74"]["months"]["05"]["rate"]["shown"] == "50"
    assert figures["REP-74"]["months"]["04"] == "no_data"
    assert read(reporting, "insurer_year", "2024")["REP-72"]["rate"]["shown"] == "50"


@pytest.mark.rule("REP-73", "REP-74")
def test_fraud_and_referrals_are_those_told_and_entries_fill_the_months_that_nobody_tells_of(reporting):
    with reporting.together():
        for number, day in (("DJ-1", date(2024, 5, 6)), ("DJ-2", date(2024, 5, 31)), ("DJ-3", date(2024, 6, 1))):
            reporting.say(FraudFound, case_no=number, kind="invented_cause", found_on=day)
        for number in range(12):
            reporting.say(ReferralRecorded, referral_no=f"SX-{number}", partner_no="P1", dealer="通達車行", referred_on=date(2024, 5, 2))
    enter(reporting, "1", "fraud_case", "2024-04-30", name="系統啟用前")
    enter(reporting, "2", "fraud_case", "2024-05-06", name="案一")
    enter(reporting, "3", "fraud_case", "2024-06-01", name="案三")
    for number in range(9):
        enter(reporting, f"R{number}", "referral", "2024-05-02", state="accepted", amount="100.00")
    figures = read(reporting, "insurer_year", "2024", cut_off="2024-06-30")
    assert figures["REP-73"]["by_month"][3:6] == [1, 2, 1]
    assert figures["REP-73"]["differences"] == [{"month": "05", "told": 2, "entered": 1}]
    may = figures["REP-74"]["months"]["05"]
    assert (may["sent"], may["accepted"], may["amount"], may["rate"]["shown"]) == (12, 9, "900", "75")
    assert figures["REP-74"]["differences"] == [{"month": "05", "told": 12, "entered": 9}]
    assert read(reporting, "insurer_year", "2024", cut_off="2024-05-30")["REP-73"]["by_month"][4] == 1


@pytest.mark.rule("REP-63", "CON-48")
def test_an_entry_of_a_contract_that_is_told_of_counts_once_and_a_difference_is_named(reporting):
    reporting.organisation = "boiler"
    with reporting.together():
        for number, renews, until in (("W2", None, date(2024, 6, 30)), ("W3", None, date(2024, 6, 30)), ("W4", "W2", date(2025, 6, 30))):
            sign(reporting, number, renews=renews, until=until)
        sign(reporting, "R1", kind="repair", until=date(2024, 6, 30))
        sign(reporting, "W5", until=date(2024, 6, 30))
        end(reporting, "W5", date(2024, 6, 30))
    for number, (name, state) in enumerate((("W2", "renewed"), ("W3", "renewed"), ("W5", "lapsed"), ("舊合同", "renewed"))):
        enter(reporting, str(number), "contract_due", "2024-06-30", name=name, state=state)
    found = read(reporting, "boiler_year", "2024")["REP-63"]
    assert (found["due"], found["renewed"], found["ended_early"]) == (3, 2, 1)
    assert found["differences"] == [{"name": "W3", "told": False, "entered": True}]


def sign(reporting, number, *, until, renews=None, kind="maintenance"):
    reporting.say(
        ServiceContractSigned, contract_no=number, customer_no="U7", kind=kind, line="boiler", project_no=None, specialist=None,
        renews=renews, period_from=date(2024, 1, 1), period_to=until, amount=None, signed_by_us_on=date(2024, 1, 1),
        signed_by_customer_on=date(2024, 1, 1), returned_on=date(2024, 1, 2),
    )  # fmt: skip


def end(reporting, number, on):
    reporting.say(
        ServiceContractTerminated, contract_no=number, customer_no="U7", kind="maintenance", line="boiler", project_no=None,
        specialist=None, renews=None, period_from=date(2024, 1, 1), period_to=date(2024, 6, 30), amount=None, terminated_on=on,
        reason="客戶停用",
    )  # fmt: skip


@pytest.mark.rule("REP-14", "REP-16", "REP-17", "REP-18", "REP-19", "REP-20")
def test_a_service_departments_month(reporting):
    with reporting.together():
        reporting.say(ContractPlanSummarised, month="2025-06", planned=12, completed=10, percent="83.3")
        reporting.say(
            RevisitReportSubmitted, month="2025-06", forms=40, made=38, on_time=36, done_percent="95", on_time_percent="90",
            satisfied_percent=None, software_mean=None, submitted_on=date(2025, 6, 30), late=False,
        )  # fmt: skip
    enter(reporting, "1", "software_use", "2025-06-30", staff_no="S1", quantity=30, part=12, whole=15)
    enter(reporting, "2", "software_rating", "2025-06-02", quantity=4)
    enter(reporting, "3", "software_rating", "2025-06-03", quantity=5)
    enter(reporting, "4", "work_quality", "2025-06-30", staff_no="M1", quantity=70)
    enter(reporting, "5", "quality_check", "2025-06-12", name="T9", note="未填寫到場時間")
    enter(reporting, "6", "work_plan", "2025-01-02", state="approved")
    figures = read(reporting, "service_month", "2025-06")
    assert figures["REP-14"]["percent"] == "83.3"
    assert figures["REP-16"]["S1"]["percent"] == "80"
    assert (figures["REP-17"]["made_percent"], figures["REP-17"]["on_time_percent"]) == ("95.0", "90.0")
    assert figures["REP-18"]["mean"] == "4.5"
    assert figures["REP-19"]["below_floor"] == ["M1"]
    assert figures["REP-20"] == {"checks": {"T9": "未填寫到場時間"}, "work_plan": "approved"}


@pytest.mark.rule("REP-15")
def test_the_agenda_of_a_weeks_quality_meeting(reporting):
    reporting.say(
        CaseOpened, case_no="TS1", kind="complaint", channel="phone", category=None, handling=None, area=None, unit_no=None,
        customer_no=None, received_on=date(2025, 6, 4), priority="normal", severity=None, similar=[],
    )  # fmt: skip
    agenda = read(reporting, "service_week", "2025-W23")["REP-15"]
    assert (agenda["meeting_day"], agenda["meeting"], agenda["complaints"]) == ("2025-06-06", "gap", ["TS1"])
    enter(reporting, "1", "meeting", "2025-06-06", quantity=9)
    agenda = read(reporting, "service_week", "2025-W23")["REP-15"]
    assert (agenda["meeting"], agenda["attended"]) == ("held", 9)
    assert read(reporting, "service_week", "2025-W40")["REP-15"]["meeting"] == "skipped"


@pytest.mark.rule("REP-63", "REP-64", "REP-65", "REP-66", "REP-67", "REP-68", "REP-69")
def test_a_maintenance_firms_contracts_repairs_and_staff(reporting):
    reporting.organisation = "boiler"
    with reporting.together():
        for number in ("WZ", "SN", "NC"):
            reporting.say(
                MaintainedProjectChanged, project_no=number, name="某", line="boiler", taken_over_on=date(2024, 5, 1), terminated_on=None,
                engineers=[], findings=[],
            )  # fmt: skip
    for number, (kind, on, more) in enumerate((
        ("contract_due", "2024-06-30", {"name": "a", "state": "renewed"}), ("contract_due", "2024-06-30", {"name": "b", "state": "lapsed"}),
        ("boilers_contracted", "2024-12-01", {"quantity": 67}), ("boilers_contracted", "2023-12-01", {"quantity": 42}),
        ("fault_repairs", "2024-12-01", {"quantity": 315}), ("fault_repairs", "2023-12-01", {"quantity": 539}),
        ("fault_repairs", "2022-12-01", {"quantity": 700}), ("maintenance_amount", "2024-12-01", {"amount": "326000.00"}),
        ("maintenance_amount", "2023-12-01", {"amount": "184000.00"}), ("hire", "2024-02-01", {"name": "electrical"}),
        ("hire", "2023-02-01", {"name": "general", "until": "2024-03-01"}),
        ("hiring_goal", "2024-01-01", {"name": "electrical", "quantity": 1}),
        ("hiring_goal", "2024-01-01", {"name": "hvac", "quantity": 1}), ("stated", "2024-12-23", {"name": "projects", "amount": "3.00"}),
    )):  # fmt: skip
        enter(reporting, f"E{number}", kind, on, **more)
    figures = read(reporting, "boiler_year", "2024", cut_off="2024-12-23")
    assert figures["REP-63"]["rate"]["shown"] == "50.0"
    assert (figures["REP-64"]["change"], figures["REP-64"]["percent"]) == ("25", "59")
    assert (figures["REP-65"]["percent"], figures["REP-65"]["years_of_decline"]) == ("-41", 2)
    assert figures["REP-66"]["percent"] == "77.1"
    assert (figures["REP-67"]["hired"], figures["REP-67"]["rate"]["shown"]) == (2, "50.0")
    assert figures["REP-68"]["agrees"] is True
    assert (figures["REP-69"]["hired"], figures["REP-69"]["percent"]) == (1, "50")
