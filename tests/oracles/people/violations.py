"""Complaints and reported facts (format: complaints, violations, contact_attempts; table of conditions; reading 28)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from oracles.people.office import GAS, JINYANG, Office, plain
from oracles.people.roster import Roster
from oracles.people.sessions import Sessions
from oracles.tables import Row, day, first_that_applies, moment, number


@dataclass
class Facts:
    """Accepted complaints and violations by number; ``unreachable`` are (person, day, attempt)."""

    office: Office
    sessions: Sessions
    unreachable: list[tuple[str, date, str]] = field(default_factory=list)
    complaints: dict[str, Row] = field(default_factory=dict)
    violations: dict[str, Row] = field(default_factory=dict)

    def confirmed(self) -> list[Row]:
        return [row for row in self.complaints.values() if row["outcome"] == "confirmed" and row["staff_no"]]

    def provision(self, code: str) -> dict | None:
        return next((item for item in self.office.organisation["violation_catalogue"] if item["code"] == code), None)


def facts(roster: Roster, sessions: Sessions) -> Facts:
    found = Facts(roster.office, sessions, _unreachable(roster))
    for row in found.office.files["complaints"]:
        if row["staff_no"] and row["staff_no"] not in found.office.staff:
            found.office.refuse("complaints", row, "unknown_staff", "CMP-24")
        else:
            found.complaints[row["complaint_no"]] = row
    for row in found.office.files["violations"]:
        reason, because = _refusal(found, row)
        if reason:
            found.office.refuse("violations", row, reason, *because)
        else:
            found.violations[row["violation_no"]] = row
    return found


def _unreachable(roster: Roster) -> list[tuple[str, date, str]]:
    """A call inside the person's shift and no call-back within 60 minutes after the end of the job (without a job: after the call)."""
    office, scheduled, found = roster.office, roster.scheduled, []
    for row in sorted(office.files["contact_attempts"], key=lambda row: row["attempted_at"]):
        at = moment(row["attempted_at"])
        shift = scheduled.get((row["staff_no"], at.date()))
        latest = (moment(row["on_job_until"]) or at) + timedelta(minutes=office.policy("POL-20.1", "callback_minutes", 0))
        called_back = moment(row["called_back_at"])
        if row["staff_no"] not in office.staff:
            office.refuse("contact_attempts", row, "unknown_staff", "ATT-48")
        elif shift and shift.start <= at <= shift.end and (called_back is None or called_back > latest):
            found.append((row["staff_no"], at.date(), row["attempt_no"]))
    return found


def _refusal(found: Facts, row: Row) -> tuple[str | None, list[str]]:
    office, code = found.office, row["code"]
    gas = office.kind == GAS
    other = ["DIS-22" if gas else "DIS-74"]
    because = {
        "unknown_staff": ["DIS-42" if gas else "DIS-74"],
        "out_of_scope": ["DIS-42"],
        "unknown_code": ["DIS-18" if gas else "DIS-74"],
        "before_catalogue": ["DIS-44" if gas else "DIS-49"],
        "facts_missing": other,
        "evidence_missing": ["DIS-18"],
        "self_reported": ["DIS-18"],
        "condition_not_met": [code],
        "amount_out_of_range": [code],
    }
    scope, since = office.organisation.get("department_in_scope"), day(office.organisation.get("catalogue_in_force_from"))
    reason = first_that_applies(
        ("unknown_staff", lambda: row["staff_no"] not in office.staff),
        ("out_of_scope", lambda: gas and office.staff[row["staff_no"]]["department"] != scope),
        ("unknown_code", lambda: found.provision(code) is None),
        ("before_catalogue", lambda: since is not None and day(row["occurred_on"]) < since),
        ("facts_missing", lambda: not row["facts"]),
        ("evidence_missing", lambda: gas and not row["evidence"]),
        ("self_reported", lambda: row["reported_by"] == row["staff_no"]),
        ("condition_not_met", lambda: code in CONDITIONS and not CONDITIONS[code](found, row)),
        ("amount_out_of_range", lambda: not _amount_fits(found, row)),
    )
    return reason, because.get(reason, [])


