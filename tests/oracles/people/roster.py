"""Shifts, swaps, punches and calls (format: shifts, shift_swaps, punches, phone_notices; readings 4, 8 and 19)."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from oracles.people.office import JINYANG, Office, clock
from oracles.tables import Row, day, first_that_applies, moment


@dataclass(frozen=True)
class Shift:
    number: str
    staff_no: str
    on: date
    kind: str
    start: datetime
    end: datetime
    place: str


@dataclass
class Roster:
    """``shifts`` by number, swapped ones with their new person; ``calls`` are (moment, reason, taken by)."""

    office: Office
    shifts: dict[str, Shift] = field(default_factory=dict)
    swaps: list[dict] = field(default_factory=list)
    drafts: list[dict] = field(default_factory=list)
    punches: dict[tuple[str, date], dict[str, list[datetime]]] = field(
        default_factory=lambda: defaultdict(lambda: {"in": [], "out": []}),
    )
    calls: dict[tuple[str, date], list[tuple[datetime, str, str]]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def scheduled(self) -> dict[tuple[str, date], Shift]:
        """Every scheduled day of everybody, duty on a public holiday like any other."""
        return {(shift.staff_no, shift.on): shift for shift in self.shifts.values() if shift.kind != "rest"}


def roster(office: Office) -> Roster:
    found = Roster(office)
    _shifts(found)
    original = dict(found.shifts)
    for row in office.files["shift_swaps"]:
        _swap(found, row, original)
    _punches(found)
    for row in office.files["phone_notices"]:
        if row["staff_no"] in office.staff:
            call = (moment(row["called_at"]), row["reason"], row["called_to"])
            found.calls[row["staff_no"], day(row["for_date"])].append(call)
        else:
            office.refuse("phone_notices", row, "unknown_staff", "ATT-42" if office.kind == JINYANG else "ATT-13")
    return found


def _shifts(found: Roster) -> None:
    """In jinyang holiday duty that somebody else planned is void."""
    office = found.office
    planner = office.policy("POL-30.1", "rostered_by")
    for row in office.files["shifts"]:
        if row["staff_no"] not in office.staff:
            office.refuse("shifts", row, "unknown_staff", "ATT-01")
        elif office.kind == JINYANG and row["kind"] == "holiday_duty" and office.role(row["rostered_by"]) != planner:
            office.refuse("shifts", row, "roster_not_by_manager", "ATT-47")
        else:
            on = day(row["date"])
            times = clock(on, row["start"]), clock(on, row["end"])
            found.shifts[row["shift_id"]] = Shift(row["shift_id"], row["staff_no"], on, row["kind"], *times, row["place"])


def _swap(found: Roster, row: Row, original: dict[str, Shift]) -> None:
    office, because = found.office, found.office.of(emall="ATT-28", gas="ATT-35", jinyang="ATT-47")
    reason = _swap_fault(found, row)
    if reason is None:
        one, other = found.shifts[row["shift_a"]], found.shifts[row["shift_b"]]
        found.shifts |= {one.number: replace(one, staff_no=other.staff_no), other.number: replace(other, staff_no=one.staff_no)}
        found.swaps.append({"swap_no": row["swap_no"], "because": [because]})
        return
    office.refuse("shift_swaps", row, reason, because)
    if reason == "swap_not_approved" and office.of(emall=True, gas=False, jinyang=False):
        _draft(found, row, original)


def _swap_fault(found: Roster, row: Row) -> str | None:
    office, persons = found.office, (row["staff_a"], row["staff_b"])

    def earlier() -> Shift:
        return min((found.shifts[row[name]] for name in ("shift_a", "shift_b")), key=lambda shift: shift.start)

    return first_that_applies(
        ("unknown_staff", lambda: any(person not in office.staff for person in persons)),
        ("unknown_reference", lambda: any(row[name] not in found.shifts for name in ("shift_a", "shift_b"))),
        ("self_approval", lambda: bool(row["decision"]) and row["decided_by"] in persons),
        ("wrong_approver", lambda: bool(row["decision"]) and office.role(row["decided_by"]) not in office.policy("POL-05.3", "approvers")),
        ("swap_rejected", lambda: row["decision"] == "rejected"),
        ("swap_not_approved", lambda: not row["decision"] or moment(row["decided_at"]) >= earlier().start),
        ("swap_notice_too_short", lambda: _days_between(office, row, earlier()) < office.policy("POL-05.2", "working_days_notice", 0)),
    )


def _days_between(office: Office, row: Row, earlier: Shift) -> int:
    """Working days from the application day (included) to the earlier shift (excluded)."""
    applied = moment(row["applied_at"]).date()
    return sum(office.is_working_day(applied + timedelta(count)) for count in range((earlier.on - applied).days))


def _draft(found: Roster, row: Row, original: dict[str, Shift]) -> None:
    """An unapproved swap that was worked anyway: one draft per person, dated with the person's own original shift."""
    worked = {(each["staff_no"], each["punched_at"][:10]) for each in found.office.files["punches"]}
    own = {row["staff_a"]: original[row["shift_a"]], row["staff_b"]: original[row["shift_b"]]}
    others = zip(own, reversed(own.values()), strict=True)
    if any((person, shift.on.isoformat()) in worked for person, shift in others):
        about = {"kind": "private_swap", "source": row["swap_no"], "because": ["ATT-28", "DIS-79"]}
        found.drafts += [{"staff_no": person, "date": shift.on.isoformat(), **about} for person, shift in own.items()]


def _punches(found: Roster) -> None:
    """Of a punch_id that was seen before the first row stands; a punch belongs to the shift of its calendar day."""
    office, seen = found.office, set()
    for row in office.files["punches"]:
        if row["punch_id"] in seen:
            office.refuse("punches", row, "duplicate_punch_id", "ATT-01")
        elif row["staff_no"] not in office.staff:
            office.refuse("punches", row, "unknown_staff", "ATT-01")
        else:
            at = office.punched(row["punched_at"])
            found.punches[row["staff_no"], at.date()][row["direction"]].append(at)
        seen.add(row["punch_id"])
