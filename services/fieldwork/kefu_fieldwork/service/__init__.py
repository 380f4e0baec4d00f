"""The service ``fieldwork``: each room of it is a mixin in a file of its own."""

from kefu_fieldwork.service.areas import Areas
from kefu_fieldwork.service.assets import Assets
from kefu_fieldwork.service.checks import Checks
from kefu_fieldwork.service.daily import Daily
from kefu_fieldwork.service.dispatch import Dispatch
from kefu_fieldwork.service.figures import Figures
from kefu_fieldwork.service.findings import Findings
from kefu_fieldwork.service.hearing import Hearing
from kefu_fieldwork.service.orders import Orders
from kefu_fieldwork.service.past_orders import PastOrders
from kefu_fieldwork.service.patrols import Patrols
from kefu_fieldwork.service.projects import Projects
from kefu_fieldwork.service.renovations import Renovations
from kefu_fieldwork.service.safety import Safety
from kefu_fieldwork.service.vacant import Vacant
from kefu_fieldwork.service.visits import Visits
from kefu_fieldwork.service.work import Work


class Fieldwork(
    Orders,
    PastOrders,
    Dispatch,
    Visits,
    Work,
    Figures,
    Findings,
    Checks,
    Patrols,
    Renovations,
    Vacant,
    Assets,
    Projects,
    Areas,
    Safety,
    Daily,
    Hearing,
):
    """Sends people to customers, areas and equipment, and follows what they do and find there until it is done."""

    name = "fieldwork"
