"""Cases about the same matter: linked, merged, split; each of the two remembers the other (CMP-51)."""

from __future__ import annotations

from typing import Any

from kefu.entries import one_more
from kefu.service import Ask, Record, Shelf, command, on
from kefu_complaints import rules
from kefu_complaints.service.keeping import EMPTY, closed, follow, keep, moment_of
from kefu_complaints.service.opening import opened_events, routing
from kefu_complaints.store import CASES, PROCEDURES
from kefu_messages.complaints import CasesLinked, LinkCase, MergeCase, SplitCase
from kefu_messages.errors import AlreadyExists, UnknownReference

MOST_LINKS = 100
KEPT = (
    "kind", "channel", "customer_no", "customer", "unit_no", "area", "severity", "priority", "contact", "received_at", "received_on",
)  # fmt: skip


class Links:
    """Keeps together what belongs together."""

    cases = Shelf(CASES)
    procedures = Shelf(PROCEDURES)

    @command(LinkCase)
    def link_case(self, ask: Ask) -> dict[str, Any]:
        """Link a case with another one about the same matter (CMP-51)."""
        case, other = self._two(ask, ask["other_case_no"])
        at = moment_of(ask, case, what="linked")
        changes = {"links": _with(case, other.key)}
        event = CasesLinked.of(case_no=case.key, other_case_no=other.key, how="linked", linked_at=at, because=["CMP-51"])
        return keep(self.cases, ask, case, what="linked", at=at, changes=changes, events=[event])

    @command(MergeCase)
    def merge_case(self, ask: Ask) -> dict[str, Any]:
        """Close a case as the same as another one, which goes on for both (CMP-51)."""
        case, other = self._two(ask, ask["into_case_no"])
        rules.still_open(case["state"], to="merged")
        rules.still_open(other["state"], to="merged")
        at = moment_of(ask, case, what="merged")
        may = rules.may_merge(
            same_kind=case["kind"] == other["kind"], same_person=case.get("staff_no") in (None, other.get("staff_no")),
            disputes_billing=bool(case.get("disputes_billing")), into_disputes_billing=bool(other.get("disputes_billing")),
            same_customer=case.get("customer_no") == other.get("customer_no"), law=ask.law,
        )  # fmt: skip
        changes = {"state": "merged", "merged_into": other.key, "links": _with(case, other.key), "closed_on": at.date()}
        events = [
            CasesLinked.of(case_no=case.key, other_case_no=other.key, how="merged", linked_at=at, because=["CMP-51"]),
            *closed({**case, **changes}, case.key, on=at.date(), outcome="merged", because=["CMP-51"]),
        ]
        return keep(self.cases, ask, case, what="merged", at=at, changes=changes, events=events, decisions={"merged": may})

    @command(SplitCase)
    def split_case(self, ask: Ask) -> dict[str, Any]:
        """Open a case of its own for a second matter; customer, channel and receipt stay the same (CMP-51)."""
        case = self.cases.require(ask.organisation, ask["case_no"])
        rules.still_open(case["state"], to="split")
        one_more(case["links"], ask["new_case_no"], most=MOST_LINKS, what="links")
        new, at = self.cases.new(ask.organisation, ask["new_case_no"]), moment_of(ask, case, what="split")
        if new.exists:
            raise AlreadyExists(kind="case", key=new.key)
        category = rules.category_known(ask.get("category"), on=case["received_on"], law=ask.law)
        own = {
            **EMPTY, **{name: case.get(name) for name in KEPT}, "text": ask["text"], "category": category.outcome, "links": [case.key],
            "split_from": case.key, "state": "accepted" if case["kind"] in ("repair", "omitted_works") else "received",
        }  # fmt: skip
        routes, decisions = routing(ask, own, procedure=self.procedures.get(ask.organisation, "complaints"), superior=case.get("owner"))
        own |= routes
        events = [
            *opened_events(own, new.key, because=["CMP-51"]),
            CasesLinked.of(case_no=new.key, other_case_no=case.key, how="split", linked_at=at, because=["CMP-51"]),
        ]
        return keep(self.cases, ask, new, what="split", at=at, changes=own, events=events, decisions=decisions)

    @on(CasesLinked)
    def remember_link(self, ask: Ask) -> None:
        """The other case remembers the link too."""
        other = self.cases.get(ask.organisation, ask["other_case_no"])
        if other is None or ask["case_no"] in other["links"]:
            return
        changes = {"links": _with(other, ask["case_no"])}
        follow(self.cases, ask, other, what=f"{ask['how']}_here", at=ask["linked_at"], changes=changes, note=ask["case_no"])

    def _two(self, ask: Ask, other_no: str) -> tuple[Record, Record]:
        case = self.cases.require(ask.organisation, ask["case_no"])
        other = self.cases.get(ask.organisation, other_no)
        if other is None or other.key == case.key:
            raise UnknownReference(kind="case", key=other_no)
        one_more(other["links"], case.key, most=MOST_LINKS, what="links")
        return case, other


def _with(case: Record, number: str) -> list[str]:
    """The links with one more, which stands there once."""
    return sorted({*case["links"], number})
