"""The nameko service: hears what is reported, keeps it as reports, shows the catalogue and the dashboard, compiles reports of facts."""

from __future__ import annotations

from kefu_reporting.service.dashboard import Dashboards
from kefu_reporting.service.entries import Entries
from kefu_reporting.service.facts import Facts
from kefu_reporting.service.files import Files
from kefu_reporting.service.papers import Papers
from kefu_reporting.service.rebuilding import Rebuilding
from kefu_reporting.service.reports import Reports


class Reporting(Reports, Dashboards, Facts, Entries, Papers, Files, Rebuilding):
    """Read models from events only; what no service says is entered as dated facts, and no figure is asked of another service."""

    name = "reporting"
