"""The nameko service: violations, notices, fines, proposals, catalogue, inspections, reports."""

from __future__ import annotations

from kefu_discipline.service.catalogues import Catalogues
from kefu_discipline.service.destroying import Destroying
from kefu_discipline.service.inspections import Inspections
from kefu_discipline.service.notices import Notices
from kefu_discipline.service.penalties import Penalties
from kefu_discipline.service.proposals import Proposals
from kefu_discipline.service.reports import Reports
from kefu_discipline.service.visitors import Visitors


class Discipline(Notices, Reports, Penalties, Proposals, Catalogues, Inspections, Visitors, Destroying):
    """What is a violation, what follows from it, and what a human decides of it."""

    name = "discipline"
