"""What performance accepts, answers and says: monthly scores, excellent agents, payroll, goals and tasks, assessments, work lists.

One file per room, everything importable from here.
"""

from kefu_messages.performance.agents import *  # noqa: F403
from kefu_messages.performance.assessments import *  # noqa: F403
from kefu_messages.performance.gatherings import *  # noqa: F403
from kefu_messages.performance.goals import *  # noqa: F403
from kefu_messages.performance.payroll import *  # noqa: F403
from kefu_messages.performance.retention import *  # noqa: F403
from kefu_messages.performance.scores import *  # noqa: F403
from kefu_messages.performance.work import *  # noqa: F403
