"""Reported facts: taken down, confirmed by somebody else, or ended in counselling (DIS-01..DIS-18, DIS-24..DIS-79)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from kefu.service import Ask, Record, command, query
from kefu.store import digest
from kefu_discipline import rules
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.outcomes import Judgement
from kefu_discipline.rules.papers import Violation
from kefu_discipline.service.acts import by_now, not_ahead, not_of_the_own, only_of_past_papers, past_papers, whose
from kefu_discipline.service.files import absent, exists, stored_name
from kefu_discipline.service.knowing import Knowing
from kefu_discipline.service.replies import explained, plain, refused, violation_reply
from kefu_messages.discipline import (
    CaseClosed,
    CauseCounselled,
    ConfirmViolation,
    CounselViolation,
    GetViolation,
    ReportViolation,
    WhyViolation,
)

AS_A_PAPER = 1  # the line of a paper that takes nothing from what people have ended, whatever it is dated


class Violations(Knowing):
    """From the report to the confirmed violation."""

    @command(ReportViolation)
    def report_violation(self, ask: Ask) -> Any:
        """Take down a fact; a fact refused as things stand is kept only of past papers, to be judged anew (DIS-18)."""
        not_ahead(ask, "occurred_on", "due_on", "explained_on")
        only_of_past_papers(ask, "confirmed_on", "withdrawn_on", allowed=past_papers(ask))
        report = violation_in(ask)
        if ask.row is not None:
            not_of_the_own(ask, report.staff_no, "DIS-18")
        record, before = self.open(ask, report.staff_no)
        self._free(ask, record, before, report)
        others = tuple(item for item in before.violations if item.violation_no != report.violation_no)
        held = any(item.violation_no == report.violation_no for item in before.violations)
        return self.file_row(
            record, ask, before=before, after=replace(before, violations=(*others, report)), kind="violation", key=report.violation_no,
            claims=() if held else (f"violation/{report.violation_no}",), reply=_replying(report),
        )  # fmt: skip

    def _free(self, ask: Ask, record: Record, file: File, report: Violation) -> None:
        """Refuse a number that an accepted report has; one that was refused may be reported anew."""
        holder = self.files.claimed(ask.organisation, f"violation/{report.violation_no}")
        if holder is None:
            return
        standing = self.judged(ask, file).violation(report.violation_no)
        if holder.key != record.key or standing is not None:
            raise exists("violation", report.violation_no)

    @command(ConfirmViolation)
    def confirm_violation(self, ask: Ask) -> Any:
        """Confirm a report with its sanction; neither the reporter nor the person can (DIS-18)."""
        by_now(ask, "confirmed_on")
        paper = f"violation/{ask['violation_no']}"
        with self.only_known(ask, paper, absent=absent(paper)):
            return self._confirm(ask)

    def _confirm(self, ask: Ask) -> Any:
        record, file, report = self._reported(ask)
        verdict = rules.confirmable(report, by=ask.identity.staff_no, law=ask.law)
        if report.confirmed_on is not None or report.counselled_on is not None:
            raise CaseClosed(state="confirmed" if report.confirmed_on else "counselled")
        named = ("confirmed_on", "sanction", "amount", "education_note", "reason")
        given = {name: ask.data[name] for name in named if ask.get(name) is not None}
        if "sanction" in given and given["sanction"] != "fine":
            given.setdefault("amount", None)
        confirmed = replace(verdict.outcome, confirmed_by=ask.identity.staff_no, **given)
        self._check_not_counselled(ask, file, confirmed)
        return self._replace(ask, record, file, confirmed)

    @command(CounselViolation)
    def counsel_violation(self, ask: Ask) -> Any:
        """End the case in counselling: what was to be a fine is none (DIS-17)."""
        by_now(ask, "counselled_on")
        paper = f"violation/{ask['violation_no']}"
        with self.only_known(ask, paper, absent=absent(paper)):
            return self._counsel(ask)

    def _counsel(self, ask: Ask) -> Any:
        record, file, report = self._reported(ask)
        not_of_the_own(ask, report.staff_no, "DIS-17")
        if report.counselled_on is not None or any(notice.violation_no == report.violation_no for notice in file.notices):
            raise CaseClosed(state="counselled" if report.counselled_on else "notice")
        counselled = replace(report, counselled_on=ask["counselled_on"], education_note=ask["note"])
        return self._replace(ask, record, file, counselled)

    def _check_not_counselled(self, ask: Ask, file: File, report: Violation) -> None:
        """What has ended in counselling is confirmed by no further report of it, be it on the same day (DIS-17, DIS-18)."""
        others = tuple(item for item in file.violations if item.violation_no != report.violation_no)
        as_a_paper = replace(file, violations=(*others, replace(report, line=AS_A_PAPER)))
        for turned_down in self.judged(ask, as_a_paper).refused:
            if turned_down.key == report.violation_no and isinstance(turned_down.error, CauseCounselled):
                raise turned_down.error

    def _reported(self, ask: Ask) -> tuple[Record, File, Violation]:
        record, file = self.holder(ask, f"violation/{ask['violation_no']}")
        return record, file, next(item for item in file.violations if item.violation_no == ask["violation_no"])

    def _replace(self, ask: Ask, record: Record, before: File, report: Violation) -> Any:
        others = tuple(item for item in before.violations if item.violation_no != report.violation_no)
        after = replace(before, violations=(*others, replace(report, line=0)))
        return self.file_row(record, ask, before=before, after=after, kind="violation", key=report.violation_no, reply=_replying(report))

    @query(GetViolation)
    def get_violation(self, ask: Ask) -> Any:
        """The violation as it is judged at the end of the day."""
        record, file, report = self._reported(ask)
        self.readable(ask, file, paper=f"violation/{ask['violation_no']}")
        return violation_reply(report, self.judged(ask, file), version=record.version)

    @query(WhyViolation)
    def why_violation(self, ask: Ask) -> Any:
        """What decided it, or what refuses it."""
        record, file, _ = self._reported(ask)
        self.readable(ask, file, paper=f"violation/{ask['violation_no']}")
        return self.why(ask, record, file, f"violation {ask['violation_no']}", kind="violation", key=ask["violation_no"])

    def why(self, ask: Ask, record: Record, file: File, name: str, *, kind: str, key: str) -> dict[str, Any]:
        """The decision of a name as it was stored and as it is taken as of the day, or the refusal."""
        judgement = self.judged(ask, file)
        known, about = self.files.why(record, language=ask.language), stored_name(name)
        stored = [item for item in known if item["name"] == about or item["name"].startswith(f"entry {about} ")]
        live = judgement.decisions.get(name)
        if live is not None:
            told = explained(name, live, language=ask.language, law=ask.law.book.version)
            return {"decisions": [*(item for item in stored if item["name"] != about or _differs(item, told)), told]}
        found = judgement.refusal(kind, key)
        clauses, because = ask.law.book.clauses, found.because if found else ()
        reason = found.error.code if found else "not_founded"
        return {"decisions": [*stored, refused(name, reason, because, clauses=clauses, language=ask.language)]}


def _differs(stored: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether the decision that was stored came to something else than the one taken now, so that it is worth telling too."""
    return digest(plain(stored["outcome"])) != digest(plain(told["outcome"]))


def violation_in(ask: Ask) -> Violation:
    """The report as it is given; who reports is the caller, unless past papers say it."""
    names = {item.name for item in fields(Violation)}
    given = {name: value for name, value in ask.data.items() if name in names and value is not None}
    return Violation(**{**given, "reported_by": whose(ask, "reported_by", allowed=past_papers(ask)), "line": ask.line})


def _replying(report: Violation) -> Any:
    def reply(judgement: Judgement) -> dict[str, Any]:
        return violation_reply(report, judgement)

    return reply
