"""Records of complaints whose time of keeping is over: listed, decided on by two people, destroyed."""

from __future__ import annotations

from kefu_messages import GET, POST, Command, Event, Query
from kefu_messages.destroying import Counted, Deciding, Listing, Told


class DecideComplaintsDestruction(Deciding, Command):
    """Approve that records past their time are destroyed, or keep them for a reason; it takes two people to destroy."""

    route = POST("/complaints-destructions/{destruction_no}:decide")
    example = {"destruction_no": "complaints-2022-06", "decision": "destroy"}


class ListComplaintsDestructions(Listing, Query):
    """The lists of what is due to be destroyed, and what became of them."""

    route = GET("/complaints-destructions")
    example = {"state": "due"}


class ComplaintsDestructionDue(Counted, Event):
    """Records are past their time: people decide whether they are destroyed."""

    example = {"destruction_no": "complaints-2022-06", "kind": "complaints", "before": "2022-06-01", "records": 12}


class ComplaintsDestructionApproved(Told, Event):
    """Two people have approved: the records are destroyed now."""

    example = {"destruction_no": "complaints-2022-06", "kind": "complaints", "before": "2022-06-01"}


class ComplaintsRecordsDestroyed(Counted, Event):
    """So many records have been destroyed."""

    example = {"destruction_no": "complaints-2022-06", "kind": "complaints", "before": "2022-06-01", "records": 12}
