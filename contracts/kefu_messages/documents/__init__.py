"""What documents accepts, answers and says: policy documents with their versions and acknowledgements, numbered forms, lost requests."""

from kefu_messages.documents.forms import *  # noqa: F403
from kefu_messages.documents.lost_forms import *  # noqa: F403
from kefu_messages.documents.policies import *  # noqa: F403
