"""What is known of a person and of the organisation, the table of the month, and what would be under other values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from kefu.law import Law, tried
from kefu.service import Ask, query, schedule
from kefu_discipline import rules
from kefu_discipline.rules.catalogue import Version
from kefu_discipline.rules.changes import Said, changes, things
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.outcomes import Line
from kefu_discipline.service.files import law_mark
from kefu_discipline.service.fund import Fund
from kefu_discipline.service.hearing import Hearing
from kefu_discipline.service.penalties import Penalties
from kefu_discipline.service.replies import inspection_reply, judgement_reply, plain
from kefu_discipline.service.standing import lines_in
from kefu_discipline.store import file_of
from kefu_messages.discipline import (
    AppealNotAccepted,
    GetDisciplineFile,
    GetDisciplineReport,
    GetViolationStatistics,
    NoticeNotAccepted,
    ReplayPenalties,
)
from kefu_messages.errors import NotFound, UnknownReference, ValidationFailed

PARTS = ("violations", "notices", "fines", "compensation", "payroll", "proposals", "refused")
NOT_ACCEPTED = {"notice": NoticeNotAccepted.code, "appeal": AppealNotAccepted.code}


class Reports(Hearing, Penalties, Fund):
    """Read-only, but for the day's end."""

    @query(GetDisciplineFile)
    def get_discipline_file(self, ask: Ask) -> Any:
        """All of one person, as of the end of the day (DIS-63)."""
        record, file = self.open(ask, ask["staff_no"])
        self.readable(ask, file)
        if not record.exists:
            raise NotFound(kind="staff_no", key=ask["staff_no"])
        until = ask.get("as_of") or ask.today
        judgement = self.judged(ask, file)
        half, year = rules.repeated(file, judgement, until=until, law=ask.law)
        bound = rules.bound_since(file.person, law=ask.law).outcome if file.person else None
        inspected = [inspection_reply(item, file.staff_no, because=[item.item]) for item in file.inspections if item.on <= until]
        return {
            "staff_no": file.staff_no, "as_of": until, "rules_accepted_on": bound, **judgement_reply(file, judgement),
            "inspections": inspected, "violations_in_half_a_year": half, "violations_in_a_year": year, "version": record.version,
        }  # fmt: skip

    @query(GetDisciplineReport)
    def get_discipline_report(self, ask: Ask) -> Any:
        """All of those whom the caller may read, as of the end of the day; the fund's sums are everybody's."""
        reader, shown, as_closed = self.reader(ask), list[str](), self.as_closed(ask)
        until = ask.get("as_of") or ask.today
        report: dict[str, Any] = {"as_of": until, **{part: [] for part in PARTS}}
        lines: list[Line] = []
        for staff_no, told in self.known(ask):
            lines += as_closed(staff_no, lines_in(told))
            if reader.may(staff_no):
                shown.append(staff_no)
                for part in PARTS:
                    report[part] += told[part]
        report["refused"] += self._waiting(ask) if reader.sees_all else []
        reader.note(shown, subject="discipline/report")
        return {**report, "fund": self.fund_months(ask, lines)}

    def _waiting(self, ask: Ask) -> list[dict[str, Any]]:
        """Papers that still wait for what they rest on: nobody knows it, or it waits itself and is not accepted."""
        waiting = list(self.waiting.every(ask.organisation, open=True))
        papers = {record["own"] for record in waiting}
        return [
            {
                "kind": record["kind"], "key": record.key.split(":", 1)[1].rpartition(":")[0].replace(":", "/"), "line": record["line"],
                "reason": record.get("reason") or _waits_for(record["awaits"], papers=papers), "because": record["because"],
            }
            for record in waiting
        ]  # fmt: skip

    @query(GetViolationStatistics)
    def get_violation_statistics(self, ask: Ask) -> Any:
        """The month's table by item, without names (DIS-45)."""
        versions, found = self.versions(ask), []
        for staff_no, told in self.known(ask, "violations", "fines", "notices"):
            if ask["month"] in _months_of(told):
                file = file_of(self.files.require(ask.organisation, staff_no), staff_no=staff_no)
                found += rules.occurrences(file, self.judged(ask, file, versions=versions), month=ask["month"])
        table = rules.by_item(found, law=ask.law).outcome
        return {"month": ask["month"], "total": sum(item.count for item in table), "items": [plain(item) for item in table]}

    @query(ReplayPenalties)
    def replay_penalties(self, ask: Ask) -> Any:
        """Judge everybody under other values and list those of his people whose outcome differs; nothing is written."""
        until, versions, other = ask.get("as_of") or ask.today, self.versions(ask), under(ask)
        people, differing = 0, []
        for file in self.every(ask):
            people += 1
            now = things(rules.judge(file, until=until, law=ask.law, versions=versions))
            then = self._then(file, until=until, law=other, versions=versions)
            differs = [
                {"thing": f"{item.said.kind} {item.said.key}", "now": plain(item.before), "then": plain(item.after)}
                for item in changes(now, then)
            ]
            if differs:
                differing.append({"staff_no": file.staff_no, "differences": differs})
        seen = self.reader(ask).shown(differing, subject="discipline/replay", about=lambda row: [str(row["staff_no"])])
        return {"values": ask["values"], "people": people, "differing": sorted(seen, key=lambda row: row["staff_no"])}

    def _then(self, file: File, *, until: date, law: Law, versions: Sequence[Version]) -> tuple[Said, ...]:
        try:
            return things(rules.judge(file, until=until, law=law, versions=versions))
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as failure:
            raise ValidationFailed(fields={"values": f"cannot be judged by: {type(failure).__name__}"}) from None

    @schedule("daily")
    def end_of_day(self, ask: Ask) -> None:
        """Judge whoever something has become due for, or whose law has changed."""
        mark = law_mark(ask)
        for record in list(self.files.every(ask.organisation)):
            due = record.get("next_on") is not None and record["next_on"] <= ask.today.isoformat()
            if due or record.get("judged_under") != mark:
                file = file_of(record, staff_no=record.key)
                self.keep(record, ask, before=file, after=file)


def _waits_for(awaited: str, *, papers: Collection[str]) -> str:
    """Why a paper waits: what it rests on is a paper that waits as well, or none that anybody knows (DIS-19..DIS-21; doc 3 l.219-221)."""
    return NOT_ACCEPTED.get(awaited.partition("/")[0], UnknownReference.code) if awaited in papers else UnknownReference.code


def _months_of(told: Mapping[str, Any]) -> set[str]:
    """The months in which something of the file occurred or took effect."""
    return {str(item["occurred_on"])[:7] for item in told["violations"]} | {str(item["effective_on"])[:7] for item in told["fines"]}


def under(ask: Ask) -> Law:
    """The law of the caller with other values, as it is on another day, or another organisation's by the book."""
    organisation = ask.get("as_organisation") or ask.get("policy_of")
    return tried(ask.law, values=ask["values"], organisation=organisation, on=ask.get("law_on"))
