"""What customers accepts, answers and says: the register, archives, contacts, visits, satisfaction and the community.

One file per room, everything importable from here.
"""

from kefu_messages.customers.archive_reads import *  # noqa: F403
from kefu_messages.customers.archives import *  # noqa: F403
from kefu_messages.customers.breaches import *  # noqa: F403
from kefu_messages.customers.callback_events import *  # noqa: F403
from kefu_messages.customers.callbacks import *  # noqa: F403
from kefu_messages.customers.campaigns import *  # noqa: F403
from kefu_messages.customers.community import *  # noqa: F403
from kefu_messages.customers.community_events import *  # noqa: F403
from kefu_messages.customers.complexes import *  # noqa: F403
from kefu_messages.customers.contacts import *  # noqa: F403
from kefu_messages.customers.counter import *  # noqa: F403
from kefu_messages.customers.deliveries import *  # noqa: F403
from kefu_messages.customers.gas_accounts import *  # noqa: F403
from kefu_messages.customers.grading import *  # noqa: F403
from kefu_messages.customers.households import *  # noqa: F403
from kefu_messages.customers.invitations import *  # noqa: F403
from kefu_messages.customers.key_accounts import *  # noqa: F403
from kefu_messages.customers.lending import *  # noqa: F403
from kefu_messages.customers.owner_surveys import *  # noqa: F403
from kefu_messages.customers.receptions import *  # noqa: F403
from kefu_messages.customers.recordings import *  # noqa: F403
from kefu_messages.customers.registry import *  # noqa: F403
from kefu_messages.customers.residents import *  # noqa: F403
from kefu_messages.customers.safety import *  # noqa: F403
from kefu_messages.customers.satisfaction import *  # noqa: F403
from kefu_messages.customers.software import *  # noqa: F403
from kefu_messages.customers.unit_events import *  # noqa: F403
from kefu_messages.customers.units import *  # noqa: F403
from kefu_messages.customers.visit_policy import *  # noqa: F403
from kefu_messages.customers.visits import *  # noqa: F403
