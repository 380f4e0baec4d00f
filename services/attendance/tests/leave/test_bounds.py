"""What is no sensible request: asked for twice, years away, reported back from before it began, rest that nobody earned."""

import pytest

from kefu_messages.attendance import (
    DecideCompensatoryRest,
    DecideLeave,
    GetAttendanceMonth,
    LeaveNotBegun,
    LeaveOverlaps,
    LeavePeriodInvalid,
    ListCompensatoryRests,
    RecordPunch,
    ReportBackFromLeave,
    RequestCompensatoryRest,
    RequestLeave,
    RestNotEarned,
    WithdrawLeave,
)

REST = {"request_no": "C1", "earned_on": "2025-06-01", "hours": "8", "use": "rest_day", "use_date": "2025-06-15"}


def ask_for(house, request_no, first="2025-06-16", last=None, **more):
    with house.on("2025-06-02"):
        return house.of(
            "A1", RequestLeave, request_no=request_no, **{"type": "personal", "from_date": first, "to_date": last or first, **more}
        )


@pytest.mark.rule("ATT-25")
def test_nobody_asks_for_the_same_day_twice_until_the_first_is_withdrawn(emall):
    ask_for(emall, "L1", "2025-06-16", "2025-06-17")
    for first, last in (("2025-06-16", None), ("2025-06-17", "2025-06-18"), ("2025-06-15", "2025-06-19")):
        with pytest.raises(LeaveOverlaps) as refusal:
            ask_for(emall, "L2", first, last)
        assert refusal.value.params == {"request_no": "L1", "because": ["ATT-25"]}
    ask_for(emall, "L3", "2025-06-15")
    ask_for(emall, "L4", "2025-06-18")
    with emall.on("2025-06-02"):
        emall.of("A1", WithdrawLeave, request_no="L1")
    assert ask_for(emall, "L2", "2025-06-16")["outcome"] == "not_effective"


@pytest.mark.rule("ATT-25")
def test_hours_of_a_day_meet_only_where_they_overlap_and_what_was_rejected_bars_nothing(emall):
    ask_for(emall, "L1", from_time="09:00", to_time="12:00")
    ask_for(emall, "L2", from_time="12:00", to_time="14:00")
    with pytest.raises(LeaveOverlaps):
        ask_for(emall, "L3", from_time="11:59", to_time="12:30")
    with emall.on("2025-06-03"):
        emall.of("S1", DecideLeave, request_no="L2", decision="rejected")
    ask_for(emall, "L3", from_time="12:00", to_time="13:00")


@pytest.mark.rule("ATT-25")
def test_who_falls_ill_during_other_leave_asks_for_sick_leave_and_of_papers_each_is_looked_at_alone(emall):
    ask_for(emall, "L1", "2025-06-16", "2025-06-17", type="annual")
    ask_for(emall, "L2", "2025-06-17", type="sick")
    emall.paper("L3")
    with pytest.raises(LeaveOverlaps):
        ask_for(emall, "L4", "2025-06-17", type="sick")


@pytest.mark.rule("ATT-25")
@pytest.mark.parametrize(("first", "taken"), [("2027-06-02", True), ("2027-06-03", False), ("2999-01-01", False)])
def test_leave_years_away_is_none(emall, first, taken):
    if taken:
        ask_for(emall, "L1", first)
        return
    with pytest.raises(LeavePeriodInvalid) as refusal:
        ask_for(emall, "L1", first)
    assert refusal.value.params == {"detail": "from_date", "because": ["ATT-25"]}


@pytest.mark.rule("ATT-45")
def test_nobody_reports_back_before_the_leave_begins(jinyang):
    step = {"approver1": "J2", "decision1": "approved", "decided1_at": "2025-06-14T09:15"}
    jinyang.paper(handover_to="A2", from_date="2025-06-16", to_date="2025-06-17", **step)
    with jinyang.on("2025-06-15"), pytest.raises(LeaveNotBegun) as refusal:
        jinyang.of("J3", ReportBackFromLeave, request_no="L1")
    assert refusal.value.params == {"from_date": "2025-06-16", "because": ["ATT-45"]}
    with jinyang.on("2025-06-16"):
        assert jinyang.of("J3", ReportBackFromLeave, request_no="L1")["reported_back_on"] == "2025-06-16"


@pytest.mark.rule("ATT-25")
def test_rest_is_earned_before_it_is_used_and_by_duty(emall):
    with emall.on("2025-06-02"):
        with pytest.raises(RestNotEarned):
            emall.of("A1", RequestCompensatoryRest, **{**REST, "earned_on": "2025-06-16"})
        emall.of("A1", RequestCompensatoryRest, **REST)
        with pytest.raises(RestNotEarned) as refusal:
            emall.of("S1", DecideCompensatoryRest, request_no="C1", decision="approved")
    assert refusal.value.params == {"earned_on": "2025-06-01", "because": ["ATT-25"]}
    emall.plan("2025-06-01")
    with emall.on("2025-06-02"):
        assert emall.of("S1", DecideCompensatoryRest, request_no="C1", decision="approved")["state"] == "approved"


