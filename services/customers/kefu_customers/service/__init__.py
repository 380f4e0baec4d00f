"""The service ``customers``: each room of it is a mixin in a file of its own."""

from kefu_customers.service.archive_reads import ArchiveReads
from kefu_customers.service.archives import Archives
from kefu_customers.service.callbacks import CallBacks
from kefu_customers.service.campaigns import Campaigns
from kefu_customers.service.community import Community
from kefu_customers.service.community_events import CommunityEvents
from kefu_customers.service.contacts import Contacts
from kefu_customers.service.counter import Counter
from kefu_customers.service.gas_accounts import GasAccounts
from kefu_customers.service.grading import Grading
from kefu_customers.service.heard_complaints import HeardComplaints
from kefu_customers.service.households import Households
from kefu_customers.service.key_accounts import KeyAccounts
from kefu_customers.service.lending import Lending
from kefu_customers.service.receptions import Receptions
from kefu_customers.service.registry import Registry
from kefu_customers.service.residents import Residents
from kefu_customers.service.revisit_reports import RevisitReports
from kefu_customers.service.safety import Safety
from kefu_customers.service.satisfaction import Satisfaction
from kefu_customers.service.software import Software
from kefu_customers.service.spending import Spending
from kefu_customers.service.units import Units
from kefu_customers.service.visits import Visits
from kefu_customers.service.watching import Watching


class Customers(
    Registry,
    Archives,
    ArchiveReads,
    Grading,
    KeyAccounts,
    Visits,
    Contacts,
    Campaigns,
    CommunityEvents,
    Satisfaction,
    HeardComplaints,
    Receptions,
    Counter,
    GasAccounts,
    Software,
    CallBacks,
    RevisitReports,
    Units,
    Households,
    Residents,
    Lending,
    Community,
    Spending,
    Safety,
    Watching,
):
    """Registers, grades, visits and hears the customers, and keeps what is confidential about them."""

    name = "customers"
