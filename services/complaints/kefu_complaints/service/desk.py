"""The procedure, promises, incidents, errors (CMP-01, 02, 28..30; doc 1 l.14-15, doc 2 l.199-202, doc 4 l.257)."""

from __future__ import annotations

import hashlib
from typing import Any

from kefu.directory import Directory
from kefu.entered import CLERKS, check_moments, entry
from kefu.entries import one_more
from kefu.personal import own_or_below
from kefu.service import Ask, Shelf, command, query
from kefu_complaints import rules
from kefu_complaints.service.opening import editions
from kefu_complaints.store import HALL_INCIDENTS, PROCEDURES, PROMISES, SERVICE_ERRORS
from kefu_messages.complaints import (
    ComplaintProcedurePublished,
    DatesOutOfOrder,
    GetComplaintProcedure,
    GetPromise,
    KeepPromise,
    LogHallIncident,
    MakePromise,
    PublishComplaintProcedure,
    RecordServiceError,
    TextMissing,
)
from kefu_messages.errors import AlreadyExists, StateConflict

MOST_EDITIONS = 200


class Desk:
    """What the desk works by, has promised, and went wrong with."""

    procedures = Shelf(PROCEDURES)
    promises = Shelf(PROMISES)
    hall_incidents = Shelf(HALL_INCIDENTS)
    service_errors = Shelf(SERVICE_ERRORS)
    staff = Directory()

    @command(PublishComplaintProcedure)
    def publish_complaint_procedure(self, ask: Ask) -> dict[str, Any]:
        """Publish an edition of the complaint-handling procedure (CMP-01, CMP-30)."""
        procedure, since = self.procedures.new(ask.organisation, "complaints"), ask["effective_from"]
        published = rules.procedure_published(
            editions(procedure), effective_from=since, roles=frozenset(ask.identity.roles), law=ask.law
        )  # fmt: skip
        edition = {
            "edition": published.outcome, "effective_from": since.isoformat(), "title": ask["title"], "published_by": ask.identity.staff_no,
            "digest": hashlib.sha256(ask["text"].encode()).hexdigest(),
        }  # fmt: skip
        listed = one_more(procedure.get("editions", ()), edition, most=MOST_EDITIONS, what="editions")
        told = {"title": ask["title"], "edition": published.outcome, "effective_from": since, "published_by": ask.identity.staff_no}
        event = ComplaintProcedurePublished.of(**told, because=published.clauses)
        reply = {"edition": published.outcome, "editions": listed}
        return self.procedures.save(
            procedure, ask, changes={"editions": listed}, events=[event], decisions={"published": published}, reply=reply
        )

    @query(GetComplaintProcedure)
    def get_complaint_procedure(self, ask: Ask) -> dict[str, Any]:
        """The procedure and the edition in force on a day (CMP-01)."""
        procedure = self.procedures.require(ask.organisation, "complaints")
        current = rules.procedure_in_force(editions(procedure), on=ask.get("on") or ask.today, law=ask.law)
        return {"edition": current.outcome, "editions": procedure["editions"], "version": procedure.version}

    @command(MakePromise)
    def make_promise(self, ask: Ask) -> dict[str, Any]:
        """Record what a customer was promised, and by when (CMP-02)."""
        promise = self.promises.new(ask.organisation, ask["promise_no"])
        if promise.exists:
            raise AlreadyExists(kind="promise", key=promise.key)
        if ask["due_on"] < ask["made_on"]:
            raise DatesOutOfOrder(earlier="made_on", later="due_on")
        facts = {name: ask.get(name) for name in ("customer_no", "case_no", "text", "made_on", "due_on")}
        more = {"made_by": ask.identity.staff_no, "kept_on": None, "state": "open", "alarm_on": ask["due_on"].isoformat()}
        return self.promises.save(promise, ask, changes={**facts, **more}, decisions=entry(ask, "made_on"))

    @command(KeepPromise)
    def keep_promise(self, ask: Ask) -> dict[str, Any]:
        """Record that a promise was kept (CMP-02)."""
        promise, kept_on = self.promises.require(ask.organisation, ask["promise_no"]), ask["kept_on"]
        if promise.get("kept_on"):
            raise StateConflict(state=promise["state"])
        if kept_on < promise["made_on"]:
            raise DatesOutOfOrder(earlier="made_on", later="kept_on")
        state = rules.promise_state(promise["due_on"], kept_on=kept_on, as_of=kept_on, law=ask.law)
        changes = {"kept_on": kept_on, "state": state.outcome, "alarm_on": None}
        return self.promises.save(promise, ask, changes=changes, decisions={"kept": state, **entry(ask, "kept_on")})

    @query(GetPromise)
    def get_promise(self, ask: Ask) -> dict[str, Any]:
        """One promise."""
        return self.promises.public(self.promises.require(ask.organisation, ask["promise_no"]))

    @command(LogHallIncident)
    def log_hall_incident(self, ask: Ask) -> dict[str, Any]:
        """Log an incident in the hall (CMP-28)."""
        check_moments(ask, "happened_at")
        incident = self.hall_incidents.new(ask.organisation, ask["incident_no"])
        if incident.exists:
            raise AlreadyExists(kind="incident", key=incident.key)
        if not ask["what"].strip() or not ask["guided_by"]:
            raise TextMissing(field="what, guided_by", because=["CMP-28"])
        return self.hall_incidents.save(incident, ask, changes={name: ask[name] for name in ("happened_at", "what", "guided_by")})

    @command(RecordServiceError)
    def record_service_error(self, ask: Ask) -> dict[str, Any]:
        """Record an error with its apology and correction, both at once (CMP-29)."""
        error = self.service_errors.new(ask.organisation, ask["error_no"])
        if error.exists:
            raise AlreadyExists(kind="service error", key=error.key)
        check_moments(ask, "happened_at", "corrected_at")
        own_or_below(ask, self.staff, ask.get("staff_no") or ask.identity.staff_no, posts=CLERKS, because=["CMP-29"])
        told = {"happened_at": ask["happened_at"], "corrected_at": ask.get("corrected_at")}
        recorded = rules.error_recorded(ask["apology"], **told, law=ask.law)
        changes = {
            **told, "what": ask["what"], "customer_no": ask.get("customer_no"), "staff_no": ask.get("staff_no") or ask.identity.staff_no,
            "apology": True,
        }  # fmt: skip
        return self.service_errors.save(error, ask, changes=changes, decisions={"recorded": recorded, **entry(ask, "happened_at")})
