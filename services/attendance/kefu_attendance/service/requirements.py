"""Candidates assessed by the post's requirements, and the regulations that bind a person (OTH-01, OTH-02, OTH-24 to OTH-26)."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, Shelf, command, query
from kefu_attendance.rules import post_on
from kefu_attendance.rules import requirements as rules
from kefu_attendance.service.register import person_of
from kefu_attendance.store import CANDIDATES, STAFF
from kefu_messages.attendance import (
    AssessCandidate,
    GetBindingRegulations,
    GetJobCandidate,
    GetJobRequirements,
    GetWhyJobCandidate,
)
from kefu_messages.errors import AlreadyExists


class Requirements:
    """Who may be taken into a post, and what he works by."""

    candidates = Shelf(CANDIDATES)
    staff = Shelf(STAFF)

    @command(AssessCandidate)
    def assess_candidate(self, ask: Ask) -> dict[str, Any]:
        """Assess a candidate (OTH-01, OTH-02)."""
        record = self.candidates.new(ask.organisation, ask["candidate_no"])
        if record.exists:
            raise AlreadyExists(kind="candidate", key=record.key)
        facts = {"met": tuple(ask["met"]), "experience_months": ask["experience_months"]}
        fit = rules.candidate_fits(ask["post"], **facts, on=ask["assessed_on"], law=ask.law)
        changes = {
            "post": ask["post"], "met": ask["met"], "experience_months": ask["experience_months"], "assessed_on": ask["assessed_on"],
            "eligible": fit.outcome.eligible, "missing": list(fit.outcome.missing), "preferred_met": fit.outcome.preferred_met,
        }  # fmt: skip
        return self.candidates.save(record, ask, changes=changes, decisions={"fit": fit})

    @query(GetJobCandidate)
    def get_job_candidate(self, ask: Ask) -> dict[str, Any]:
        """A candidate as assessed."""
        record = self.candidates.require(ask.organisation, ask["candidate_no"])
        ask.audit(f"candidates/{record.key}")
        return {**record, "version": record.version}

    @query(GetWhyJobCandidate)
    def get_why_job_candidate(self, ask: Ask) -> dict[str, Any]:
        """The stored decision about a candidate."""
        record = self.candidates.require(ask.organisation, ask["candidate_no"])
        ask.audit(f"candidates/{record.key}")
        return {"decisions": self.candidates.why(record, language=ask.language)}

    @query(GetJobRequirements)
    def get_job_requirements(self, ask: Ask) -> dict[str, Any]:
        """What a post asks."""
        asked = rules.requirements(ask["post"], on=ask.today, law=ask.law)
        reference = asked.because[0].reference
        return {"post": ask["post"], "preferred_months": None, **asked.outcome, "reference": reference}

    @query(GetBindingRegulations)
    def get_binding_regulations(self, ask: Ask) -> dict[str, Any]:
        """The regulations that bind a person; nobody of another organisation is found here."""
        on = ask.get("on") or ask.today
        post = post_on(person_of(self.staff.require(ask.organisation, ask["staff_no"])).posts, on)
        bound = rules.bound_by(post.roles if post else (), on=on, law=ask.law)
        return {"staff_no": ask["staff_no"], "on": on, "regulations": list(bound.outcome), "because": bound.clauses}
