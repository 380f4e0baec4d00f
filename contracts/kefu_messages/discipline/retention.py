"""Records of discipline whose time of keeping is over: listed, decided on by two people, destroyed."""

from __future__ import annotations

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.destroying import DESTROYERS, STATES, ApprovedTwice, Destruction, DestructionDecided


class DecideDisciplineDestruction(Command):
    """Approve that records past their time are destroyed, or keep them for a reason; it takes two people to destroy."""

    route = POST("/discipline-destructions/{destruction_no}:decide")
    roles = DESTROYERS
    reply = Destruction
    errors = (DestructionDecided, ApprovedTwice)
    example = {"destruction_no": "discipline-2022-06", "decision": "destroy"}
    destruction_no = fields.Identifier(required=True)
    decision = fields.Choice("destroy", "keep", required=True)
    reason = fields.Text(metadata={"description": "why they are kept: a dispute, a pending case"})


class ListDisciplineDestructions(Query):
    """The lists of what is due to be destroyed, and what became of them."""

    route = GET("/discipline-destructions")
    roles = DESTROYERS
    paged = True
    reply = Destruction
    example = {"state": "due"}
    state = fields.Choice(*STATES)


class DisciplineDestructionDue(Event):
    """Records are past their time: people decide whether they are destroyed."""

    subject = "destruction_no"
    example = {"destruction_no": "discipline-2022-06", "kind": "discipline", "before": "2022-06-01", "records": 12}
    destruction_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    before = fields.Date(required=True)
    records = fields.Integer(required=True)


class DisciplineDestructionApproved(Event):
    """Two people have approved: the records are destroyed now."""

    subject = "destruction_no"
    example = {"destruction_no": "discipline-2022-06", "kind": "discipline", "before": "2022-06-01"}
    destruction_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    before = fields.Date(required=True)


class DisciplineRecordsDestroyed(Event):
    """So many records have been destroyed."""

    subject = "destruction_no"
    example = {"destruction_no": "discipline-2022-06", "kind": "discipline", "before": "2022-06-01", "records": 12}
    destruction_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    before = fields.Date(required=True)
    records = fields.Integer(required=True)
