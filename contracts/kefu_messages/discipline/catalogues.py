"""Versions of the violation catalogue: only the department amends it, and no version reaches back (DIS-18, DIS-43, DIS-44, DIS-49)."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.discipline.refused import CatalogueApproved, CatalogueBackdated, CatalogueIncomplete, NotTheSigner
from kefu_messages.discipline.shared import means
from kefu_messages.errors import SelfApproval, WrongApprover

AMENDMENT_STATES = ("submitted", "approved")


class CatalogueItem(Schema):
    """One item: a range in yuan, the loss itself, points, or no amount at all."""

    class Meta:
        """An organisation's own file may say more about an item."""

        unknown = EXCLUDE

    code = fields.Identifier(required=True)
    unit = fields.Choice("yuan", "points", "loss", "none", required=True)
    min = fields.Money(allow_none=True, negative=False)
    max = fields.Money(allow_none=True, negative=False)
    per = fields.String(load_default="case")


class Catalogue(Schema):
    """The catalogue in force on a day; ``version_no`` is null while nothing but the law's own was ever in force."""

    version_no = fields.Identifier(allow_none=True)
    since = fields.Date(allow_none=True)
    department_head = fields.Text(allow_none=True)
    approver = fields.Text(allow_none=True)
    items = fields.List(fields.Nested(CatalogueItem))
    state = fields.Choice(
        *AMENDMENT_STATES, allow_none=True, metadata=means("submitted until somebody else has approved it; then in force from its day")
    )
    published_by = fields.Identifier(allow_none=True)
    approved_by = fields.Identifier(allow_none=True)
    approved_on = fields.Date(allow_none=True)
    because = fields.List(fields.String())
    version = fields.Integer()


class PublishCatalogue(Command):
    """Submit an amendment of the catalogue: by the department's head in his own name, with approver and day (DIS-43, 44; doc 3 l.225-229).

    It binds nobody before somebody else has approved it.
    """

    route = POST("/violation-catalogues")
    roles = frozenset({roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER, roles.CUSTOMER_SERVICE_MANAGER})
    reply = Catalogue
    errors = (CatalogueIncomplete, CatalogueBackdated, NotTheSigner, SelfApproval)
    status = 201
    example = {
        "version_no": "2027-01", "since": "2027-01-01", "department_head": "何靜", "approver": "總經理",
        "items": [{"code": "DIS-03", "unit": "yuan", "min": "150", "max": "150", "per": "case"}],
    }  # fmt: skip
    version_no = fields.Identifier(required=True)
    since = fields.Date()
    department_head = fields.Text(metadata=means("the caller, who signs as head: his name or staff number"))
    approver = fields.Text(metadata=means("who is to approve it: somebody else than the caller"))
    items = fields.List(fields.Nested(CatalogueItem), required=True)


class ApproveCatalogue(Command):
    """Approve an amendment before its first day: one of the posts that approve, never whoever submitted it (DIS-43, DIS-44)."""

    route = POST("/violation-catalogues/{version_no}:approve")
    roles = roles.EVERYBODY
    reply = Catalogue
    errors = (SelfApproval, WrongApprover, CatalogueBackdated, CatalogueApproved)
    example = {"version_no": "2027-01"}
    version_no = fields.Identifier(required=True)


class ListCatalogues(Query):
    """The department's amendments, approved or still submitted."""

    route = GET("/violation-catalogues")
    roles = roles.EVERYBODY
    paged = True
    reply = Catalogue
    example = {"state": "submitted"}
    state = fields.Choice(*AMENDMENT_STATES)


class GetCatalogue(Query):
    """The catalogue that binds a fact of the day (DIS-18, DIS-63)."""

    route = GET("/violation-catalogues/{day}")
    roles = roles.EVERYBODY
    reply = Catalogue
    example = {"day": "2025-06-30"}
    day = fields.Date(required=True, metadata=means("the day of the fact"))
