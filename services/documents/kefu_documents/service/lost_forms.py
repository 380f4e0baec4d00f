"""Customers' requests that were lost, and those found again, for discipline to judge (DIS-33 to DIS-35)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.directory import Directory
from kefu.entered import check_moments
from kefu.law import Decision
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_documents import rules
from kefu_documents.store import LOST_FORMS
from kefu_messages import Happening
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
        if record.exists and not _confirms(record, ask):
            raise AlreadyExists(kind="lost_form", key=record.key)
        known = self.staff.known(ask.organisation, ask["staff_no"])
        verdict = rules.loss_of(ask["form"], sheets=ask["sheets"], staff_no=ask["staff_no"], known=known, law=ask.law)
        lost = {**{name: ask.get(name) for name in LOSS}, "found_on": ask.get("found_on") or record.get("found_on")}
        events, decisions = _reported(lost, because=verdict.clauses), {"loss": verdict}
        if lost["found_on"]:
            decisions["found"], told = _found(lost, lost["found_on"], before=None, ask=ask)
            events = [*events, told]
        return self._kept(record, ask, lost, events=events, decisions=decisions)

    @command(RecordFormFound)
    def record_form_found(self, ask: Ask) -> dict[str, Any]:
        """Note that what was lost has been found, and say it."""
        check_moments(ask, "found_on")
        record = self.lost_forms.require(ask.organisation, ask["record_no"])
        verdict, told = _found(record, ask["found_on"], before=record.get("found_on"), ask=ask)
        lost = {**record, "found_on": verdict.outcome}
        return self._kept(record, ask, lost, events=[told], decisions={"found": verdict})

    def _kept(
        self, record: Record, ask: Ask, lost: Mapping[str, Any], *, events: list[Happening], decisions: dict[str, Decision[Any]]
    ) -> dict[str, Any]:
        """Keep what is known of a loss, and say so once it is confirmed."""
        changes = {name: item for name, item in lost.items() if name not in record or record[name] != item}
        said = events if lost["loss_confirmed_on"] else []
        reply = {**_shown(lost), "version": record.version + 1}
        return self.lost_forms.save(record, ask, changes=changes, events=said, decisions=decisions, reply=reply)

    @query(GetLostForm)
    def get_lost_form(self, ask: Ask) -> dict[str, Any]:
        """One record of lost requests."""
        record = self.lost_forms.require(ask.organisation, ask["record_no"])
        return {**_shown(record), "version": record.version}

    @query(ListLostForms)
    def list_lost_forms(self, ask: Ask) -> Page:
        """The lost requests by number."""
        equals = {"staff_no": ask["staff_no"]} if ask.get("staff_no") else {}
        return self.lost_forms.page(ask, equals=equals, order="record_no").of(_shown)

    @query(GetWhyLostForm)
    def get_why_lost_form(self, ask: Ask) -> dict[str, Any]:
        """The stored decisions about a loss."""
        record = self.lost_forms.require(ask.organisation, ask["record_no"])
        return {"decisions": self.lost_forms.why(record, language=ask.language)}


def _confirms(record: Record, ask: Ask) -> bool:
    """Whether what is reported is the same loss, and confirms it."""
    same = all(record.get(name) == ask.get(name) for name in LOSS if name != "loss_confirmed_on")
    return same and not record.get("loss_confirmed_on") and bool(ask.get("loss_confirmed_on"))


def _reported(lost: Mapping[str, Any], *, because: list[str]) -> list[Happening]:
    return [LostFormReported.of(**{name: lost[name] for name in LOSS}, because=because)] if lost["loss_confirmed_on"] else []


def _shown(lost: Mapping[str, Any]) -> dict[str, Any]:
    """The loss as it is answered: without a day while it is not confirmed."""
    return {name: item for name, item in lost.items() if name != "loss_confirmed_on" or item is not None}


def _found(lost: Mapping[str, Any], found_on: date, *, before: date | None, ask: Ask) -> tuple[Decision[date], Any]:
    verdict = rules.found_again(found_on, before=before, record_no=lost["record_no"], form=lost["form"], law=ask.law)
    told = LostFormFound.of(record_no=lost["record_no"], staff_no=lost["staff_no"], found_on=found_on, because=verdict.clauses)
    return verdict, told
