"""Forms on their way to the administration's file (CON-24..27, CON-41)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.entered import check_moments
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_contracts import rules
from kefu_contracts.rules import Form
from kefu_contracts.store import FILINGS, read
from kefu_messages.contracts import (
    ConfirmFormRequirement,
    FileForm,
    FormFiled,
    FormHandedIn,
    FormReviewed,
    GetFiling,
    GetImplementationDocuments,
    HandInForm,
    ListFilings,
    ReviewForm,
    WhyFiling,
)
from kefu_messages.errors import AlreadyExists, StateConflict

FIELDS = ("form", "document_no", "customer_no", "implementation_no", "staff_no", "handed_in_on", "confirmed_on")
TOLD = ("form", "document_no", "customer_no", "implementation_no", "staff_no", "handed_in_on", "goes_to")


class Filings:
    """Knows which form was handed in, reviewed and filed, and what is missing in the file."""

    filings = Shelf(FILINGS)

    @command(HandInForm)
    def hand_in_form(self, ask: Ask) -> dict[str, Any]:
        """Hand in a form; feedback forms go to customer relations (CON-24..27, CON-41; doc 4 l.330..334)."""
        check_moments(ask, "handed_in_on", "confirmed_on")
        record = self.filings.new(ask.organisation, ask["filing_no"])
        if record.exists:
            raise AlreadyExists(kind="filing", key=record.key)
        content = {**{name: ask.get(name) for name in FIELDS}, "reviewed_on": None, "reviewed_by": None, "filed_on": None, "file_no": None}
        goes = rules.goes_to(read(content, Form), law=ask.law)
        content |= {"goes_to": goes.outcome, "state": "handed_in"}
        event = FormHandedIn.of(filing_no=record.key, **{name: content[name] for name in TOLD}, because=goes.clauses)
        return self._keep_filing(ask, record, content, events=[event], decisions={"goes_to": goes})

    @command(ReviewForm)
    def review_form(self, ask: Ask) -> dict[str, Any]:
        """The service manager reviews an application, never the own one (CON-24; doc 4 l.330)."""
        check_moments(ask, "reviewed_on")
        record = self.filings.require(ask.organisation, ask["filing_no"])
        verdict = rules.form_reviewed(read(record, Form), reviewed_by=ask.identity.staff_no, law=ask.law)
        rules.not_before(read(record, Form), ask["reviewed_on"])
        review = {"reviewed_on": ask["reviewed_on"], "reviewed_by": ask.identity.staff_no}
        named = {"filing_no": record.key, "form": record["form"], "document_no": record["document_no"]}
        event = FormReviewed.of(**named, **review, because=verdict.clauses)
        return self._keep_filing(ask, record, {**review, "state": "reviewed"}, events=[event], decisions={"reviewed": verdict})

    @command(ConfirmFormRequirement)
    def confirm_form_requirement(self, ask: Ask) -> dict[str, Any]:
        """The requirement on the form was confirmed with the customer (CON-26; doc 4 l.333)."""
        check_moments(ask, "confirmed_on")
        record = self.filings.require(ask.organisation, ask["filing_no"])
        if record["state"] == "filed":
            raise StateConflict(state="filed")
        return self._keep_filing(ask, record, {"confirmed_on": ask["confirmed_on"]})

    @command(FileForm)
    def file_form(self, ask: Ask) -> dict[str, Any]:
        """The administration puts the form in its file (CON-24..27; doc 4 l.330..334)."""
        check_moments(ask, "filed_on")
        record = self.filings.require(ask.organisation, ask["filing_no"])
        verdict = rules.may_file(read(record, Form), law=ask.law)
        rules.not_before(read(record, Form), ask["filed_on"])
        filed = {"filed_on": ask["filed_on"], "file_no": ask["file_no"]}
        named = {"filing_no": record.key, "form": record["form"], "document_no": record["document_no"]}
        event = FormFiled.of(**named, **filed, because=verdict.clauses)
        return self._keep_filing(ask, record, {**filed, "state": "filed"}, events=[event], decisions={"filed": verdict})

    @query(GetFiling)
    def get_filing(self, ask: Ask) -> dict[str, Any]:
        """One form on its way to the file."""
        record = self.filings.require(ask.organisation, ask["filing_no"])
        return {**_shown(ask, record, record.key), "version": record.version}

    @query(WhyFiling)
    def why_filing(self, ask: Ask) -> dict[str, Any]:
        """Why a form may be filed."""
        return {"decisions": self.filings.why(self.filings.require(ask.organisation, ask["filing_no"]), language=ask.language)}

    @query(ListFilings)
    def list_filings(self, ask: Ask) -> Page:
        """Forms in a state; those not filed say so (CON-27)."""
        page = self.filings.page(ask, equals={name: ask.get(name) for name in ("state", "implementation_no")})
        return page.of(lambda one: _shown(ask, one, one["filing_no"]))

    @query(GetImplementationDocuments)
    def get_implementation_documents(self, ask: Ask) -> dict[str, Any]:
        """Whether an implementation's three documents are handed in (CON-25; doc 4 l.332)."""
        forms = [one["form"] for one in self.filings.find(ask.organisation, implementation_no=ask["implementation_no"])]
        found = rules.implementation_documents(forms, on=ask.today, law=ask.law).outcome
        return {
            "implementation_no": ask["implementation_no"], "handed_in": list(found.handed_in), "missing": list(found.missing),
            "complete": found.complete,
        }  # fmt: skip

    def _keep_filing(self, ask: Ask, record: Record, changes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        return self.filings.save(record, ask, changes=changes, reply=_shown(ask, {**record, **changes}, record.key), **more)


def _shown(ask: Ask, content: Mapping[str, Any], filing_no: str) -> dict[str, Any]:
    late = rules.not_filed(read(content, Form), on=ask.today, law=ask.law).outcome
    return {**content, "filing_no": filing_no, "not_filed": late}
