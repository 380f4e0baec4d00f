"""All rooms of leave together, for the service's class."""

from __future__ import annotations

from kefu_attendance.service.approvals import Approvals
from kefu_attendance.service.compensatory import CompensatoryRests
from kefu_attendance.service.leave_queries import LeaveQueries
from kefu_attendance.service.notices import Notices


class LeaveDesk(Approvals, LeaveQueries, Notices, CompensatoryRests):
    """Requests and their steps, sickness, calls and compensatory rest."""
