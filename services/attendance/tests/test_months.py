"""Staff-months on a real bus and store: judged when days are over, corrected by what comes later, closed, asked why, replayed."""

import pytest

from kefu_messages.attendance import (
    AbsenceRecorded,
    AbsenceWithdrawn,
    AdoptPolicy,
    AttendanceAdjusted,
    AttendanceMonthChanged,
    CloseAttendanceMonth,
    GetAbsenceYear,
    GetAttendanceMonth,
    LeaveDecided,
    ListAdjustments,
    ListAttendanceMonths,
    ListPunches,
    ListSelfCriticismsDue,
    ListTerminationRights,
    MonthClosed,
    OthersMonth,
    PolicyAdopted,
    RecordCallBack,
    RecordContactAttempt,
    RecordSelfCriticism,
    RegisterOrganisation,
    ReplayAttendanceMonths,
    StaffUnreachable,
    StaffUnreachableWithdrawn,
    TerminationRightArisen,
    TerminationRightWithdrawn,
    WhyAttendanceDay,
    WhyAttendanceMonth,
)
from kefu_messages.errors import NotFound, ValidationFailed
from kefu_messages.training import SessionAttended

HR = ("hr",)
JUNE = {"staff_no": "A1", "month": "2025-06"}
LEAVE = {
    "request_no": "L1", "staff_no": "A1", "leave_type": "personal", "counts_as": "personal", "from_date": "2025-06-03",
    "from_time": None, "to_date": "2025-06-03", "to_time": None, "calendar_days": 1, "hours": None,
    "outcome_reason": None, "late_notice": None, "excused": True,
}  # fmt: skip


def month_of(office, **more):
    return office.ask(GetAttendanceMonth, roles=HR, **{**JUNE, **more})


def why(office):
    return office.ask(WhyAttendanceMonth, roles=HR, **JUNE)["decisions"]


@pytest.mark.rule("ATT-05", "ATT-07")
def test_nothing_is_said_before_a_day_is_over_and_each_change_of_the_month_once(office):
    office = office("emall")
    for day in ("2025-06-03", "2025-06-10"):
        office.shift("A1", day)
        office.work("A1", day, "09:05")
    assert office.said(AttendanceMonthChanged, count=0) == []
    office.over("2025-06-30")
    (told,) = office.said(AttendanceMonthChanged)
    assert [(item["date"], item["free"], item["points"]) for item in told["late_early"]] == [
        ("2025-06-03", True, "0"),
        ("2025-06-10", False, "2"),
    ]
    assert (told["points"], told["performance_score"]) == ("2", "98")
    office.punch("A1", "2025-06-10T08:59", number="late-delivery")
    (_, corrected) = office.said(AttendanceMonthChanged, count=2)
    assert (corrected["points"], corrected["late_early_count"]) == ("0", 1)
    office.punch("A1", "2025-06-10T08:59:30", number="changes-nothing")
    office.settle()
    assert len(office.said(AttendanceMonthChanged)) == 2


