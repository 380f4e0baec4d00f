"""Versions of the violation catalogue: only the department amends it, and no version reaches back (DIS-18, DIS-43, DIS-44, DIS-49)."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.discipline.refused import CatalogueBackdated, CatalogueIncomplete
from kefu_messages.discipline.shared import means
from kefu_messages.errors import SelfApproval


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
    because = fields.List(fields.String())
    version = fields.Integer()


class PublishCatalogue(Command):
    """Amend the catalogue from a day on: by the department, with head, approver and day (DIS-43, DIS-44; doc 3 l.225-229)."""

    route = POST("/violation-catalogues")
    roles = frozenset({roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER, roles.CUSTOMER_SERVICE_MANAGER})
    reply = Catalogue
    errors = (CatalogueIncomplete, CatalogueBackdated, SelfApproval)
    status = 201
    example = {
        "version_no": "2027-01", "since": "2027-01-01", "department_head": "何靜", "approver": "總經理",
        "items": [{"code": "DIS-03", "unit": "yuan", "min": "150", "max": "150", "per": "case"}],
    }  # fmt: skip
    version_no = fields.Identifier(required=True)
    since = fields.Date()
    department_head = fields.Text()
    approver = fields.Text(metadata=means("who approved it: somebody else than the caller"))
    items = fields.List(fields.Nested(CatalogueItem), required=True)


class GetCatalogue(Query):
    """The catalogue that binds a fact of the day (DIS-18, DIS-63)."""

    route = GET("/violation-catalogues/{day}")
    roles = roles.EVERYBODY
    reply = Catalogue
    example = {"day": "2025-06-30"}
    day = fields.Date(required=True, metadata=means("the day of the fact"))
