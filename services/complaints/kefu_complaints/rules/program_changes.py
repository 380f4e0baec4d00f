"""Program changes step by step, and customers' applications (CMP-35, 37..48; doc 4 l.289-333)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kefu.law import Decision, Law, decide
from kefu_complaints.rules.steps import Table
from kefu_messages.complaints.program_changes import (
    CustomerSubmissionMissing,
    FeedbackMissing,
    NotTheRegistrant,
    SealMissing,
    UntestedChange,
)
from kefu_messages.complaints.shared import (
    ApplicationMissing,
    DatesOutOfOrder,
    NotForThisRole,
    RecordIncomplete,
    TextMissing,
    TransitionRefused,
)
from kefu_messages.errors import SelfApproval

CHANGE: Table = {
    "requested": frozenset({"confirmed"}), "confirmed": frozenset({"filed"}), "filed": frozenset({"approved", "rejected"}),
    "approved": frozenset({"informed"}), "informed": frozenset({"informed", "developed"}), "developed": frozenset({"informed", "tested"}),
    "tested": frozenset({"informed", "developed", "tested", "updated"}), "updated": frozenset({"feedback"}),
    "feedback": frozenset({"closed"}), "rejected": frozenset({"closed"}),
}  # fmt: skip
BUG: Table = {**CHANGE, "requested": frozenset({"confirmed", "approved"})}  # there is no sealed form to file
RULES = {
    "confirmed": "CMP-43", "filed": "CMP-44", "approved": "CMP-45", "rejected": "CMP-45", "informed": "CMP-46", "developed": "CMP-47",
    "tested": "CMP-47", "updated": "CMP-47", "feedback": "CMP-48", "closed": "CMP-48",
}  # fmt: skip


@dataclass(frozen=True)
class Promised:
    """A day promised to the customer; ``moved`` when it replaces an earlier one, ``late`` when that was announced too late."""

    promised_on: date
    moved: bool
    late: bool


def change_requested(submitted_by: str, *, sealed: bool, document_no: str | None, law: Law) -> Decision[str]:
    """A program change starts with the customer's own form, sealed and scanned (CMP-38, CMP-42; doc 4 l.293, l.311).

    Raises ``customer_submission_missing``, ``official_seal_missing``.
    """
    if not submitted_by.strip():
        raise CustomerSubmissionMissing(because=["CMP-38"])
    if not sealed or not document_no:
        raise SealMissing(because=["CMP-42"])
    return decide("requested", law.clause("CMP-38"), law.clause("CMP-42"), submitted_by=submitted_by, document_no=document_no)


def bug_reported(steps: str, *, error_message: str, law: Law) -> Decision[str]:
    """A bug is reported with its steps and message, and is a change request from then on (CMP-39, CMP-40; doc 4 l.294).

    Raises ``record_incomplete``.
    """
    written = {"steps_to_error": steps, "error_message": error_message}
    missing = [name for name, text in written.items() if not text.strip()]
    if missing:
        raise RecordIncomplete(missing=", ".join(missing), because=["CMP-39"])
    return decide("requested", law.clause("CMP-39"), law.clause("CMP-40"), **written)


def change_moved(kind: str, *, state: str, to: str, last_on: date, on: date, law: Law) -> Decision[str]:
    """A change takes its steps in order, none before the one before it (CMP-42..48; doc 4 l.311-317).

    Raises ``transition_refused``, ``moments_out_of_order``.
    """
    if to not in (BUG if kind == "bug" else CHANGE).get(state, frozenset()):
        raise TransitionRefused(state=state, to=to)
    if on < last_on:
        raise DatesOutOfOrder(earlier=state, later=to)
    return decide(to, law.clause(RULES[to]), state=state, on=on)


def change_reviewed(approved: bool, *, opinion: str, expected_on: date | None, on: date, roles: frozenset[str], law: Law) -> Decision[str]:  # noqa: FBT001
    """The service manager writes an opinion and, approving, the expected day (CMP-40, CMP-45; doc 4 l.314).

    Raises ``post_not_competent``, ``text_missing``, ``moments_out_of_order``.
    """
    reviewers = law.value("change_reviewers", on=on)
    if not roles & set(reviewers.value):
        raise NotForThisRole(competent=", ".join(reviewers.value), because=["CMP-45"])
    if not opinion.strip():
        raise TextMissing(field="opinion", because=["CMP-45"])
    if approved and expected_on is None:
        raise TextMissing(field="expected_on", because=["CMP-45"])
    if expected_on is not None and expected_on < on:
        raise DatesOutOfOrder(earlier="on", later="expected_on")
    return decide("approved" if approved else "rejected", law.clause("CMP-45"), reviewers, expected_on=expected_on)


def change_promised(promised_on: date, *, before: date | None, expected_on: date, announced_on: date, law: Law) -> Decision[Promised]:
    """The manager's day is promised, none earlier; a delay is announced before the day promised before (CMP-40, 46; doc 4 l.315)."""
    notice = law.value("change_notice_days", on=announced_on)
    if promised_on < expected_on or promised_on < announced_on:
        raise DatesOutOfOrder(earlier="expected_on", later="promised_on")
    moved = before is not None and promised_on != before
    late = before is not None and promised_on > before and announced_on > before - timedelta(days=int(notice.value))
    return decide(Promised(promised_on, moved, late), law.clause("CMP-46"), notice, before=before, announced_on=announced_on)


