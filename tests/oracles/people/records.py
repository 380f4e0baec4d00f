"""All of an organisation's records as they stand at the end of ``data_until``; lists whose order is compared go by their numbers."""

from pathlib import Path

from oracles.people import absences, attendance, fines, notices, papers, sessions, violations
from oracles.people.leave import leave
from oracles.people.office import EMALL, GAS, JINYANG, Office, office
from oracles.people.roster import Roster, roster

NOTHING = {
    "roster_gaps": [], "excellent_agent": {}, "penalty_notices": {}, "fines": [], "compensation": [], "payroll_deductions": {}, "fund": [],
    "monthly_papers": [], "attendance_confirmations": [],
}  # fmt: skip


def figures(folder: Path) -> dict:
    """What ``expected.json`` must say of the folder."""
    known = office(folder)
    rostered = roster(known)
    absent = leave(rostered)
    held = sessions.sessions(absent)
    facts = violations.facts(rostered, held)
    present = attendance.attendance(absent, held, facts.unreachable)
    own = {EMALL: _emall, GAS: _gas, JINYANG: _jinyang}[known.kind](known, rostered, facts, present)
    return {
        "organisation": known.organisation["id"],
        "data_until": known.until.isoformat(),
        "months": known.months,
        "staff_months": attendance.months(present),
        "leave_requests": absent.requests,
        "swaps_in_force": sorted(rostered.swaps, key=lambda swap: swap["swap_no"]),
        "violation_drafts": rostered.drafts,
        "trainings": sessions.trainings(held),
        "training_results": sessions.results(held),
        "confirmed_complaints": violations.confirmed_complaints(facts),
        "violations": violations.listed(facts),
        **NOTHING,
        **own,
        "refused": sorted(known.refused, key=lambda refused: (refused["file"], refused["line"])),
    }


def _emall(known: Office, rostered: Roster, _facts: violations.Facts, present: attendance.Attendance) -> dict:
    return {
        "triggers": absences.termination_rights(present),
        "excellent_agent": absences.excellent_agents(present),
        "monthly_papers": papers.monthly_papers(known),
        "attendance_confirmations": papers.confirmations(known, rostered),
    }


def _gas(_known: Office, _rostered: Roster, facts: violations.Facts, _present: attendance.Attendance) -> dict:
    found = notices.notices(facts)
    return {
        "triggers": notices.triggers(found),
        "penalty_notices": notices.listed(found),
        "payroll_deductions": notices.deductions(found),
    }


def _jinyang(known: Office, rostered: Roster, facts: violations.Facts, _present: attendance.Attendance) -> dict:
    found = fines.fines(facts, rostered)
    return {
        "roster_gaps": papers.roster_gaps(known, rostered),
        "triggers": [*found.triggers, *violations.warnings(facts)],
        "fines": found.fines,
        "compensation": sorted(found.compensation, key=lambda loss: loss["source"]),
        "payroll_deductions": fines.deductions(found),
        "fund": fines.fund(found),
    }
