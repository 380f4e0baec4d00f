"""What complaints accepts, answers and says: cases of customers, complaints about staff, tickets, calls, remote support, program changes.

One file per room, everything importable from here.
"""

from kefu_messages.complaints.applications import *  # noqa: F403
from kefu_messages.complaints.calls import *  # noqa: F403
from kefu_messages.complaints.case_events import *  # noqa: F403
from kefu_messages.complaints.case_lists import *  # noqa: F403
from kefu_messages.complaints.cases import *  # noqa: F403
from kefu_messages.complaints.change_events import *  # noqa: F403
from kefu_messages.complaints.desk import *  # noqa: F403
from kefu_messages.complaints.desk_events import *  # noqa: F403
from kefu_messages.complaints.handling import *  # noqa: F403
from kefu_messages.complaints.incidents import *  # noqa: F403
from kefu_messages.complaints.pauses import *  # noqa: F403
from kefu_messages.complaints.program_changes import *  # noqa: F403
from kefu_messages.complaints.retention import *  # noqa: F403
from kefu_messages.complaints.service_records import *  # noqa: F403
from kefu_messages.complaints.shared import *  # noqa: F403
from kefu_messages.complaints.staff_complaints import *  # noqa: F403
from kefu_messages.complaints.statistics import *  # noqa: F403
from kefu_messages.complaints.steering import *  # noqa: F403
from kefu_messages.complaints.tickets import *  # noqa: F403
from kefu_messages.complaints.work_logs import *  # noqa: F403
