"""The nameko service: organisations and policies, the register of staff, rosters and months, leave, papers."""

from __future__ import annotations

from kefu_attendance.service.destroying import Destroying
from kefu_attendance.service.leave_desk import LeaveDesk
from kefu_attendance.service.months import Months
from kefu_attendance.service.organisations import Organisations
from kefu_attendance.service.punches import Punches
from kefu_attendance.service.register import Register
from kefu_attendance.service.requirements import Requirements


class Attendance(Organisations, Register, Punches, Months, Requirements, LeaveDesk, Destroying):
    """Master data of organisations and staff, and who was where when."""

    name = "attendance"
