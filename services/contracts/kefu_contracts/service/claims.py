"""The insurer's fraud cases and quotations (OTH-09, OTH-10)."""

from __future__ import annotations

from typing import Any

from kefu.entered import check_moments
from kefu.service import Ask, Shelf, command, query
from kefu_contracts import rules
from kefu_contracts.store import FRAUD_CASES, QUOTATIONS
from kefu_messages.contracts import FraudFound, GetFraudMonth, GetQuotation, QuoteRepair, RecordFraudCase, WhyQuotation
from kefu_messages.errors import AlreadyExists

PARTS = ("vehicle", "parts", "labour")


class Claims:
    """Counts fraud by kind and keeps quotations until they are whole."""

    fraud_cases = Shelf(FRAUD_CASES)
    quotations = Shelf(QUOTATIONS)

    @command(RecordFraudCase)
    def record_fraud_case(self, ask: Ask) -> dict[str, Any]:
        """Record a fraudulent claim (OTH-09)."""
        check_moments(ask, "found_on")
        record = self.fraud_cases.new(ask.organisation, ask["case_no"])
        if record.exists:
            raise AlreadyExists(kind="fraud_case", key=record.key)
        told = {name: ask[name] for name in ("case_no", "kind", "found_on")}
        changes = {
            **told, "claim_no": ask["claim_no"], "facts": ask["facts"], "prevented": ask.get("prevented"),
            "month": ask["found_on"].isoformat()[:7], "recorded_by": ask.identity.staff_no,
        }  # fmt: skip
        shown = {name: value for name, value in changes.items() if name != "month"}
        return self.fraud_cases.save(record, ask, changes=changes, events=[FraudFound.of(**told, because=["OTH-09"])], reply=shown)

    @query(GetFraudMonth)
    def get_fraud_month(self, ask: Ask) -> dict[str, Any]:
        """A month's fraud cases by kind (OTH-09)."""
        cases = [rules.Fraud(case["kind"], case["prevented"]) for case in self.fraud_cases.every(ask.organisation, month=ask["month"])]
        figures = rules.fraud_figures(cases, law=ask.law)
        return {"month": ask["month"], **vars(figures.outcome), "because": figures.clauses}

    @command(QuoteRepair)
    def quote_repair(self, ask: Ask) -> dict[str, Any]:
        """Quote a repair; what was quoted before and is not given again stays (OTH-10)."""
        check_moments(ask, "quoted_on")
        record = self.quotations.new(ask.organisation, ask["quotation_no"])
        given = {name: ask.get(name) if ask.get(name) is not None else record.get(name) for name in PARTS}
        verdict = rules.quotation(**given, law=ask.law)
        changes = {
            **given, "quoted_on": ask["quoted_on"], "total": verdict.outcome.total, "missing": list(verdict.outcome.missing),
            "complete": not verdict.outcome.missing,
        }  # fmt: skip
        return self.quotations.save(record, ask, changes=changes, decisions={"quotation": verdict})

    @query(GetQuotation)
    def get_quotation(self, ask: Ask) -> dict[str, Any]:
        """One quotation."""
        record = self.quotations.require(ask.organisation, ask["quotation_no"])
        return {**record, "version": record.version}

    @query(WhyQuotation)
    def why_quotation(self, ask: Ask) -> dict[str, Any]:
        """The stored decision about a quotation."""
        return {"decisions": self.quotations.why(self.quotations.require(ask.organisation, ask["quotation_no"]), language=ask.language)}
