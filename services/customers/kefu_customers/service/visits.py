"""Visits made, owed and overdue, and the policy behind them (CUS-08, CUS-22, CUS-24..26)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from kefu.calendar import add_months
from kefu.directory import Directory
from kefu.law import Law
from kefu.service import Ask, Record, Shelf, command, query, schedule
from kefu_customers import rules
from kefu_customers.rules import Obligation
from kefu_customers.service.visit_years import grades_of, told_of, visit_law, visits_of, year_shown
from kefu_customers.store import VISIT_POLICIES, VISIT_YEARS
from kefu_messages import Happening
from kefu_messages.customers import (
    ChangeVisitPolicy,
    CustomerVisited,
    GetVisitPlan,
    GetVisitPolicy,
    ListVisitsDue,
    RecordCustomerVisit,
    VisitDue,
    VisitOverdue,
    VisitPolicyChanged,
)

POLICY = "visits"
GRADED = ["A", "B", "C"]
CHUNK = 200
ONE_DAY = timedelta(days=1)


class Visits:
    """Counts the visits of every graded customer against what its grade owes."""

    customers: Shelf
    staff: Directory
    visit_years = Shelf(VISIT_YEARS)
    visit_policies = Shelf(VISIT_POLICIES)

    @command(RecordCustomerVisit)
    def record_visit(self, ask: Ask) -> dict[str, Any]:
        """Record a visit and show the customer's year."""
        customer = self.customers.require(ask.organisation, ask["customer_no"])
        law, year = visit_law(ask.law, self._versions(ask)), self._year(ask, customer.key, ask["visited_on"].year)
        visitor = ask.get("visitor") or ask.identity.staff_no
        role = rules.accept_visit(
            ask["visit_no"],
            known=tuple(item["visit_no"] for item in year.get("visits", ())),
            visitor=visitor,
            visitor_roles=self._posts(ask, visitor),
            wanted_role=ask.get("visitor_role"),
            kind=ask["kind"],
            visited_on=ask["visited_on"],
            face_to_face=bool(ask.get("face_to_face")),
            today=ask.today,
            law=law,
        )
        visit = {
            "visit_no": ask["visit_no"], "visitor": visitor, "visitor_role": role.outcome, "kind": ask["kind"],
            "visited_on": ask["visited_on"].isoformat(), "face_to_face": bool(ask.get("face_to_face")), "feedback": ask.get("feedback"),
        }  # fmt: skip
        changes = {"customer_no": customer.key, "year": ask["visited_on"].year, "visits": [*year.get("visits", ()), visit]}
        told = CustomerVisited.of(
            customer_no=customer.key,
            **{name: visit[name] for name in ("visit_no", "visitor", "visitor_role", "kind")},
            visited_on=ask["visited_on"],
            with_feedback=bool(visit["feedback"]),
            because=role.clauses,
        )
        shown, plan = year_shown(
            customer, self._around(ask, customer.key, {**year, **changes}), year=changes["year"], as_of=ask.today, law=law
        )
        return self.visit_years.save(
            year,
            ask,
            changes=changes,
            events=[told],
            decisions={"visit": role, "visits_due": plan},
            reply=shown,
            claims=[f"visit:{visit['visit_no']}"],
        )

    @query(GetVisitPlan)
    def get_visit_plan(self, ask: Ask) -> dict[str, Any]:
        """What is owed to a customer in a year."""
        customer = self.customers.require(ask.organisation, ask["customer_no"])
        year = self._year(ask, customer.key, ask["year"])
        law = visit_law(ask.law, self._versions(ask))
        visits = self._around(ask, customer.key, year, year=ask["year"])
        shown, _ = year_shown(customer, visits, year=ask["year"], as_of=ask.get("as_of") or ask.today, law=law)
        return {**shown, "version": year.version}

    @query(ListVisitsDue)
    def list_visits_due(self, ask: Ask) -> dict[str, Any]:
        """The visits of all staff that are overdue or open on a day."""
        as_of = ask.get("as_of") or ask.today
        since = ask.get("since") or add_months(as_of, -12) + ONE_DAY
        law, overdue, due = visit_law(ask.law, self._versions(ask)), [], []
        for customer, plan in self._plans(ask, since, as_of, law, grades=[ask["grade"]] if ask.get("grade") else GRADED):
            grade = customer["grade"]
            rows = [{"customer_no": customer.key, "grade": grade, **vars(item)} for item in plan if item.due_by >= since]
            overdue += [row for row in rows if row["state"] == "overdue"]
            due += [row for row in rows if row["state"] == "open" and row["since"] <= as_of]
        missing = Counter[str]()
        for row in overdue:
            missing[row["role"]] += row["missing"]
        return {"as_of": as_of, "overdue": overdue, "due": due, "missing_per_role": dict(sorted(missing.items()))}

    @command(ChangeVisitPolicy)
    def change_visit_policy(self, ask: Ask) -> dict[str, Any]:
        """Put a new version into force."""
        record = self.visit_policies.new(ask.organisation, POLICY)
        versions = list(record.get("versions", ()))
        number = rules.accept_visit_policy(
            ask["since"], earlier=[date.fromisoformat(item["since"]) for item in versions], today=ask.today, law=ask.law
        )
        version = {
            "policy_version": number.outcome, "since": ask["since"].isoformat(), "frequencies": ask["frequencies"],
            "reason": ask.get("reason"),
            "made_by": ask.identity.staff_no,
        }  # fmt: skip
        told = VisitPolicyChanged.of(
            policy_version=number.outcome, since=ask["since"], made_by=ask.identity.staff_no, because=number.clauses
        )
        return self.visit_policies.save(
            record,
            ask,
            changes={"versions": [*versions, version]},
            events=[told],
            decisions={"policy": number},
            reply={**version, "since": ask["since"]},
        )

    @query(GetVisitPolicy)
    def get_visit_policy(self, ask: Ask) -> dict[str, Any]:
        """The version in force on a day; 0 is the regulation's own."""
        as_of = ask.get("as_of") or ask.today
        record = self.visit_policies.get(ask.organisation, POLICY)
        ours = [item for item in (record or {}).get("versions", ()) if item["since"] <= as_of.isoformat()]
        if ours:
            return {**ours[-1], "since": date.fromisoformat(ours[-1]["since"]), "version": record.version if record else 0}
        law = ask.law.value("visit_frequencies", on=as_of)
        return {"policy_version": 0, "since": law.since, "frequencies": law.value, "version": record.version if record else 0}

    @schedule("daily")
    def announce_visits(self, ask: Ask) -> None:
        """Say once of each period that visits are missing: a few days before it ends, and when it has ended."""
        law = visit_law(ask.law, self._versions(ask))
        for customer in self.customers.every(ask.organisation, grade=GRADED):
            year = self._year(ask, customer.key, ask.today.year)
            visits = self._around(ask, customer.key, year, year=ask.today.year)
            plan = rules.visit_plan(
                ask.today.year,
                grades=grades_of(customer),
                visits=visits_of(visits),
                as_of=ask.today,
                released_on=customer.get("released_on"),
                law=law,
            )
            soon = rules.next_due(plan.outcome, as_of=ask.today, law=law).outcome
            ended = [item for item in plan.outcome.obligations if item.state == "overdue" and item.due_by == ask.today]
            said = set(year.get("announced", ()))
            news = {mark: event for mark, event in _news(customer, soon, ended, plan.clauses) if mark not in said}
            if news:
                changes = {"customer_no": customer.key, "year": ask.today.year, "announced": [*year.get("announced", ()), *news]}
                self.visit_years.save(year, ask, changes=changes, events=list(news.values()), decisions={"visits_due": plan})

    def _plans(self, ask: Ask, since: date, as_of: date, law: Law, *, grades: list[str]) -> Iterator[tuple[Record, list[Obligation]]]:
        """The obligations of each graded customer in the years from ``since`` to ``as_of``."""
        graded = sorted(self.customers.every(ask.organisation, grade=grades), key=lambda item: item.key)
        for first in range(0, len(graded), CHUNK):
            some = graded[first : first + CHUNK]
            records = self.visit_years.get_many(
                ask.organisation, [f"{item.key}.{year}" for item in some for year in range(since.year - 1, as_of.year + 1)]
            )
            for customer in some:
                yield customer, list(_owed(customer, records, since, as_of, law))

    def _year(self, ask: Ask, customer_no: str, year: int) -> Record:
        return self.visit_years.new(ask.organisation, f"{customer_no}.{year}")

    def _around(self, ask: Ask, customer_no: str, record: Any, *, year: int | None = None) -> list[dict[str, Any]]:
        """The visits of the year and of the one before."""
        before = self.visit_years.get(ask.organisation, f"{customer_no}.{(year or record['year']) - 1}")
        return [*(before.get("visits", ()) if before else ()), *record.get("visits", ())]

    def _versions(self, ask: Ask) -> list[dict[str, Any]]:
        record = self.visit_policies.get(ask.organisation, POLICY)
        return list(record.get("versions", ())) if record else []

    def _posts(self, ask: Ask, visitor: str) -> frozenset[str]:
        return (
            frozenset(ask.identity.roles)
            if visitor == ask.identity.staff_no
            else self.staff.role(ask.organisation, visitor, on=ask["visited_on"])
        )


def _owed(customer: Record, records: Mapping[str, Record], since: date, as_of: date, law: Law) -> Iterator[Obligation]:
    mine = [records[key] for year in range(since.year - 1, as_of.year + 1) if (key := f"{customer.key}.{year}") in records]
    made, grades = visits_of([visit for record in mine for visit in record.get("visits", ())]), grades_of(customer)
    for year in range(since.year, as_of.year + 1):
        plan = rules.visit_plan(year, grades=grades, visits=made, as_of=as_of, released_on=customer.get("released_on"), law=law)
        yield from plan.outcome.obligations


def _news(customer: Record, soon: tuple[Obligation, ...], ended: list[Obligation], because: list[str]) -> Iterator[tuple[str, Happening]]:
    for event, items in ((VisitDue, soon), (VisitOverdue, ended)):
        for item in items:
            mark = f"{event.verb()}:{item.role}:{item.kind}:{item.due_by}"
            yield mark, event.of(**told_of(customer, item), because=because)
