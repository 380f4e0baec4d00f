"""What staff say about the rules themselves: objections and proposed amendments, and that the rules bind them (DIS-47, DIS-48)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.discipline.shared import LEADERS, means
from kefu_messages.errors import EnteredTooLate


class Voice(Schema):
    """An objection or a proposed amendment, and to whom it goes."""

    voice_no = fields.Identifier()
    kind = fields.Choice("objection", "amendment")
    staff_no = fields.Identifier()
    made_on = fields.Date()
    about = fields.Text(allow_none=True)
    text = fields.Text()
    recipient = fields.String(metadata=means("the post that receives it"))
    state = fields.String()
    because = fields.List(fields.String())
    version = fields.Integer()


class FileObjection(Command):
    """Object in writing to the rules or to a fine; there is no deadline (DIS-47; doc 4 l.347-348)."""

    route = POST("/discipline-objections")
    roles = roles.EVERYBODY
    reply = Voice
    errors = (EnteredTooLate,)
    status = 201
    example = {"voice_no": "YY-1", "made_on": "2025-06-27", "about": "V012", "text": "當日已填寫服務記錄"}
    voice_no = fields.Identifier(required=True)
    made_on = fields.Date(required=True)
    about = fields.Text(metadata=means("the fine or clause objected to"))
    text = fields.Text(longest=4000, required=True)


class ProposeAmendment(Command):
    """Propose an amendment of the rules (DIS-48; doc 4 l.349)."""

    route = POST("/rule-amendments")
    roles = roles.EVERYBODY
    reply = Voice
    errors = (EnteredTooLate,)
    status = 201
    example = {"voice_no": "JY-1", "made_on": "2025-06-27", "text": "會議遲到五分鐘內不罰"}
    voice_no = fields.Identifier(required=True)
    made_on = fields.Date(required=True)
    about = fields.Text()
    text = fields.Text(longest=4000, required=True)


class ListVoices(Query):
    """Objections and proposed amendments, for those they go to."""

    route = GET("/discipline-voices")
    roles = LEADERS
    paged = True
    reply = Voice
    example = {"kind": "amendment"}
    kind = fields.Choice("objection", "amendment")
