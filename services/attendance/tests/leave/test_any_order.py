"""Whatever comes, in any order, twice, and taken back in between: the running service's month and papers come out the same.

The facts are those that people bring: shifts, punches, calls, call-backs, requests with their approvals and papers, papers of rest, how
somebody attended sessions, and what was taken back and decided again. The house of comparison is told each once, of what was decided
again only the last, in the order of their days.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from kefu_messages.attendance import (
    DecideLeave,
    GetAbsenceYear,
    GetAttendanceMonth,
    GetLeaveRequest,
    HandInLeavePaper,
    LeaveDecided,
    ListCompensatoryRests,
    RecordCallBack,
    RecordContactAttempt,
    RecordPhoneNotice,
    RecordPunch,
    RequestCompensatoryRest,
    RequestLeave,
    RosterShift,
    WhyAttendanceMonth,
)
from kefu_messages.errors import KefuError
from kefu_messages.training import SessionAttended

CLERK = {"roles": ("hr",), "by": "HR1"}
DAYS = tuple(f"2025-06-{day}" for day in (16, 17, 18, 19, 20, 23))
CLOCKS = some.sampled_from(["08:40", "08:59", "09:10", "09:31", "12:20", "17:20", "18:02"])
CHAINS = {"emall": ("S1", "M1"), "jinyang": ("J2", "J3")}
SUPERIOR = {"emall": "S1", "jinyang": "J4"}
NEVER = some.none()
EXAMPLES = 2  # each takes seconds; others are drawn every time


@dataclass(frozen=True)
class Fact:
    """Something that is told: a row, a call of the personnel department once what it ``needs`` is there, or an event's state."""

    message: type[Any]
    body: dict[str, Any]
    needs: str | None = None
    sequence: int = 0
    last: bool = True


def shift(day: str) -> Fact:
    row = {"shift_id": f"S-{day}", "staff_no": "A1", "date": day, "kind": "work", "start": "09:00", "end": "18:00", "place": "office"}
    return Fact(RosterShift, row)


@some.composite
def requests(draw, house: str):
    """A request from a paper, with the approvals and papers that come by themselves, and perhaps a report back."""
    number, first, last = draw(some.sampled_from(["L1", "L2"])), *sorted((draw(some.sampled_from(DAYS)), draw(some.sampled_from(DAYS))))
    kind = draw(some.sampled_from(["personal", "sick", "bereavement"]))
    applied = draw(some.sampled_from(["2025-06-02T10:00", "2025-06-13T10:15", "2025-06-15T09:00"]))
    row = {"request_no": number, "staff_no": "A1", "type": kind, "from_date": first, "to_date": last, "applied_at": applied}
    told = [Fact(RequestLeave, {**row, "handover_to": "A2"} if house == "jinyang" else row)]
    for approver, at in zip(CHAINS[house], ("2025-06-13T11:15", "2025-06-15T12:00"), strict=True):
        if draw(some.booleans()):
            decided = {"decision": draw(some.sampled_from(["approved", "approved", "rejected"])), "approver": approver, "decided_at": at}
            told.append(Fact(DecideLeave, {"request_no": number, **decided}, needs=number))
    for paper in ("certificate", "medical_record", "sick_slip", "document"):
        days = draw(some.lists(some.sampled_from(["2025-06-16", "2025-06-24", "2025-06-27"]), max_size=2, unique=True))
        told += [Fact(HandInLeavePaper, {"request_no": number, "paper": paper, "handed_in_on": day}, needs=number) for day in days]
    return told


@some.composite
def told_again(draw):
    """The states of a session and of a leave that was decided, taken back and decided again: the highest sequence is what is."""
    found = []
    states = draw(some.lists(some.sampled_from(["missed", "excused", "on_time", "late"]), min_size=1, max_size=3))
    for number, state in enumerate(states, start=1):
        body = {**SessionAttended.example, "participation": "T1:A1", "event_no": "T1", "staff_no": "A1", "date": "2025-06-17"}
        body |= {"attendance": state, "minutes": 0, "signed_in_at": None}
        found.append(Fact(SessionAttended, body, sequence=100 + number, last=number == len(states)))
    outcomes = draw(some.lists(some.sampled_from(["granted", "withdrawn", "not_effective"]), max_size=3))
    for number, outcome in enumerate(outcomes, start=1):
        span = {"from_date": "2025-06-18", "to_date": "2025-06-18", "outcome": outcome, "outcome_reason": None, "because": ["ATT-16"]}
        body = {**LeaveDecided.example, "request_no": "L9", "staff_no": "A1", "leave_type": "personal", "counts_as": "personal", **span}
        body |= {"excused": outcome == "granted", "from_time": None, "to_time": None, "calendar_days": 1, "late_notice": None}
        found.append(Fact(LeaveDecided, body, sequence=200 + number, last=number == len(outcomes)))
    return found


