"""The excellent agent, and whose work stands out (ATT-26, MET-14, BIL-29)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kefu.calendar import last_day, months_after
from kefu.directory import Directory
from kefu.law import tried
from kefu.service import Ask, Record, Shelf, query
from kefu_messages.performance import GetEligibility, GetRecognition, ListCandidates, ReplayElection
from kefu_performance import rules
from kefu_performance.rules.facts import Fact
from kefu_performance.service.people import serves_in
from kefu_performance.service.replies import read_personal, reader
from kefu_performance.store import FACTS, HOLDERS, SCORES, fact_of, staff_month_of


class Agents:
    """Who may be elected, and who is commended."""

    facts = Shelf(FACTS)
    scores = Shelf(SCORES)
    holders = Shelf(HOLDERS)
    staff = Directory()

    @query(GetEligibility)
    def get_eligibility(self, ask: Ask) -> dict[str, Any]:
        """One person's year up to a day (ATT-26)."""
        read_personal(ask, self.staff, ask["staff_no"])
        year, staff_no = ask["year"], ask["staff_no"]
        span = (f"{year}-01", f"{year}-12")
        places = (staff_month_of(staff_no, span[0]), staff_month_of(staff_no, _corrected_until(ask)))
        facts = [fact for item in self.facts.find(ask.organisation, places=places) if (fact := fact_of(item)).staff_no == staff_no]
        return _eligibility(staff_no, facts, self._scores_of(ask, staff_no, span), ask=ask)

    def _scores_of(self, ask: Ask, staff_no: str, span: tuple[str, str]) -> list[Record]:
        """The person's scores of months of service."""
        found, person = self.scores.find(ask.organisation, staff_no=staff_no, month=span), self.holders.get(ask.organisation, staff_no)
        return [record for record in found if serves_in(person, month=record["month"])]

    @query(ListCandidates)
    def list_candidates(self, ask: Ask) -> dict[str, Any]:
        """Everybody with a score in the year whom the caller may read: eligible best first, excluded by number (ATT-26)."""
        span = (f"{ask['year']}-01", f"{ask['year']}-12")
        facts, scores = self._by_person(ask, span)
        subject = f"{ask.organisation}/excellent-agents/{ask['year']}"
        people = reader(ask, self.staff).shown(sorted(scores), subject=subject, about=lambda staff_no: [staff_no])
        found = [_eligibility(staff_no, facts[staff_no], scores[staff_no], ask=ask) for staff_no in people]
        eligible = sorted((item for item in found if item["excluded"] is False), key=lambda item: -(item["mean_score"] or Decimal(0)))
        excluded = [item for item in found if item["excluded"]]
        return {"year": ask["year"], "until": _until(ask), "eligible": eligible, "excluded": excluded, "because": ["ATT-26"]}

    @query(ReplayElection)
    def replay_election(self, ask: Ask) -> dict[str, Any]:
        """Judge the year of those whom the caller may read by both laws, scores included, and list what would differ (ATT-26)."""
        law = tried(ask.law, values=ask["values"], organisation=ask.get("as_organisation"), on=ask.get("law_on"))
        facts, scores = self._by_person(ask, (f"{ask['year']}-01", f"{ask['year']}-12"))
        subject = f"{ask.organisation}/excellent-agents/{ask['year']}/replay"
        people = reader(ask, self.staff).shown(sorted(scores), subject=subject, about=lambda staff_no: [staff_no])
        differences = []
        for staff_no in people:
            months = [record["month"] for record in scores[staff_no] if _over(record, ask)]
            now, then = (_election(facts[staff_no], months, ask=replace(ask, law=by)) for by in (ask.law, law))
            if now != then:
                differences.append({"staff_no": staff_no, "now": now, "then": then})
        return {"year": ask["year"], "until": _until(ask), "judged": len(people), "differences": differences}

    def _by_person(self, ask: Ask, span: tuple[str, str]) -> tuple[dict[str, list[Fact]], dict[str, list[Record]]]:
        facts: defaultdict[str, list[Fact]] = defaultdict(list)
        scores: defaultdict[str, list[Record]] = defaultdict(list)
        for record in self.facts.every(ask.organisation, months=(span[0], _corrected_until(ask))):
            facts[record["staff_no"]].append(fact_of(record))
        people = {person["staff_no"]: person for person in self.holders.every(ask.organisation)}
        for record in self.scores.every(ask.organisation, month=span):
            if serves_in(people.get(record["staff_no"]), month=record["month"]):
                scores[record["staff_no"]].append(record)
        return facts, scores

    @query(GetRecognition)
    def get_recognition(self, ask: Ask) -> dict[str, Any]:
        """Commendations and criticisms of a month's reading and charging work (MET-14, BIL-29)."""
        found = [
            {"staff_no": record["staff_no"], **line}
            for record in sorted(self.scores.find(ask.organisation, month=ask["month"]), key=lambda record: str(record["staff_no"]))
            for line in record["lines"]
            if line["kind"] in ("commendation", "criticism")
        ]
        subject = f"{ask.organisation}/recognitions/{ask['month']}"
        lines = reader(ask, self.staff).shown(found, subject=subject, about=lambda line: [line["staff_no"]])
        chosen = {kind: [line for line in lines if line["kind"] == kind] for kind in ("commendation", "criticism")}
        return {
            "month": ask["month"], "commended": chosen["commendation"], "criticised": chosen["criticism"], "because": ["MET-14", "BIL-29"],
        }  # fmt: skip


def _until(ask: Ask) -> date:
    """The last day that counts: the one asked for, or the year's last, and yesterday at the latest."""
    return min(ask.get("until") or date(ask["year"], 12, 31), ask.today - timedelta(days=1))


def _over(score: Mapping[str, Any], ask: Ask) -> bool:
    """Whether the whole month of a score counts."""
    return last_day(score["month"]) <= _until(ask)


def _corrected_until(ask: Ask) -> str:
    """The last month in which a correction of the year's closed months can be listed."""
    return max(f"{ask['year']}-12", months_after(f"{ask.today:%Y-%m}", 1))


def _election(facts: Sequence[Fact], months: Sequence[str], *, ask: Ask) -> dict[str, Any]:
    """How a person stands by the law of the ask, the months' scores added up by it too."""
    verdict = rules.excellent_agent(tuple(facts), year=ask["year"], until=_until(ask), law=ask.law)
    scores = [rules.monthly_score(tuple(facts), month=month, law=ask.law).outcome.score for month in months]
    return {**vars(verdict.outcome), "mean_score": rules.ranked([score for score in scores if score is not None])}


def _eligibility(staff_no: str, facts: Sequence[Fact], scores: Sequence[Record], *, ask: Ask) -> dict[str, Any]:
    until = _until(ask)
    verdict = rules.excellent_agent(tuple(facts), year=ask["year"], until=until, law=ask.law)
    counted = [Decimal(item["score"]) for item in scores if item["score"] is not None and _over(item, ask)]
    because = [rule for rule in verdict.clauses if rule == "ATT-26"]
    return {"staff_no": staff_no, "year": ask["year"], **vars(verdict.outcome), "mean_score": rules.ranked(counted), "because": because}
