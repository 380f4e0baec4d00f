"""What follows from absence in emall: the right to terminate, and who cannot be the excellent agent (readings 5 and 9)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from oracles.people.attendance import WHOLE, Attendance


def termination_rights(found: Attendance) -> list[dict]:
    """ATT-20: so many scheduled days in a row each wholly absent, or so many days in a calendar year; both on one day are one trigger."""
    office, triggers = found.office, []
    for person in office.staff:
        reached: dict[date, list[str]] = defaultdict(list)
        for on in _in_a_row(found, person):
            reached[on].append("consecutive_days")
        for on in _in_a_year(found, person):
            reached[on].append("days_in_year")
        about = {"staff_no": person, "kind": "termination_right", "because": ["ATT-20", "DIS-52"]}
        triggers += [{**about, "date": on.isoformat(), "basis": basis} for on, basis in reached.items()]
    return triggers


def _in_a_row(found: Attendance, person: str) -> list[date]:
    """A leave day or a day worked ends the run; rest days and holidays do not, nor does New Year."""
    run, reached = 0, []
    for on in sorted(on for who, on in found.leave.roster.scheduled if who == person and on <= found.office.until):
        run = run + 1 if (person, on) in found.absences and found.absences[person, on].days == WHOLE else 0
        reached += [on] if run == found.office.policy("POL-02.2", "consecutive_days") else []
    return reached


def _in_a_year(found: Attendance, person: str) -> list[date]:
    """The total fires on the day it reaches the limit, once a year."""
    totals, reached, limit = defaultdict(Decimal), [], found.office.policy("POL-02.2", "days_in_year")
    for (who, on), absence in sorted(found.absences.items()):
        if who == person:
            before, totals[on.year] = totals[on.year], totals[on.year] + absence.days
            reached += [on] if before < limit <= totals[on.year] else []
    return reached


def excellent_agents(found: Attendance) -> dict:
    """ATT-26: absence of any size in the year of the reporting month, up to its end, excludes."""
    month, listed = found.office.month, {}
    for person in found.office.staff:
        absent = [on.isoformat() for who, on in sorted(found.absences) if who == person]
        in_year = [on for on in absent if on[:4] == month[:4] and on[:7] <= month]
        listed[person] = {"excluded": bool(in_year), "first_absence": in_year[0] if in_year else None, "because": ["ATT-26"]}
    return listed
