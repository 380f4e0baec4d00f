"""The service ``performance``: each room of it is a mixin in a file of its own."""

from kefu_performance.service.adjustments import Adjustments
from kefu_performance.service.agents import Agents
from kefu_performance.service.assessments import Assessments
from kefu_performance.service.bonus import Bonus
from kefu_performance.service.destroying import Destroying
from kefu_performance.service.gatherings import Gatherings
from kefu_performance.service.goals import Goals
from kefu_performance.service.hearing import Hearing
from kefu_performance.service.payroll import Payroll
from kefu_performance.service.scores import Scores
from kefu_performance.service.tasks import Tasks
from kefu_performance.service.work import WorkLists


class Performance(Hearing, Scores, Adjustments, Bonus, Agents, Payroll, Goals, Tasks, WorkLists, Gatherings, Assessments, Destroying):
    """Adds up what others found about people's work, month by month, and says why."""

    name = "performance"
