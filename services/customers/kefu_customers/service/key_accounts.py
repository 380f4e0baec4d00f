"""Key accounts and what they lack (CUS-04, CUS-05)."""

from __future__ import annotations

from typing import Any

from kefu.directory import Directory
from kefu.service import Ask, Record, Shelf, command, query
from kefu_customers import rules
from kefu_customers.rules import KeyAccountService
from kefu_messages.customers import GetKeyAccount, KeyAccountChanged, ListKeyAccountFindings, SetKeyAccount

SERVED_BY = ("owner", "team", "service_plan")


class KeyAccounts:
    """Sees to it that each key account has its owner, its team and its own plan."""

    customers: Shelf
    staff = Directory()

    @command(SetKeyAccount)
    def set_key_account(self, ask: Ask) -> dict[str, Any]:
        """Flag a key account and say who owns and serves it."""
        record = self.customers.require(ask.organisation, ask["customer_no"])
        decisions: dict[str, Any] = {}
        if ask.get("owner"):
            decisions["owner"] = rules.accept_owner(self._roles(ask, ask["owner"]), day=ask.today, law=ask.law)
        if ask.get("team"):
            decisions["team"] = rules.accept_team({member: self._roles(ask, member) for member in ask["team"]}, law=ask.law)
        changes = {"key_account": ask["key_account"], **{name: ask.data[name] for name in SERVED_BY if name in ask.data}}
        decisions["key_account"] = rules.key_account_findings(_service({**record, **changes}), law=ask.law)
        told = KeyAccountChanged.of(
            customer_no=record.key,
            key_account=ask["key_account"],
            owner={**record, **changes}.get("owner"),
            team={**record, **changes}.get("team") or [],
            because=decisions["key_account"].clauses,
        )
        reply = _shown(record.key, {**record, **changes}, ask)
        return self.customers.save(record, ask, changes=changes, events=[told], decisions=decisions, reply=reply)

    @query(GetKeyAccount)
    def get_key_account(self, ask: Ask) -> dict[str, Any]:
        """How one key account is served."""
        record = self.customers.require(ask.organisation, ask["customer_no"])
        return {**_shown(record.key, record, ask), "version": record.version}

    @query(ListKeyAccountFindings)
    def list_key_account_findings(self, ask: Ask) -> dict[str, Any]:
        """Key accounts without team, plan or owner."""
        lacking: dict[str, list[str]] = {"no_team": [], "no_service_plan": [], "no_owner": []}
        for record in self.customers.every(ask.organisation, key_account=True):
            for finding in rules.key_account_findings(_service(record), law=ask.law).outcome:
                lacking[finding].append(record.key)
        return {
            "without_team": sorted(lacking["no_team"]), "without_service_plan": sorted(lacking["no_service_plan"]),
            "without_owner": sorted(lacking["no_owner"]),
        }  # fmt: skip

    def _roles(self, ask: Ask, staff_no: str) -> frozenset[str]:
        return self.staff.role(ask.organisation, staff_no, on=ask.today)


def _service(fields: dict[str, Any] | Record) -> KeyAccountService:
    return KeyAccountService(fields.get("owner"), tuple(fields.get("team") or ()), fields.get("service_plan"))


def _shown(customer_no: str, fields: dict[str, Any] | Record, ask: Ask) -> dict[str, Any]:
    findings = rules.key_account_findings(_service(fields), law=ask.law).outcome if fields["key_account"] else ()
    return {
        "customer_no": customer_no, "key_account": fields["key_account"], "findings": list(findings),
        "owner": fields.get("owner"), "team": fields.get("team") or [], "service_plan": fields.get("service_plan"),
    }  # fmt: skip
