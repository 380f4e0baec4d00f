"""Who may own and serve a key account, and what one lacks (CUS-04, CUS-05; doc 1 l.13, l.23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages import roles
from kefu_messages.customers import TeamNotKeyAccount
from kefu_messages.errors import OwnerNotSupervisor


@dataclass(frozen=True)
class KeyAccountService:
    """How a key account is served."""

    owner: str | None = None
    team: tuple[str, ...] = ()
    service_plan: str | None = None


def accept_owner(owner_roles: frozenset[str], *, day: date, law: Law) -> Decision[str]:
    """The supervisor owns a key account; the team may serve it (CUS-05; doc 1 l.23)."""
    needed = law.value("key_account_owner_role", on=day)
    if needed.value not in owner_roles:
        raise OwnerNotSupervisor
    return decide(needed.value, law.clause("CUS-05"), needed, owner_roles=sorted(owner_roles))


def accept_team(team_roles: Mapping[str, frozenset[str]], *, law: Law) -> Decision[tuple[str, ...]]:
    """The members of the key-account team who serve the account (CUS-04; doc 1 l.13)."""
    stranger = next((staff_no for staff_no, held in team_roles.items() if roles.KEY_ACCOUNT_TEAM not in held), None)
    if stranger is not None:
        raise TeamNotKeyAccount(staff_no=stranger)
    return decide(tuple(sorted(team_roles)), law.clause("CUS-04"), team=sorted(team_roles))


def key_account_findings(service: KeyAccountService, *, law: Law) -> Decision[tuple[str, ...]]:
    """What a key account lacks of team, individual plan and owner (CUS-04, CUS-05)."""
    lacks = {"no_team": not service.team, "no_service_plan": not (service.service_plan or "").strip(), "no_owner": not service.owner}
    findings = tuple(name for name, lacking in lacks.items() if lacking)
    return decide(findings, law.clause("CUS-04"), law.clause("CUS-05"), findings=findings)
