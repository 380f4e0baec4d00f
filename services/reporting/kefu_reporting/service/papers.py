"""What is handed in, and who is asked for what has not come (REP-01 to REP-07, REP-12, REP-16, REP-84)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from kefu.service import Ask, Page, Shelf, command, query, schedule
from kefu.store import BoundShelf
from kefu_messages.errors import AlreadyExists
from kefu_messages.reporting import GetCompleteness, ListPapers, PaperOverdue, PaperSubmitted, SubmitPaper, WhyPaper
from kefu_reporting import rules
from kefu_reporting.rules.papers import Duty, Owed, duties, duty
from kefu_reporting.rules.periods import name_of, period_of
from kefu_reporting.service.told import ReadsFacts
from kefu_reporting.store import DUTIES, PAPERS


class Papers(ReadsFacts):
    """One document per paper; one per duty that was missed."""

    papers: BoundShelf = Shelf(PAPERS)
    paper_duties: BoundShelf = Shelf(DUTIES)

    @command(SubmitPaper)
    def submit_paper(self, ask: Ask) -> dict[str, Any]:
        """Hand in what is due, once for each period; reports on demand as often as they are asked for."""
        by, kind, period = ask.identity.staff_no, ask["kind"], ask["period"]
        verdict = rules.handed_in(kind, period=period, by=by, submitted_on=ask["submitted_on"], law=ask.law)
        on_demand = f"~{ask.get('title') or ask.key[:8]}".replace("/", " ") if kind == "ad_hoc_report" else ""
        record = self.papers.new(ask.organisation, f"{kind}~{period}~{by}{on_demand}"[:64].strip())
        if record.exists:
            raise AlreadyExists(kind="paper", key=record.key)
        filed = vars(verdict.outcome)
        event = PaperSubmitted.of(paper_no=record.key, because=verdict.clauses, **filed)
        due = filed["due_on"] or ask["submitted_on"]
        own = {name: ask.get(name) for name in ("title", "text", "requested_by")}
        changes = {**filed, **own, "month": f"{due:%Y-%m}", "staff_no": by}
        return self.papers.save(record, ask, changes=changes, events=[event], decisions={"handed_in": verdict})

    @query(WhyPaper)
    def why_paper(self, ask: Ask) -> dict[str, Any]:
        """Why the paper was in time or late."""
        return {"decisions": self.papers.why(self.papers.require(ask.organisation, ask["paper_no"]), language=ask.language)}

    @query(ListPapers)
    def list_papers(self, ask: Ask) -> Page:
        """The papers of a kind and period."""
        return self.papers.page(ask, equals={"kind": ask["kind"], "period": ask.get("period")}, order="paper_no")

    @query(GetCompleteness)
    def get_completeness(self, ask: Ask) -> dict[str, Any]:
        """How complete a period is (REP-04, REP-06)."""
        kind, period, as_of = ask["kind"], ask["period"], ask.get("as_of") or ask.today
        due = rules.paper_due(kind, period=period, on=as_of, law=ask.law)
        last = period_of(period, kind=kind).last
        expected = self._owing(ask, duty(kind, on=as_of, law=ask.law), on=last)
        verdict = rules.completeness(expected, filed=self._filers(ask, kind, period, as_of), kind=kind, on=as_of, law=ask.law)
        return {"kind": kind, "period": period, "due_on": due.outcome, **verdict.outcome}

    @schedule("daily")
    def ask_for_papers(self, ask: Ask) -> None:
        """On the day after a paper's last day, tell whose is missing (REP-01, REP-84)."""
        for owed in duties(on=ask.today, law=ask.law):
            if owed.due_days is not None and owed.rhythm != "any":
                self._ask_for(ask, owed, last=ask.today - timedelta(days=owed.due_days + 1))

    def _ask_for(self, ask: Ask, owed: Duty, *, last: date) -> None:
        period = period_of(name_of(last, rhythm=owed.rhythm), kind=owed.kind)
        if period.last != last:
            return
        due = last + timedelta(days=owed.due_days or 0)
        filed = self._filers(ask, owed.kind, period.name, due)
        missing = sorted(set(self._owing(ask, owed, on=last)) - set(filed))
        record = self.paper_duties.new(ask.organisation, f"{owed.kind}~{period.name}")
        if record.exists or not missing or (filed and not owed.each):
            return
        changes = {"kind": owed.kind, "period": period.name, "due_on": due, "missing": missing, "month": f"{due:%Y-%m}"}
        event = PaperOverdue.of(
            duty_no=record.key, kind=owed.kind, period=period.name, due_on=due, missing=missing, because=[owed.rule, "paper_duties"]
        )
        self.paper_duties.save(record, ask, changes=changes, events=[event], reply={})

    def _owing(self, ask: Ask, owed: Duty, *, on: date) -> list[str]:
        """The staff in a post that owes the paper, on the last day of the period."""
        return [number for number, person in self._told(ask).of("staff") if owed.roles & _roles(person, on)]

    def _filers(self, ask: Ask, kind: str, period: str, as_of: date) -> list[str]:
        found = self.papers.every(ask.organisation, kind=kind, period=period)
        return sorted({record["by"] for record in found if record["submitted_on"] <= as_of})

    def _owed_in(self, ask: Ask, months: list[str]) -> Iterator[Owed]:
        """The papers that came or were missed with a due day in the months, those other services tell of too."""
        for month, told in self._told(ask).of("department_report"):
            due, came = (date.fromisoformat(str(told[name])) for name in ("due_on", "submitted_on"))
            if f"{due:%Y-%m}" in months:
                yield Owed("department_report", month, due, came)
        for paper in self.papers.every(ask.organisation, month=months):
            if paper["due_on"]:
                yield Owed(paper["kind"], f"{paper['period']} {paper['by']}", paper["due_on"], paper["submitted_on"])
        for missed in self.paper_duties.every(ask.organisation, month=months):
            filers = set(self._filers(ask, missed["kind"], missed["period"], ask.today))
            for staff_no in missed["missing"]:
                if staff_no not in filers:
                    yield Owed(missed["kind"], f"{missed['period']} {staff_no}", missed["due_on"])


def _roles(person: Any, on: date) -> frozenset[str]:
    """The roles in force on the day; none before and after the service."""
    day = on.isoformat()
    if day < str(person["joined_on"]) or (person.get("left_on") and day > str(person["left_on"])):
        return frozenset()
    posts = [post for post in person["posts"] if str(post["since"]) <= day]
    return frozenset(max(posts, key=lambda post: str(post["since"]))["roles"]) if posts else frozenset()
