"""The service ``training``: each room of it is a mixin in a file of its own."""

from kefu_training.service.courses import Courses
from kefu_training.service.customers import CustomerTrainings
from kefu_training.service.destroying import Destroying
from kefu_training.service.development import Developments
from kefu_training.service.duties import Duties
from kefu_training.service.exams import Exams
from kefu_training.service.plans import Plans
from kefu_training.service.replaying import Replaying
from kefu_training.service.results import Results
from kefu_training.service.sessions import Sessions
from kefu_training.service.sheets import Sheets
from kefu_training.service.signing import Signing


class Training(
    Plans, Courses, Sessions, Signing, Sheets, Exams, Results, Replaying, Duties, Developments, CustomerTrainings, Destroying
):  # fmt: skip
    """Plans trainings, judges who came to what and how the exams went, and keeps people's development."""

    name = "training"
