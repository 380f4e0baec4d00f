"""The regulations' forms: looked up, filled in, signed, filed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.directory import Directory
from kefu.entered import check_moments
from kefu.law import Decision
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_documents import rules
from kefu_documents.named_forms import forms, named, shown
from kefu_documents.service.reading import may_read, read_confidential, turned_away
from kefu_documents.store import FILLED_FORMS
from kefu_messages.documents import (
    FilledFormFiled,
    FilledFormSigned,
    FillForm,
    GetFilledForm,
    GetForm,
    ListFilledForms,
    ListForms,
    PutFormOnFile,
    SignForm,
    WhyFilledForm,
)
from kefu_messages.errors import AlreadyExists, KefuError, NotFound, UnknownStaff

OF_A_WITNESS = ("form_no", "form", "signatures", "missing", "state")
UNFILED = {"filed_on": None, "filed_by": None, "file_no": None}


class FilledForms:
    """Which form is filled by whom, bears which signatures and stands in which file."""

    filled_forms = Shelf(FILLED_FORMS)
    staff = Directory()

    @query(ListForms)
    def list_forms(self, ask: Ask) -> Page:
        """The named forms, by identifier."""
        place, after = ask.get("filed_with"), str(ask.after or "")
        wanted = [form for form in forms().values() if place in {None, form.filed_with} and form.form > after]
        page = wanted[: ask.limit]
        following = page[-1].form if len(wanted) > ask.limit else None
        return Page([shown(form, language=ask.language) for form in page], next=following)

    @query(GetForm)
    def get_form(self, ask: Ask) -> dict[str, Any]:
        """One form, by any of its names."""
        return shown(named(ask["form"]), language=ask.language)

    @command(FillForm)
    def fill_form(self, ask: Ask) -> dict[str, Any]:
        """Fill in a form."""
        check_moments(ask, "filled_on")
        record = self.filled_forms.new(ask.organisation, ask["form_no"])
        if record.exists:
            raise AlreadyExists(kind="filled_form", key=record.key)
        verdict = rules.filled(named(ask["form"]), roles=tuple(ask.identity.roles))
        if ask.get("staff_no") and not self.staff.known(ask.organisation, ask["staff_no"]):
            raise UnknownStaff(staff_no=ask["staff_no"])
        changes = {
            "form_no": ask["form_no"], "form": verdict.outcome, "content": ask["content"], "staff_no": ask.get("staff_no"),
            "customer_no": ask.get("customer_no"), "filled_by": ask.identity.staff_no, "filled_on": ask["filled_on"], "signatures": [],
            "state": "filled", "filing_no": None, **UNFILED,
        }  # fmt: skip
        return self.filled_forms.save(record, ask, changes=changes, decisions={"filled": verdict}, reply=_shown(changes))

    @command(SignForm)
    def sign_form(self, ask: Ask) -> dict[str, Any]:
        """Sign a form, or take down a signature given outside."""
        check_moments(ask, "signed_on")
        record = self.filled_forms.require(ask.organisation, ask["form_no"])
        signer, verdict = ask.identity.staff_no, self._signed(ask, record)
        signature = {
            "by": ask["signature"], "staff_no": None if _outside(record["form"], ask["signature"]) else signer, "name": ask["name"],
            "signed_on": ask["signed_on"].isoformat(), "taken_down_by": signer,
        }  # fmt: skip
        whole = not rules.missing(named(record["form"]), given=verdict.outcome)
        changes = {"signatures": [*record["signatures"], signature], "state": "signed" if whole else "filled"}
        told = FilledFormSigned.of(form_no=record.key, form=record["form"], signed_on=ask["signed_on"], because=verdict.clauses)
        return self.filled_forms.save(
            record, ask, changes=changes, events=[told] if whole else [], decisions={f"signed by {ask['signature']}": verdict},
            reply=self._shown_to_signer(ask, {**record, **changes}),
        )  # fmt: skip

    def _signed(self, ask: Ask, record: Record) -> Decision[tuple[str, ...]]:
        """The signatures with this one; who may neither read the form nor signs such ones by his post is told of no form."""
        try:
            rules.in_order(filled_on=record["filled_on"], signed_on=ask["signed_on"])
            return rules.signed(
                named(record["form"]), by=ask["signature"], given=_given(record), roles=tuple(ask.identity.roles),
                signer=ask.identity.staff_no, filled_by=record["filled_by"], about=record["staff_no"], name=ask["name"],
            )  # fmt: skip
        except KefuError as refusal:
            if self._knows(ask, record):
                raise
            raise turned_away(ask, subject=f"filled_forms/{record.key}", absent=_absent(record)) from refusal

    def _shown_to_signer(self, ask: Ask, record: Mapping[str, Any]) -> dict[str, Any]:
        """The form; a witness, who may not read it, is shown the signatures alone."""
        shown = _shown(record)
        return shown if self._knows(ask, record) else {name: shown[name] for name in OF_A_WITNESS}

    def _knows(self, ask: Ask, record: Mapping[str, Any]) -> bool:
        """Whether who asks may read the form, or has a post that signs forms of the kind."""
        form = named(record["form"])
        posts = {role for slot in form.signatures for role in slot.roles}
        if not form.confidential or posts & ask.identity.roles:
            return True
        return may_read(ask, self.staff, about=record["staff_no"], author=record["filled_by"])

    @command(PutFormOnFile)
    def put_form_on_file(self, ask: Ask) -> dict[str, Any]:
        """File a form that bears all its signatures."""
        check_moments(ask, "filed_on")
        record = self.filled_forms.require(ask.organisation, ask["form_no"])
        rules.in_order(filled_on=record["filled_on"], signed_on=_last_signed(record), filed_on=ask["filed_on"])
        on_its_way = record.get("filing_no") if record["state"] != "filed" else None
        verdict = rules.filed(named(record["form"]), given=_given(record), state=record["state"], filing_no=on_its_way)
        filed = {"filed_on": ask["filed_on"], "file_no": ask["file_no"]}
        changes = {**filed, "filed_by": ask.identity.staff_no, "state": "filed"}
        told = FilledFormFiled.of(form_no=record.key, form=record["form"], filed_with=verdict.outcome, **filed, because=verdict.clauses)
        return self.filled_forms.save(
            record, ask, changes=changes, events=[told], decisions={"filed": verdict}, reply=_shown({**record, **changes})
        )

    @query(GetFilledForm)
    def get_filled_form(self, ask: Ask) -> dict[str, Any]:
        """One form filled in."""
        record = self._readable_form(ask)
        return {**_shown(record), "version": record.version}

    @query(ListFilledForms)
    def list_filled_forms(self, ask: Ask) -> Page:
        """The forms of a kind."""
        form = named(ask["form"])
        if form.confidential:
            read_confidential(ask, self.staff, subject=f"filled_forms/{form.form}", about=None, author="")
        equals = {"form": form.form, **({"state": ask["state"]} if ask.get("state") else {})}
        page = self.filled_forms.page(ask, equals=equals, order="form_no")
        return Page([_shown(item) for item in page.items], next=page.next)

    @query(WhyFilledForm)
    def why_filled_form(self, ask: Ask) -> dict[str, Any]:
        """The stored decisions about a form."""
        return {"decisions": self.filled_forms.why(self._readable_form(ask), language=ask.language)}

    def _readable_form(self, ask: Ask) -> Record:
        record = self.filled_forms.require(ask.organisation, ask["form_no"])
        if named(record["form"]).confidential:
            whose = {"about": record["staff_no"], "author": record["filled_by"]}
            read_confidential(ask, self.staff, subject=f"filled_forms/{record.key}", **whose, absent=_absent(record))
        return record


def _absent(record: Record) -> NotFound:
    """What is told of a number that nobody has."""
    return NotFound(kind="form_no", key=record.key)


def _given(record: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(signature["by"] for signature in record["signatures"])


def _last_signed(record: Mapping[str, Any]) -> str | None:
    return max((signature["signed_on"] for signature in record["signatures"]), default=None)


def _outside(form: str, by: str) -> bool:
    return any(by in slot.names and not slot.roles for slot in named(form).signatures)


def _shown(record: Mapping[str, Any]) -> dict[str, Any]:
    """A filled form as a reply shows it."""
    return {**record, "missing": list(rules.missing(named(record["form"]), given=_given(record)))}
