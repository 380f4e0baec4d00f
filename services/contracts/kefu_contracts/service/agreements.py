"""Contracts drafted, reviewed and read (CON-03, CON-42, CON-47, CON-48)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.entered import check_moments
from kefu.entries import one_more
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_contracts import rules
from kefu_contracts.rules import Template
from kefu_contracts.service.shown import contract_shown
from kefu_contracts.store import CONTRACTS, MONEY, SERVED, TEMPLATES, read
from kefu_messages.contracts import (
    LEADERS,
    DraftContract,
    GetRenewalRate,
    GetServiceContract,
    ListServiceContracts,
    ReviewContract,
    WhyServiceContract,
)
from kefu_messages.errors import AlreadyExists
from kefu_messages.roles import SERVICE_SPECIALIST

MOST_REVIEWS = 100  # of one contract
OPEN: dict[str, Any] = {
    "period_from": None, "period_to": None, "amount": None, "agreed_on": None, "signed_by": None, "signed_on": None, "sealed": False,
    "sent_on": None, "channel": None, "return_due_on": None, "pay_due_on": None, "returned_on": None, "customer_signed_on": None,
    "address": None, "contact": None, "address_confirmed": False, "updated_on": None, "terminated_on": None, "awaited_by": None,
    "reviews": [], "state": "drafted",
}  # fmt: skip


class Agreements:
    """Drafts and reviews contracts, and answers how far they are."""

    contracts = Shelf(CONTRACTS)
    money = Shelf(MONEY)
    served = Shelf(SERVED)
    templates = Shelf(TEMPLATES)

    @command(DraftContract)
    def draft_contract(self, ask: Ask) -> dict[str, Any]:
        """Draft a service contract for an assigned unit (CON-03, CON-47; doc 4 l.276, doc 5.4 l.457)."""
        check_moments(ask, "drafted_on")
        record = self.contracts.new(ask.organisation, ask["contract_no"])
        if record.exists:
            raise AlreadyExists(kind="contract", key=record.key)
        unit = self.served.get(ask.organisation, ask["customer_no"]) or {}
        may = may_sign(ask, ask["customer_no"], unit.get("specialist"))
        published = [read(one, Template) for one in self.templates.find(ask.organisation, kind=ask["kind"])]
        outdated = rules.template_warnings(ask.get("template"), templates=published, drafted_on=ask["drafted_on"], law=ask.law)
        content = {
            **OPEN, **{name: ask.get(name) for name in ("customer_no", "kind", "line", "project_no", "renews", "template", "drafted_on")},
            "specialist": ask.get("specialist") or unit.get("specialist"), "drafted_by": ask.identity.staff_no,
            "warnings": list(outdated.outcome),
        }  # fmt: skip
        return self._keep_contract(ask, record, content, decisions={"unit": may, "template": outdated, **self._renewal(ask)})

    def _renewal(self, ask: Ask) -> dict[str, Any]:
        """That the contract to be renewed is another one of the same customer; nothing where none is (CON-48)."""
        if ask.get("renews") is None:
            return {}
        renewed = self.contracts.get(ask.organisation, ask["renews"])
        of = renewed["customer_no"] if renewed is not None else None
        verdict = rules.may_renew(ask["contract_no"], customer_no=ask["customer_no"], renews=ask["renews"], of=of, law=ask.law)
        return {"renewal": verdict}

    @command(ReviewContract)
    def review_contract(self, ask: Ask) -> dict[str, Any]:
        """Review a contract by the customer's archive (CON-42; doc 1 l.89)."""
        check_moments(ask, "reviewed_on")
        record = self.contracts.require(ask.organisation, ask["contract_no"])
        version, by = ask.get("archive_version"), ask.identity.staff_no
        verdict = rules.review_warnings(version, drafted_by=record["drafted_by"], reviewed_by=by, law=ask.law)
        review = {"reviewed_on": ask["reviewed_on"].isoformat(), "by": by, "archive_version": version, "opinion": ask["opinion"]}
        reviews = one_more(record["reviews"], review, most=MOST_REVIEWS, what="reviews")
        kept = [name for name in record["warnings"] if name != "review_without_archive"]
        without = verdict.outcome if all(one["archive_version"] is None for one in reviews) else ()
        changes = {"reviews": reviews, "warnings": [*kept, *without]}
        return self._keep_contract(ask, record, changes, decisions={"review": verdict})

    @query(GetServiceContract)
    def get_service_contract(self, ask: Ask) -> dict[str, Any]:
        """One service contract as of a day."""
        record = self.contracts.require(ask.organisation, ask["contract_no"])
        shown = self._show(ask, record, record.key, on=ask.get("as_of") or ask.today)
        return {**shown, "version": record.version}

    @query(WhyServiceContract)
    def why_service_contract(self, ask: Ask) -> dict[str, Any]:
        """Why a service contract stands as it does."""
        record = self.contracts.require(ask.organisation, ask["contract_no"])
        return {"decisions": self.contracts.why(record, language=ask.language)}

    @query(ListServiceContracts)
    def list_service_contracts(self, ask: Ask) -> Page:
        """Service contracts: of a customer, of a specialist, or in a state."""
        page = self.contracts.page(ask, equals={name: ask.get(name) for name in ("customer_no", "specialist", "state")})
        money = self.money.get_many(ask.organisation, [one["contract_no"] for one in page.items])
        return page.of(
            lambda one: contract_shown(ask, one, money.get(one["contract_no"]) or {}, contract_no=one["contract_no"], on=ask.today)
        )

    @query(GetRenewalRate)
    def get_renewal_rate(self, ask: Ask) -> dict[str, Any]:
        """The rate of contracts renewed among those that ran out in a span (CON-48; doc 5.4 l.463)."""
        span = {name: ask.get(name) for name in ("kind", "line", "due_from", "due_to")}
        found = self.contracts.every(ask.organisation, kind=ask["kind"], period_to=(ask["due_from"], ask["due_to"]))
        due = [one.key for one in found if _due(one) and (ask.get("line") is None or one.get("line") == ask["line"])]
        as_of = ask.get("as_of") or ask.today
        renewals = (one for lot in _lots(due) for one in self.contracts.find(ask.organisation, renews=lot))
        renewed = [one["renews"] for one in renewals if one.get("returned_on") and one["returned_on"] <= as_of]
        rate = rules.renewal_rate(due, renewed=renewed, law=ask.law).outcome
        return {**span, "due": rate.due, "renewed": rate.renewed, "percent": rate.percent, "not_renewed": list(rate.not_renewed)}

    def _keep_contract(self, ask: Ask, record: Record, content: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """Write what changes, and answer with the whole contract as of today."""
        shown = self._show(ask, {**record, **content}, record.key, on=ask.today)
        changes = {**content, "state": shown["state"]}
        return self.contracts.save(record, ask, changes=changes, reply=shown, **more)

    def _show(self, ask: Ask, content: Mapping[str, Any], contract_no: str, *, on: date) -> dict[str, Any]:
        money = self.money.get(ask.organisation, contract_no) or {}
        return contract_shown(ask, content, money, contract_no=contract_no, on=on)


def may_sign(ask: Ask, customer_no: str, specialist: str | None) -> Any:
    """Whether the caller handles the unit's agreements (CON-03)."""
    leads = bool(LEADERS & set(ask.identity.roles)) or SERVICE_SPECIALIST not in ask.identity.roles
    return rules.may_sign_for_unit(customer_no, specialist=specialist, staff_no=ask.identity.staff_no, leads=leads, law=ask.law)


def _due(contract: Mapping[str, Any]) -> bool:
    """Whether a contract was in force to its last day: signed by both sides and not ended before."""
    ended = contract.get("terminated_on")
    return contract.get("returned_on") is not None and (ended is None or ended > contract["period_to"])


def _lots(numbers: list[str]) -> list[list[str]]:
    return [numbers[start : start + 50] for start in range(0, len(numbers), 50)]
