"""Forms that contracts takes to the file: they stand in the register of filled forms as well (CON-24..27, CON-41).

Whose form it is, how far it has come and where it is filed is contracts' to say; the register follows, in whatever order it hears.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.service import Ask, Record, Shelf, on
from kefu_documents import rules
from kefu_documents.named_forms import named
from kefu_documents.store import FILLED_FORMS
from kefu_messages.contracts import FormFiled, FormHandedIn, FormReviewed

OTHERWISE_NAMED = {"feedback_form": "service_feedback_form", "program_change_form": "change_request_form"}
REVIEWER = "service_manager"
UNHEARD: dict[str, Any] = {
    "content": {}, "staff_no": None, "customer_no": None, "filled_by": None, "filled_on": None, "signatures": [], "state": "filled",
    "filed_on": None, "filed_by": None, "file_no": None,
}  # fmt: skip


class Filings:
    """Keeps the register of filled forms whole."""

    filled_forms = Shelf(FILLED_FORMS)

    @on(FormHandedIn)
    def hear_handed_in(self, ask: Ask) -> None:
        """A form was handed in."""
        told = {"staff_no": ask["staff_no"], "filled_by": ask["staff_no"], "filled_on": ask["handed_in_on"]}
        self._follow(ask, unless_known={**told, "customer_no": ask.get("customer_no")})

    @on(FormReviewed)
    def hear_reviewed(self, ask: Ask) -> None:
        """The service manager has reviewed it: that is his signature."""
        by = ask["reviewed_by"]
        signature = {"by": REVIEWER, "staff_no": by, "name": "", "signed_on": ask["reviewed_on"].isoformat(), "taken_down_by": by}
        self._follow(ask, signature=signature)

    @on(FormFiled)
    def hear_filed(self, ask: Ask) -> None:
        """It stands in the administration's file."""
        if ask.get("document_no"):
            self._follow(ask, unless_known={"filed_on": ask["filed_on"], "file_no": ask["file_no"]})

    def _follow(self, ask: Ask, *, unless_known: Mapping[str, Any] | None = None, signature: Mapping[str, Any] | None = None) -> None:
        record = self._registered(ask)
        known = {**UNHEARD, **record}
        learnt = {name: value for name, value in (unless_known or {}).items() if known.get(name) is None}
        after = {**known, **learnt, "form_no": record.key, "form": _form(ask), "filing_no": ask["filing_no"]}
        if signature and all(one["by"] != REVIEWER for one in after["signatures"]):
            after["signatures"] = [*after["signatures"], dict(signature)]
        after["state"] = _state(after)
        self.filled_forms.save(record, ask, changes={name: value for name, value in after.items() if record.get(name) != value})

    def _registered(self, ask: Ask) -> Record:
        """The form under its own number, or under that of its filing where another form has the number."""
        record = self.filled_forms.new(ask.organisation, ask["document_no"])
        if record.exists and (record["form"] != _form(ask) or record.get("filing_no") not in {None, ask["filing_no"]}):
            return self.filled_forms.new(ask.organisation, ask["filing_no"])
        return record


def _form(ask: Ask) -> str:
    """The form as the regulations' list of forms calls it."""
    return OTHERWISE_NAMED.get(ask["form"], ask["form"])


def _state(form: Mapping[str, Any]) -> str:
    if form["filed_on"] is not None:
        return "filed"
    given = tuple(one["by"] for one in form["signatures"])
    return "filled" if rules.missing(named(form["form"]), given=given) else "signed"