@some.composite
def everything(draw, house: str):
    """All that is told of a person's June."""
    found = [shift(day) for day in draw(some.lists(some.sampled_from(DAYS), min_size=2, unique=True))]
    punches = draw(some.lists(some.tuples(some.sampled_from(DAYS), CLOCKS, some.sampled_from(["in", "out"])), max_size=6, unique=True))
    for number, (day, clock, way) in enumerate(punches):
        told = {"punch_id": f"P{number}", "staff_no": "A1", "punched_at": f"{day}T{clock}", "direction": way, "device": "gate"}
        found.append(Fact(RecordPunch, told))
    called = some.tuples(some.sampled_from(DAYS), some.sampled_from(["07:30", "09:20"]))
    for number, (day, clock) in enumerate(draw(some.lists(called, max_size=2))):
        call = {"notice_no": f"N{number}", "staff_no": "A1", "for_date": day, "called_at": f"{day}T{clock}", "reason": "sick"}
        found.append(Fact(RecordPhoneNotice, {**call, "called_to": SUPERIOR[house]}))
    for number, day in enumerate(draw(some.lists(some.sampled_from(DAYS), max_size=2))):
        found.append(Fact(RecordContactAttempt, {"attempt_no": f"CA{number}", "staff_no": "A1", "attempted_at": f"{day}T14:00"}))
        if back := draw(NEVER | some.sampled_from(["14:30", "15:30"])):
            found.append(Fact(RecordCallBack, {"attempt_no": f"CA{number}", "called_back_at": f"{day}T{back}"}, needs=f"CA{number}"))
    for number, used in enumerate(draw(some.lists(some.sampled_from(DAYS), max_size=3))):
        rest = {"request_no": f"C{number}", "staff_no": "A1", "earned_on": "2025-06-14", "hours": "8", "use": "rest_day", "use_date": used}
        found.append(Fact(RequestCompensatoryRest, {**rest, "approved_by": SUPERIOR[house]}))
    return [*found, *draw(requests(house)), *draw(told_again())]


class Teller:
    """Tells a house of facts, and again what it has been told before."""

    def __init__(self, house: Any, organisation: str) -> None:
        self.house, self.lines, self.waiting, self.there = house.enter(organisation), {}, [], set()

    def tell(self, fact: Fact, number: int) -> None:
        if fact.needs is not None and fact.needs not in self.there:
            self.waiting.append((fact, number))
            return
        if fact.sequence:
            self.house.say(fact.message, sequence=fact.sequence, id=f"{self.house.organisation}-{number}", **fact.body)
        elif fact.needs is not None:
            with suppress(KefuError):  # of whoever lacks the post for the step, in whatever order
                self.house.clerk(fact.message, key=f"{self.house.organisation}-{number}", **fact.body)
            self.house.settle()
        else:
            self.house.send(fact.message, [fact.body], first_line=2 + number, **CLERK)
            self.there.add(fact.body.get("request_no") or fact.body.get("attempt_no"))
            ready, self.waiting = self.waiting, []
            for each, place in ready:
                self.tell(each, place)

    def outcome(self) -> dict[str, Any]:
        """All that there is to read of the person, without versions and the last day on which there was anything to judge."""
        self.house.settle()
        self.house.run("2025-07-15")
        month = {"staff_no": "A1", "month": "2025-06"}
        shown = {name: item for name, item in self.house.clerk(GetAttendanceMonth, **month).items() if name not in {"version", "as_of"}}
        why = self.house.clerk(WhyAttendanceMonth, **month)["decisions"]
        decided = {item["name"]: item["outcome"] for item in why if item["name"].startswith(("month", "day_"))}
        year = {name: item for name, item in self.house.clerk(GetAbsenceYear, staff_no="A1", year=2025).items() if name != "version"}
        rests = {item["request_no"]: item["state"] for item in self.house.clerk(ListCompensatoryRests, staff_no="A1")["items"]}
        requested = self.there & {"L1", "L2"}
        leave = {number: self.house.clerk(GetLeaveRequest, request_no=number, as_of="2025-07-15") for number in requested}
        told = {number: {name: part for name, part in item.items() if name != "version"} for number, item in leave.items()}
        return {"month": shown, "why": decided, "year": year, "rests": rests, "leave": told}


@pytest.mark.rule("ATT-16", "ATT-18", "ATT-19", "ATT-25", "ATT-42", "ATT-48")
@pytest.mark.parametrize("organisation", ["emall", "jinyang"])
def test_in_any_order_and_twice_and_taken_back_in_between_the_month_and_its_papers_are_the_same(house, organisation):
    @settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(facts=everything(organisation), shuffle=some.randoms(use_true_random=False), early=some.booleans())
    def holds(facts, shuffle, early):
        numbered, straight = list(enumerate(facts)), Teller(house, organisation)
        for number, fact in numbered:
            if fact.last:
                straight.tell(fact, number)
        expected, mixed = straight.outcome(), Teller(house, organisation)
        for number, fact in shuffle.sample(numbered, len(numbered)):
            mixed.tell(fact, number)
        if early:
            house.run("2025-06-19")
        for number, fact in shuffle.sample(numbered, len(numbered)):
            mixed.tell(fact, number)
        assert mixed.outcome() == expected

    holds()
