"""The nameko service: policy documents and their acknowledgement, books of numbered forms."""

from __future__ import annotations

from kefu_documents.service.forms import Forms
from kefu_documents.service.policies import Policies


class Documents(Policies, Forms):
    """What staff must have read, and which numbered forms are missing."""

    name = "documents"
