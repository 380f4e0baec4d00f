"""The decisions of complaints, one file per room; pure functions of facts, moments and law."""

from kefu_complaints.rules.alarms import *  # noqa: F403
from kefu_complaints.rules.calls import *  # noqa: F403
from kefu_complaints.rules.clocks import *  # noqa: F403
from kefu_complaints.rules.desk import *  # noqa: F403
from kefu_complaints.rules.likeness import *  # noqa: F403
from kefu_complaints.rules.opening import *  # noqa: F403
from kefu_complaints.rules.pauses import *  # noqa: F403
from kefu_complaints.rules.program_changes import *  # noqa: F403
from kefu_complaints.rules.service_records import *  # noqa: F403
from kefu_complaints.rules.staff_complaints import *  # noqa: F403
from kefu_complaints.rules.steps import *  # noqa: F403
from kefu_complaints.rules.tickets import *  # noqa: F403
