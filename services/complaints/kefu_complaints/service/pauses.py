"""When the clocks of a case stand still: only for a reason, by who has the case (CMP-05)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kefu.directory import Directory
from kefu.entered import entered
from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, command
from kefu_complaints import rules
from kefu_complaints.rules import Steersman
from kefu_complaints.service.keeping import if_published, keep, moment_of, times_of, zone_of
from kefu_complaints.store import CASES
from kefu_messages.complaints import DatesOutOfOrder, PauseCase, ResumeCase, TransitionRefused


class Pauses:
    """Lets the time that a customer takes not count, and remembers who let it and why."""

    cases = Shelf(CASES)
    staff = Directory()

    @command(PauseCase)
    def pause_case(self, ask: Ask) -> dict[str, Any]:
        """Stop the clocks while the next word is the customer's (CMP-05)."""
        case, at = self._steered(ask, "paused")
        if case.get("paused"):
            raise TransitionRefused(state="paused", to="paused")
        may = rules.may_pause(self._steersman(ask, case), reason=ask.get("reason"), on=at.date(), law=ask.law)
        entered(ask, "at", may_be_late=False)
        decisions = if_published(lambda: self._after_what_passed(ask, case, at), name="paused_from")
        pauses = case.get("pauses") or []
        if pauses and at < pauses[-1]["until"]:
            raise DatesOutOfOrder(earlier="resumed", later="paused")
        pause = {"since": at, "until": None, "reason": may.outcome, "by": ask.identity.staff_no, "resumed_by": None, "resume_reason": None}
        return self._keep(ask, case, "paused", at, pauses=[*pauses, pause], verdict=may, **decisions)

    @command(ResumeCase)
    def resume_case(self, ask: Ask) -> dict[str, Any]:
        """The customer has answered: the clocks go on (CMP-05)."""
        case, at = self._steered(ask, "resumed")
        if not case.get("paused"):
            raise TransitionRefused(state=case["state"], to="resumed")
        may = rules.may_resume(self._steersman(ask, case), reason=ask.get("reason"), on=at.date(), law=ask.law)
        *earlier, last = case["pauses"]
        if at < last["since"]:
            raise DatesOutOfOrder(earlier="paused", later="resumed")
        resumed = {**last, "until": at, "resumed_by": ask.identity.staff_no, "resume_reason": may.outcome}
        return self._keep(ask, case, "resumed", at, pauses=[*earlier, resumed], verdict=may)

    def _keep(
        self,
        ask: Ask,
        case: Record,
        what: str,
        at: datetime,
        *,
        pauses: list[dict[str, Any]],
        verdict: Decision[str],
        **decisions: Decision[Any],
    ) -> dict[str, Any]:
        times = times_of({**case, "pauses": pauses}, ask)
        stood = if_published(
            lambda: rules.paused_time(times.received_at, until=at, pauses=times.pauses, law=ask.law, zone=zone_of(ask)), name="paused_time"
        )
        return keep(self.cases, ask, case, what=what, at=at, changes={"pauses": pauses}, decisions={what: verdict, **decisions, **stood})

    def _after_what_passed(self, ask: Ask, case: Record, at: datetime) -> Decision[datetime]:
        clocks = rules.clocks_of(times_of(case, ask), as_of=ask.now, law=ask.law, zone=zone_of(ask))
        return rules.reaches_back(at, clocks=clocks.outcome, law=ask.law)

    def _steered(self, ask: Ask, what: str) -> tuple[Record, datetime]:
        case = self.cases.require(ask.organisation, ask["case_no"])
        rules.still_open(case["state"], to=what)
        return case, moment_of(ask, case, what=what)

    def _steersman(self, ask: Ask, case: Record) -> Steersman:
        owner = case.get("owner")
        superior = self.staff.superior(ask.organisation, owner) if owner else None
        return Steersman(ask.identity.staff_no, frozenset(ask.identity.roles), owner, superior)
