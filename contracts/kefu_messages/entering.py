"""What services share in acts that are entered later than they were done: the reason, and the refusals."""

from __future__ import annotations

from kefu_messages import fields
from kefu_messages.errors import EnteredTooLate, SelfApproval

LATE = (EnteredTooLate, SelfApproval)


def late_reason() -> fields.Text:
    """Why the personnel department enters an act only now; kept in the decision."""
    return fields.Text(metadata={"description": "by HR alone: why what was done longer ago is entered only now; kept in the decision"})
