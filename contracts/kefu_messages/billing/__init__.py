"""What billing accepts, answers and says: tariffs, charges, receipts, tills, dunning and property fees (BIL-01..BIL-43).

One file per room, everything importable from here.
"""

from kefu_messages.billing.accounts import *  # noqa: F403
from kefu_messages.billing.charges import *  # noqa: F403
from kefu_messages.billing.contracts import *  # noqa: F403
from kefu_messages.billing.dunning import *  # noqa: F403
from kefu_messages.billing.dunning_events import *  # noqa: F403
from kefu_messages.billing.findings import *  # noqa: F403
from kefu_messages.billing.months import *  # noqa: F403
from kefu_messages.billing.promotions import *  # noqa: F403
from kefu_messages.billing.property import *  # noqa: F403
from kefu_messages.billing.property_events import *  # noqa: F403
from kefu_messages.billing.receipts import *  # noqa: F403
from kefu_messages.billing.refused_fees import *  # noqa: F403
from kefu_messages.billing.refused_money import *  # noqa: F403
from kefu_messages.billing.shared import *  # noqa: F403
from kefu_messages.billing.slips import *  # noqa: F403
from kefu_messages.billing.tariffs import *  # noqa: F403
from kefu_messages.billing.tills import *  # noqa: F403
