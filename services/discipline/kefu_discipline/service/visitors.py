"""The visitor log, and what an unauthorised visitor proposes (DIS-69)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kefu.service import Ask, command, on, query
from kefu_discipline import rules
from kefu_discipline.rules.facts import File, Occasion
from kefu_discipline.service.acts import by_now, not_of_the_own
from kefu_discipline.service.files import Files, exists
from kefu_messages.discipline import ListVisitors, LogVisitor, VisitorLogged
from kefu_messages.errors import UnknownStaff


class Visitors(Files):
    """Who came in, with whom, and by whose leave."""

    @command(LogVisitor)
    def log_visitor(self, ask: Ask) -> Any:
        """Enter a visitor; without a leader's word the host is proposed a violation, never fined. No host tells of his own permission."""
        by_now(ask, "entered_at")
        if ask.get("authorised_by") is not None:
            not_of_the_own(ask, ask["host"], "DIS-69")
        record, host, day = self.visitors.new(ask.organisation, ask["visit_no"]), ask["host"], ask["entered_at"].date()
        if record.exists:
            raise exists("visit", ask["visit_no"])
        if not self.staff.known(ask.organisation, host):
            raise UnknownStaff(staff_no=host, because=["DIS-69"])
        by = ask.get("authorised_by")
        held = self.staff.role(ask.organisation, by, on=day)
        verdict = rules.unauthorised(host, authorised_by=by, roles=held, on=day, law=ask.law)
        named = {"visitor": ask["visitor"], "host": host, "entered_at": ask["entered_at"], "purpose": ask.get("purpose"), "day": day}
        told = VisitorLogged.of(visit_no=ask["visit_no"], host=host, day=day, unauthorised=verdict.outcome, because=["DIS-69"])
        changes = {**named, "authorised_by": by, "logged_by": ask.identity.staff_no, "unauthorised": verdict.outcome, "because": ["DIS-69"]}
        return self.visitors.save(record, ask, changes=changes, events=[told], decisions={"visitor": verdict})

    @on(VisitorLogged)
    def know_visitor(self, ask: Ask) -> None:
        """An unauthorised visitor is a possible violation of the host (DIS-69)."""
        number = ask["visit_no"]
        occasion = Occasion(number, "visitor", ask["day"], "DIS-69", number, standing=ask["unauthorised"], told=ask.sequence)

        def put(file: File) -> File | None:
            known = any((item.kind, item.key) == ("visitor", number) for item in file.occasions)
            return None if known or not occasion.standing else replace(file, occasions=(*file.occasions, occasion))

        self.hear(ask, ask["host"], put)

    @query(ListVisitors)
    def list_visitors(self, ask: Ask) -> Any:
        """The log of a day by number."""
        return self.visitors.page(ask, equals={"day": ask["day"].isoformat()}, order="visit_no")
