"""What a month's sign-ins and exams would come to by another law; nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kefu.calendar import first_day, last_day
from kefu.directory import Colleague, Directory
from kefu.law import tried
from kefu.service import Ask, Record, Shelf, query
from kefu_messages.training import ReplayTrainingResults
from kefu_training.rules.facts import Leave
from kefu_training.service.replies import reader
from kefu_training.service.results import session_shown
from kefu_training.store import LEAVES, PARTICIPATIONS, SESSIONS, leave_of

AT_ONCE = 200


class Replaying:
    """What if the regulation were another."""

    participations = Shelf(PARTICIPATIONS)
    sessions = Shelf(SESSIONS)
    leaves = Shelf(LEAVES)
    staff = Directory()

    @query(ReplayTrainingResults)
    def replay_training_results(self, ask: Ask) -> dict[str, Any]:
        """Judge the month's sessions of those whom the caller may read both ways, and list what would differ (TRN-04 to TRN-08)."""
        law = tried(ask.law, values=ask["values"], organisation=ask.get("as_organisation"), on=ask.get("law_on"))
        as_of, found = min(ask.get("as_of") or ask.today, ask.today), self._taken_part(ask)
        subject = f"{ask.organisation}/training-results/{ask['month']}/replay"
        seen = reader(ask, self.staff).shown(found, subject=subject, about=lambda item: [item["staff_no"]])
        leaves = self._granted(ask, sorted({item["staff_no"] for item in seen}))
        differences = []
        for item in seen:
            whose = (leaves[item["staff_no"]], self.staff.person(ask.organisation, item["staff_no"]))
            now, then = (_judged(item, *whose, as_of=as_of, ask=asked) for asked in (ask, replace(ask, law=law)))
            if now != then:
                differences.append({**{name: item[name] for name in ("staff_no", "event_no", "date")}, "now": now, "then": then})
        listed = sorted(differences, key=lambda item: (item["staff_no"], item["date"], item["event_no"]))
        return {"month": ask["month"], "judged": len(seen), "differences": listed}

    def _taken_part(self, ask: Ask) -> list[Record]:
        span = (first_day(ask["month"]).isoformat(), last_day(ask["month"]).isoformat())
        held = [session.key for session in self.sessions.every(ask.organisation, date=span)]
        return [record for event_no in held for record in self.participations.every(ask.organisation, event_no=event_no)]

    def _granted(self, ask: Ask, people: Sequence[str]) -> Mapping[str, tuple[Leave, ...]]:
        leaves: defaultdict[str, tuple[Leave, ...]] = defaultdict(tuple)
        for start in range(0, len(people), AT_ONCE):
            for item in self.leaves.find(ask.organisation, staff_no=list(people[start : start + AT_ONCE])):
                if item["excused"]:
                    leaves[item["staff_no"]] = (*leaves[item["staff_no"]], leave_of(item))
        return leaves


def _judged(item: Mapping[str, Any], leaves: tuple[Leave, ...], person: Colleague | None, *, as_of: date, ask: Ask) -> dict[str, Any]:
    """What the person's part in the session comes to by the law of the ask."""
    shown = session_shown(item, leaves, person, as_of=as_of, ask=ask)
    exam = shown["exam"] or {}
    return {"attendance": shown["attendance"], "minutes": shown["minutes"], "result": exam.get("result"), "score": exam.get("score")}
