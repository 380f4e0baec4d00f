"""Leave as it is read: one request, why it came out so, those of a person or a month; for HR, the superiors and the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from kefu.figures import in_decimals
from kefu.service import Ask, Page, query
from kefu_attendance.leave_store import months_between, request_in
from kefu_attendance.rules import leave_decisions as rules
from kefu_attendance.service.acts import ENTRY
from kefu_attendance.service.leave import Leave, concerned
from kefu_attendance.service.leave_told import told
from kefu_messages.attendance import GetLeaveBalance, GetLeaveRequest, ListLeaveRequests, WhyLeaveRequest


class LeaveQueries(Leave):
    """What is asked about leave."""

    @query(GetLeaveRequest)
    def get_leave_request(self, ask: Ask) -> dict[str, Any]:
        """The request as of a day."""
        record, request = self.required(ask)
        self._let_read(ask, record, request.staff_no)
        return self._as_of(ask, {**record, "version": record.version}, record.key, ask.get("as_of") or ask.today)

    @query(WhyLeaveRequest)
    def why_leave_request(self, ask: Ask) -> dict[str, Any]:
        """What decides the outcome as of a day, and the chain it needs."""
        record, request = self.required(ask)
        self._let_read(ask, record, request.staff_no)
        verdict = self.judged(ask, request, as_of=ask.get("as_of") or ask.today)
        chain = rules.approval_chain(request, applicant=self.applicant(ask, request), law=ask.law)
        late = [item for item in self.leave_requests.why(record, language=ask.language) if item["name"].startswith(ENTRY)]
        return {"decisions": [*told({"leave": verdict, "chain": chain}, ask=ask)["decisions"], *late]}

    @query(ListLeaveRequests)
    def list_leave_requests(self, ask: Ask) -> Page:
        """Requests by number; without a person only those the caller may read."""
        as_of = ask.get("as_of") or ask.today
        page = self.leave_requests.page(ask, equals={"staff_no": ask.get("staff_no"), "months": ask.get("month")}, order="request_no")
        seen = self.read_by(ask, page.items, subject="leave_requests")
        return Page([self._as_of(ask, item, item["request_no"], as_of) for item in seen], page.next)

    @query(GetLeaveBalance)
    def get_leave_balance(self, ask: Ask) -> dict[str, Any]:
        """The person's granted leave of the year, planned leave included (ATT-23, ATT-25)."""
        staff_no, year = ask["staff_no"], ask.get("year") or ask.today.year
        self.known_person(ask, staff_no)
        self.check_reader(ask, staff_no)
        first, last = date(year, 1, 1), date(year, 12, 31)
        found = self.leave_requests.find(ask.organisation, staff_no=staff_no, months=list(months_between(first, last)))
        requests = [request_in(item, request_no=item.key, zone=ask.now.tzinfo) for item in {item.key: item for item in found}.values()]
        verdict = rules.leave_of_year(
            year, decided=[(request, self.judged(ask, request, as_of=ask.today).outcome) for request in requests],
            roster=self.shifts_of(ask, staff_no, first, last), calendar=ask.calendar, law=ask.law,
        )  # fmt: skip
        types = [{**asdict(item), "leave_type": item.type, "hours": in_decimals(item.hours), "left": item.left} for item in verdict.outcome]
        return {"staff_no": staff_no, "year": year, "types": types, "because": verdict.clauses}

    def _as_of(self, ask: Ask, record: Mapping[str, Any], request_no: str, as_of: date) -> dict[str, Any]:
        request = request_in(record, request_no=request_no, zone=ask.now.tzinfo)
        return self.leave_reply(ask, record, request=request, verdict=self.judged(ask, request, as_of=as_of), as_of=as_of)

    def _let_read(self, ask: Ask, record: Mapping[str, Any], staff_no: str) -> None:
        """Besides HR, superiors and the person: whoever has a step in it."""
        if ask.identity.staff_no in concerned(ask, record)[1:]:
            self.reader(ask).note([staff_no], subject=f"leave_requests/{ask['request_no']}")
            return
        self.check_reader(ask, staff_no, paper="request_no")
