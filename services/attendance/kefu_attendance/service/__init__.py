"""The nameko service: organisations and policies, the register of staff, rosters and months, leave, papers."""

from __future__ import annotations

from kefu_attendance.service.leave_desk import LeaveDesk
from kefu_attendance.service.months import Months
from kefu_attendance.service.organisations import Organisations
from kefu_attendance.service.papers import Papers
from kefu_attendance.service.presence import Presence
from kefu_attendance.service.punches import Punches
from kefu_attendance.service.register import Register
from kefu_attendance.service.requirements import Requirements
from kefu_attendance.service.swaps import Swaps
from kefu_attendance.service.years import Years


class Attendance(Organisations, Register, Punches, Swaps, Months, Years, Papers, Presence, Requirements, LeaveDesk):
    """Master data of organisations and staff, and who was where when."""

    name = "attendance"
