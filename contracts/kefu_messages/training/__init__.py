"""What training accepts, answers and says: plans, sessions, sign-ins, exams, results and development.

One file per room, everything importable from here.
"""

from kefu_messages.training.development import *  # noqa: F403
from kefu_messages.training.duties import *  # noqa: F403
from kefu_messages.training.exams import *  # noqa: F403
from kefu_messages.training.holding import *  # noqa: F403
from kefu_messages.training.plans import *  # noqa: F403
from kefu_messages.training.results import *  # noqa: F403
from kefu_messages.training.retention import *  # noqa: F403
from kefu_messages.training.sessions import *  # noqa: F403
from kefu_messages.training.signing import *  # noqa: F403