def developed_by(developer: str, *, registrant: str | None, law: Law) -> Decision[str]:
    """Who develops a change is not who registered it and has to test it (CMP-47; doc 4 l.316); raises ``self_approval``."""
    if developer == registrant:
        raise SelfApproval(staff_no=developer, because=["CMP-47"])
    return decide(developer, law.clause("CMP-47"), registrant=registrant, developer=developer)


def tested_by(tester: str, *, registrant: str | None, developer: str | None, law: Law) -> Decision[str]:
    """Who registered a change tests it, never its developer (CMP-47; doc 4 l.316); raises ``tester_not_registrant``."""
    if tester != registrant or tester == developer:
        raise NotTheRegistrant(registrant=registrant or "-", because=["CMP-47"])
    return decide(tester, law.clause("CMP-47"), registrant=registrant, developer=developer)


def may_update(passed: bool | None, *, law: Law) -> Decision[bool]:  # noqa: FBT001 - the last test's result
    """The customer is updated only after a passed test (CMP-47; doc 4 l.316); raises ``test_not_passed``."""
    if not passed:
        raise UntestedChange(because=["CMP-47"])
    return decide(True, law.clause("CMP-47"), passed=passed)


def may_close_change(state: str, *, feedback: str | None, law: Law) -> Decision[bool]:
    """A change is closed with the customer's feedback, a rejected one without (CMP-48; doc 4 l.317); raises ``change_feedback_missing``."""
    if state != "rejected" and not (feedback or "").strip():
        raise FeedbackMissing(because=["CMP-48"])
    return decide(True, law.clause("CMP-48"), state=state)


def application_submitted(kind: str, *, data: str, law: Law) -> Decision[str]:
    """A written application; to remove data it says which (CMP-35, CMP-37; doc 4 l.290, l.292); raises ``record_incomplete``."""
    if kind == "data_removal" and not data.strip():
        raise RecordIncomplete(missing="data", because=["CMP-35"])
    return decide("received", law.clause("CMP-35" if kind == "data_removal" else "CMP-37"), kind=kind)


def application_fulfilled(kind: str | None, *, tool: str, contact_told: str, law: Law) -> Decision[str]:
    """Data are removed with a named tool, a password told to a named contact, on application only (CMP-35, CMP-37; doc 4 l.290-292).

    Raises ``application_missing``, ``record_incomplete``.
    """
    if kind is None:
        raise ApplicationMissing(because=["CMP-37"])
    needed, text = ("tool", tool) if kind == "data_removal" else ("contact_told", contact_told)
    if not text.strip():
        raise RecordIncomplete(missing=needed, because=["CMP-35" if kind == "data_removal" else "CMP-37"])
    return decide("fulfilled", law.clause("CMP-35" if kind == "data_removal" else "CMP-37"), kind=kind)
