"""What people's appraisal refers to: sessions, exams, mean, attendance (TRN-09, TRN-12, TRN-13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kefu.directory import Colleague, Directory
from kefu.service import Ask, Shelf, query
from kefu_messages.training import GetAttendanceOfYear, GetRatesByPost, GetTrainingResults
from kefu_training import rules
from kefu_training.rules.facts import Leave
from kefu_training.rules.results import Participation
from kefu_training.service.judging import leaves_of, takes_part
from kefu_training.service.replies import read_personal
from kefu_training.store import LEAVES, PARTICIPATIONS, SESSIONS, exams_of, session_of, sign_in_of

ONE_DAY = timedelta(days=1)


class Results:
    """A person's results as of the end of a day, today's so far, computed from the facts known by then."""

    participations = Shelf(PARTICIPATIONS)
    sessions = Shelf(SESSIONS)
    leaves = Shelf(LEAVES)
    staff = Directory()

    @query(GetTrainingResults)
    def get_training_results(self, ask: Ask) -> dict[str, Any]:
        """Sessions, exams and mean score of a person (TRN-09)."""
        read_personal(ask, self.staff, ask["staff_no"])
        as_of = min(ask.get("as_of") or ask.today, ask.today)
        leaves, person = leaves_of(self.leaves, ask.organisation, ask["staff_no"]), self.staff.person(ask.organisation, ask["staff_no"])
        found = self.participations.find(ask.organisation, staff_no=ask["staff_no"], date=("0000", as_of.isoformat()))
        ordered = sorted(found, key=lambda item: str(item["event_no"]))
        sessions = [session_shown(item, leaves, person, as_of=as_of, ask=ask) for item in ordered]
        examined = rules.exam_follows(as_of, law=ask.law) or any(item["exam"] for item in sessions)
        scores = tuple(item["exam"]["score"] for item in sessions if item["exam"] and item["exam"]["score"] is not None)
        clauses = rules.result_clauses(as_of, law=ask.law)
        return {
            "staff_no": ask["staff_no"], "as_of": as_of, "sessions": [item for item in sessions if item["attendance"]],
            "scores": scores if examined else None, "mean_score": rules.mean_score(scores, law=ask.law).outcome if examined else None,
            "because": [clause.id for clause in clauses],
        }  # fmt: skip

    @query(GetAttendanceOfYear)
    def get_attendance_of_year(self, ask: Ask) -> dict[str, Any]:
        """How regularly a person came in a year, and what was missed without excuse (TRN-12)."""
        read_personal(ask, self.staff, ask["staff_no"])
        year = ask["year"]
        found = self.participations.find(ask.organisation, staff_no=ask["staff_no"], date=(f"{year}-01-01", f"{year}-12-31"))
        judged = [Participation(item["event_no"], item["date"], item["kind"], item["attendance"]) for item in found if item["attendance"]]
        verdict = rules.year_of_attendance(judged, law=ask.law)
        return {"staff_no": ask["staff_no"], "year": year, **vars(verdict.outcome), "because": verdict.clauses}

    @query(GetRatesByPost)
    def get_rates_by_post(self, ask: Ask) -> dict[str, Any]:
        """The attendance of a training by post of those invited (TRN-13)."""
        session = self.sessions.require(ask.organisation, ask["training_no"])
        people = [item for item in self.participations.find(ask.organisation, event_no=session.key) if item.get("invited")]
        held = {item["staff_no"]: tuple(sorted(self.staff.role(ask.organisation, item["staff_no"], on=session["date"]))) for item in people}
        came = tuple(item["staff_no"] for item in people if item.get("signed_in_at"))
        verdict = rules.rate_by_post(held, attended=came, law=ask.law)
        posts = {post: {**vars(rate), "rate": str(rate.rate)} for post, rate in verdict.outcome.items()}
        return {"training_no": session.key, "posts": posts, "because": verdict.clauses}


def session_shown(
    item: Mapping[str, Any], leaves: tuple[Leave, ...], person: Colleague | None, *, as_of: date, ask: Ask
) -> dict[str, Any]:  # fmt: skip
    """One session of a person as of the end of a day, judged by the law of the ask; nobody has missed what is not over."""
    over_until = min(as_of, ask.today - ONE_DAY)
    shown = {name: item[name] for name in ("event_no", "kind", "date")} | {"attendance": None, "minutes": 0, "exam": None}
    if takes_part(item, person):
        sign_in = sign_in_of(item, zone=ask.now.tzinfo)
        shown |= vars(
            rules.session_attendance(session_of(item), sign_in=sign_in, leaves=leaves, over_until=over_until, law=ask.law).outcome
        )
    rows = rules.known_by(exams_of(item), as_of=as_of)
    if item["kind"] == "training" and (rows or rules.exam_follows(item["date"], law=ask.law)):
        verdict = rules.exam_result(rows, attendance=shown["attendance"], over_until=over_until, law=ask.law)
        because = [clause for clause in verdict.clauses if clause.startswith("TRN-")]
        shown["exam"] = verdict.outcome and {"result": verdict.outcome.result, "score": verdict.outcome.score, "because": because}
    return shown
