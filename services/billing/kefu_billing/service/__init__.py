"""The nameko service: tariffs, accounts, slips, receipts, dunning, cash-ups, the month, contracts, property fees."""

from __future__ import annotations

from kefu_billing.service.accounts import Accounts
from kefu_billing.service.contracts import Contracts
from kefu_billing.service.dunning import Dunning
from kefu_billing.service.hand_overs import HandOvers
from kefu_billing.service.holds_by_complaints import HoldsByComplaints
from kefu_billing.service.months import Months
from kefu_billing.service.payments import Payments
from kefu_billing.service.property import Property
from kefu_billing.service.slips import Slips
from kefu_billing.service.special_services import SpecialServices
from kefu_billing.service.tariffs import Tariffs
from kefu_billing.service.till_watch import TillWatch
from kefu_billing.service.watching import Watching


class Billing(
    Tariffs,
    Accounts,
    Slips,
    Payments,
    Dunning,
    HandOvers,
    TillWatch,
    Watching,
    Months,
    Contracts,
    Property,
    SpecialServices,
    HoldsByComplaints,
):
    """What customers are charged, pay and owe."""

    name = "billing"
