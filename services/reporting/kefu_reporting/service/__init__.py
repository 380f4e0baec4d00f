"""The nameko service: hears what is reported, keeps it as reports, shows the catalogue and the dashboard."""

from __future__ import annotations

from kefu_reporting.service.dashboard import Dashboards
from kefu_reporting.service.reports import Reports


class Reporting(Reports, Dashboards):
    """Read models from events only: no figure is typed in, none is asked of another service."""

    name = "reporting"
