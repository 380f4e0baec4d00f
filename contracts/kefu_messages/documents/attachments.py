"""Files attached to what the other services keep: certificates, faxes, signed papers, photographs."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.documents.catalogue import NoSuchForm
from kefu_messages.errors import AlreadyExists, ContentInvalid, UnknownStaff

LARGEST_ATTACHMENT = 8 * 1024 * 1024


class AttachmentTooLarge(ContentInvalid):
    code = "attachment_too_large"
    text = {"zh-Hant": "附件 {size} 位元組,上限 {most}", "en": "The file has {size} bytes, {most} are allowed"}


class AttachmentTypeRefused(ContentInvalid):
    code = "attachment_type_refused"
    text = {"zh-Hant": "不接受此類附件({found});可用:{allowed}", "en": "Files of this kind ({found}) are not taken; taken are {allowed}"}


class AttachmentNameEmpty(ContentInvalid):
    code = "attachment_name_empty"
    text = {"zh-Hant": "附件沒有可用的檔名", "en": "The file has no name that can be kept"}


class AttachmentUnreadable(ContentInvalid):
    code = "attachment_unreadable"
    text = {"zh-Hant": "附件為空或不是 base64", "en": "The file is empty or no base64"}


class AttachmentInfected(ContentInvalid):
    code = "attachment_infected"
    text = {"zh-Hant": "附件帶有病毒({found}),未保存", "en": "The file carries a virus ({found}) and was not kept"}


class Attachment(Schema):
    """A file that is kept, without its content."""

    attachment_no = fields.Identifier()
    about = fields.Identifier(metadata={"description": "kind of what it belongs to: filled_form, leave_request, complaint …"})
    about_no = fields.Identifier()
    file_name = fields.Text(longest=200)
    media_type = fields.String(metadata={"description": "as found in the content, whatever was announced"})
    size = fields.Integer(metadata={"description": "bytes"})
    sha256 = fields.String()
    staff_no = fields.Identifier(allow_none=True, metadata={"description": "whose it is, where it is confidential"})
    attached_by = fields.Identifier()
    attached_on = fields.Date()
    searched = fields.Boolean(metadata={"description": "whether it was searched for viruses when it was attached"})
    version = fields.Integer()


class AttachFile(Command):
    """Attach a file: as the raw body with the fields in the query string, or as base64 in JSON; one with ``staff_no`` is confidential."""

    route = POST("/attachments")
    roles = roles.EVERYBODY
    reply = Attachment
    errors = (
        AlreadyExists, AttachmentTooLarge, AttachmentTypeRefused, AttachmentNameEmpty, AttachmentUnreadable, AttachmentInfected,
        UnknownStaff, NoSuchForm,
    )  # fmt: skip
    status = 201
    upload, largest_upload = "content", LARGEST_ATTACHMENT
    example = {"attachment_no": "FJ-1", "about": "filled_form", "about_no": "CC-7", "file_name": "申請.pdf", "content": "JVBERi0xLjcK"}
    attachment_no = fields.Identifier(required=True)
    about = fields.Identifier(required=True)
    about_no = fields.Identifier(required=True)
    file_name = fields.Text(longest=200, required=True)
    staff_no = fields.Identifier(
        metadata={"description": "whose file it is: then only HR, the line manager, the person and the sender read it"}
    )
    content = fields.String(required=True, metadata={"description": "base64"})


class GetAttachment(Query):
    """What is known of a file."""

    route = GET("/attachments/{attachment_no}")
    roles = roles.EVERYBODY
    reply = Attachment
    example = {"attachment_no": "FJ-1"}
    attachment_no = fields.Identifier(required=True)


class ListAttachments(Query):
    """The files attached to one thing, by number; confidential ones only for who may read them."""

    route = GET("/attachments")
    roles = roles.EVERYBODY
    reply = Attachment
    paged = True
    example = {"about": "filled_form", "about_no": "CC-7"}
    about = fields.Identifier(required=True)
    about_no = fields.Identifier(required=True)


class FileContent(Schema):
    """A file's content; the gateway answers the bytes themselves."""

    content = fields.String(metadata={"description": "base64"})
    media_type = fields.String()
    file_name = fields.Text(longest=200)


class DownloadAttachment(Query):
    """The file itself."""

    route = GET("/attachments/{attachment_no}/content")
    roles = roles.EVERYBODY
    reply = FileContent
    download = "content"
    example = {"attachment_no": "FJ-1"}
    attachment_no = fields.Identifier(required=True)


class FileAttached(Event):
    """A file has been attached to something."""

    subject = "attachment_no"
    example = {
        "attachment_no": "FJ-1", "about": "filled_form", "about_no": "CC-7", "media_type": "application/pdf", "size": 9,
        "sha256": "0" * 64, "confidential": False, "because": ["attachment_types"],
    }  # fmt: skip
    attachment_no = fields.Identifier(required=True)
    about = fields.Identifier(required=True)
    about_no = fields.Identifier(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    confidential = fields.Boolean(required=True)
