"""What documents accepts, answers and says: policies, books of forms, filled forms, loans, attachments, letters, lost requests."""

from kefu_messages.documents.attachments import *  # noqa: F403
from kefu_messages.documents.catalogue import *  # noqa: F403
from kefu_messages.documents.filled_forms import *  # noqa: F403
from kefu_messages.documents.forms import *  # noqa: F403
from kefu_messages.documents.letters import *  # noqa: F403
from kefu_messages.documents.loans import *  # noqa: F403
from kefu_messages.documents.lost_forms import *  # noqa: F403
from kefu_messages.documents.mottoes import *  # noqa: F403
from kefu_messages.documents.policies import *  # noqa: F403
