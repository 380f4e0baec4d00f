"""Who asks for leave and who is there to decide: posts and lines of the day of application, and who stands in where posts run out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kefu.service import Ask, Record
from kefu_attendance.rules import leave_decisions as rules
from kefu_attendance.rules.leave_decisions import Applicant, LeaveOutcome, LeaveRequest
from kefu_attendance.rules.register import Post, post_on, served
from kefu_attendance.service.reading import Reading
from kefu_attendance.service.register import HIGHEST, person_of
from kefu_attendance.store import have_reported_to, held_once


class Applicants(Reading):
    """People as leave looks at them."""

    def post_of(self, ask: Ask, staff_no: str | None, on: date) -> Post | None:
        """The person's post on the day, the first one before it began; None for nobody known."""
        record = self.staff.get(ask.organisation, staff_no) if staff_no else None
        return None if record is None else _post(record, on)

    def roles_of(self, ask: Ask, staff_no: str | None, on: date) -> tuple[str, ...] | None:
        """The posts that somebody held on the day; None for nobody known."""
        post = self.post_of(ask, staff_no, on)
        return None if post is None else post.roles

    def line_of(self, ask: Ask, staff_no: str, on: date) -> tuple[str, ...] | None:
        """Everybody above the person, nearest first; None for nobody known."""
        post = self.post_of(ask, staff_no, on)
        if post is None:
            return None
        line: list[str] = []
        while post and post.reports_to and post.reports_to not in line and len(line) < HIGHEST:
            line.append(post.reports_to)
            post = self.post_of(ask, post.reports_to, on)
        return tuple(line)

    def applicant(self, ask: Ask, request: LeaveRequest) -> Applicant:
        """Who asked, in the posts of the day of application."""
        day = request.applied_at.date()
        post = self.post_of(ask, request.staff_no, day)
        if post is None:
            return Applicant(request.staff_no)
        return Applicant(request.staff_no, post.roles, post.reports_to, self._only_below(ask, request, day))

    def _only_below(self, ask: Ask, request: LeaveRequest, day: date) -> frozenset[str]:
        """The roles of the request's chain that nobody held that day but people of the applicant's own."""
        policy = rules.leave_policy(ask.law, on=day)
        if policy["leave_of_superiors"] == "chain" or not have_reported_to(self.staff, ask.organisation, request.staff_no):
            return frozenset()
        whole, _ = rules.chain_value(request, policy=policy)
        held = {role: self._holders(ask, role, day) - {request.staff_no} for role in whole}
        return frozenset(role for role, people in held.items() if people and all(self._below(ask, request, who, day) for who in people))

    def _below(self, ask: Ask, request: LeaveRequest, who: str, day: date) -> bool:
        return request.staff_no in (self.line_of(ask, who, day) or ())

    def _holders(self, ask: Ask, role: str, day: date) -> frozenset[str]:
        """Everybody who held the post on the day."""
        records = self.staff.get_many(ask.organisation, held_once(self.staff, ask.organisation, role)).values()
        serving = [person for person in map(person_of, records) if served(person, on=day)]
        return frozenset(person.staff_no for person in serving if (post := post_on(person.posts, day)) and role in post.roles)

    def check_steps(self, ask: Ask, request: LeaveRequest) -> None:
        """Refuse steps on a paper that were taken by somebody who may not; raises what ``rules.check_steps`` does."""
        applicant = self.applicant(ask, request)
        chain = rules.approval_chain(request, applicant=applicant, law=ask.law).outcome
        days = {step.position: step.decided_at.date() for step in request.steps}
        rules.check_steps(
            request, applicant=applicant, law=ask.law,
            roles_of={step.approver: self.roles_of(ask, step.approver, days[step.position]) for step in request.steps},
            deputies=self.deputies(ask, request, chain, days),
        )  # fmt: skip

    def deputies(self, ask: Ask, request: LeaveRequest, chain: Sequence[str], days: Mapping[int, date]) -> dict[int, frozenset[str]]:
        """Who stands in at each of these positions of the chain, since everybody whose step it is has signed another one (ATT-01)."""
        applicant, found = self.applicant(ask, request), dict[int, frozenset[str]]()
        for position, day in days.items():
            signed = frozenset(step.approver for step in request.steps if step.position != position)
            if signed and position <= len(chain):
                holders, line = self._of_the_step(ask, chain[position - 1], applicant, day), self.line_of(ask, applicant.staff_no, day)
                found[position] = rules.stand_ins(holders=holders, line=line or (), signed=signed, applicant=applicant)
        return found

    def next_step(self, ask: Ask, request: LeaveRequest, outcome: LeaveOutcome) -> str | None:
        """Who decides next: a role of the chain, or ``superior:`` and the person whose step it is; None when nobody does."""
        if not outcome.waits_for or request.withdrawn_at is not None:
            return None
        applicant = self.applicant(ask, request)
        chain = rules.approval_chain(request, applicant=applicant, law=ask.law).outcome
        taken = {step.position for step in request.steps if step.decided_at.date() <= ask.today}
        position = next(number for number in range(1, len(chain) + 1) if number not in taken)
        instead = self.deputies(ask, request, chain, {position: ask.today}).get(position)
        if instead:
            return f"superior:{min(instead)}"
        return f"superior:{applicant.superior}" if outcome.waits_for[0] == rules.DIRECT_SUPERIOR else outcome.waits_for[0]

    def _of_the_step(self, ask: Ask, needed: str, applicant: Applicant, day: date) -> Iterable[str]:
        if needed == rules.DIRECT_SUPERIOR:
            return (applicant.superior,) if applicant.superior else ()
        return self._holders(ask, needed, day)


def _post(record: Record, on: date) -> Post | None:
    posts = person_of(record).posts
    return post_on(posts, on) or (posts[0] if posts else None)
