"""The nameko service: organisations and policies, and the register of staff."""

from __future__ import annotations

from kefu_attendance.service.organisations import Organisations
from kefu_attendance.service.register import Register


class Attendance(Organisations, Register):
    """Master data of organisations and staff, and (later rooms) who was where when."""

    name = "attendance"
