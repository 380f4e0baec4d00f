"""What reporting accepts, answers and says: the catalogue, entries made by hand, what is handed in, and the compiled reports.

One file per room, everything importable from here.
"""

from kefu_messages.reporting.catalogue import *  # noqa: F403
from kefu_messages.reporting.catalogue import KINDS, KPIS, LIGHTS, READERS, REMARKERS  # noqa: F401
from kefu_messages.reporting.compiled import *  # noqa: F403
from kefu_messages.reporting.entries import *  # noqa: F403
from kefu_messages.reporting.files import *  # noqa: F403
from kefu_messages.reporting.rebuilding import *  # noqa: F403
from kefu_messages.reporting.submissions import *  # noqa: F403
