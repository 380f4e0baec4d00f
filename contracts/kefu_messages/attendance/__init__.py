"""Organisations and policies, the register of staff, and who was where when: rosters, punches, leave, months and their papers.

The master data of everybody else: other services learn them from ``OrganisationRegistered``, ``PolicyAdopted``,
``StaffRegistered`` and ``StaffChanged``, never by asking.
"""

from kefu_messages.attendance.approvals import *  # noqa: F403
from kefu_messages.attendance.compensatory import *  # noqa: F403
from kefu_messages.attendance.leave import *  # noqa: F403
from kefu_messages.attendance.leave_events import *  # noqa: F403
from kefu_messages.attendance.leave_reading import *  # noqa: F403
from kefu_messages.attendance.month_events import *  # noqa: F403
from kefu_messages.attendance.months import *  # noqa: F403
from kefu_messages.attendance.notices import *  # noqa: F403
from kefu_messages.attendance.organisations import *  # noqa: F403
from kefu_messages.attendance.papers import *  # noqa: F403
from kefu_messages.attendance.presence import *  # noqa: F403
from kefu_messages.attendance.punches import *  # noqa: F403
from kefu_messages.attendance.reachability import *  # noqa: F403
from kefu_messages.attendance.requirements import *  # noqa: F403
from kefu_messages.attendance.retention import *  # noqa: F403
from kefu_messages.attendance.rosters import *  # noqa: F403
from kefu_messages.attendance.staff import *  # noqa: F403
from kefu_messages.attendance.swaps import *  # noqa: F403
from kefu_messages.attendance.years import *  # noqa: F403
