"""Who replays a folder: an operator of the organisation with the roles that entering past data needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from kefu.identity import LocalIssuer
from kefu_messages import roles

STAFF_NO = "import"
ROLES = frozenset({roles.SYSTEM_ADMINISTRATOR, roles.HR, roles.DEPARTMENT_HEAD, roles.REPORTING})


def operator_token(home: Path, organisation: str) -> Callable[[], str]:
    """Issues the operator's token from the instance's own issuer; a fresh one every time it is asked for."""
    issuer = LocalIssuer(home)
    return lambda: issuer.token(staff_no=STAFF_NO, organisation=organisation, roles=ROLES, name="資料匯入", valid_for=timedelta(hours=1))
