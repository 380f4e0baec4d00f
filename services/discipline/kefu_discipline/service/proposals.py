"""Proposals: listed, explained, and decided by a human (DIS-16, DIS-25, DIS-28, DIS-31, DIS-32, DIS-41, DIS-52, DIS-53)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kefu.service import Ask, command, query
from kefu_discipline import rules
from kefu_discipline.rules.facts import Verdict
from kefu_discipline.service.acts import by_now
from kefu_discipline.service.penalties import noted
from kefu_discipline.service.replies import verdict_reply
from kefu_discipline.service.violations import Violations
from kefu_messages.discipline import DecideProposal, ListProposals, ProposalDecided, WhyProposal

AWAITING = "awaiting_approval"


class Proposals(Violations):
    """What facts propose and humans decide; nothing happens by itself."""

    @command(DecideProposal)
    def decide_proposal(self, ask: Ask) -> Any:
        """Decide one of the choices, never about oneself; the decision does not end the employment by itself."""
        by_now(ask, "decided_on")
        record, before = self.open(ask, ask["staff_no"])
        verdict = Verdict(
            ask["proposal_no"], ask["decision"], ask["decided_on"], ask.identity.staff_no, ask["reason"],
            roles=tuple(sorted(ask.identity.roles)))  # fmt: skip
        open_ones = self.judged(ask, before).proposals
        decided = rules.decide_proposal(verdict, proposed=open_ones, staff_no=ask["staff_no"], law=ask.law, before=before.verdicts)
        item = next(item for item in open_ones if item.proposal_no == verdict.proposal_no)
        held = rules.held_in(before, notice_no=item.source, violation_no=item.source)
        for duty in ("decider", *(["dismisser"] if verdict.decision == rules.DISMISSAL else [])):
            rules.apart(duty, by=verdict.decided_by, held=held, on=ask.today, law=ask.law)
        named = {"proposal_no": verdict.proposal_no, "staff_no": ask["staff_no"], "decision": verdict.decision}
        event = ProposalDecided.of(decided_on=verdict.decided_on, decided_by=verdict.decided_by, because=decided.clauses, **named)
        after = replace(before, verdicts=(*before.verdicts, verdict))
        done = rules.settling(item, after.verdicts, law=ask.law) is not None
        reply = noted(verdict.proposal_no, after, verdict.decision if done else AWAITING, decided.clauses)
        return self.keep(record, ask, before=before, after=after, reply=reply, events=[event] if done else [])

    @query(ListProposals)
    def list_proposals(self, ask: Ask) -> Any:
        """The proposals about those whom the caller may read, the open ones unless all are wanted."""
        reader = self.reader(ask)
        rows = [
            item
            for staff_no, told in self.known(ask, "proposals")
            if reader.may(staff_no)
            for item in told["proposals"]
            if item["decision"] is None or not ask["open_only"]
        ]
        reader.note((str(row["staff_no"]) for row in rows), subject="discipline/proposals")
        return {"proposals": sorted(rows, key=lambda row: (str(row["on"]), row["staff_no"], row["proposal_no"]))}

    @query(WhyProposal)
    def why_proposal(self, ask: Ask) -> Any:
        """The facts and clauses that raised it; and what was decided of one whose ground has fallen since."""
        record, file = self.open(ask, ask["staff_no"])
        self.readable(ask, file)
        number = ask["proposal_no"]
        told = self.why(ask, record, file, f"proposal {number}", kind="proposal", key=number)
        fallen = [verdict_reply(item) for item in self.judged(ask, file).groundless if item.proposal_no == number]
        return {"decisions": [*told["decisions"], *fallen]}
