"""Records of performance whose time of keeping is over: listed, decided on by two people, destroyed."""

from __future__ import annotations

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.destroying import DESTROYERS, STATES, Counted, Deciding, Destruction, Told


class DecidePerformanceDestruction(Deciding, Command):
    """Approve that records past their time are destroyed, or keep them for a reason; it takes two people to destroy."""

    route = POST("/performance-destructions/{destruction_no}:decide")
    reply = Destruction
    example = {"destruction_no": "performance-2022-06", "decision": "destroy"}


class ListPerformanceDestructions(Query):
    """The lists of what is due to be destroyed, and what became of them."""

    route = GET("/performance-destructions")
    roles = DESTROYERS
    paged = True
    reply = Destruction
    example = {"state": "due"}
    state = fields.Choice(*STATES)


class PerformanceDestructionDue(Counted, Event):
    """Records are past their time: people decide whether they are destroyed."""

    subject = "destruction_no"
    example = {"destruction_no": "performance-2022-06", "kind": "performance", "before": "2022-06-01", "records": 12}


class PerformanceDestructionApproved(Told, Event):
    """Two people have approved: the records are destroyed now."""

    subject = "destruction_no"
    example = {"destruction_no": "performance-2022-06", "kind": "performance", "before": "2022-06-01"}


class PerformanceRecordsDestroyed(Counted, Event):
    """So many records have been destroyed."""

    subject = "destruction_no"
    example = {"destruction_no": "performance-2022-06", "kind": "performance", "before": "2022-06-01", "records": 12}
