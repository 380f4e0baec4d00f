"""Organisations with their adopted policies, and the register of staff with its reporting lines.

The master data of everybody else: other services learn them from ``OrganisationRegistered``, ``PolicyAdopted``,
``StaffRegistered`` and ``StaffChanged``, never by asking.
"""

from kefu_messages.attendance.approvals import *  # noqa: F403
from kefu_messages.attendance.compensatory import *  # noqa: F403
from kefu_messages.attendance.leave import *  # noqa: F403
from kefu_messages.attendance.leave_events import *  # noqa: F403
from kefu_messages.attendance.notices import *  # noqa: F403
from kefu_messages.attendance.organisations import *  # noqa: F403
from kefu_messages.attendance.staff import *  # noqa: F403
