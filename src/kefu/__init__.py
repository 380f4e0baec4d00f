"""Kefu: the host that every service of the department shares and none owns."""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")  # nameko stands on it; no news to whoever types a command
