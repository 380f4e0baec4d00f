"""One renewal rate: contracts' own and the report's, of the same events, with a contract that was terminated; on a real bus and store."""

import pytest

from kefu_contracts.service import Contracts
from kefu_messages.contracts import (
    AgreeContract,
    DraftContract,
    GetPartnerFigures,
    GetRenewalRate,
    RegisterPartner,
    ReturnContract,
    SendContract,
    SignContract,
    SignPartnerContract,
    TerminateContract,
    TerminatePartnerContract,
)
from kefu_messages.reporting import GetCompiledReport
from kefu_reporting.service import Reporting

MANAGER, HEAD = ("service_manager",), ("department_head",)
SPAN = {"due_from": "2025-01-01", "due_to": "2025-12-31"}


@pytest.fixture
def firm(shared):
    shared.organisation = "boiler"
    return shared.start(Contracts, Reporting)


def contract(firm, number, until, *, kind="maintenance", returned_on="2025-01-04", **more):
    def step(message, **body):
        firm.ask(message, roles=MANAGER, contract_no=number, **body)

    step(DraftContract, customer_no="U7", kind=kind, line="boiler", drafted_on="2025-01-02", **more)
    step(AgreeContract, period_from="2025-01-05", period_to=until, amount="0.00", agreed_on="2025-01-02")
    step(SignContract, signed_by="S1", signed_on="2025-01-03", sealed=True)
    step(SendContract, sent_on="2025-01-03")
    if returned_on:
        step(ReturnContract, returned_on=returned_on, customer_signed_on=returned_on)


@pytest.mark.rule("REP-63", "CON-48")
def test_the_report_and_contracts_tell_the_same_renewal_rate(firm):
    contract(firm, "W1", "2025-06-30")
    contract(firm, "W2", "2025-06-30")
    contract(firm, "W3", "2025-06-30")
    contract(firm, "W4", "2025-06-30")
    contract(firm, "R1", "2025-06-30", kind="repair")
    contract(firm, "W1b", "2026-06-30", renews="W1")
    contract(firm, "W2b", "2026-06-30", renews="W2", returned_on=None)
    for number, on in (("W3", "2025-03-31"), ("W4", "2025-06-30"), ("W1b", "2025-09-30")):
        firm.ask(TerminateContract, roles=MANAGER, contract_no=number, terminated_on=on, reason="客戶停用")
    firm.settle()
    own = firm.ask(GetRenewalRate, roles=MANAGER, kind="maintenance", **SPAN)
    shown = firm.ask(GetCompiledReport, roles=HEAD, kind="boiler_year", period="2025")["rules"]["REP-63"]
    assert (own["due"], own["renewed"], own["percent"]) == (2, 1, "50.0")
    assert (shown["due"], shown["renewed"], shown["rate"]["shown"]) == (own["due"], own["renewed"], own["percent"])
    assert shown["ended_early"] == 2


@pytest.mark.rule("REP-72", "CON-44")
def test_the_report_and_contracts_tell_the_same_partners_renewed(firm):
    for number in ("P1", "P2", "P3"):
        firm.ask(RegisterPartner, roles=MANAGER, partner_no=number, name=f"修理廠{number}", kind="repair_shop")
    for number, ends in (("P1", "2025-06-30"), ("P1", "2025-09-30"), ("P1", "2026-09-30"), ("P2", "2025-09-30"), ("P3", "2025-09-30")):
        terms = {"contract_no": f"LM-{number}-{ends}", "signed_on": "2025-01-02", "starts_on": "2025-01-02", "ends_on": ends}
        firm.ask(SignPartnerContract, roles=MANAGER, partner_no=number, **terms)
    firm.ask(TerminatePartnerContract, roles=MANAGER, partner_no="P3", contract_no="LM-P3-2025-09-30", terminated_on="2025-03-31")
    firm.settle()
    own = firm.ask(GetPartnerFigures, roles=MANAGER, kind="repair_shop", **SPAN)
    shown = firm.ask(GetCompiledReport, roles=HEAD, kind="insurer_year", period="2025")["rules"]["REP-72"]
    assert (own["due"], own["renewed"]) == (2, 1)
    assert (shown["due"], shown["renewed"]) == (own["due"], own["renewed"])
