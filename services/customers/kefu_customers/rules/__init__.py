"""Decisions about customers: pure functions of facts, dates and law, one file per room."""

from kefu_customers.rules.archives import *  # noqa: F403
from kefu_customers.rules.breaches import *  # noqa: F403
from kefu_customers.rules.callbacks import *  # noqa: F403
from kefu_customers.rules.campaigns import *  # noqa: F403
from kefu_customers.rules.community import *  # noqa: F403
from kefu_customers.rules.community_events import *  # noqa: F403
from kefu_customers.rules.contacts import *  # noqa: F403
from kefu_customers.rules.counter import *  # noqa: F403
from kefu_customers.rules.deliveries import *  # noqa: F403
from kefu_customers.rules.gas_accounts import *  # noqa: F403
from kefu_customers.rules.grading import *  # noqa: F403
from kefu_customers.rules.households import *  # noqa: F403
from kefu_customers.rules.key_accounts import *  # noqa: F403
from kefu_customers.rules.lending import *  # noqa: F403
from kefu_customers.rules.receptions import *  # noqa: F403
from kefu_customers.rules.registry import *  # noqa: F403
from kefu_customers.rules.residents import *  # noqa: F403
from kefu_customers.rules.safety import *  # noqa: F403
from kefu_customers.rules.satisfaction import *  # noqa: F403
from kefu_customers.rules.software import *  # noqa: F403
from kefu_customers.rules.units import *  # noqa: F403
from kefu_customers.rules.visiting import *  # noqa: F403
from kefu_customers.rules.visits import *  # noqa: F403
