"""Research campaigns, development plans, customer events and mailings (CUS-02, CUS-07, CUS-27, CUS-28)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu.store import BoundShelf
from kefu_customers import rules
from kefu_customers.rules import Aim, Known
from kefu_customers.store import CAMPAIGN_ANSWERS, CAMPAIGNS, CUSTOMER_EVENTS, DEVELOPMENT_PLANS, MAILINGS
from kefu_messages.customers import (
    AnswerCampaign,
    CampaignAnswered,
    CampaignStarted,
    CustomerEventPlanned,
    GetCampaign,
    GetCustomerEvent,
    GetDevelopmentPlan,
    GetGradeAMailing,
    IssueMailing,
    ListCampaignAnswers,
    MailingIssued,
    PlanCustomerEvent,
    RecordAttendance,
    SetDevelopmentPlan,
    StartCampaign,
)
from kefu_messages.errors import AlreadyExists, NotFound


class Campaigns:
    """Asks, wins, invites and informs customers."""

    customers: Shelf
    campaigns = Shelf(CAMPAIGNS)
    campaign_answers = Shelf(CAMPAIGN_ANSWERS)
    development_plans = Shelf(DEVELOPMENT_PLANS)
    customer_events = Shelf(CUSTOMER_EVENTS)
    mailings = Shelf(MAILINGS)

    @command(StartCampaign)
    def start_campaign(self, ask: Ask) -> dict[str, Any]:
        """Start a campaign; who is asked is settled now."""
        record = _fresh(self.campaigns, ask, "campaign_no")
        aim = Aim(tuple(ask["grades"]), tuple(ask["kinds"]), tuple(ask["statuses"]))
        customers = {item.key: _known(item) for item in self.customers.every(ask.organisation) if item["status"] != "released"}
        wanted = rules.targeted(aim, customers=tuple(customers.values()), law=ask.law)
        changes = {
            **{name: ask[name] for name in ("title", "begins_on", "ends_on", "grades", "kinds", "statuses", "questions")},
            "targets": [{"customer_no": number, "categories": _categories(customers[number])} for number in wanted.outcome],
        }  # fmt: skip
        told = CampaignStarted.of(
            campaign_no=record.key, targeted=len(wanted.outcome), begins_on=ask["begins_on"], ends_on=ask["ends_on"], because=wanted.clauses
        )
        reply = self._campaign({**changes, "campaign_no": record.key}, frozenset(), ask)
        return self.campaigns.save(record, ask, changes=changes, events=[told], decisions={"targets": wanted}, reply=reply)

    @command(AnswerCampaign)
    def answer_campaign(self, ask: Ask) -> dict[str, Any]:
        """Store what a customer answered."""
        campaign = self.campaigns.require(ask.organisation, ask["campaign_no"])
        record = self.campaign_answers.new(ask.organisation, f"{campaign.key}.{ask['customer_no']}")
        accepted = rules.accept_campaign_answer(
            ask["customer_no"],
            targets=tuple(item["customer_no"] for item in campaign["targets"]),
            answered=record.exists,
            answered_on=ask["answered_on"],
            begins_on=campaign["begins_on"],
            ends_on=campaign["ends_on"],
            law=ask.law,
        )
        changes = {name: ask[name] for name in ("campaign_no", "customer_no", "answers", "answered_on")}
        told = CampaignAnswered.of(
            campaign_no=campaign.key, customer_no=ask["customer_no"], answered_on=ask["answered_on"], because=accepted.clauses
        )
        return self.campaign_answers.save(record, ask, changes=changes, events=[told], decisions={"answer": accepted})

    @query(GetCampaign)
    def get_campaign(self, ask: Ask) -> dict[str, Any]:
        """A campaign with its response."""
        record = self.campaigns.require(ask.organisation, ask["campaign_no"])
        answered = frozenset(item["customer_no"] for item in self.campaign_answers.every(ask.organisation, campaign_no=record.key))
        return {**self._campaign(self.campaigns.public(record), answered, ask), "version": record.version}

    @query(ListCampaignAnswers)
    def list_campaign_answers(self, ask: Ask) -> Page:
        """The answers to a campaign."""
        return self.campaign_answers.page(ask, equals={"campaign_no": ask["campaign_no"]}, order="answer_no")

    @command(SetDevelopmentPlan)
    def set_development_plan(self, ask: Ask) -> dict[str, Any]:
        """Write or rewrite a development plan; customers already on it may have been won meanwhile."""
        record = self.development_plans.new(ask.organisation, ask["plan_no"])
        found = self._known(ask, ask["targets"])
        rules.accept_plan_targets(tuple(item for item in found if item.customer_no not in record.get("targets", ())), law=ask.law)
        changes = {"title": ask["title"], "targets": [item.customer_no for item in found], "owner": ask.identity.staff_no}
        conversion = rules.plan_conversion(tuple(item.status for item in found), law=ask.law)
        reply = {**changes, "plan_no": record.key, **_conversion(found, conversion.outcome)}
        return self.development_plans.save(record, ask, changes=changes, decisions={"conversion": conversion}, reply=reply)

    @query(GetDevelopmentPlan)
    def get_development_plan(self, ask: Ask) -> dict[str, Any]:
        """A development plan with its conversion."""
        record = self.development_plans.require(ask.organisation, ask["plan_no"])
        found = self._known(ask, record["targets"])
        conversion = rules.plan_conversion(tuple(item.status for item in found), law=ask.law)
        return {**self.development_plans.public(record), **_conversion(found, conversion.outcome)}

    @command(PlanCustomerEvent)
    def plan_customer_event(self, ask: Ask) -> dict[str, Any]:
        """Plan an event with those invited."""
        record = _fresh(self.customer_events, ask, "event_no")
        invited = rules.accept_invitations(ask["kind"], invited=self._known(ask, ask["invited"]), law=ask.law)
        changes = {**{name: ask[name] for name in ("title", "kind", "held_on")}, "invited": list(invited.outcome), "attended": []}
        told = CustomerEventPlanned.of(
            event_no=record.key, kind=ask["kind"], held_on=ask["held_on"], invited=len(invited.outcome), because=invited.clauses
        )
        reply = _event({**changes, "event_no": record.key}, ask)
        return self.customer_events.save(record, ask, changes=changes, events=[told], decisions={"invited": invited}, reply=reply)

    @command(RecordAttendance)
    def record_attendance(self, ask: Ask) -> dict[str, Any]:
        """Record who came."""
        record = self.customer_events.require(ask.organisation, ask["event_no"])
        came = rules.attendance(tuple(ask["attended"]), invited=tuple(record["invited"]), law=ask.law)
        changes = {"attended": sorted(set(ask["attended"]))}
        reply = _event({**record, **changes, "event_no": record.key}, ask)
        return self.customer_events.save(record, ask, changes=changes, decisions={"attendance": came}, reply=reply)

    @query(GetCustomerEvent)
    def get_customer_event(self, ask: Ask) -> dict[str, Any]:
        """An event with its attendance."""
        record = self.customer_events.require(ask.organisation, ask["event_no"])
        return {**_event(self.customer_events.public(record), ask), "version": record.version}

    @command(IssueMailing)
    def issue_mailing(self, ask: Ask) -> dict[str, Any]:
        """Draw up the list of an issue."""
        record = _fresh(self.mailings, ask, "issue_no")
        graded = tuple(_known(item) for item in self.customers.every(ask.organisation, grade="A"))
        listed = rules.mailing_list(graded, law=ask.law)
        changes = {
            **{name: ask[name] for name in ("kind", "title", "issued_on")},
            "recipients": [{"customer_no": item.customer_no, "name": item.name,
            "address": item.address} for item in listed.outcome.recipients],
            "without_address": list(listed.outcome.without_address),
        }  # fmt: skip
        told = MailingIssued.of(
            issue_no=record.key,
            kind=ask["kind"],
            issued_on=ask["issued_on"],
            recipients=len(changes["recipients"]),
            without_address=len(changes["without_address"]),
            because=listed.clauses,
        )
        return self.mailings.save(record, ask, changes=changes, events=[told], decisions={"recipients": listed})

    @query(GetGradeAMailing)
    def get_grade_a_mailing(self, ask: Ask) -> dict[str, Any]:
        """The list of an issue."""
        return self.mailings.public(self.mailings.require(ask.organisation, ask["issue_no"]))

    def _known(self, ask: Ask, numbers: list[str]) -> tuple[Known, ...]:
        found = self.customers.get_many(ask.organisation, numbers)
        stranger = next((number for number in numbers if number not in found), None)
        if stranger is not None:
            raise NotFound(kind="customer_no", key=stranger)
        return tuple(_known(found[number]) for number in dict.fromkeys(numbers))

    def _campaign(self, campaign: Mapping[str, Any], answered: frozenset[str], ask: Ask) -> dict[str, Any]:
        targets = {item["customer_no"]: tuple(item["categories"]) for item in campaign["targets"]}
        rows = [vars(row) for row in rules.campaign_summary(targets, answered=answered, law=ask.law).outcome]
        overall = next(row for row in rows if row["category"] == "all")
        return {**campaign, **overall, "categories": [row for row in rows if row is not overall]}


def _fresh(shelf: BoundShelf, ask: Ask, key: str) -> Record:
    record = shelf.new(ask.organisation, ask[key])
    if record.exists:
        raise AlreadyExists(kind=key, key=record.key)
    return record


def _known(record: Record) -> Known:
    return Known(record.key, record["name"], record["grade"], record["kind"], record["status"], record["address"])


def _categories(customer: Known) -> list[str]:
    return [f"{name}:{value}" for name, value in (("grade", customer.grade), ("kind", customer.kind), ("status", customer.status)) if value]


def _conversion(found: tuple[Known, ...], percent: Any) -> dict[str, Any]:
    return {"target_count": len(found), "converted": sum(item.status == "existing" for item in found), "conversion_percent": percent}


def _event(event: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    came = rules.attendance(tuple(event["attended"]), invited=tuple(event["invited"]), law=ask.law)
    return {**event, "invited_count": len(event["invited"]), "attended_count": len(event["attended"]), "attendance_percent": came.outcome}
