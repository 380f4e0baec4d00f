"""What complaints accepts, answers and says: cases of customers, complaints about staff, tickets, calls, remote support, program changes.

One file per room, everything importable from here.
"""

from kefu_messages.complaints.service_records import *  # noqa: F403
from kefu_messages.complaints.shared import *  # noqa: F403
from kefu_messages.complaints.staff_complaints import *  # noqa: F403
