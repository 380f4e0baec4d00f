"""The nameko service: policy documents and their acknowledgement, books of numbered forms, lost requests."""

from __future__ import annotations

from kefu_documents.service.forms import Forms
from kefu_documents.service.lost_forms import LostForms
from kefu_documents.service.policies import Policies


class Documents(Policies, Forms, LostForms):
    """What staff must have read, and which forms are missing or lost."""

    name = "documents"
