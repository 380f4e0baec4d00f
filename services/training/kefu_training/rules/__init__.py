"""What training decides: pure functions of facts, days and law."""

from kefu_training.rules.attendance import *  # noqa: F403
from kefu_training.rules.coverage import *  # noqa: F403
from kefu_training.rules.customers import *  # noqa: F403
from kefu_training.rules.development import *  # noqa: F403
from kefu_training.rules.duties import *  # noqa: F403
from kefu_training.rules.exams import *  # noqa: F403
from kefu_training.rules.plans import *  # noqa: F403
from kefu_training.rules.results import *  # noqa: F403
from kefu_training.rules.sessions import *  # noqa: F403
from kefu_training.rules.signing import *  # noqa: F403
