"""What performance decides: pure functions of facts, days and law."""

from kefu_performance.rules.agents import *  # noqa: F403
from kefu_performance.rules.assessments import *  # noqa: F403
from kefu_performance.rules.entries import *  # noqa: F403
from kefu_performance.rules.goals import *  # noqa: F403
from kefu_performance.rules.payroll import *  # noqa: F403
from kefu_performance.rules.score import *  # noqa: F403
from kefu_performance.rules.work import *  # noqa: F403
