"""What webhooks accepts, answers and says: addresses outside to which an organisation's events are sent over HTTPS.

One file per room, everything importable from here.
"""

from kefu_messages.webhooks.deliveries import *  # noqa: F403
from kefu_messages.webhooks.events import *  # noqa: F403
from kefu_messages.webhooks.webhooks import *  # noqa: F403
