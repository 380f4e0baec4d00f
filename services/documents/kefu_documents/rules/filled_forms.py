"""Who fills in a form, who signs it and when it may be filed, by the regulations' list of forms."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from kefu.law import Decision, decide
from kefu_documents.rules.forms import Form, Slot
from kefu_messages.documents import (
    FiledWithItsFiling,
    FilledByWrongPost,
    NoSuchSignature,
    SignatureOutOfTurn,
    SignaturesMissing,
    SignedByWrongPost,
)
from kefu_messages.errors import SelfApproval, StateConflict, ValidationFailed

ANYBODY = "*"


def filled(form: Form, *, roles: tuple[str, ...]) -> Decision[str]:
    """The form's identifier where the post may fill it in; what comes from outside anybody may enter.

    Raises ``filled_by_wrong_post``.
    """
    if form.inside and ANYBODY not in form.filled_by and not set(form.filled_by) & set(roles):
        raise FilledByWrongPost(action="fill_form", form=form.form, posts=", ".join(form.filled_by))
    return decide(form.form, *form.citations, form=form.form)


def in_order(**days: date | str | None) -> None:
    """Refuse a day before one that comes first, in the order in which they are named (CUS-17, CON-24). Raises ``validation_failed``."""
    known = [(name, str(day)) for name, day in days.items() if day is not None]
    for (first, before), (name, day) in pairwise(known):
        if day < before:
            raise ValidationFailed(fields={name: [f"Before {first} {before}."]})


def missing(form: Form, *, given: tuple[str, ...]) -> tuple[str, ...]:
    """The signatures still to be given, in their order."""
    return tuple(slot.by for slot in form.signatures if not slot.names & set(given))


def signed(
    form: Form, *, by: str, given: tuple[str, ...], roles: tuple[str, ...], signer: str, filled_by: str, about: str | None = None,
    name: str = "",
) -> Decision[tuple[str, ...]]:  # fmt: skip
    """The signatures once this one is given, in the form's order; nobody signs as a post what is his own.

    Raises ``no_such_signature``, ``state_conflict``, ``signature_out_of_turn``, ``self_approval``, ``signed_by_wrong_post``.
    """
    slot = next((slot for slot in form.signatures if by in slot.names), None)
    if slot is None:
        raise NoSuchSignature(form=form.form, slot=by)
    if slot.names & set(given):
        raise StateConflict(state="signed")
    before = missing(form, given=given)
    if before[0] != slot.by:
        raise SignatureOutOfTurn(missing=before[0])
    _allowed(slot, by=by, roles=roles, signer=signer, filled_by=filled_by, about=about, name=name)
    return decide((*given, by), *form.citations, form=form.form, by=by)


def _allowed(slot: Slot, *, by: str, roles: tuple[str, ...], signer: str, filled_by: str, about: str | None, name: str) -> None:
    if not slot.roles:
        if not name:
            raise ValidationFailed(fields={"name": ["Missing data for required field."]})
        return
    if ANYBODY in slot.roles:
        _anybody(slot, by=by, signer=signer, about=about)
        return
    if signer in {filled_by, about}:
        raise SelfApproval(staff_no=signer)
    if not set(slot.roles) & set(roles):
        raise SignedByWrongPost(action="sign_form", slot=by, posts=", ".join(slot.roles))


def _anybody(slot: Slot, *, by: str, signer: str, about: str | None) -> None:
    """The person concerned signs for himself; a witness is somebody else."""
    if about is None:
        return
    if (by == slot.by) != (signer == about):
        raise SignedByWrongPost(action="sign_form", slot=by, posts=about if by == slot.by else "*")


def filed(form: Form, *, given: tuple[str, ...], state: str, filing_no: str | None = None) -> Decision[str | None]:
    """Where the form is filed; one without all its signatures is not (CON-24, CMP-44, TRN-15).

    What is on its way to the file elsewhere is filed there. Raises ``filed_with_its_filing``, ``signatures_missing``, ``state_conflict``.
    """
    if filing_no is not None:
        raise FiledWithItsFiling(filing_no=filing_no)
    lacking = missing(form, given=given)
    if state == "filed":
        raise StateConflict(state=state)
    if lacking:
        raise SignaturesMissing(missing=", ".join(lacking))
    return decide(form.filed_with, *form.citations, form=form.form)
