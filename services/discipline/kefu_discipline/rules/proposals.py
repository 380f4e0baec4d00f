"""What the facts propose and a human decides: drafts, warnings, demotion, dismissal, termination (DIS-16, 25, 28, 31, 32, 41, 52)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kefu.calendar import add_months
from kefu.law import Decision, Law
from kefu_discipline.rules.approvals import approvable, settling
from kefu_discipline.rules.attitude import attitude_complaints, first_ones
from kefu_discipline.rules.cases import Case
from kefu_discipline.rules.facts import Complaint, File, Occasion, Verdict
from kefu_discipline.rules.fines import known_too_late
from kefu_discipline.rules.outcomes import Penalised, Proposed, Served
from kefu_discipline.rules.settings import count, decided, setting
from kefu_messages.discipline import CaseClosed, DecidedBeforeProposal, SanctionNotOffered
from kefu_messages.errors import SelfApproval, UnknownReference

CHOICES = {
    "violation": ("taken_up", "counselling", "declined"),
    "private_swap": ("taken_up", "counselling", "declined"),
    "written_warning": ("warning", "declined"),
    "warning_or_fine_proposal": ("warning", "fine", "declined"),
    "termination_right": ("termination", "self_criticism", "declined"),
    "termination_proposal": ("termination", "declined"),
    "demotion_or_dismissal_proposal": ("demotion", "dismissal", "declined"),
    "dismissal_proposal": ("dismissal", "declined"),
    "final_warning_or_dismissal_proposal": ("final_warning", "dismissal", "declined"),
}
DRAFTS = frozenset({"violation", "private_swap"})
SET_BY = {"session_missed": "missed_session_code", "complaint_attitude": "attitude_complaint_code"}


def proposals(
    file: File, *, accepted: Mapping[str, Penalised], cases: Mapping[str, Case], notices: Sequence[Served], law: Law
) -> tuple[Proposed, ...]:
    """All that the facts of the file propose, with what humans have decided of it."""
    found = [
        *missed_meetings(file, law=law), *unreachable(file, law=law), *warned(file, accepted=accepted), *attitude(file, law=law),
        *complained(file, law=law), *refusals(cases.values(), verdicts=file.verdicts), *dismissals(notices),
        *occasions(file.occasions, law=law), *drafts(file, law=law), *first_after_all(file, law=law), *inspected(file),
    ]  # fmt: skip
    taken = {report.draft_no for report in file.violations if report.draft_no}
    ordered = sorted({item.proposal_no: item for item in found}.values(), key=lambda item: (item.on, item.proposal_no))
    return tuple(_with_decision(item, file.verdicts, taken=item.proposal_no in taken, law=law) for item in ordered)


def _with_decision(item: Proposed, verdicts: Sequence[Verdict], *, taken: bool, law: Law) -> Proposed:
    last = settling(item, verdicts, law=law)
    if last is not None:
        return replace(item, decision=last.decision, decided_on=last.decided_on)
    approved = [verdict.decided_by for verdict in verdicts if verdict.proposal_no == item.proposal_no]
    if approved:
        return replace(item, approved_by=tuple(sorted(approved)))
    return replace(item, decision="taken_up") if taken else item


def decide_proposal(
    verdict: Verdict, *, proposed: Sequence[Proposed], staff_no: str, law: Law, before: Sequence[Verdict] = ()
) -> Decision[Verdict]:
    """A human decides among the choices, never about oneself, and once (DIS-31, DIS-32, DIS-41, DIS-52; doc 4 l.340, doc 3 l.223).

    A dismissal that needs several people is approved by each once (DIS-16): until then the proposal is open.
    """
    item = next((each for each in proposed if each.proposal_no == verdict.proposal_no), None)
    because = list(item.because) if item else ["DIS-18"]
    if verdict.decided_by == staff_no:
        raise SelfApproval(staff_no=staff_no, because=because)
    if item is None:
        raise UnknownReference(kind="proposal", key=verdict.proposal_no, because=because)
    if item.decision is not None:
        raise CaseClosed(state=item.decision)
    if verdict.decided_on < item.on:
        raise DecidedBeforeProposal(decided_on=verdict.decided_on.isoformat(), proposed_on=item.on.isoformat(), because=because)
    if verdict.decision not in item.choices:
        code = item.code or item.because[0]
        raise SanctionNotOffered(violation_code=code, sanction=verdict.decision, offered=", ".join(item.choices), because=because)
    needed = approvable(item, verdict, before=[each for each in before if each.proposal_no == item.proposal_no], law=law)
    facts = {"decided_by": verdict.decided_by, "reason": verdict.reason, "choices": item.choices, "approved_by": item.approved_by}
    return decided(verdict, because, *needed, law=law, **facts)


def proposal(kind: str, day: date, source: str, because: Iterable[str], **more: object) -> Proposed:
    """A proposal of a kind, with its choices."""
    return replace(Proposed(f"{kind}:{source}", kind, day, tuple(because), source=source, choices=CHOICES[kind]), **more)  # type: ignore[arg-type]


def missed_meetings(file: File, *, law: Law) -> Iterator[Proposed]:
    """Absence from a meeting, training or activity brings a written warning besides the fine (DIS-25; doc 4 l.246)."""
    for session in file.sessions:
        if session.attendance == "missed" and setting(law, "missed_meeting_warning", on=session.date).value:
            yield proposal("written_warning", session.date, f"{session.event_no}/{file.staff_no}", ("DIS-25",), code="DIS-25")


def unreachable(file: File, *, law: Law) -> Iterator[Proposed]:
    """The unreachable event of a month that makes it frequent proposes a warning or a fine (DIS-28; doc 4 l.244)."""
    by_month: dict[tuple[int, int], list[tuple[date, str]]] = {}
    for call in file.calls:
        if call.unreachable:
            by_month.setdefault((call.on.year, call.on.month), []).append((call.on, call.attempt_no))
    for events in by_month.values():
        needed = count(setting(law, "frequent_unreachable_at", on=events[0][0]))
        if needed and len(events) >= needed:
            day, source = sorted(events)[needed - 1]
            yield proposal("warning_or_fine_proposal", day, source, ("DIS-28",), code="DIS-28")


def warned(file: File, *, accepted: Mapping[str, Penalised]) -> Iterator[Proposed]:
    """A confirmed warning for being unreachable is written (DIS-28; doc 4 l.244)."""
    for report in file.violations:
        found = accepted.get(report.violation_no)
        if found is not None and found.code == "DIS-28" and found.sanction == "warning" and report.confirmed_on is not None:
            yield proposal("written_warning", report.confirmed_on, report.violation_no, ("DIS-28",), code="DIS-28")


def attitude(file: File, *, law: Law) -> Iterator[Proposed]:
    """Every further confirmed complaint about attitude proposes termination instead of a fine (DIS-31; doc 4 l.340)."""
    for complaint in attitude_complaints(file)[1:]:
        day = complaint.confirmed_on
        if day is not None and (kind := setting(law, "attitude_repeat", on=day).value) in CHOICES:
            yield proposal(kind, day, complaint.complaint_no, ("DIS-31",))


def first_after_all(file: File, *, law: Law) -> Iterator[Proposed]:
    """A complaint about attitude that turns out to be the first once its month is closed is put before a human (DIS-30; doc 4 l.340)."""
    taken = {report.complaint_no for report in file.violations if report.code == "DIS-30"}
    for spell, known_on in first_ones(file):
        by_rule = "DIS-30" in setting(law, "fines_by_rule", on=known_on).value
        if by_rule and spell.until is None and known_too_late(spell, known_on, law=law):
            decision = "taken_up" if spell.complaint_no in taken else None
            item = proposal("violation", known_on, spell.complaint_no, ("DIS-30",), code="DIS-30", decision=decision)
            yield replace(item, proposal_no=f"violation:complaint/{spell.complaint_no}/DIS-30")


def complained(file: File, *, law: Law) -> Iterator[Proposed]:
    """Three confirmed complaints within half a year propose demotion or dismissal (DIS-32; doc 4 l.340)."""
    confirmed = [item for item in file.complaints if item.confirmed_on is not None]
    for complaint in sorted(confirmed, key=lambda item: (item.confirmed_on, item.complaint_no)):
        day = complaint.confirmed_on or date.max
        at, counted = count(setting(law, "complaints_at", on=day)), setting(law, "complaints_counted", on=day).value
        if not at or not _counts(complaint, counted):
            continue
        so_far = counted_complaints(file, which=counted, until=Proposed("", "", day, (), source=complaint.complaint_no))
        most = len(best_window(complaint, among=so_far, months=count(setting(law, "complaints_months", on=day))))
        if most >= at:
            because = ("DIS-32", "CMP-50")
            yield proposal("demotion_or_dismissal_proposal", day, complaint.complaint_no, because, complaints_in_window=most)


def counted_complaints(file: File, *, which: str, until: Proposed) -> list[Complaint]:
    """The confirmed complaints that count up to the one that a proposal rests on, in the order of their confirmation (DIS-32)."""
    last = (until.on, until.source or "")
    found = [item for item in file.complaints if item.confirmed_on is not None and _counts(item, which)]
    return sorted((item for item in found if _confirmed(item) <= last), key=_confirmed)


def _confirmed(complaint: Complaint) -> tuple[date, str]:
    return complaint.confirmed_on or date.max, complaint.complaint_no


def best_window(complaint: Complaint, *, among: Sequence[Complaint], months: int) -> list[Complaint]:
    """The most complaints received within so many months that the complaint belongs to; the last day counts (DIS-32, CMP-50)."""
    received = sorted(among, key=lambda item: (item.received_on, item.complaint_no))
    mine = complaint.received_on
    starts = [item.received_on for item in received if item.received_on <= mine <= add_months(item.received_on, months)]
    windows = [[item for item in received if start <= item.received_on <= add_months(start, months)] for start in starts]
    return max(windows, key=len, default=[])


def _counts(complaint: Complaint, counted: str) -> bool:
    return counted == "all" or complaint.cause != "attitude"


def refusals(cases: Iterable[Case], *, verdicts: Sequence[Verdict]) -> Iterator[Proposed]:
    """Sufficient evidence, refusal and bad attitude propose a final warning or dismissal without compensation (DIS-41; doc 3 l.223).

    It is for whoever keeps refusing (拒不簽認): what nobody has decided lapses with the signature, early or late.
    """
    decided_ones = {verdict.proposal_no for verdict in verdicts}
    for case in cases:
        notice = case.notice
        if notice.refused_on is None or not (notice.evidence_sufficient and notice.bad_attitude):
            continue
        item = proposal("final_warning_or_dismissal_proposal", notice.refused_on, notice.notice_no, ("DIS-41",), compensation=0)
        if notice.signed_on is None or item.proposal_no in decided_ones:
            yield item


def dismissals(notices: Iterable[Served]) -> Iterator[Proposed]:
    """An effective notice of a serious case without test proposes dismissal; revoked, it proposes nothing (DIS-16; doc 3 l.216)."""
    for notice in notices:
        effective = [entry.date for entry in notice.history if entry.state == "effective"]
        if notice.code == "DIS-16" and effective and notice.state != "revoked":
            yield proposal("dismissal_proposal", effective[0], notice.notice_no, ("DIS-16",), code="DIS-16")


def occasions(found: Iterable[Occasion], *, law: Law) -> Iterator[Proposed]:
    """What other services have found: a termination right, a private swap, an absence, a breach, a wrong entry (DIS-52, 79, 66, 53, 14)."""
    for occasion in found:
        if not occasion.standing:
            continue
        if occasion.kind == "termination_right":
            because = tuple(dict.fromkeys([*occasion.because, "DIS-52"]))
            yield proposal("termination_right", occasion.on, occasion.source or occasion.key, because, basis=occasion.basis)
            continue
        code = occasion.code or setting(law, "proposals_from", on=occasion.on).value.get(occasion.kind)
        if code is not None:
            kind = occasion.kind if occasion.kind in DRAFTS else "violation"
            because = tuple(dict.fromkeys([*occasion.because, code]))
            item = proposal(kind, occasion.on, occasion.source or occasion.key, because, code=code)
            yield replace(item, proposal_no=f"{kind}:{occasion.kind}/{occasion.key}/{code}")


def drafts(file: File, *, law: Law) -> Iterator[Proposed]:
    """What a complaint or a missed session proposes where no fine follows by rule (DIS-01, 02, 11, 62; doc 3 l.216)."""
    for complaint in file.complaints:
        if complaint.confirmed_on is not None and complaint.own_fault:
            source = complaint.complaint_no
            taken = {report.code for report in file.violations if report.complaint_no == source}
            yield from _draft(f"complaint_{complaint.cause}", complaint.confirmed_on, f"complaint/{source}", source, taken=taken, law=law)
    for session in file.sessions:
        if session.attendance == "missed":
            source = f"{session.event_no}/{file.staff_no}"
            taken = {report.code for report in file.violations if report.event_no == session.event_no}
            yield from _draft("session_missed", session.date, f"session/{source}", source, taken=taken, law=law)


def inspected(file: File) -> Iterator[Proposed]:
    """What an inspection found and the checklist links to an item of the catalogue (DIS-67, DIS-68, DIS-69, DIS-77, DIS-78, DIS-62)."""
    for item in file.inspections:
        for code in item.leads:
            found = proposal("violation", item.on, item.inspection_no, (item.item, code), code=code)
            yield replace(found, proposal_no=f"violation:inspection/{item.inspection_no}/{code}")


def _draft(kind: str, day: date, place: str, source: str, *, taken: set[str], law: Law) -> Iterator[Proposed]:
    name = SET_BY.get(kind)
    named = setting(law, name, on=day).value if name else None
    code = named if named not in {None, "none"} else setting(law, "proposals_from", on=day).value.get(kind)
    if code is not None and code not in setting(law, "fines_by_rule", on=day).value:
        item = proposal("violation", day, source, (code,), code=code, decision="taken_up" if code in taken else None)
        yield replace(item, proposal_no=f"violation:{place}/{code}")
