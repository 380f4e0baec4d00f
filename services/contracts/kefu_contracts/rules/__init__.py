"""The decisions of contracts, one file per room; pure functions of facts, days and law."""

from kefu_contracts.rules.agreements import *  # noqa: F403
from kefu_contracts.rules.claims import *  # noqa: F403
from kefu_contracts.rules.cleaning_areas import *  # noqa: F403
from kefu_contracts.rules.filings import *  # noqa: F403
from kefu_contracts.rules.partners import *  # noqa: F403
from kefu_contracts.rules.periods import *  # noqa: F403
from kefu_contracts.rules.plans import *  # noqa: F403
from kefu_contracts.rules.projects import *  # noqa: F403
from kefu_contracts.rules.serials import *  # noqa: F403
