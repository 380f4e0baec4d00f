"""Call-backs of feedback forms and handled complaints (CUS-48..52)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kefu.figures import mean
from kefu.service import Ask, Page, Record, Shelf, command, on, query
from kefu_customers import rules
from kefu_customers.store import CALL_BACKS
from kefu_messages import Happening
from kefu_messages.complaints import CaseHandled
from kefu_messages.contracts import FormHandedIn
from kefu_messages.customers.callback_events import CallBackEscalated, CallBackMade, ComplaintRevisited, FeedbackCallBackDue
from kefu_messages.customers.callbacks import (
    AXES,
    AwaitComplaintRevisit,
    CorrectCallBack,
    GetCallBack,
    GetSpecialistFeedback,
    ListCallBacks,
    ReceiveFeedbackForm,
    RecordCallBack,
)
from kefu_messages.errors import AlreadyExists
from kefu_messages.roles import SERVICE_MANAGER

RATINGS = (*AXES, "software")
EMPTY: dict[str, Any] = {
    "made_on": None, "made_by": None, "days_late": None, "satisfied": None, "remark": None, "escalations": [], "corrections": [],
    "state": "due", **dict.fromkeys(RATINGS),
}  # fmt: skip


class CallBacks:
    """Makes a call-back due for every form and every handled complaint, and records what the customer says."""

    call_backs = Shelf(CALL_BACKS)

    @command(ReceiveFeedbackForm)
    def receive_feedback_form(self, ask: Ask) -> dict[str, Any]:
        """A service feedback form was handed in: a call-back is due (CUS-48; doc 4 l.280, l.319, l.331)."""
        call_back = self.call_backs.new(ask.organisation, f"form-{ask['form_no']}")
        if call_back.exists:
            raise AlreadyExists(kind="feedback form", key=ask["form_no"])
        return self._expect_form_call_back(
            ask, call_back, received_on=ask["received_on"], form_no=ask["form_no"], specialist=ask["specialist"]
        )

    @on(FormHandedIn)
    def expect_call_back_of_form(self, ask: Ask) -> None:
        """A feedback form was handed in after an on-site service: its customer is called back (CUS-48, CON-41; doc 4 l.331)."""
        if ask["form"] == "feedback_form" and ask.get("customer_no"):
            call_back = self.call_backs.new(ask.organisation, f"form-{ask['document_no']}")
            if not call_back.exists:
                told = {"received_on": ask["handed_in_on"], "form_no": ask["document_no"], "specialist": ask["staff_no"]}
                self._expect_form_call_back(ask, call_back, **told)

    @command(AwaitComplaintRevisit)
    def await_complaint_revisit(self, ask: Ask) -> dict[str, Any]:
        """Hold the call-back on a handled complaint; handled once more after a revisit, it is due once more (CUS-50)."""
        call_back = self.call_backs.new(ask.organisation, f"complaint-{ask['complaint_no']}")
        if call_back.get("state") == "due":
            raise AlreadyExists(kind="call-back", key=call_back.key)
        told = {"customer_no": ask.get("customer_no"), "specialist": ask.get("specialist"), "received_on": ask["resolved_on"]}
        return self._expect_revisit(ask, call_back, told=told, complaint_no=ask["complaint_no"])

    @on(CaseHandled)
    def expect_complaint_revisit(self, ask: Ask) -> None:
        """A complaint was handled in complaints: its customer is asked about the result (CUS-50; doc 4 l.281)."""
        call_back = self.call_backs.new(ask.organisation, f"complaint-{ask['case_no']}")
        if ask["kind"] == "complaint" and call_back.get("state") != "due":
            told = {"customer_no": ask.get("customer_no"), "specialist": ask.get("handled_by"), "received_on": ask["handled_on"]}
            self._expect_revisit(ask, call_back, told=told, complaint_no=ask["case_no"])

    @command(RecordCallBack)
    def record_call_back(self, ask: Ask) -> dict[str, Any]:
        """Record what the customer said of attitude, technical level and result, each 1 to 5 (CUS-49, 50, 52; doc 4 l.281, l.319-321)."""
        call_back = self.call_backs.require(ask.organisation, ask["call_back_no"])
        rules.call_back_by(call_back.get("specialist"), staff_no=ask.identity.staff_no, law=ask.law)
        rules.call_back_in_state(call_back["state"], wanted="due", law=ask.law)
        ratings = rules.Ratings(**{name: ask.get(name) for name in RATINGS})
        asked = rules.call_back_complete(ratings, received_on=call_back["received_on"], made_on=ask["made_on"], law=ask.law)
        late = rules.call_back_days_late(call_back.get("due_on"), made_on=ask["made_on"], law=ask.law)
        raised = rules.escalations(ask.get("customer_question"), old_problem=ask.get("old_problem"), law=ask.law)
        changes = {
            "made_on": ask["made_on"], "made_by": ask.identity.staff_no, "days_late": late.outcome, "satisfied": ask["satisfied"],
            "remark": ask.get("remark"), "escalations": list(raised.outcome), "state": "made",
            **{name: ask.get(name) for name in RATINGS},
        }  # fmt: skip
        events = [_made(call_back, changes, asked.clauses), *_revisited(call_back, changes), *_escalated(call_back, ask, raised)]
        decisions = {"asked": asked, "late": late, "escalated": raised}
        return self.call_backs.save(call_back, ask, changes=changes, events=events, decisions=decisions)

    @command(CorrectCallBack)
    def correct_call_back(self, ask: Ask) -> dict[str, Any]:
        """Correct a recorded rating, with the reason; never by the specialist it is about (CUS-51; doc 4 l.282)."""
        call_back = self.call_backs.require(ask.organisation, ask["call_back_no"])
        by = rules.call_back_by(call_back.get("specialist"), staff_no=ask.identity.staff_no, law=ask.law)
        rules.call_back_in_state(call_back["state"], wanted="made", law=ask.law)
        rules.rating_on_scale(ask["rating"], rating=ask["value"], on=ask["corrected_on"], law=ask.law)
        correction = {
            "rating": ask["rating"], "from": call_back.get(ask["rating"]), "to": ask["value"], "by": ask.identity.staff_no,
            "reason": ask["reason"], "on": ask["corrected_on"].isoformat(),
        }  # fmt: skip
        changes = {ask["rating"]: ask["value"], "corrections": [*call_back["corrections"], correction]}
        return self.call_backs.save(call_back, ask, changes=changes, decisions={"corrected": by})

    @query(GetCallBack)
    def get_call_back(self, ask: Ask) -> dict[str, Any]:
        """One call-back."""
        return self.call_backs.public(self.call_backs.require(ask.organisation, ask["call_back_no"]))

    @query(ListCallBacks)
    def list_call_backs(self, ask: Ask) -> Page:
        """Call-backs due or made, or those about one specialist (CUS-48, CUS-51)."""
        return self.call_backs.page(ask, equals={"state": ask.get("state"), "specialist": ask.get("specialist")})

    @query(GetSpecialistFeedback)
    def get_specialist_feedback(self, ask: Ask) -> dict[str, Any]:
        """Feedback about a specialist, consolidated over a month (CUS-51; doc 4 l.282)."""
        listed = self.call_backs.every(ask.organisation, specialist=ask["specialist"], month=ask["month"])
        made = [one for one in listed if one["state"] == "made"]
        ratings = {axis: [one[axis] for one in made if one.get(axis) is not None] for axis in AXES}
        return {
            "specialist": ask["specialist"], "month": ask["month"], "call_backs": len(made),
            "satisfied": sum(one["satisfied"] is True for one in made),
            **{axis: {"answers": len(given), "mean": mean(given)} for axis, given in ratings.items()},
        }  # fmt: skip

    def _expect_revisit(self, ask: Ask, call_back: Record, *, told: dict[str, Any], complaint_no: str) -> dict[str, Any]:
        resolved_on = told["received_on"]
        changes = {
            **EMPTY, **told, "kind": "complaint", "source_no": complaint_no, "due_on": None, "month": _month(resolved_on),
            "corrections": call_back.get("corrections", []),
        }  # fmt: skip
        held = rules.complaint_may_close(resolved_on, revisited_on=None, law=ask.law)
        return self.call_backs.save(call_back, ask, changes=changes, decisions={"may_close": held})

    def _expect_form_call_back(self, ask: Ask, call_back: Record, *, received_on: date, form_no: str, specialist: str) -> dict[str, Any]:
        due = rules.call_back_due(received_on, law=ask.law)
        told = {"customer_no": ask["customer_no"], "specialist": specialist, "received_on": received_on, "due_on": due.outcome}
        event = FeedbackCallBackDue.of(call_back_no=call_back.key, form_no=form_no, because=due.clauses, **told)
        changes = {**EMPTY, **told, "kind": "feedback_form", "source_no": form_no, "month": _month(received_on)}
        return self.call_backs.save(call_back, ask, changes=changes, events=[event], decisions={"due": due})


def _month(day: Any) -> str:
    return f"{day:%Y-%m}"


def _made(call_back: Record, changes: dict[str, Any], because: list[str]) -> Happening:
    told = {name: changes[name] for name in ("made_on", "days_late", "satisfied", *AXES)}
    return CallBackMade.of(
        call_back_no=call_back.key, source_no=call_back["source_no"], specialist=call_back.get("specialist"), because=because, **told
    )


def _revisited(call_back: Record, changes: dict[str, Any]) -> list[Happening]:
    """What complaints waits for before it closes a handled complaint (CUS-50)."""
    if call_back["kind"] != "complaint":
        return []
    told = {"satisfied": changes["satisfied"], "revisited_on": changes["made_on"], "remark": changes["remark"]}
    return [ComplaintRevisited.of(complaint_no=call_back["source_no"], because=["CUS-50"], **told)]


def _escalated(call_back: Record, ask: Ask, raised: Any) -> list[Happening]:
    """What the service manager must have somebody deal with at once (CUS-52)."""
    return [
        CallBackEscalated.of(
            call_back_no=call_back.key, customer_no=call_back.get("customer_no"), specialist=call_back.get("specialist"), kind=kind,
            text=ask[kind], to_role=SERVICE_MANAGER, raised_at=ask.now, because=raised.clauses,
        )
        for kind in raised.outcome
    ]  # fmt: skip
