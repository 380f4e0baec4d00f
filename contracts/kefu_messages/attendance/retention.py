"""Records of attendance whose time of keeping is over: listed, decided on by two people, destroyed."""

from __future__ import annotations

from kefu_messages import GET, POST, Command, Event, Query
from kefu_messages.destroying import Counted, Deciding, Listing, Told


class DecideAttendanceDestruction(Deciding, Command):
    """Approve that records past their time are destroyed, or keep them for a reason; it takes two people to destroy."""

    route = POST("/attendance-destructions/{destruction_no}:decide")
    example = {"destruction_no": "leave-2022-06", "decision": "destroy"}


class ListAttendanceDestructions(Listing, Query):
    """The lists of what is due to be destroyed, and what became of them."""

    route = GET("/attendance-destructions")
    example = {"state": "due"}


class AttendanceDestructionDue(Counted, Event):
    """Records are past their time: people decide whether they are destroyed."""

    example = {"destruction_no": "leave-2022-06", "kind": "leave", "before": "2022-06-01", "records": 12}


class AttendanceDestructionApproved(Told, Event):
    """Two people have approved: the records are destroyed now."""

    example = {"destruction_no": "leave-2022-06", "kind": "leave", "before": "2022-06-01"}


class AttendanceRecordsDestroyed(Counted, Event):
    """So many records have been destroyed."""

    example = {"destruction_no": "leave-2022-06", "kind": "leave", "before": "2022-06-01", "records": 12}