@pytest.mark.rule("ATT-25")
def test_rest_for_a_day_to_come_is_not_approved_but_may_be_rejected(emall):
    emall.plan("2025-06-08")
    with emall.on("2025-06-02"):
        emall.of("A1", RequestCompensatoryRest, **{**REST, "earned_on": "2025-06-08"})
        with pytest.raises(RestNotEarned):
            emall.of("S1", DecideCompensatoryRest, request_no="C1", decision="approved")
        assert emall.of("S1", DecideCompensatoryRest, request_no="C1", decision="rejected")["state"] == "rejected"


@pytest.mark.rule("ATT-25")
def test_the_duty_of_one_day_is_given_back_once(emall):
    emall.plan("2025-06-01")
    with emall.on("2025-06-02"):
        for number in ("C1", "C2"):
            emall.of("A1", RequestCompensatoryRest, **{**REST, "request_no": number})
        with pytest.raises(RestNotEarned):
            emall.of("S1", DecideCompensatoryRest, request_no="C1", decision="approved")
        assert emall.of("S1", DecideCompensatoryRest, request_no="C2", decision="rejected")["state"] == "rejected"
        assert emall.of("S1", DecideCompensatoryRest, request_no="C1", decision="approved")["state"] == "approved"


CRI = {"request_no": "C1", "staff_no": "A1", "earned_on": "2025-06-01", "hours": "8", "use": "rest_day", "use_date": "2025-06-15",
       "approved_by": "S1"}  # fmt: skip
CLERK = {"roles": ("hr",), "by": "HR1"}


def states(emall):
    return {item["request_no"]: item["state"] for item in emall.clerk(ListCompensatoryRests, staff_no="A1")["items"]}


def reasons_of(emall, *rows):
    return [answer["reason"] for answer in emall.send(RequestCompensatoryRest, list(rows), **CLERK)]


@pytest.mark.rule("ATT-25")
@pytest.mark.parametrize(("used", "reason"), [("2025-05-31", "rest_not_earned"), ("2025-06-01", None), ("2025-06-02", None)])
def test_no_row_tells_of_rest_that_was_used_before_it_was_earned(emall, used, reason):
    assert reasons_of(emall, {**CRI, "use_date": used}) == [reason]
    assert len(states(emall)) == (reason is None)


@pytest.mark.rule("ATT-25")
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_several_rows_one_day_is_given_back_once_whatever_their_order(emall, order):
    rows = [
        CRI,
        {**CRI, "request_no": "C2", "use_date": "2025-06-17"},
        {**CRI, "request_no": "C3", "use_date": "2025-06-16", "earned_on": "2025-06-02"},
    ]
    emall.plan("2025-06-15", "2025-06-16", "2025-06-17")
    for number in order:
        reasons_of(emall, rows[number])
        emall.settle()
    assert states(emall) == {"C1": "approved", "C2": "rejected", "C3": "approved"}
    emall.run("2025-07-01")
    month = emall.clerk(GetAttendanceMonth, staff_no="A1", month="2025-06")
    assert (month["leave"]["compensatory"]["days"], [item["date"] for item in month["absences"]]) == (2, ["2025-06-17"])


@pytest.mark.rule("ATT-25")
def test_the_second_row_of_one_day_is_refused_until_the_roster_has_duty_for_both(emall):
    second = {**CRI, "request_no": "C2", "use_date": "2025-06-17", "hours": "4"}
    half = {**CRI, "hours": "4"}
    assert reasons_of(emall, half, second, {**second, "request_no": "C3", "use_date": "2025-06-18"}) == [
        None, "rest_not_earned", "rest_not_earned",
    ]  # fmt: skip
    emall.plan("2025-06-01", end="17:00")
    assert states(emall) == {"C1": "approved", "C2": "approved", "C3": "rejected"}
    assert reasons_of(emall, {**second, "request_no": "C3", "hours": "9"}) == ["rest_not_earned"]
    assert reasons_of(emall, {**second, "request_no": "C1"}) == ["already_exists"]


@pytest.mark.rule("ATT-25")
def test_no_row_takes_the_rest_that_a_superior_has_granted(emall):
    emall.plan("2025-06-01")
    with emall.on("2025-06-02"):
        emall.of("A1", RequestCompensatoryRest, **REST)
        emall.of("S1", DecideCompensatoryRest, request_no="C1", decision="approved")
    assert reasons_of(emall, {**CRI, "request_no": "C0", "use_date": "2025-06-10"}) == ["rest_not_earned"]
    assert states(emall) == {"C0": "rejected", "C1": "approved"}


@pytest.mark.rule("ATT-25")
def test_nor_does_a_superior_grant_twice_what_only_punches_tell_of(emall):
    punch = {"staff_no": "A1", "punched_at": "2025-06-01T10:00", "direction": "in"}
    emall.clerk(RecordPunch, punch_id="P1", **punch)
    with emall.on("2025-06-02"):
        emall.of("A1", RequestCompensatoryRest, **REST)
        emall.of("S1", DecideCompensatoryRest, request_no="C1", decision="approved")
        emall.of("A1", RequestCompensatoryRest, **{**REST, "request_no": "C2", "use_date": "2025-06-16"})
        with pytest.raises(RestNotEarned):
            emall.of("S1", DecideCompensatoryRest, request_no="C2", decision="approved")
