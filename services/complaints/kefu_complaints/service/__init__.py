"""The service ``complaints``: each room of it is a mixin in a file of its own."""

from kefu_complaints.service.applications import Applications
from kefu_complaints.service.calls import Calls
from kefu_complaints.service.cases import Cases
from kefu_complaints.service.checks import Checks
from kefu_complaints.service.deadlines import Deadlines
from kefu_complaints.service.desk import Desk
from kefu_complaints.service.destroying import Destroying
from kefu_complaints.service.handling import Handling
from kefu_complaints.service.hearing import Hearing
from kefu_complaints.service.inquiries import Inquiries
from kefu_complaints.service.links import Links
from kefu_complaints.service.pauses import Pauses
from kefu_complaints.service.program_changes import ProgramChanges
from kefu_complaints.service.service_records import ServiceRecords
from kefu_complaints.service.staff_complaints import StaffComplaints
from kefu_complaints.service.statistics import Statistics
from kefu_complaints.service.steering import Steering
from kefu_complaints.service.tickets import Tickets
from kefu_complaints.service.watching import Watching
from kefu_complaints.service.work_logs import WorkLogs
from kefu_complaints.service.work_orders import WorkOrders


class Complaints(
    Cases,
    Inquiries,
    Handling,
    Steering,
    Pauses,
    Links,
    Tickets,
    StaffComplaints,
    ServiceRecords,
    ProgramChanges,
    Applications,
    Calls,
    WorkLogs,
    Desk,
    Checks,
    Statistics,
    Deadlines,
    Hearing,
    WorkOrders,
    Watching,
    Destroying,
):
    """Hears customers out, sees to it that they are answered in time, and remembers what was promised, done and found."""

    name = "complaints"
