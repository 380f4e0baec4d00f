"""What discipline accepts, answers and says: violations, notices, appeals, fines, proposals, checklists (DIS-01..DIS-79, CHK).

One file per room, everything importable from here.
"""

from kefu_messages.discipline.appeals import *  # noqa: F403
from kefu_messages.discipline.catalogues import *  # noqa: F403
from kefu_messages.discipline.checklists import *  # noqa: F403
from kefu_messages.discipline.events import *  # noqa: F403
from kefu_messages.discipline.files import *  # noqa: F403
from kefu_messages.discipline.notices import *  # noqa: F403
from kefu_messages.discipline.own_events import *  # noqa: F403
from kefu_messages.discipline.penalties import *  # noqa: F403
from kefu_messages.discipline.proposal_events import *  # noqa: F403
from kefu_messages.discipline.proposals import *  # noqa: F403
from kefu_messages.discipline.refused import *  # noqa: F403
from kefu_messages.discipline.retention import *  # noqa: F403
from kefu_messages.discipline.settled import *  # noqa: F403
from kefu_messages.discipline.shared import *  # noqa: F403
from kefu_messages.discipline.violations import *  # noqa: F403
from kefu_messages.discipline.visitors import *  # noqa: F403
from kefu_messages.discipline.voices import *  # noqa: F403
