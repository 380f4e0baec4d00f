"""One person, one step; nobody decides on leave of those above him; where nobody is above, that is said."""

import pytest

from kefu_messages.attendance import (
    AdoptPolicy,
    ListLeaveToDecide,
    RegisterStaff,
    RequestLeave,
    SameApprover,
    WhyLeaveRequest,
)
from kefu_messages.errors import NotFound, WrongApprover

SUPERVISOR, MANAGER = "customer_service_supervisor", "customer_service_manager"
LONG = {"from_date": "2025-06-26", "to_date": "2025-06-29", "type": "annual"}


def also_manages(house):
    """SV, a supervisor who is manager too, beside those that there are."""
    person = {"staff_no": "SV", "name": "SV", "joined_on": "2020-01-01", "reports_to": "M1"}
    house.clerk(RegisterStaff, **person, role=SUPERVISOR, further_roles=[MANAGER])
    house.people = {**house.people, "SV": (SUPERVISOR, "M1")}
    house.settle()


def alone_in_both_posts(house):
    """SV is supervisor and manager, nobody else is manager, the general manager above him."""
    house.organisation, house.people = f"{house.organisation}-two", {
        "G1": ("general_manager", None), "SV": (SUPERVISOR, "G1"), "A1": ("customer_service_specialist", "SV"),
    }  # fmt: skip
    house.works_like("emall")
    for staff_no, (role, superior) in house.people.items():
        more = {"further_roles": [MANAGER]} if staff_no == "SV" else {}
        house.clerk(RegisterStaff, staff_no=staff_no, name=staff_no, role=role, joined_on="2020-01-01", reports_to=superior, **more)
    house.settle()


def waiting_for(house, who):
    return [item["request_no"] for item in house.of(who, ListLeaveToDecide)["items"]]


def why(house, name):
    found = house.clerk(WhyLeaveRequest, request_no="L1")["decisions"]
    return next(item for item in found if item["name"] == name)


@pytest.mark.rule("ATT-16", "ATT-01")
def test_one_person_with_both_posts_signs_one_step_only(emall):
    also_manages(emall)
    emall.paper()
    assert emall.decide("SV")["steps"][0]["approver"] == "SV"
    assert waiting_for(emall, "SV") == []
    with pytest.raises(SameApprover) as refused:
        emall.decide("SV")
    assert refused.value.params == {"approver": "SV", "position": 1, "because": ["ATT-01", "ATT-16"]}
    assert emall.leave()["outcome"] == "not_effective"
    assert waiting_for(emall, "M1") == ["L1"]
    assert emall.decide("M1")["steps"][1]["approver"] == "M1"


@pytest.mark.rule("ATT-16", "ATT-01")
def test_where_nobody_else_holds_the_post_the_next_above_takes_the_step(emall):
    alone_in_both_posts(emall)
    emall.paper()
    emall.decide("SV")
    with pytest.raises(SameApprover):
        emall.decide("SV")
    assert (waiting_for(emall, "SV"), waiting_for(emall, "G1")) == ([], ["L1"])
    assert [step["approver"] for step in emall.decide("G1")["steps"]] == ["SV", "G1"]


@pytest.mark.rule("ATT-16")
def test_while_somebody_holds_the_post_nobody_above_takes_the_step(emall):
    emall.paper()
    emall.decide("S1")
    with pytest.raises(WrongApprover):
        emall.decide("G1")


@pytest.mark.rule("ATT-16", "ATT-01")
def test_a_paper_with_one_signature_twice_is_refused_and_one_with_the_next_above_taken(emall):
    alone_in_both_posts(emall)
    twice = {"approver1": "SV", "decision1": "approved", "decided1_at": "2025-06-13T11:15", "decision2": "approved"}
    with pytest.raises(SameApprover):
        emall.paper(approver2="SV", decided2_at="2025-06-13T15:15", **twice)
    emall.paper(approver2="G1", decided2_at="2025-06-13T15:15", **twice)
    assert emall.came_to() == ("granted", None)


@pytest.mark.rule("ATT-22", "ATT-01")
def test_leave_of_the_head_takes_effect_by_notice_and_why_says_that_nobody_is_above(emall):
    emall.paper(staff_no="G1", applied_at="2025-06-13T10:15", **LONG)
    assert emall.came_to() == ("granted", None)
    for name in ("chain", "leave"):
        decision = why(emall, name)
        assert decision["facts"]["nobody_above"] is True
        assert {"ATT-01", "head_leave_approvers"} <= {item["id"] for item in decision["because"]}
        assert (decision["law"] > "2026", len(decision["at"])) == (True, 32)


