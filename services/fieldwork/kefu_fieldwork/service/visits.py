"""The way to the customer and back: appointment, application, departure, arrival, feedback form, record (FLD-02, FLD-04, FLD-37)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, command
from kefu_fieldwork import rules
from kefu_fieldwork.service.keeping import keep, local, moment_of, told
from kefu_fieldwork.store import ORDERS
from kefu_messages.fieldwork import (
    AgreeAppointment,
    ArriveAtOrder,
    DepartForOrder,
    FactMissing,
    FeedbackFormSigned,
    FileApplication,
    MomentsReversed,
    OrderReached,
    RecordOrderService,
    SignApplication,
    SignFeedback,
)


class Visits:
    """Sees to it that nobody leaves without appointment and signature, and that the visit is signed and recorded."""

    orders = Shelf(ORDERS)

    @command(AgreeAppointment)
    def agree_appointment(self, ask: Ask) -> dict[str, Any]:
        """Agree with the customer when somebody arrives, or agree anew (FLD-02, CON-19)."""
        order, at, step = self._step(ask, "appointed")
        agreed = local(ask["appointment_at"], ask)
        if agreed < order["requested_at"]:
            raise MomentsReversed(earlier="requested_at", later="appointment_at")
        changes = {"state": step.outcome, "appointment_at": agreed}
        return keep(self.orders, ask, order, step="appointed", at=at, changes=changes, decisions={"step": step}, note=agreed.isoformat())

    @command(FileApplication)
    def file_application(self, ask: Ask) -> dict[str, Any]:
        """Fill in the application form for on-site service (FLD-04, CON-20)."""
        order, at, step = self._step(ask, "application_filed")
        changes = {"state": step.outcome, "applied_by": ask.identity.staff_no}
        return keep(
            self.orders, ask, order, step="application_filed", at=at, changes=changes, decisions={"step": step}, note=ask["purpose"]
        )

    @command(SignApplication)
    def sign_application(self, ask: Ask) -> dict[str, Any]:
        """The service manager signs the application (FLD-04, CON-20)."""
        order, at, step = self._step(ask, "application_signed")
        signer = {"signer": ask.identity.staff_no, "roles": sorted(ask.identity.roles)}
        signed = rules.application_signed(order["applied_by"], **signer, on=at.date(), law=ask.law)
        changes = {"state": step.outcome, "signed_by": signed.outcome}
        decisions = {"step": step, "application": signed}
        return keep(self.orders, ask, order, step="application_signed", at=at, changes=changes, decisions=decisions)

    @command(DepartForOrder)
    def depart_for_order(self, ask: Ask) -> dict[str, Any]:
        """Leave for the customer (FLD-04, CON-19, CON-20)."""
        order, at, step = self._step(ask, "departed")
        changes = {"state": step.outcome, "staff_nos": order["staff_nos"] or [ask.identity.staff_no]}
        return keep(self.orders, ask, order, step="departed", at=at, changes=changes, decisions={"step": step})

    @command(ArriveAtOrder)
    def arrive_at_order(self, ask: Ask) -> dict[str, Any]:
        """Arrive: compared with the appointment, and counted as the response (FLD-02, FLD-37, CON-21)."""
        order, at, step = self._step(ask, "arrived")
        agreed = order.get("appointment_at")
        arrival = rules.arrival(at, appointment_at=local(agreed, ask) if agreed else None, law=ask.law)
        response = rules.response_minutes(local(order["requested_at"], ask), answered_at=at, law=ask.law)
        facts = {**vars(arrival.outcome), "arrived_at": at, "response_minutes": response.outcome}
        changes = {"state": step.outcome, **facts, "staff_nos": order["staff_nos"] or [ask.identity.staff_no]}
        event = OrderReached.of(**told(order, order.key), **facts, because=[*arrival.clauses, *response.clauses])
        decisions = {"step": step, "arrival": arrival, "response": response}
        return keep(self.orders, ask, order, step="arrived", at=at, changes=changes, events=[event], decisions=decisions)

    @command(SignFeedback)
    def sign_feedback(self, ask: Ask) -> dict[str, Any]:
        """The customer's responsible person has signed the service feedback form (FLD-04, CON-22)."""
        order, at, step = self._step(ask, "feedback_signed")
        if not ask["signatory"].strip():
            raise FactMissing(field="signatory", because=["CON-22"])
        due = rules.called_back_by(at.date(), law=ask.law)
        names = {name: ask.get(name) for name in ("feedback_no", "signatory", "opinion", "satisfied")}
        changes = {"state": step.outcome, **names, "call_back_due_on": due.outcome}
        event = FeedbackFormSigned.of(
            order_no=order.key, form_no=ask["feedback_no"], customer_no=order.get("customer_no"),
            specialist=next(iter(order["staff_nos"]), None), signed_on=at.date(), call_back_due_on=due.outcome,
            satisfied=ask.get("satisfied"), because=due.clauses,
        )  # fmt: skip
        decisions = {"step": step, "call_back_due": due}
        return keep(self.orders, ask, order, step="feedback_signed", at=at, changes=changes, events=[event], decisions=decisions)

    @command(RecordOrderService)
    def record_order_service(self, ask: Ask) -> dict[str, Any]:
        """The visit stands in the service record of the customer system (FLD-04, CON-23)."""
        order, at, step = self._step(ask, "recorded")
        called_back = order.get("called_back_on") is not None  # the customer was asked before the service was written down
        state = "called_back" if called_back else step.outcome
        changes = {"state": state, "record_no": ask["record_no"], "recorded_on": at.date()}
        return keep(self.orders, ask, order, step="recorded", at=at, changes=changes, decisions={"step": step}, note=ask["record_no"])

    def _step(self, ask: Ask, to: str) -> tuple[Record, datetime, Decision[str]]:
        order = self.orders.require(ask.organisation, ask["order_no"])
        at = moment_of(ask, order, step=to)
        return order, at, rules.step_taken(order["kind"], state=order["state"], to=to, on=at.date(), law=ask.law)
