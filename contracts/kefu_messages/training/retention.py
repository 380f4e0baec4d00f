"""Records of training whose time of keeping is over: listed, decided on by two people, destroyed."""

from __future__ import annotations

from kefu_messages import GET, POST, Command, Event, Query
from kefu_messages.destroying import Counted, Deciding, Listing, Told


class DecideTrainingDestruction(Deciding, Command):
    """Approve that records past their time are destroyed, or keep them for a reason; it takes two people to destroy."""

    route = POST("/training-destructions/{destruction_no}:decide")
    example = {"destruction_no": "trainings-2022-06", "decision": "destroy"}


class ListTrainingDestructions(Listing, Query):
    """The lists of what is due to be destroyed, and what became of them."""

    route = GET("/training-destructions")
    example = {"state": "due"}


class TrainingDestructionDue(Counted, Event):
    """Records are past their time: people decide whether they are destroyed."""

    example = {"destruction_no": "trainings-2022-06", "kind": "trainings", "before": "2022-06-01", "records": 12}


class TrainingDestructionApproved(Told, Event):
    """Two people have approved: the records are destroyed now."""

    example = {"destruction_no": "trainings-2022-06", "kind": "trainings", "before": "2022-06-01"}


class TrainingRecordsDestroyed(Counted, Event):
    """So many records have been destroyed."""

    example = {"destruction_no": "trainings-2022-06", "kind": "trainings", "before": "2022-06-01", "records": 12}
