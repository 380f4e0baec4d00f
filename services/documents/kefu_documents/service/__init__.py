"""The nameko service: policy documents, forms and their filing, loans, attachments, letters, lost requests."""

from __future__ import annotations

from kefu_documents.service.attachments import Attachments
from kefu_documents.service.filings import Filings
from kefu_documents.service.filled_forms import FilledForms
from kefu_documents.service.forms import Forms
from kefu_documents.service.letters import Letters
from kefu_documents.service.loans import Loans
from kefu_documents.service.lost_forms import LostForms
from kefu_documents.service.policies import Policies


class Documents(Policies, Forms, FilledForms, Filings, Loans, Attachments, Letters, LostForms):
    """What staff must have read, what is filled in, signed, filed and lent, and what is missing or lost."""

    name = "documents"
