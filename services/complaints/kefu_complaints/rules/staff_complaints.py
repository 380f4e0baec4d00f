"""Complaints about a person: what may be filed, what an investigation means, how many count (CMP-24, 50, 58; doc 2 l.137, doc 4 l.340)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.calendar import add_months, month_of
from kefu.law import Decision, Law, decide
from kefu_messages.complaints.shared import DatesOutOfOrder
from kefu_messages.complaints.staff_complaints import NotYourComplaint
from kefu_messages.errors import ChannelNotAllowed, SelfApproval, UnknownCode, UnknownStaff, ValidationFailed

ATTITUDE = "attitude"


@dataclass(frozen=True)
class Filing:
    """A complaint as it is filed, with its investigation where there is one."""

    received_on: date
    staff_no: str | None
    cause: str | None
    channel: str | None = None
    investigated_on: date | None = None
    investigated_by: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Confirmed:
    """A confirmed complaint, as it counts."""

    complaint_no: str
    cause: str
    received_on: date


@dataclass(frozen=True)
class Window:
    """The confirmed complaints of a period: all, and those of the causes that add up."""

    since: date
    confirmed: tuple[str, ...]
    counted: tuple[str, ...]
    threshold: int
    reached: bool


@dataclass(frozen=True)
class Investigated:
    """Whom an investigation has confirmed a complaint about, and when."""

    staff_no: str
    investigated_on: date


def complaint_filed(filing: Filing, *, staff_known: bool, investigator_known: bool, law: Law) -> Decision[Filing]:
    """A complaint names a person of the register and a cause, as far as they are known (CMP-24, CMP-58; doc 2 l.137, doc 3 l.216).

    Raises ``unknown_staff``, ``unknown_code``, ``channel_not_allowed``, ``self_approval``, ``moments_out_of_order``.
    """
    clause = law.clause("CMP-24")
    if filing.staff_no is not None and not staff_known:
        raise UnknownStaff(staff_no=filing.staff_no, because=[clause.id])
    causes = () if filing.cause is None else known_cause(filing.cause, on=filing.received_on, law=law).because
    if filing.channel is not None:
        channel_known(filing.channel, on=filing.received_on, law=law)
    if filing.outcome is not None:
        _investigation(filing, investigator_known=investigator_known)
    return decide(filing, clause, *causes, staff_no=filing.staff_no, received_on=filing.received_on, cause=filing.cause)


def known_cause(cause: str, *, on: date, law: Law) -> Decision[str]:
    """One of the organisation's causes of complaints (CMP-24, CMP-56, CMP-58); raises ``unknown_code``."""
    causes = law.value("complaint_causes", on=on)
    if cause not in causes.value:
        raise UnknownCode(value=cause, because=["CMP-24"])
    return decide(cause, causes, cause=cause)


def channel_known(channel: str, *, on: date, law: Law) -> Decision[str]:
    """Feedback is recorded with one of the channels (CMP-32; doc 4 l.266); raises ``channel_not_allowed``."""
    channels = law.value("feedback_channels", on=on)
    if channel not in channels.value:
        raise ChannelNotAllowed(channel=channel, because=["CMP-32"])
    return decide(channel, law.clause("CMP-32"), channels, channel=channel)


def investigated(
    *, staff_no: str | None, received_on: date, outcome: str, cause: str, investigated_on: date, investigated_by: str | None, law: Law
) -> Decision[bool]:
    """Whether a complaint is a matter for discipline: confirmed, and by a person's own fault (CMP-24, CMP-58; doc 2 l.137, doc 3 l.216).

    Nobody investigates a complaint about himself. Raises ``self_approval``, ``moments_out_of_order``.
    """
    _investigation(Filing(received_on, staff_no, cause, None, investigated_on, investigated_by, outcome), investigator_known=True)
    own = law.value("own_fault_causes", on=received_on)
    clause = law.clause("CMP-58" if cause == "delay_by_employee" else "CMP-24")
    own_fault = staff_no is not None and outcome == "confirmed" and cause in own.value
    return decide(own_fault, clause, own, found=outcome, cause=cause, investigated_on=investigated_on)


def complaint_window(complaints: Sequence[Confirmed], *, as_of: date, law: Law) -> Decision[Window]:
    """The confirmed complaints received in the rolling half-year up to a day, and whether they are too many (CMP-50; doc 4 l.340).

    A complaint still counts on the day that lies exactly so many months after its receipt.
    """
    at, months = law.value("complaints_at", on=as_of), law.value("complaints_months", on=as_of)
    which = law.value("complaints_counted", on=as_of)
    ordered = sorted(complaints, key=lambda one: (one.received_on, one.complaint_no))
    inside = [one for one in ordered if one.received_on <= as_of <= add_months(one.received_on, int(months.value))]
    counted = [one for one in inside if which.value == "all" or one.cause != ATTITUDE]
    since = inside[0].received_on if inside else add_months(as_of, -int(months.value))
    window = Window(
        since, tuple(one.complaint_no for one in inside), tuple(one.complaint_no for one in counted), int(at.value),
        0 < int(at.value) <= len(counted),
    )  # fmt: skip
    return decide(window, law.clause("CMP-50"), at, months, which, as_of=as_of)


def confirmed_figures(complaints: Sequence[Investigated], *, law: Law, on: date) -> Decision[dict[str, dict[str, int]]]:
    """Per person and month of investigation, how many complaints were confirmed (CUS-31, CMP-24, CMP-50)."""
    rule = law.value("confirmed_complaints_rule", on=on)
    counts = Counter((one.staff_no, month_of(one.investigated_on)) for one in complaints)
    figures: dict[str, dict[str, int]] = {}
    for (staff_no, month), count in sorted(counts.items()):
        figures.setdefault(staff_no, {})[month] = count
    return decide(figures, law.clause(str(rule.value)), complaints=len(complaints))


def may_read_complaint(
    reader: str, *, roles: frozenset[str], staff_no: str | None, above: tuple[str, ...] = (), law: Law
) -> Decision[bool]:  # fmt: skip
    """A complaint about a person is read by HR, everybody above and the person (CMP-24); raises ``complaint_of_others``."""
    if roles & {"hr", "admin_hr", "service"} or reader in {staff_no, *above}:
        return decide(True, law.clause("CMP-24"), staff_no=staff_no)
    raise NotYourComplaint


def _investigation(filing: Filing, *, investigator_known: bool) -> None:
    if filing.investigated_on is None:
        raise ValidationFailed(fields={"investigated_on": "Missing: an investigation has a day."})
    if filing.staff_no is not None and filing.investigated_by == filing.staff_no:
        raise SelfApproval(staff_no=filing.staff_no, because=["CMP-24"])
    if not investigator_known:
        raise UnknownStaff(staff_no=filing.investigated_by, because=["CMP-24"])
    if filing.investigated_on is not None and filing.investigated_on < filing.received_on:
        raise DatesOutOfOrder(earlier="received_on", later="investigated_on", because=["CMP-24"])