@pytest.mark.rule("ATT-18")
def test_an_absence_is_said_and_withdrawn_when_leave_turns_out_to_be_granted_whatever_came_first(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    office.over("2025-06-30")
    (absence,) = office.said(AbsenceRecorded)
    assert (absence["date"], absence["days"], absence["sources"], absence["because"]) == ("2025-06-03", "1", ["no_show"], ["ATT-18"])
    office.say(LeaveDecided, **LEAVE, outcome="granted", because=["ATT-16", "ATT-15"])
    (withdrawn,) = office.said(AbsenceWithdrawn)
    assert (withdrawn["staff_no"], withdrawn["date"]) == ("A1", "2025-06-03")
    assert month_of(office)["leave"] == {"personal": {"days": 1, "hours": "0", "because": ["ATT-16", "ATT-15"]}}
    office.say(LeaveDecided, sequence=1, **LEAVE, outcome="refused", because=["ATT-15"])
    assert month_of(office)["absences"] == []


@pytest.mark.rule("ATT-19")
def test_a_missed_session_is_absence_and_the_same_event_twice_changes_nothing(office):
    office = office("emall")
    office.shift("A1", "2025-06-12")
    office.work("A1", "2025-06-12")
    office.over("2025-06-30")
    missed = {
        "participation": "T1:A1", "event_no": "T1", "kind": "training", "title": "x", "staff_no": "A1", "date": "2025-06-12",
        "start": "14:00", "end": "16:00", "hours": "2", "signed_in_at": None, "attendance": "missed", "minutes": 0,
    }  # fmt: skip
    for _ in range(2):
        office.say(SessionAttended, sequence=5, id="the-same", **missed)
    (absence,) = office.said(AbsenceRecorded)
    assert (absence["days"], absence["sources"], sorted(absence["because"])) == ("0.25", ["missed_training"], ["ATT-19", "TRN-04"])
    office.say(SessionAttended, sequence=6, **{**missed, "attendance": "excused"})
    assert len(office.said(AbsenceWithdrawn)) == 1


@pytest.mark.rule("ATT-20")
def test_three_days_of_absence_give_the_right_to_end_the_contract_until_one_of_them_is_explained(office):
    office = office("emall")
    for day in ("2024-12-30", "2024-12-31", "2025-01-02"):
        office.shift("A1", day)
    office.over("2025-01-03")
    (right,) = office.said(TerminationRightArisen)
    assert (right["staff_no"], right["date"], right["basis"], right["because"]) == (
        "A1",
        "2025-01-02",
        ["consecutive_days"],
        ["ATT-20", "DIS-52"],
    )
    listed = office.ask(ListTerminationRights, roles=HR)["items"]
    assert listed == [
        {
            "staff_no": "A1",
            "kind": "termination_right",
            "date": "2025-01-02",
            "basis": ["consecutive_days"],
            "because": ["ATT-20", "DIS-52"],
        }
    ]
    office.work("A1", "2024-12-31")
    office.said(TerminationRightWithdrawn)
    assert office.ask(ListTerminationRights, roles=HR)["items"] == []


@pytest.mark.rule("ATT-19", "ATT-20")
def test_thirds_of_a_day_are_kept_as_they_are_and_nine_of_two_months_give_the_right(office):
    office = office("emall")
    days = [f"2025-{month}-{day:02}" for month in ("02", "03") for day in range(3, 8)][:9]
    for number, day in enumerate(days):
        office.say(
            SessionAttended, participation=f"T{number}:A1", event_no=f"T{number}", kind="training", title="x", staff_no="A1", date=day,
            start="13:00", end="15:40", hours="2.6667", signed_in_at=None, attendance="missed", minutes=0,
        )  # fmt: skip
    office.over("2025-03-05")
    assert office.said(TerminationRightArisen, count=0) == []
    office.over("2025-03-31")
    (right,) = office.said(TerminationRightArisen)
    assert (right["date"], right["basis"]) == (days[-1], ["days_in_year"])
    year = office.ask(GetAbsenceYear, roles=HR, staff_no="A1", year=2025)
    assert (year["absence_days"], year["first_absence"]) == ("3", days[0])
    march = office.ask(GetAttendanceMonth, roles=HR, staff_no="A1", month="2025-03")
    assert (march["absence_days"], march["absences"][0]["days"], march["absences"][0]["exactly"]) == ("1.3333", "0.3333", "1/3")
    (why,) = office.ask(WhyAttendanceDay, roles=HR, staff_no="A1", date=days[0])["decisions"]
    assert [item["days"] for item in why["outcome"]["absences"]] == ["1/3"]


@pytest.mark.rule("ATT-21", "ATT-26")
def test_an_absence_excludes_from_the_election_and_asks_for_a_self_criticism(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    office.over("2025-06-30")
    assert office.said(AbsenceRecorded)[0]["self_criticism_required"] is True
    year = office.ask(GetAbsenceYear, roles=HR, staff_no="A1", year=2025)
    assert (year["absence_days"], year["first_absence"], year["excluded"]) == ("1", "2025-06-03", True)
    (due,) = office.ask(ListSelfCriticismsDue, roles=HR, month="2025-06")["items"]
    assert (due["staff_no"], due["date"], due["because"]) == ("A1", "2025-06-03", ["ATT-21"])
    with pytest.raises(NotFound):
        office.ask(RecordSelfCriticism, roles=HR, staff_no="A1", date="2025-06-04", handed_in_on="2025-06-05")
    office.ask(RecordSelfCriticism, roles=HR, staff_no="A1", date="2025-06-03", handed_in_on="2025-06-05", attitude="sincere")
    assert office.ask(ListSelfCriticismsDue, roles=HR, month="2025-06")["items"] == []


@pytest.mark.rule("ATT-02")
def test_a_closed_month_never_changes_and_lists_corrections_in_an_open_one(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    office.ask(CloseAttendanceMonth, roles=HR, month="2025-06")
    with pytest.raises(MonthClosed):
        office.ask(CloseAttendanceMonth, roles=HR, month="2025-06")
    office.settle()
    assert [item["absence_days"] for item in office.said(AttendanceMonthChanged)] == ["1"]
    assert (month_of(office)["closed"], month_of(office)["adjustments"]) == (True, 0)
    office.punch("A1", "2025-06-03T08:55")
    (told,) = office.said(AttendanceAdjusted)
    assert (told["month"], told["differences"]["absence_days"]) == ("2025-06", ["1", "0"])
    shown = month_of(office)
    assert (shown["closed"], shown["absence_days"], shown["adjustments"]) == (True, "1", 1)
    assert told["listed_in"] > "2025-06"
    (listed,) = office.ask(ListAdjustments, roles=HR, month=told["listed_in"])["items"]
    assert (listed["staff_no"], listed["differences"]["absence_days"]) == ("A1", ["1", "0"])
    office.punch("A1", "2025-06-03T18:05", "out")
    assert office.said(AttendanceAdjusted, count=2)[1]["differences"]["other_events"][1] == []


@pytest.mark.rule("ATT-48", "ATT-56")
def test_an_unanswered_call_is_said_and_withdrawn_when_it_was_returned_in_time(office):
    office = office("jinyang")
    office.shift("A1", "2025-06-03", "08:30-17:30")
    office.work("A1", "2025-06-03", "08:20", "17:40")
    office.ask(RecordContactAttempt, roles=HR, attempt_no="CA1", staff_no="A1", attempted_at="2025-06-03T14:00")
    office.over("2025-06-30")
    (unreachable,) = office.said(StaffUnreachable)
    assert (unreachable["attempt_no"], unreachable["staff_no"], unreachable["date"]) == ("CA1", "A1", "2025-06-03")
    office.ask(RecordCallBack, roles=HR, attempt_no="CA1", called_back_at="2025-06-03T15:40", on_job_until="2025-06-03T15:00")
    assert [item["attempt_no"] for item in office.said(StaffUnreachableWithdrawn)] == ["CA1"]
    assert month_of(office)["other_events"] == []


@pytest.mark.rule("ATT-06", "ATT-07")
def test_why_of_a_day_counts_its_lateness_as_the_month_does(office):
    office = office("emall")
    for day in ("2025-06-03", "2025-06-10"):
        office.shift("A1", day)
        office.work("A1", day, "09:05")
    office.over("2025-06-30")

    def why(day):
        (decision,) = office.ask(WhyAttendanceDay, roles=HR, staff_no="A1", date=day)["decisions"]
        (event,) = decision["outcome"]["late_early"]
        values, rules = ({item["id"] for item in decision["because"] if ("-" in item["id"]) is clause} for clause in (False, True))
        return event["free"], event["points"], set(event["because"]), rules, {"free_lateness_events", "points_per_lateness"} <= values

    counted = {"ATT-05", "ATT-07", "DIS-50"}
    assert why("2025-06-03") == (True, "0", {"ATT-05", "ATT-06"}, {"ATT-05", "ATT-06"}, True)
    assert why("2025-06-10") == (False, "2", counted, counted, True)
    office.punch("A1", "2025-06-03T08:59", number="late-delivery")
    office.settle()
    assert why("2025-06-10") == (True, "0", {"ATT-05", "ATT-06"}, {"ATT-05", "ATT-06"}, True)


def test_why_shows_the_facts_the_clauses_and_the_values_of_a_day_and_of_the_month(office):
    office = office("emall")
    for day in ("2025-06-03", "2025-06-04"):
        office.shift("A1", day)
    office.work("A1", "2025-06-03", "09:05")
    office.work("A1", "2025-06-04")
    office.over("2025-06-30")
    (day,) = office.ask(WhyAttendanceDay, roles=HR, staff_no="A1", date="2025-06-03")["decisions"]
    cited = {item["id"]: item for item in day["because"]}
    assert (day["facts"]["shift"]["hours"], cited["late_granularity"]["value"]) == ("09:00:00-18:00:00", "second")
    assert cited["ATT-05"]["reference"] == "doc 1 l.108"
    month = next(item for item in office.ask(WhyAttendanceMonth, roles=HR, **JUNE)["decisions"] if item["name"] == "month")
    assert {"ATT-54", "ATT-05", "ATT-06", "free_lateness_events"} <= {item["id"] for item in month["because"]}
    (worked,) = office.ask(WhyAttendanceDay, roles=HR, staff_no="A1", date="2025-06-04")["decisions"]
    assert worked["outcome"]["late_early"] == []


def test_attendance_is_read_by_hr_superiors_and_the_person_only(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    office.work("A1", "2025-06-03")
    for reader, role in (("A1", "customer_service_specialist"), ("S1", "customer_service_supervisor"), ("M1", "customer_service_manager")):
        assert office.ask(GetAttendanceMonth, roles=(role,), by=reader, **JUNE)["staff_no"] == "A1"
    for query, fields in ((GetAttendanceMonth, JUNE), (ListPunches, JUNE)):
        with pytest.raises(OthersMonth):
            office.ask(query, roles=("customer_service_specialist",), by="A2", **fields)
    seen = office.ask(ListAttendanceMonths, roles=("customer_service_supervisor",), by="S1", month="2025-06")["items"]
    assert [item["staff_no"] for item in seen] == ["A1", "A2", "S1"]
    everybody = office.ask(ListAttendanceMonths, roles=HR, month="2025-06")["items"]
    assert [item["staff_no"] for item in everybody] == ["A1", "A2", "E1", "M1", "S1"]


def test_a_month_is_replayed_under_another_policy_without_writing_anything(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    office.shift("A2", "2025-06-03")
    office.work("A1", "2025-06-03", "09:20")
    office.work("A2", "2025-06-03")
    office.over("2025-06-30")
    before = month_of(office)
    stricter = office.ask(ReplayAttendanceMonths, roles=HR, month="2025-06", adopted={"absence_from_minutes": 15})["items"]
    assert [(item["staff_no"], item["differences"]["absence_days"]) for item in stricter] == [("A1", ["0", "0.5"])]
    elsewhere = office.ask(ReplayAttendanceMonths, roles=HR, month="2025-06", as_organisation="jinyang")["items"]
    assert {item["staff_no"]: item["differences"].get("absence_days") for item in elsewhere}["A1"] == ["0", "0.5"]
    assert office.ask(ReplayAttendanceMonths, roles=HR, month="2025-06")["items"] == []
    assert month_of(office) == before


@pytest.mark.rule("ATT-08", "ATT-27")
def test_a_policy_adopted_later_judges_the_open_months_again_with_the_next_day(office):
    office = office("emall")
    office.ask(RegisterOrganisation, roles=HR, organisation=office.organisation, name="商城")
    office.shift("A1", "2025-06-03")
    office.work("A1", "2025-06-03", "09:20")
    office.over("2025-06-30")
    assert month_of(office)["late_early_count"] == 1
    with office.on("2025-06-02"):
        office.ask(
            AdoptPolicy, roles=("general_manager",), value="absence_from_minutes", since="2025-06-03", content=15, reference="board 7"
        )
    office.settle()
    office.over("2025-07-01")
    shown = office.until(lambda: month_of(office), lambda month: month["absence_days"] == "0.5")
    assert (shown["absence_days"], shown["late_early_count"]) == ("0.5", 0)


@pytest.mark.rule("ATT-02", "ATT-07", "ATT-10")
def test_a_closed_month_is_corrected_by_the_law_under_which_it_was_closed(office):
    office = office("emall")
    for day in ("2025-06-03", "2025-06-04", "2025-06-05"):
        office.shift("A1", day)
        office.work("A1", day, "09:05")
    office.over("2025-06-30")
    office.ask(CloseAttendanceMonth, roles=HR, month="2025-06")
    office.settle()
    assert (month_of(office)["points"], month_of(office)["performance_score"]) == ("9", "91")
    milder = {"value": "points_per_lateness", "since": "2025-01-01", "content": "0", "reference": "dated back"}
    office.say(PolicyAdopted, **{**PolicyAdopted.example, "organisation": office.organisation, **milder})
    assert office.ask(ReplayAttendanceMonths, roles=HR, month="2025-06")["items"] == []
    office.punch("A1", "2025-06-03T08:50")
    (told,) = office.said(AttendanceAdjusted)
    assert told["differences"]["points"] == ["9", "2"]  # two are left: one free, one of two points, and nothing for three
    assert told["differences"]["performance_score"] == ["91", "98"]
    (decided,) = [item for item in why(office) if item["name"] == "month"]
    (points,) = [item for item in decided["because"] if item["id"] == "points_per_lateness"]
    assert (points["value"], points["since"]) == (2, "2000-01-01")


@pytest.mark.rule("ATT-07", "ATT-10", "ATT-27")
@pytest.mark.parametrize(("since", "points"), [("2025-06-01", "0"), ("2025-06-02", "2"), ("2025-07-01", "2")])
def test_what_counts_by_the_month_does_so_by_the_law_of_its_first_day(office, since, points):
    office = office("emall")
    for day in ("2025-06-03", "2025-06-04"):
        office.shift("A1", day)
        office.work("A1", day, "09:05")
    milder = {"value": "points_per_lateness", "since": since, "content": "0", "reference": "board 8"}
    office.say(PolicyAdopted, **{**PolicyAdopted.example, "organisation": office.organisation, **milder})
    office.over("2025-06-30")
    assert month_of(office)["points"] == points


@pytest.mark.rule("ATT-07")
def test_an_open_month_follows_what_is_adopted_for_it(office):
    office = office("emall")
    for day in ("2025-06-03", "2025-06-04"):
        office.shift("A1", day)
        office.work("A1", day, "09:05")
    office.over("2025-06-30")
    milder = {"value": "points_per_lateness", "since": "2025-01-01", "content": "0", "reference": "dated back"}
    office.say(PolicyAdopted, **{**PolicyAdopted.example, "organisation": office.organisation, **milder})
    office.over("2025-07-01")
    assert office.until(lambda: month_of(office), lambda month: month["points"] == "0")["points"] == "0"


@pytest.mark.parametrize(
    "asked",
    [
        {"adopted": {"attendance_rule_set": "doc9"}},
        {"adopted": {"points_per_lateness": -1}},
        {"adopted": {"leave_chain": []}},
        {"as_organisation": "nosuch"},
        {"law_on": "1999-12-31"},
    ],
)
def test_no_month_is_replayed_by_what_no_rule_can_work_with(office, asked):
    with pytest.raises(ValidationFailed):
        office("emall").ask(ReplayAttendanceMonths, roles=HR, month="2025-06", **asked)


def test_a_month_is_replayed_without_a_rule_that_may_be_none(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    office.work("A1", "2025-06-03", "09:40")
    office.over("2025-06-30")
    (found,) = office.ask(ReplayAttendanceMonths, roles=HR, month="2025-06", adopted={"absence_from_minutes": None})["items"]
    assert found["differences"]["absence_days"] == ["0.5", "0"]
