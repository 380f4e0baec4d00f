"""Customers' requests that were lost, and those found again, for discipline to judge (DIS-33 to DIS-35)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.directory import Directory
from kefu.entered import check_moments
from kefu.law import Decision
from kefu.service import Ask, Page, Shelf, command, query
from kefu_documents import rules
from kefu_documents.store import LOST_FORMS
from kefu_messages.documents import (
    GetLostForm,
    GetWhyLostForm,
    ListLostForms,
    LostFormFound,
    LostFormReported,
    RecordFormFound,
    ReportLostForm,
)
from kefu_messages.errors import AlreadyExists

LOSS = ("record_no", "staff_no", "form", "sheets", "loss_confirmed_on")


class LostForms:
    """Which customers' requests somebody has lost."""

    lost_forms = Shelf(LOST_FORMS)
    staff = Directory()

    @command(ReportLostForm)
    def report_lost_form(self, ask: Ask) -> dict[str, Any]:
        """Note a loss and say it; what has been found by now is said with it (DIS-33 to DIS-35)."""
        check_moments(ask, "loss_confirmed_on", "found_on")
        record = self.lost_forms.new(ask.organisation, ask["record_no"])
        if record.exists:
            raise AlreadyExists(kind="lost_form", key=record.key)
        known = self.staff.known(ask.organisation, ask["staff_no"])
        verdict = rules.loss_of(ask["form"], sheets=ask["sheets"], staff_no=ask["staff_no"], known=known, law=ask.law)
        lost = {name: ask[name] for name in LOSS}
        decisions, events = {"loss": verdict}, [LostFormReported.of(**lost, because=verdict.clauses)]
        if ask.get("found_on"):
            found, told = _found(lost, ask["found_on"], before=None, ask=ask)
            decisions, events = {**decisions, "found": found}, [*events, told]
        changes = {**lost, "found_on": ask.get("found_on")}
        return self.lost_forms.save(record, ask, changes=changes, events=events, decisions=decisions)

    @command(RecordFormFound)
    def record_form_found(self, ask: Ask) -> dict[str, Any]:
        """Note that what was lost has been found, and say it."""
        check_moments(ask, "found_on")
        record = self.lost_forms.require(ask.organisation, ask["record_no"])
        verdict, told = _found(record, ask["found_on"], before=record.get("found_on"), ask=ask)
        return self.lost_forms.save(record, ask, changes={"found_on": verdict.outcome}, events=[told], decisions={"found": verdict})

    @query(GetLostForm)
    def get_lost_form(self, ask: Ask) -> dict[str, Any]:
        """One record of lost requests."""
        record = self.lost_forms.require(ask.organisation, ask["record_no"])
        return {**record, "version": record.version}

    @query(ListLostForms)
    def list_lost_forms(self, ask: Ask) -> Page:
        """The lost requests by number."""
        equals = {"staff_no": ask["staff_no"]} if ask.get("staff_no") else {}
        return self.lost_forms.page(ask, equals=equals, order="record_no")

    @query(GetWhyLostForm)
    def get_why_lost_form(self, ask: Ask) -> dict[str, Any]:
        """The stored decisions about a loss."""
        record = self.lost_forms.require(ask.organisation, ask["record_no"])
        return {"decisions": self.lost_forms.why(record, language=ask.language)}


def _found(lost: Mapping[str, Any], found_on: date, *, before: date | None, ask: Ask) -> tuple[Decision[date], Any]:
    verdict = rules.found_again(found_on, before=before, record_no=lost["record_no"], form=lost["form"], law=ask.law)
    told = LostFormFound.of(record_no=lost["record_no"], staff_no=lost["staff_no"], found_on=found_on, because=verdict.clauses)
    return verdict, told
