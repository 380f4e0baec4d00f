"""What contracts accepts, answers and says: service contracts and their renewal, service periods, serials, partners, areas, filing.

One file per room, everything importable from here (CON-01..28, CON-41..50; OTH-06, OTH-07).
"""

from kefu_messages.contracts.agreement_events import *  # noqa: F403
from kefu_messages.contracts.agreement_steps import *  # noqa: F403
from kefu_messages.contracts.agreements import *  # noqa: F403
from kefu_messages.contracts.claims import *  # noqa: F403
from kefu_messages.contracts.cleaning_areas import *  # noqa: F403
from kefu_messages.contracts.expiry import *  # noqa: F403
from kefu_messages.contracts.filings import *  # noqa: F403
from kefu_messages.contracts.partners import *  # noqa: F403
from kefu_messages.contracts.periods import *  # noqa: F403
from kefu_messages.contracts.plans import *  # noqa: F403
from kefu_messages.contracts.projects import *  # noqa: F403
from kefu_messages.contracts.referrals import *  # noqa: F403
from kefu_messages.contracts.refused import *  # noqa: F403
from kefu_messages.contracts.serials import *  # noqa: F403
from kefu_messages.contracts.shared import *  # noqa: F403
