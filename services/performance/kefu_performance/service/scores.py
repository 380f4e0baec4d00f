"""Reading scores, why they are so, and what would be if."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from kefu.calendar import first_day, last_day
from kefu.directory import Directory
from kefu.law import Law, tried
from kefu.service import Ask, Shelf, query
from kefu_messages.performance import GetScore, ReplayScores, WhyScore
from kefu_performance import rules
from kefu_performance.rules.facts import Fact
from kefu_performance.service.people import not_serving_in, serves_in
from kefu_performance.service.replies import read_personal, reader, told
from kefu_performance.store import ADJUSTMENTS, FACTS, HOLDERS, SCORES, fact_of, plain_number, staff_month_of, stored_line

NOT_JUDGED = ("not_served", "not_begun")


class Scores:
    """A person's month, its causes, and what-if."""

    scores = Shelf(SCORES)
    facts = Shelf(FACTS)
    adjustments = Shelf(ADJUSTMENTS)
    holders = Shelf(HOLDERS)
    staff = Directory()

    @query(GetScore)
    def get_score(self, ask: Ask) -> dict[str, Any]:
        """The score with every line; of who has no fact in the month, the base; none of a month to come, or not of service."""
        read_personal(ask, self.staff, ask["staff_no"])
        month, record = ask["month"], self.scores.get(ask.organisation, staff_month_of(ask["staff_no"], ask["month"]))
        state = self._state(ask)
        nothing = {"base": None, "score": None} if state in NOT_JUDGED else {}
        over = {"over": last_day(month) < ask.today, "state": state, **nothing}
        if record is None:
            base = plain_number(rules.monthly_score((), month=month, law=ask.law).outcome.base)
            empty = {"staff_no": ask["staff_no"], "month": month, "base": base, "score": base, "lines": [], "because": ["POL-08.5"]}
            return {**empty, **over}
        because = sorted({rule for line in record["lines"] for rule in line["because"]})
        return {**record, "lines": self._with_reasons(ask, record["lines"]), "because": because, "version": record.version, **over}

    def _state(self, ask: Ask) -> str:
        """How far the month has come; nothing is judged of one that is not of service, or has not begun."""
        if not serves_in(self.holders.get(ask.organisation, ask["staff_no"]), month=ask["month"]):
            return "not_served"
        if first_day(ask["month"]) > ask.today:
            return "not_begun"
        return "over" if last_day(ask["month"]) < ask.today else "running"

    def _with_reasons(self, ask: Ask, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The lines, those of leaders with the reason and who decided when (POL-08.5)."""
        numbers = {line["source"]: line["source"].partition("/")[2] for line in lines if line["kind"] == "adjustment"}
        known = self.adjustments.get_many(ask.organisation, sorted(numbers.values()))
        return [{**line, **_decided(known.get(numbers.get(line["source"], "")))} for line in lines]

    @query(WhyScore)
    def why_score(self, ask: Ask) -> dict[str, Any]:
        """Every clause behind the score, in the reader's language."""
        read_personal(ask, self.staff, ask["staff_no"])
        record = self.scores.require(ask.organisation, staff_month_of(ask["staff_no"], ask["month"]))
        return told(self.scores.why(record, language=ask.language))

    @query(ReplayScores)
    def replay_scores(self, ask: Ask) -> dict[str, Any]:
        """Add up a month under other values or without some records, and list what would differ; nothing is written."""
        month = ask["month"]
        law = tried(ask.law, values=ask["values"], organisation=ask.get("as_organisation"), on=ask.get("law_on"))
        people = self._facts_by_person(ask)
        differences = [found for staff_no, facts in sorted(people.items()) if (found := _difference(staff_no, facts, ask=ask, law=law))]
        base, other = (rules.monthly_score((), month=month, law=by).outcome.base for by in (ask.law, law))
        return {"month": month, "judged": len(people), "base_now": base, "base_then": other, "differences": differences}

    def _facts_by_person(self, ask: Ask) -> dict[str, list[Fact]]:
        """The facts of those serving in the month whom the caller may read."""
        people: defaultdict[str, list[Fact]] = defaultdict(list)
        away = not_serving_in(self.holders.every(ask.organisation), month=ask["month"])
        for record in self.facts.every(ask.organisation, months=ask["month"]):
            if record["staff_no"] not in away:
                people[record["staff_no"]].append(fact_of(record))
        wanted = [ask["staff_no"]] if ask.get("staff_no") else list(people)
        subject = f"{ask.organisation}/performance/{ask['month']}/replay"
        seen = reader(ask, self.staff).shown(sorted(wanted), subject=subject, about=lambda staff_no: [staff_no])
        return {staff_no: people[staff_no] for staff_no in seen}


def _decided(adjustment: Mapping[str, Any] | None) -> dict[str, Any]:
    if adjustment is None:
        return {}
    return {"reason": adjustment["reason"], "decided_by": adjustment["entered_by"], "decided_on": adjustment["decided_on"]}


def _difference(staff_no: str, facts: list[Fact], *, ask: Ask, law: Law) -> dict[str, Any] | None:
    month, without = ask["month"], set(ask["without"])
    now = rules.monthly_score(tuple(facts), month=month, law=ask.law).outcome
    then = rules.monthly_score(tuple(fact for fact in facts if fact.source not in without), month=month, law=law).outcome
    if now == then:
        return None
    change = rules.score_change(now.lines, after=then.lines)
    return {
        "staff_no": staff_no, "month": month, "now": now.score, "then": then.score,
        "removed": [stored_line(line) for line in change.removed], "added": [stored_line(line) for line in change.added],
    }  # fmt: skip