def _complaint(found: Facts, row: Row) -> Row | None:
    return found.complaints.get(row["complaint_no"])


def _attitude(found: Facts, row: Row) -> bool:
    complaint = _complaint(found, row)
    own = complaint is not None and complaint["staff_no"] == row["staff_no"] and complaint["outcome"] == "confirmed"
    return own and complaint["major_impact"] != "yes"


def _often_unreachable(found: Facts, row: Row) -> bool:
    """At least ``frequent_at`` events in the calendar month up to that day."""
    occurred = day(row["occurred_on"])
    events = [on for person, on, _ in found.unreachable if person == row["staff_no"] and occurred.replace(day=1) <= on <= occurred]
    return len(events) >= found.office.policy("POL-20.1", "frequent_at")


CONDITIONS: dict[str, Callable[[Facts, Row], bool]] = {
    "DIS-01": _attitude,
    "DIS-02": lambda found, row: found.sessions.attendance.get((row["event_no"], row["staff_no"])) == "missed",
    "DIS-04": lambda _, row: row["hazard"] == "yes",
    "DIS-15": lambda _, row: row["hazard"] == "yes",
    "DIS-13": lambda _, row: row["hazard"] != "yes",
    "DIS-08": lambda _, row: row["public_place"] == row["bad_effect"] == "yes",
    "DIS-09": lambda _, row: row["bad_effect"] == "yes",
    "DIS-11": lambda found, row: _complaint(found, row) is not None,
    "DIS-16": lambda _, row: row["serious"] == "yes" and row["sanction"] == "dismissal",
    "DIS-28": _often_unreachable,
    "DIS-29": lambda _, row: not row["explained_on"] or row["explained_on"] > row["due_on"],
}


def _amount_fits(found: Facts, row: Row) -> bool:
    """Inside min..max, bounds included; none where none may be given."""
    if row["sanction"] != "fine":
        return not row["amount"]
    return amount_in_range(found, row["code"], row["amount"])


def amount_in_range(found: Facts, code: str, amount: str) -> bool:
    provision = found.provision(code)
    if not amount or provision["unit"] != "yuan":
        return False
    least, most = (Decimal(str(provision[bound])) for bound in ("min", "max"))
    return least <= number(amount) <= most


def listed(found: Facts) -> dict:
    """A missing education note is a warning of gas_penalty, no refusal."""
    gas = found.office.kind == GAS
    return {
        violation_no: {
            "staff_no": row["staff_no"],
            "code": row["code"],
            "sanction": row["sanction"],
            "amount": plain(number(row["amount"])) if row["amount"] else None,
            "education_note_missing": gas and not row["education_note"],
            "because": [row["code"], *(["DIS-17", "DIS-18"] if gas else [])],
        }
        for violation_no, row in found.violations.items()
    }


def confirmed_complaints(found: Facts) -> dict:
    """Per person and month of the investigation."""
    because = found.office.of(emall="CUS-31", gas="CMP-24", jinyang="CMP-50")
    counts: dict[str, dict[str, dict]] = defaultdict(dict)
    for row in found.confirmed():
        month = counts[row["staff_no"]].setdefault(row["investigated_on"][:7], {"count": 0, "because": [because]})
        month["count"] += 1
    return dict(counts)


def warnings(found: Facts) -> list[dict]:
    """DIS-28: the third event of a calendar month raises the proposal; a warning under it is one in writing (jinyang)."""
    if found.office.kind != JINYANG:
        return []
    counts, triggers = defaultdict(int), []
    for person, on, attempt in found.unreachable:
        counts[person, on.year, on.month] += 1
        if counts[person, on.year, on.month] == found.office.policy("POL-20.1", "frequent_at"):
            about = {"kind": "warning_or_fine_proposal", "date": on.isoformat(), "source": attempt}
            triggers.append({"staff_no": person, **about, "because": ["DIS-28"]})
    for violation_no, row in found.violations.items():
        if row["code"] == "DIS-28" and row["sanction"] == "warning":
            about = {"kind": "written_warning", "date": row["confirmed_on"], "source": violation_no}
            triggers.append({"staff_no": row["staff_no"], **about, "because": ["DIS-28"]})
    return triggers
