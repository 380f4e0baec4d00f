"""A request for leave: its chain, why its row is refused, how its approvals stand (format: leave_requests; reading 13)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oracles.people.office import EMALL, JINYANG, Office, clock
from oracles.people.roster import Roster
from oracles.tables import Row, day, first_that_applies, moment


@dataclass(frozen=True)
class Request:
    """An application with the chain that it must pass and the rule of that chain."""

    row: Row
    chain: list[str]
    rule: str
    start: datetime  # of the leave: its first scheduled shift, else 00:00 of the first day

    @property
    def person(self) -> str:
        return self.row["staff_no"]

    @property
    def first(self) -> date:
        return day(self.row["from_date"])

    @property
    def last(self) -> date:
        return day(self.row["to_date"])

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(count) for count in range((self.last - self.first).days + 1)]

    @property
    def is_part(self) -> bool:
        return bool(self.row["from_time"])

    @property
    def sick(self) -> bool:
        return self.row["type"] == "sick"

    @property
    def applied(self) -> datetime:
        return moment(self.row["applied_at"])

    @property
    def steps(self) -> list[tuple[str, str, datetime | None]]:
        named = ((self.row[f"approver{step}"], self.row[f"decision{step}"], self.row[f"decided{step}_at"]) for step in (1, 2, 3))
        return [(approver, decision, moment(at)) for approver, decision, at in named if approver]


def request_of(roster: Roster, row: Row) -> Request:
    office, scheduled = roster.office, roster.scheduled
    chain, rule = chain_of(office, row)
    role = office.role(row["staff_no"])
    chain = chain[chain.index(role) + 1 :] if role in chain else list(chain)  # a person in the chain starts after the own step
    request = Request(row, chain, rule, clock(day(row["from_date"]), row["from_time"]))
    shifts = [scheduled[request.person, on] for on in request.days if (request.person, on) in scheduled]
    return Request(row, chain, rule, shifts[0].start) if shifts and not request.is_part else request


def is_long(office: Office, row: Row) -> bool:
    """Sick and bereavement leave are exempt from the long chain."""
    calendar_days = (day(row["to_date"]) - day(row["from_date"])).days + 1
    return calendar_days >= office.policy("POL-03.6", "from_days", 10_000) and row["type"] not in {"sick", "bereavement"}


def chain_of(office: Office, row: Row) -> tuple[list[str], str]:
    if is_long(office, row):
        return office.policy("POL-03.6", "chain"), office.of(emall="ATT-22", gas="ATT-34", jinyang="ATT-44")
    other = office.policy("POL-03.5", "other_types", {"types": ()})
    if office.kind == EMALL and row["type"] == "sick" and row["from_time"]:
        return office.policy("POL-03.5", "sick_part_day"), "ATT-11"
    if row["type"] in other["types"]:
        return other["chain"], "ATT-23"
    return office.policy("POL-03.5", "chain"), office.of(emall="ATT-16", gas="ATT-34", jinyang="ATT-43")


def refusal_of(office: Office, request: Request) -> tuple[str | None, list[str]]:
    """Why the row is refused; of a whole sick day in emall approvals are not looked at."""
    row, looked_at = request.row, not (office.kind == EMALL and request.sick and not request.is_part)
    decided = [(approver, decision) for approver, decision, _ in request.steps if decision]
    by_role = zip(decided, request.chain, strict=False)
    because = {
        "unknown_staff": [office.of(emall="ATT-16", gas="ATT-34", jinyang="ATT-43")],
        "unknown_leave_type": ["ATT-25"],
        "handover_missing": ["ATT-46"],
        "self_approval": [request.rule, "ATT-01"],
        "wrong_approver": [request.rule],
    }
    reason = first_that_applies(
        ("unknown_staff", lambda: request.person not in office.staff),
        ("unknown_leave_type", lambda: row["type"] not in office.organisation["leave_types"]),
        ("handover_missing", lambda: office.kind == JINYANG and not request.sick and not row["handover_to"]),
        ("self_approval", lambda: any(approver == request.person for approver, _ in decided)),
        ("wrong_approver", lambda: looked_at and any(office.role(approver) != role for (approver, _), role in by_role)),
    )
    return reason, because.get(reason, [])


def passed(request: Request) -> tuple[str, str | None]:
    """All steps must be approved, in order, before the leave starts; the application comes before its start too."""
    steps = request.steps[: len(request.chain)]
    times = [at for _, _, at in steps if at]
    return first_that_applies(
        (("refused", "filed_after_start"), lambda: request.applied >= request.start),
        (("rejected", "rejected"), lambda: any(decision == "rejected" for _, decision, _ in request.steps)),
        (("not_effective", "approval_missing"), lambda: [step[1] for step in steps] != ["approved"] * len(request.chain)),
        (("not_effective", "approval_order"), lambda: times != sorted(times)),
        (("not_effective", "approval_late"), lambda: any(at >= request.start for at in times)),
    ) or ("granted", None)
