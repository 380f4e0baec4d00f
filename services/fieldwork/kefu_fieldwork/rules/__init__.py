"""The decisions of fieldwork, one file per room; pure functions of facts, days and law."""

from kefu_fieldwork.rules.areas import *  # noqa: F403
from kefu_fieldwork.rules.assets import *  # noqa: F403
from kefu_fieldwork.rules.checks import *  # noqa: F403
from kefu_fieldwork.rules.crews import *  # noqa: F403
from kefu_fieldwork.rules.figures import *  # noqa: F403
from kefu_fieldwork.rules.findings import *  # noqa: F403
from kefu_fieldwork.rules.gates import *  # noqa: F403
from kefu_fieldwork.rules.meters import *  # noqa: F403
from kefu_fieldwork.rules.orders import *  # noqa: F403
from kefu_fieldwork.rules.rounds import *  # noqa: F403
from kefu_fieldwork.rules.safety import *  # noqa: F403
from kefu_fieldwork.rules.times import *  # noqa: F403
