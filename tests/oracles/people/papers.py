"""Papers that are due every month, and confirmed attendance, in emall; days without duty in jinyang (reading 10)."""

from datetime import date, timedelta

from oracles.people.office import Office
from oracles.people.roster import Roster
from oracles.tables import Row, day, first_that_applies, moment

SHEETS = {"attendance_sheet": ("attendance_sheet_day", "ATT-02"), "bonus_table": ("bonus_table_day", "ATT-03")}


def monthly_papers(office: Office) -> list[dict]:
    """Every month up to the reporting month."""
    listed = []
    for month in (month for month in office.months if month <= office.month):
        handed_in = [row for row in office.files["submissions"] if row["month"] == month]
        listed += [_sheet(office, month, document, handed_in) for document in SHEETS]
        teams = {row["team"] for row in handed_in if row["document"] == "leave_papers"}
        missing = [team for team in office.organisation["teams"] if team not in teams]
        about = {"month": month, "document": "leave_papers", "status": "incomplete" if missing else "complete"}
        listed.append({**about, "missing_teams": missing, "because": ["ATT-04"]})
    return listed


def _sheet(office: Office, month: str, document: str, handed_in: list[Row]) -> dict:
    """Before the 3rd or 6th includes that day up to 24:00; the earliest submission counts; days late are calendar days."""
    last_day, rule = SHEETS[document]
    due = (date.fromisoformat(f"{month}-01") + timedelta(31)).replace(day=office.policy("POL-17.3", last_day))
    first = min((moment(row["submitted_at"]) for row in handed_in if row["document"] == document), default=None)
    late = max(0, (first.date() - due).days) if first else None
    status = "missing" if late is None else "late" if late else "on_time"
    when = {"due": due.isoformat(), "submitted_at": first.isoformat() if first else None}
    return {"month": month, "document": document, **when, "status": status, "days_late": late, "because": [rule]}


def confirmations(office: Office, roster: Roster) -> list[dict]:
    """Everybody with shifts in the reporting month; confirmed by the direct superior."""
    confirmed = {}
    for row in office.files["attendance_confirmations"]:
        reason = first_that_applies(
            ("unknown_staff", lambda row=row: row["staff_no"] not in office.staff),
            ("own_attendance", lambda row=row: row["confirmed_by"] == row["staff_no"]),
            ("not_direct_superior", lambda row=row: row["confirmed_by"] != office.staff[row["staff_no"]]["reports_to"]),
        )
        if reason:
            office.refuse("attendance_confirmations", row, reason, "ATT-01")
        elif row["month"] == office.month:
            confirmed[row["staff_no"]] = row["confirmed_by"]
    people = sorted({shift.staff_no for shift in roster.shifts.values() if shift.on.isoformat()[:7] == office.month})
    return [
        {
            "staff_no": person,
            "month": office.month,
            "status": "confirmed" if person in confirmed else "missing",
            "confirmed_by": confirmed.get(person),
            "because": ["ATT-01"],
        }
        for person in people
    ]


def roster_gaps(office: Office, roster: Roster) -> list[dict]:
    """Public holidays without anybody on duty."""
    on_duty = {on for _, on in roster.scheduled}
    holidays = sorted(map(day, office.holidays - on_duty))
    return [{"date": on.isoformat(), "because": ["ATT-47"]} for on in holidays if on.isoformat()[:7] in office.months]
