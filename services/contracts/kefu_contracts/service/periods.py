"""Who is in service until when (CON-04, CON-05)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kefu.entered import check_moments
from kefu.entries import one_more
from kefu.service import Ask, Page, Record, Shelf, command, on, query, schedule
from kefu_contracts import rules
from kefu_contracts.rules import Reminder, Served
from kefu_contracts.store import SERVED, read
from kefu_messages.contracts import (
    GetServicePeriod,
    ListServiceCustomers,
    RecordSalesContract,
    RecordSoftwareInstallation,
    ServiceContractTerminated,
    ServiceLapsed,
    ServicePeriodUpdated,
    ServiceRestored,
    WhyServicePeriod,
)
from kefu_messages.customers import SoftwareCustomerAssigned
from kefu_messages.errors import AlreadyExists
from kefu_messages.fieldwork import OrderHandled

MOST_SALES, PERIODS_KEPT = 200, 200  # of one customer; of periods that others tell the latest are kept
LONG_AGO = date(1900, 1, 1)
EMPTY: dict[str, Any] = {"specialist": None, "installed_on": None, "sales_contracts": [], "periods": [], "endings": [], "reminders": []}


class Periods:
    """Computes the service period from all that is known, whatever came first, and tells when it turns."""

    served = Shelf(SERVED)

    @command(RecordSalesContract)
    def record_sales_contract(self, ask: Ask) -> dict[str, Any]:
        """Record a sales contract with its validity and remarks (CON-04; doc 4 l.296)."""
        check_moments(ask, "signed_on")
        record = self.served.new(ask.organisation, ask["customer_no"])
        content = {**EMPTY, **record}
        if any(sale["contract_no"] == ask["contract_no"] for sale in content["sales_contracts"]):
            raise AlreadyExists(kind="sales contract", key=ask["contract_no"])
        sale = {name: ask.get(name) for name in ("contract_no", "signed_on", "valid_from", "valid_to", "free_service_months", "remark")}
        sales = one_more(content["sales_contracts"], sale, most=MOST_SALES, what="sales_contracts")
        return self._keep_period(ask, record, {"sales_contracts": sales})

    @command(RecordSoftwareInstallation)
    def record_software_installation(self, ask: Ask) -> dict[str, Any]:
        """The software was installed: the service begins (CON-05; doc 4 l.325)."""
        check_moments(ask, "installed_on")
        record = self.served.new(ask.organisation, ask["customer_no"])
        installed = _installed(record, ask)
        decided = rules.installed_on(installed["first_installed_on"], corrected=installed["installation_corrected"], law=ask.law)
        return self._keep_period(ask, record, {**installed, "installed_on": decided.outcome}, decisions={"installed": decided})

    @on(OrderHandled)
    def know_installation(self, ask: Ask) -> None:
        """An installation order was carried out in the field (CON-05; doc 4 l.325)."""
        if ask["kind"] == "software_installation" and ask.get("customer_no"):
            record = self.served.new(ask.organisation, ask["customer_no"])
            first, corrected = _first(record, ask["handled_on"]), record.get("installation_corrected")
            decided = rules.installed_on(first, corrected=corrected, law=ask.law)
            self._keep_period(ask, record, {"first_installed_on": first, "installed_on": decided.outcome}, decisions={"installed": decided})

    @on(ServicePeriodUpdated)
    def know_period(self, ask: Ask) -> None:
        """A paid contract's period is in force (CON-09; doc 4 l.302)."""
        record = self.served.new(ask.organisation, ask["customer_no"])
        period = {name: ask[name] for name in ("contract_no", "period_from", "period_to")}
        others = [one for one in record.get("periods", []) if one["contract_no"] != ask["contract_no"]]
        latest = sorted([*others, period], key=lambda one: (str(one["period_to"]), one["contract_no"]))[-PERIODS_KEPT:]
        self._keep_period(ask, record, {"periods": latest})

    @on(ServiceContractTerminated)
    def know_ending(self, ask: Ask) -> None:
        """A contract ended before its time, and with it the service that it gave (CON-04; doc 4 l.296)."""
        record = self.served.new(ask.organisation, ask["customer_no"])
        self._keep_period(ask, record, {"endings": with_ending(record.get("endings", []), ask)})

    @on(SoftwareCustomerAssigned)
    def know_specialist(self, ask: Ask) -> None:
        """The unit has its specialist; the latest assignment counts (CON-03; doc 4 l.276)."""
        record = self.served.new(ask.organisation, ask["customer_no"])
        if record.get("assigned_sequence", 0) < ask.sequence:
            self._keep_period(ask, record, {"specialist": ask["specialist"], "assigned_sequence": ask.sequence})

    @query(GetServicePeriod)
    def get_service_period(self, ask: Ask) -> dict[str, Any]:
        """A customer's service period as of a day (CON-04, CON-05)."""
        record = self.served.require(ask.organisation, ask["customer_no"])
        return {**period_shown(ask, record, record.key, on=ask.get("as_of") or ask.today), "version": record.version}

    @query(WhyServicePeriod)
    def why_service_period(self, ask: Ask) -> dict[str, Any]:
        """Why a customer's service runs from and until these days."""
        record = self.served.require(ask.organisation, ask["customer_no"])
        return {"decisions": self.served.why(record, language=ask.language)}

    @query(ListServiceCustomers)
    def list_service_customers(self, ask: Ask) -> Page:
        """Customers in or out of service, or those of one specialist."""
        page = self.served.page(ask, equals={name: ask.get(name) for name in ("standing", "specialist")})
        return page.of(lambda one: period_shown(ask, one, one["customer_no"], on=ask.today))

    @schedule("daily")
    def tell_turns(self, ask: Ask) -> None:
        """Tell whose service lapsed or began on the day (CON-04; doc 4 l.296)."""
        for record in list(self.served.every(ask.organisation, turns_on=(LONG_AGO, ask.today))):
            self._keep_period(ask, record, {})

    def _keep_period(
        self,
        ask: Ask,
        record: Record,
        changes: Mapping[str, Any],
        *,
        events: tuple[Any, ...] = (),
        decisions: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Write what changes, with the period, the turns and the reminder that follow from it."""
        content = {**EMPTY, **record, **changes}
        served = read(content, Served)
        decided = {
            "start": rules.service_start(served, law=ask.law), "end": rules.covered_until(served, law=ask.law),
            "standing": rules.standing(served, on=ask.today, law=ask.law),
        }  # fmt: skip
        covered = decided["end"].outcome
        due = rules.reminder_due(covered, law=ask.law)
        content |= {
            "covered_until": covered, "standing": decided["standing"].outcome,
            "turns_on": rules.next_turn(served, after=ask.today, law=ask.law).outcome,
            "notice_due_on": due.outcome if reminder_for(content, covered) is None and content.get("noticed") != _text(covered) else None,
        }  # fmt: skip
        told = _turned(record, content, decided["standing"].clauses, ask.today)
        return self.served.save(
            record, ask, changes=content, events=[*told, *events], decisions={**decided, "reminder": due, **(decisions or {})},
            reply=period_shown(ask, content, record.key, on=ask.today),
        )  # fmt: skip


def period_shown(ask: Ask, content: Mapping[str, Any], customer_no: str, *, on: date) -> dict[str, Any]:
    """A customer's service as of a day."""
    content = {**EMPTY, **content}
    served = read(content, Served)
    covered = rules.covered_until(served, law=ask.law).outcome
    due = rules.reminder_due(covered, law=ask.law).outcome
    return {
        **{name: content[name] for name in EMPTY}, "customer_no": customer_no, "as_of": on, "covered_until": covered,
        "starts_on": rules.service_start(served, law=ask.law).outcome,
        "standing": rules.standing(served, on=on, law=ask.law).outcome,
        "reminder_due_on": due,
        "reminder": rules.reminder_state(reminder_for(content, covered), due_on=due, on=on, law=ask.law).outcome,
        "version": content.get("version"),
    }  # fmt: skip


def reminder_for(content: Mapping[str, Any], covered: date | None) -> Reminder | None:
    """The reminder of this end of the service, if there was one."""
    found = next((one for one in content["reminders"] if one["covered_until"] == _text(covered)), None)
    return read(found, Reminder) if found else None


def with_ending(endings: list[dict[str, Any]], ask: Ask) -> list[dict[str, Any]]:
    """The endings of a customer's contracts together with the one that is told."""
    others = [one for one in endings if one["contract_no"] != ask["contract_no"]]
    ending = {"contract_no": ask["contract_no"], "ended_on": ask["terminated_on"]}
    return sorted([*others, ending], key=lambda one: (str(one["ended_on"]), one["contract_no"]))[-PERIODS_KEPT:]


def _turned(record: Record, content: Mapping[str, Any], because: list[str], today: date) -> list[Any]:
    before, now = record.get("standing", "unknown"), content["standing"]
    named = {"customer_no": record.key, "specialist": content["specialist"], "covered_until": content["covered_until"]}
    if now in {before, "unknown"}:
        return []
    if now == "in_service":
        return [ServiceRestored.of(**named, because=because)]
    return [ServiceLapsed.of(**named, lapsed_on=min(today, content["covered_until"] + timedelta(days=1)), because=because)]


def _installed(record: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """The first day on which the software was installed as it is told, and the correction with its reason, the latest one entered."""
    corrected = record.get("installation_corrected")
    if ask.get("reason"):
        correction = {"installed_on": ask["installed_on"].isoformat(), "reason": ask["reason"], "entered_on": ask.today.isoformat()}
        return {"first_installed_on": _known(record), "installation_corrected": correction}
    return {"first_installed_on": _first(record, ask["installed_on"]), "installation_corrected": corrected}


def _known(record: Mapping[str, Any]) -> date | None:
    known: date | None = record.get("first_installed_on") or (
        record.get("installed_on") if record.get("installation_corrected") is None else None
    )
    return known


def _first(record: Mapping[str, Any], day: date) -> date:
    known = _known(record)
    return min(known, day) if known else day


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
