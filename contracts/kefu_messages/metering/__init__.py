"""What metering accepts, answers and says: meters, their gas, the reading sheets, the readings of a month and their reports.

One file per room, everything importable from here.
"""

from kefu_messages.metering.history import *  # noqa: F403
from kefu_messages.metering.meter_events import *  # noqa: F403
from kefu_messages.metering.meters import *  # noqa: F403
from kefu_messages.metering.months import *  # noqa: F403
from kefu_messages.metering.reading_events import *  # noqa: F403
from kefu_messages.metering.readings import *  # noqa: F403
from kefu_messages.metering.refused import *  # noqa: F403
from kefu_messages.metering.reports import *  # noqa: F403
from kefu_messages.metering.shared import *  # noqa: F403
from kefu_messages.metering.sheets import *  # noqa: F403