@pytest.mark.rule("ATT-22", "ATT-01")
def test_an_organisation_may_name_who_decides_on_leave_of_the_head(emall):
    policy = {"value": "head_leave_approvers", "since": "2025-06-01", "content": ["hr"], "reference": "resolution of the board"}
    with emall.on("2025-05-31"):
        emall.of("G1", AdoptPolicy, **policy)
    emall.settle()
    emall.clerk(RegisterStaff, staff_no="P1", name="P1", role="hr", joined_on="2020-01-01", reports_to="G1")
    emall.settle()
    emall.paper(staff_no="G1", applied_at="2025-06-13T10:15", **LONG)
    assert emall.came_to() == ("not_effective", "approval_missing")
    emall.people = {**emall.people, "P1": ("hr", "G1")}
    (step,) = emall.decide("P1")["steps"]
    assert (step["position"], step["needed_role"], step["approver"], step["decision"]) == (1, "hr", "P1", "approved")


@pytest.mark.rule("ATT-44", "ATT-01")
def test_a_director_needs_nobody_of_his_own_people(jinyang):
    jinyang.paper(staff_no="D1", applied_at="2025-06-13T10:15", handover_to="J2", **LONG)
    with pytest.raises(NotFound):
        jinyang.decide("J2")
    assert jinyang.came_to() == ("granted", None)
    assert why(jinyang, "chain")["facts"]["nobody_above"] is True


@pytest.mark.rule("ATT-44")
def test_an_organisation_may_keep_to_the_chain_for_everybody(jinyang):
    policy = {"value": "leave_of_superiors", "since": "2025-06-01", "content": "chain", "reference": "resolution of the board"}
    with jinyang.on("2025-05-31"):
        jinyang.of("D1", AdoptPolicy, **policy)
    jinyang.settle()
    jinyang.paper(staff_no="D1", applied_at="2025-06-13T10:15", handover_to="J2", **LONG)
    assert jinyang.came_to() == ("not_effective", "approval_missing")


@pytest.mark.rule("ATT-23", "ATT-16")
def test_where_the_chain_is_kept_to_the_last_of_it_goes_on_leave_by_notice_unless_somebody_says_no(emall):
    policy = {"value": "leave_of_superiors", "since": "2025-06-01", "content": "chain", "reference": "resolution of the board"}
    with emall.on("2025-05-31"):
        emall.of("G1", AdoptPolicy, **policy)
    emall.settle()
    day = {"staff_no": "M1", "type": "annual", "from_date": "2025-06-16", "to_date": "2025-06-16", "applied_at": "2025-06-13T10:15"}
    no = {"approver1": "G1", "decision1": "rejected", "decided1_at": "2025-06-14T09:15"}
    rows = [{**day, "request_no": "L1"}, {**day, "request_no": "L2", **no}, {**day, "request_no": "L3", **no, "decision1": "approved"}]
    assert [answer["reason"] for answer in emall.send(RequestLeave, rows, roles=("hr",), by="HR1")] == [None] * 3
    assert [emall.came_to(number) for number in ("L1", "L2", "L3")] == [("granted", None), ("rejected", "rejected"), ("granted", None)]


@pytest.mark.rule("ATT-11", "ATT-01")
def test_a_manager_who_goes_home_ill_asks_his_superior_not_his_people(emall):
    hours = {"from_time": "15:00", "to_time": "18:00", "type": "sick"}
    reply = emall.of("M1", RequestLeave, request_no="L1", from_date="2025-06-16", to_date="2025-06-16", **hours)
    assert [step["needed_role"] for step in reply["steps"]] == ["direct_superior"]
    assert (waiting_for(emall, "S1"), waiting_for(emall, "G1")) == ([], ["L1"])


@pytest.mark.rule("ATT-34")
def test_where_no_superior_is_named_for_anybody_the_posts_of_the_chain_decide(gas):
    gas.paper(staff_no="T1", type="annual")
    assert [step["needed_role"] for step in gas.leave()["steps"]] == ["department_head"]
