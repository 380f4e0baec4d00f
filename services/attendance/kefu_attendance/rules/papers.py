"""Monthly papers and the confirmation of attendance (ATT-01 to ATT-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kefu.calendar import first_day, last_day, months_after
from kefu.law import Citation, Decision, Law, decide
from kefu_attendance.rules.regimes import by_regulation
from kefu_messages.attendance import NotDirectSuperior, OwnAttendance, TeamMissing

DUE_DAYS = {"attendance_sheet": ("attendance_sheet_day", "ATT-02"), "bonus_table": ("bonus_table_day", "ATT-03")}


@dataclass(frozen=True)
class Submission:
    """A paper that reached HR."""

    document: str
    submitted_at: datetime
    submitted_by: str
    team: str | None = None


@dataclass(frozen=True)
class Paper:
    """A paper of a month and whether it came in time; ``missing_teams`` is None but for leave papers."""

    month: str
    document: str
    status: str
    due: date | None = None
    submitted_at: datetime | None = None
    days_late: int | None = None
    missing_teams: tuple[str, ...] | None = None
    because: tuple[str, ...] = ()


def check_submission(document: str, *, team: str | None) -> None:
    """Raise ``team_missing`` for leave papers of nobody (ATT-04)."""
    if document == "leave_papers" and not team:
        raise TeamMissing(because=["ATT-04"])


def monthly_papers(month: str, *, submissions: Sequence[Submission], as_of: date, law: Law) -> Decision[tuple[Paper, ...]]:
    """The papers of the month as they are on a day: the earliest submission counts, the last day is included (ATT-02 to ATT-04)."""
    on, handed_in = last_day(month), sorted(submissions, key=lambda item: item.submitted_at)
    known = [item for item in handed_in if item.submitted_at.date() <= as_of]
    papers, cited = [], []
    for document, (name, rule) in DUE_DAYS.items():
        value = law.value(name, on=on)
        cited += [value, law.clause(rule)]
        if value.value:
            papers.append(_dated(month, document, value=value, rule=rule, known=known, as_of=as_of))
    teams = law.value("leave_paper_teams", on=on)
    if teams.value:
        papers.append(_leave_papers(month, teams=teams.value, known=known))
    return decide(tuple(papers), *cited, teams, law.clause("ATT-04"), as_of=as_of)


def _dated(month: str, document: str, *, value: Citation, rule: str, known: list[Submission], as_of: date) -> Paper:
    due = first_day(months_after(month, 1)).replace(day=int(value.value))
    first = next((item.submitted_at for item in known if item.document == document), None)
    if first is None:
        return Paper(month, document, "missing" if as_of > due else "not_due", due, because=(rule,))
    late = max((first.date() - due).days, 0)
    return Paper(month, document, "late" if late else "on_time", due, first, late, because=(rule,))


def _leave_papers(month: str, *, teams: Iterable[str], known: list[Submission]) -> Paper:
    came = {item.team for item in known if item.document == "leave_papers"}
    missing = tuple(team for team in teams if team not in came)
    return Paper(month, "leave_papers", "incomplete" if missing else "complete", missing_teams=missing, because=("ATT-04",))


def check_confirmation(staff_no: str, *, confirmed_by: str, superior: str | None, law: Law) -> Decision[str]:
    """Who confirms somebody's attendance: the direct superior; raises ``own_attendance`` and ``not_direct_superior`` (ATT-01)."""
    if confirmed_by == staff_no:
        raise OwnAttendance(staff_no=staff_no, because=["ATT-01"])
    if superior != confirmed_by:
        raise NotDirectSuperior(staff_no=staff_no, confirmed_by=confirmed_by, because=["ATT-01"])
    return decide(confirmed_by, law.clause("ATT-01"), staff_no=staff_no, superior=superior)


def confirmations(month: str, *, rostered: Sequence[str], confirmed: Mapping[str, str], law: Law) -> Decision[dict[str, str | None]]:
    """Everybody with shifts in the month and who confirmed it; None where it is missing (ATT-01)."""
    asked = by_regulation(law, "confirmation_required", on=last_day(month))
    found = {staff_no: confirmed.get(staff_no) for staff_no in sorted(rostered)} if asked else {}
    return decide(found, law.clause("ATT-01"), law.value("confirmation_required", on=last_day(month)))
