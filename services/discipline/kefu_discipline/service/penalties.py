"""Fines by rule: the facts that discipline keeps itself, withdrawals, and the fund (DIS-26, DIS-27, DIS-38..DIS-40)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kefu.calendar import month_of, months_after
from kefu.service import Ask, Record, command, on, query, schedule
from kefu_discipline import rules
from kefu_discipline.rules.facts import Check, File, Implementation, Withdrawal
from kefu_discipline.rules.outcomes import Fined
from kefu_discipline.service.acts import by_now, not_ahead, not_of_the_own, only_of_past_papers, past_papers
from kefu_discipline.service.files import exists, heard
from kefu_discipline.service.notices import given
from kefu_discipline.service.violations import Violations
from kefu_discipline.store import file_of
from kefu_messages.attendance import GetLastToLeave
from kefu_messages.discipline import (
    CaseClosed,
    ConfirmedBeforeFact,
    ConfirmEveningCheck,
    EveningCheckChanged,
    EveningCheckPlaced,
    GetEveningCheck,
    RecordEveningCheck,
    RecordImplementation,
    ReturnImplementationSheet,
    WhyPenalty,
    WithdrawnBeforeEffect,
    WithdrawPenalty,
)
from kefu_messages.discipline.shared import CASE_WORKERS
from kefu_messages.errors import NotFound, UnknownReference

KEPT = ("date", "left_on", "confirmed_on", "loss_amount")


class Penalties(Violations):
    """What follows by rule, and what a human withdraws of it."""

    @command(RecordImplementation)
    def record_implementation(self, ask: Ask) -> Any:
        """Note an implementation; its sheet is due in three days (DIS-38)."""
        by_now(ask, "ended_on", "sheet_returned_on")
        not_of_the_own(ask, ask["staff_no"], "DIS-38")
        number = f"implementation/{ask['project_no']}"
        record, before = self.open(ask, ask["staff_no"])
        if self.files.claimed(ask.organisation, number) is not None:
            raise exists("implementation", ask["project_no"])
        after = replace(before, implementations=(*before.implementations, given(ask, Implementation)))
        return self.file_row(
            record, ask, before=before, after=after, kind="implementation", key=ask["project_no"], claims=(number,),
            reply=lambda _: noted(ask["project_no"], after, "recorded", ["DIS-38"]),
        )  # fmt: skip

    @command(ReturnImplementationSheet)
    def return_implementation_sheet(self, ask: Ask) -> Any:
        """Note that the sheet is back; in time, no fine ever was (DIS-38)."""
        by_now(ask, "sheet_returned_on")
        record, before = self.holder(ask, f"implementation/{ask['project_no']}")
        project = next(item for item in before.implementations if item.project_no == ask["project_no"])
        not_of_the_own(ask, before.staff_no, "DIS-38")
        if project.sheet_returned_on is not None:
            raise CaseClosed(state="returned")
        others = tuple(item for item in before.implementations if item is not project)
        after = replace(before, implementations=(*others, replace(project, sheet_returned_on=ask["sheet_returned_on"])))
        reply = noted(project.project_no, after, "returned", ["DIS-38"])
        number = project.project_no
        return self.file_row(record, ask, before=before, after=after, kind="implementation", key=number, reply=lambda _: reply)

    @command(RecordEveningCheck)
    def record_evening_check(self, ask: Ask) -> Any:
        """Take down an evening check; who left last is asked of attendance (DIS-26, DIS-27)."""
        not_ahead(ask, "date", "checked_at")
        only_of_past_papers(ask, "confirmed_on", allowed=past_papers(ask))
        _after_the_evening(ask["date"], ask.get("confirmed_on"))
        record = self.checks.new(ask.organisation, ask["check_no"])
        if record.exists:
            raise exists("evening check", ask["check_no"])
        named = {name: ask.get(name) for name in (*KEPT, "checked_at", "checked_by")}
        named |= {"staff_no": None, "month": month_of(ask["date"]), "entered_by": ask.identity.staff_no}
        named |= {"confirmed_by": ask.identity.staff_no} if ask.get("confirmed_on") else {}
        return self.checks.save(record, ask, changes=named, events=[EveningCheckChanged.of(check_no=ask["check_no"], because=["DIS-26"])])

    @command(ConfirmEveningCheck)
    def confirm_evening_check(self, ask: Ask) -> Any:
        """Confirm what was found; only then the last to leave answers for it (DIS-26)."""
        late = by_now(ask, "confirmed_on")
        record = self.checks.require(ask.organisation, ask["check_no"])
        _after_the_evening(record["date"], ask["confirmed_on"])
        by = ask.identity.staff_no
        if (record.get("confirmed_on") is not None and not _by_himself(record)) or not record.get("left_on"):
            raise CaseClosed(state="confirmed" if record.get("left_on") else "all off")
        not_of_the_own(ask, record.get("staff_no") or "", "DIS-26")
        for reporter in (record.get("entered_by"), record.get("checked_by")):
            rules.confirmed_apart(by, reporter=reporter, on=record["date"], law=ask.law)
        loss = ask.get("loss_amount") if ask.get("loss_amount") is not None else record.get("loss_amount")
        changed = {"confirmed_on": ask["confirmed_on"], "confirmed_by": by, "loss_amount": loss}
        event = EveningCheckChanged.of(check_no=record.key, because=["DIS-26"])
        return self.checks.save(record, ask, changes=changed, events=[event], decisions={"entry": late} if late else {})

    @query(GetEveningCheck)
    def get_evening_check(self, ask: Ask) -> Any:
        """One evening check, for those who may read the file of who answers for it, and whoever made it."""
        record, reader = self.checks.require(ask.organisation, ask["check_no"]), self.reader(ask)
        made_it = record.get("checked_by") == ask.identity.staff_no or (not record.get("staff_no") and ask.identity.roles & CASE_WORKERS)
        people = (record.get("staff_no"), *([ask.identity.staff_no] if made_it else ()))
        reader.look(*people, subject=f"evening_checks/{record.key}", refusal=NotFound(kind="check_no", key=record.key))
        return self.checks.public(record)

    @on(EveningCheckChanged)
    def place_check(self, ask: Ask) -> None:
        """Ask attendance who left last, and say who answers for the check."""
        self.place_evening(ask, self.checks.require(ask.organisation, ask["check_no"]), anew=True)

    @schedule("daily")
    def place_checks(self, ask: Ask) -> None:
        """Punches may have come in since: ask again who left last on the evenings of this month and the two before."""
        months = [months_after(month_of(ask.today), back) for back in (0, -1, -2)]
        for record in list(self.checks.find(ask.organisation, month=months)):
            if record.get("left_on") and record["date"] <= ask.today:
                self.place_evening(ask, record, anew=False)

    def place_evening(self, ask: Ask, record: Record, *, anew: bool) -> None:
        """Ask who left last on the evening, and say it when it has changed or the check itself has."""
        found = self.others(GetLastToLeave, ask, date=record["date"])["staff_no"] if record.get("left_on") else None
        before = record.get("staff_no")
        if found == before and not anew:
            return
        told = {"check_no": record.key, "staff_no": found, "before": before, **{name: record.get(name) for name in KEPT}}
        if _by_himself(record, found):
            told["confirmed_on"] = None
        event = EveningCheckPlaced.of(**told, because=["DIS-26"])
        self.checks.save(record, ask, changes={"staff_no": found}, events=[event])

    @on(EveningCheckPlaced)
    def know_check(self, ask: Ask) -> None:
        """The check is in the file of who answers for it, and in no other (DIS-26, DIS-27)."""
        number = ask["check_no"]
        named = (number, ask["date"], ask.get("left_on") or "", ask.get("confirmed_on"), ask.get("loss_amount"))
        check = Check(*named, told=ask.sequence)
        if ask.get("staff_no"):
            self.hear(ask, ask["staff_no"], lambda file: heard(file, "checks", check, key="check_no"))
        for record in self.files.find(ask.organisation, tells_of=f"check/{number}"):
            if record.key != ask.get("staff_no"):
                before = file_of(record, staff_no=record.key)
                moved = heard(before, "checks", replace(check, confirmed_on=None, left_on=""), key="check_no")
                if moved is not None:
                    self.keep(record, ask, before=before, after=moved)

    @command(WithdrawPenalty)
    def withdraw_penalty(self, ask: Ask) -> Any:
        """Withdraw a fine by hand: never one's own, with a reason (DIS-39, DIS-40, DIS-47)."""
        by_now(ask, "withdrawn_on")
        staff_no, by = ask["staff_no"], ask.identity.staff_no
        not_of_the_own(ask, staff_no, "DIS-39")
        record, before = self.open(ask, staff_no)
        fine = self._fine(ask, before)
        if fine.state != "deducted":
            raise CaseClosed(state=fine.state)
        if ask["withdrawn_on"] < fine.effective_on:
            days = {"withdrawn_on": ask["withdrawn_on"].isoformat(), "effective_on": fine.effective_on.isoformat()}
            raise WithdrawnBeforeEffect(because=["DIS-39"], **days)
        number = f"{fine.file}/{fine.source}"
        withdrawal = Withdrawal(number, ask["withdrawn_on"], by, ask["reason"])
        after = replace(before, withdrawals=(*before.withdrawals, withdrawal))
        return self.keep(record, ask, before=before, after=after, reply=noted(number, after, "withdrawn", ["DIS-39", "DIS-40"]))

    def _fine(self, ask: Ask, file: File) -> Fined:
        wanted = ask["penalty_no"]
        found = [fine for fine in self.judged(ask, file).fines if wanted in {fine.source, f"{fine.file}/{fine.source}"}]
        if not found:
            raise UnknownReference(kind="penalty", key=wanted, because=["DIS-39"])
        return found[0]

    @query(WhyPenalty)
    def why_penalty(self, ask: Ask) -> Any:
        """Why the fine, in which month, and why it ended."""
        record, file = self.open(ask, ask["staff_no"])
        self.readable(ask, file)
        fine = self._fine(ask, file)
        return self.why(ask, record, file, f"fine {fine.file}/{fine.source}", kind="fine", key=fine.source)


def _by_himself(record: Record, staff_no: str | None = None) -> bool:
    """Whether whoever confirmed the check turns out to be the one who left last: somebody else has to confirm it then (DIS-26)."""
    last = staff_no or record.get("staff_no")
    return last is not None and record.get("confirmed_by") == last


def _after_the_evening(evening: date, confirmed_on: date | None) -> None:
    if confirmed_on is not None and confirmed_on < evening:
        raise ConfirmedBeforeFact(confirmed_on=confirmed_on.isoformat(), occurred_on=evening.isoformat(), because=["DIS-26"])


def noted(number: str, file: File, state: str, because: list[str]) -> dict[str, Any]:
    """The reply of a fact that was taken down."""
    return {"number": number, "staff_no": file.staff_no, "state": state, "because": because}
