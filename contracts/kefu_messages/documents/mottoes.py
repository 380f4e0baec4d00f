"""What the organisation says of itself: its service concept, motto and mission (OTH-18, OTH-20, OTH-30)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, Query, fields, roles


class OrganisationText(Schema):
    """A text of the organisation that is shown."""

    text = fields.Choice("service_concept", "service_motto", "mission")
    content = fields.Text()
    reference = fields.Text()


class OrganisationTexts(Schema):
    """The texts there are; empty ones are not shown."""

    texts = fields.List(fields.Nested(OrganisationText))


class GetOrganisationTexts(Query):
    """The organisation's service concept, motto and mission, as adopted (OTH-18, OTH-20, OTH-30)."""

    route = GET("/organisation-texts")
    roles = roles.EVERYBODY
    reply = OrganisationTexts
    example = {}
