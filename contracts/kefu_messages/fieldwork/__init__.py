"""What fieldwork accepts, answers and says: work orders, patrols, inspections, findings, assets, areas, safety (FLD-01..FLD-39).

One file per room, everything importable from here.
"""

from kefu_messages.fieldwork.areas import *  # noqa: F403
from kefu_messages.fieldwork.assets import *  # noqa: F403
from kefu_messages.fieldwork.checks import *  # noqa: F403
from kefu_messages.fieldwork.crews import *  # noqa: F403
from kefu_messages.fieldwork.figures import *  # noqa: F403
from kefu_messages.fieldwork.findings import *  # noqa: F403
from kefu_messages.fieldwork.order_events import *  # noqa: F403
from kefu_messages.fieldwork.order_steps import *  # noqa: F403
from kefu_messages.fieldwork.orders import *  # noqa: F403
from kefu_messages.fieldwork.past_orders import *  # noqa: F403
from kefu_messages.fieldwork.patrols import *  # noqa: F403
from kefu_messages.fieldwork.projects import *  # noqa: F403
from kefu_messages.fieldwork.renovations import *  # noqa: F403
from kefu_messages.fieldwork.safety import *  # noqa: F403
from kefu_messages.fieldwork.shared import *  # noqa: F403
from kefu_messages.fieldwork.vacant import *  # noqa: F403
