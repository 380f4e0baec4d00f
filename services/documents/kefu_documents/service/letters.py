"""Letters drawn on demand: what events made due is kept, what another service guards is asked of it as the reader."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from typing import Any

from eventlet import tpool

from kefu.calls import Calls
from kefu.directory import Directory
from kefu.service import Ask, Page, Shelf, on, query
from kefu_documents import rules
from kefu_documents.letters.drawing import drawn
from kefu_documents.letters.template import compose, template
from kefu_documents.store import LETTERS
from kefu_messages.billing import DunningStepTaken, GetSlip
from kefu_messages.contracts import ExpiryNoticeDue
from kefu_messages.customers import GetCustomer
from kefu_messages.discipline import GetNotice, GetViolation
from kefu_messages.documents import (
    DrawDunningNotice,
    DrawExpiryNotice,
    DrawPenaltyNotice,
    DrawSettlementSlip,
    GetOrganisationTexts,
    ListLetters,
)
from kefu_messages.errors import NotAllowed, NotFound

PDF = "application/pdf"
DUNNING_STEP = "dunning_notice"


class Letters:
    """The paper of what was decided elsewhere."""

    letters = Shelf(LETTERS)
    staff = Directory()
    other = Calls()

    @on(DunningStepTaken)
    def know_dunning(self, ask: Ask) -> None:
        """A dunning notice is to be served (BIL-26)."""
        if ask["action"] == DUNNING_STEP:
            facts = {name: _text(ask.get(name)) for name in ("overdue_amount", "next_step_from", "staff_no")} | {
                "served_on": _text(ask["on"])
            }
            self._know(ask, ask["action_no"], kind="dunning_notice", dated=ask["on"], facts=facts)

    @on(ExpiryNoticeDue)
    def know_expiry(self, ask: Ask) -> None:
        """A customer's service ends in a month (CON-11)."""
        facts = {name: _text(ask.get(name)) for name in ("letter_title", "covered_until", "specialist")}
        number = f"{ask['customer_no']} {ask['covered_until'].isoformat()}"
        self._know(ask, number, kind="expiry_notice", dated=ask["due_on"], facts=facts)

    def _know(self, ask: Ask, number: str, *, kind: str, dated: date, facts: Mapping[str, Any]) -> None:
        self.letters.mirror(ask, number, letter_no=number, kind=kind, customer_no=ask["customer_no"], dated=dated, facts=dict(facts))

    @query(ListLetters)
    def list_letters(self, ask: Ask) -> Page:
        """The letters to a customer."""
        page = self.letters.page(ask, equals={"customer_no": ask["customer_no"]}, order="letter_no")
        return Page([{**item, "template": template(item["kind"], on=item["dated"]).version} for item in page.items], next=page.next)

    @query(DrawDunningNotice)
    def draw_dunning_notice(self, ask: Ask) -> dict[str, Any]:
        """The dunning notice."""
        return self._of_event(ask, "dunning_notice")

    @query(DrawExpiryNotice)
    def draw_expiry_notice(self, ask: Ask) -> dict[str, Any]:
        """The expiry letter."""
        return self._of_event(ask, "expiry_notice")

    @query(DrawSettlementSlip)
    def draw_settlement_slip(self, ask: Ask) -> dict[str, Any]:
        """The settlement slip, as billing knows it now."""
        slip = self.other(GetSlip, ask, slip_no=ask["slip_no"])
        name = self._customer(ask, slip["customer_no"])
        return self._paper(ask, "settlement_slip", {**slip, "number": slip["slip_no"], "name": name}, day=_day(slip["issued_on"]))

    @query(DrawPenaltyNotice)
    def draw_penalty_notice(self, ask: Ask) -> dict[str, Any]:
        """The penalty notice; discipline lets only those read it who may, and writes it on its trail."""
        notice = self.other(GetNotice, ask, notice_no=ask["notice_no"])
        violation = self.other(GetViolation, ask, violation_no=notice["violation_no"])
        name = self.staff.name(ask.organisation, notice["staff_no"])
        facts = {**violation, **notice, "number": notice["notice_no"], "name": name}
        return self._paper(ask, "penalty_notice", facts, day=_drafted(notice) or _day(violation["occurred_on"]))

    @query(GetOrganisationTexts)
    def get_organisation_texts(self, ask: Ask) -> dict[str, Any]:
        """The organisation's own words; empty ones are not shown (OTH-18, OTH-20, OTH-30)."""
        return {"texts": [vars(shown) for shown in rules.texts(ask.today, law=ask.law).outcome]}

    def _of_event(self, ask: Ask, kind: str) -> dict[str, Any]:
        letter = self.letters.require(ask.organisation, ask["letter_no"])
        if letter["kind"] != kind:
            raise NotFound(kind=kind, key=ask["letter_no"])
        name = self._customer(ask, letter["customer_no"])
        facts = {**letter["facts"], "number": letter.key, "customer_no": letter["customer_no"], "name": name}
        return self._paper(ask, kind, facts, day=letter["dated"])

    def _paper(self, ask: Ask, kind: str, facts: Mapping[str, Any], *, day: date) -> dict[str, Any]:
        """The letter as a file; drawn in a thread of its own, so that others are answered meanwhile."""
        found = template(kind, on=day)
        facts = {**facts, "organisation": ask.host.adopted.name(ask.organisation)}
        letter = compose(found, facts=facts, language=ask.get("language") or ask.language, day=day)
        content = tpool.execute(drawn, letter)
        return {
            "content": base64.b64encode(content).decode(), "media_type": PDF,
            "file_name": f"{letter.title} {letter.number}.pdf".replace("/", "-"),
        }  # fmt: skip

    def _customer(self, ask: Ask, customer_no: str) -> str:
        """The customer's name for who may read it, where it is known; raises ``service_unavailable`` rather than leave it out."""
        try:
            return str(self.other(GetCustomer, ask, customer_no=customer_no)["name"])
        except (NotAllowed, NotFound):
            return ""


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _drafted(notice: Mapping[str, Any]) -> date | None:
    """The day on which the notice came to its first state."""
    return min((_day(step["date"]) for step in notice["history"] if step.get("date")), default=None)
