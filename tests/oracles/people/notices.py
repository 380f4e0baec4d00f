"""Penalty notices with their witnesses, appeals and answers, in gas_penalty (readings 20 to 22)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from oracles.people.office import Office, plain
from oracles.people.violations import Facts, amount_in_range
from oracles.tables import Row, day, first_that_applies, number


@dataclass
class Notice:
    """An accepted notice with what was accepted on it."""

    row: Row
    violation: Row
    witnesses: list[Row] = field(default_factory=list)
    appeal: Row | None = None
    answer: Row | None = None


@dataclass
class Notices:
    facts: Facts
    accepted: dict[str, Notice] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        return self.facts.office

    def of_appeal(self, appeal_no: str) -> Notice | None:
        return next((each for each in self.accepted.values() if each.appeal and each.appeal["appeal_no"] == appeal_no), None)


def notices(facts: Facts) -> Notices:
    """Witnesses, appeals and answers count in the order of their day."""
    found, files = Notices(facts), facts.office.files
    for row in files["penalty_notices"]:
        _notice(found, row)
    for row in _by_day(files["notice_witnesses"], "signed_on"):
        _witness(found, row)
    for row in _by_day(files["appeals"], "filed_on"):
        _appeal(found, row)
    for row in _by_day(files["appeal_answers"], "answered_on"):
        _answer(found, row)
    return found


def _by_day(found: Iterable[Row], column: str) -> list[Row]:
    return sorted(found, key=lambda row: (row[column], row.line))


def _notice(found: Notices, row: Row) -> None:
    known, because = {each["violation_no"] for each in found.office.files["violations"]}, {"unknown_reference": ["DIS-19"]}
    violation = found.facts.violations.get(row["violation_no"])
    reason = first_that_applies(
        ("unknown_reference", lambda: row["violation_no"] not in known),
        ("violation_not_accepted", lambda: violation is None),
        ("self_approval", lambda: row["issued_by"] == violation["staff_no"]),
    )
    because |= {"violation_not_accepted": ["DIS-18", "DIS-19"], "self_approval": ["DIS-22"]}
    if reason:
        found.office.refuse("penalty_notices", row, reason, *because[reason])
    else:
        found.accepted[row["notice_no"]] = Notice(row, violation)


def _on_notice(found: Notices, row: Row) -> tuple:
    known = {each["notice_no"] for each in found.office.files["penalty_notices"]}
    return (
        ("unknown_reference", lambda: row["notice_no"] not in known),
        ("notice_not_accepted", lambda: row["notice_no"] not in found.accepted),
    )


def _witness(found: Notices, row: Row) -> None:
    notice, witness = found.accepted.get(row["notice_no"]), row["witness_no"]
    reason = first_that_applies(
        ("unknown_staff", lambda: witness not in found.office.staff),
        *_on_notice(found, row),
        ("witness_is_employee", lambda: witness == notice.violation["staff_no"]),
        ("witness_is_issuer", lambda: witness == notice.row["issued_by"]),
        ("witness_twice", lambda: witness in {each["witness_no"] for each in notice.witnesses}),
    )
    if reason:
        found.office.refuse("notice_witnesses", row, reason, "DIS-23", key=f"{row['notice_no']}/{witness}")
    else:
        notice.witnesses.append(row)


def _appeal(found: Notices, row: Row) -> None:
    """Day 1 is the day after the signature; an appeal needs the signature."""
    notice, filed = found.accepted.get(row["notice_no"]), day(row["filed_on"])
    term = timedelta(found.office.policy("POL-08.2", "days"))
    reason = first_that_applies(
        *_on_notice(found, row),
        ("appeal_notice_not_signed", lambda: not notice.row["signed_on"] or filed < day(notice.row["signed_on"])),
        ("appeal_not_written", lambda: row["form"] != "written"),
        ("appeal_too_late", lambda: filed > day(notice.row["signed_on"]) + term),
        ("appeal_twice", lambda: notice.appeal is not None),
    )
    if reason:
        found.office.refuse("appeals", row, reason, "DIS-20")
    else:
        notice.appeal = row


def _answer(found: Notices, row: Row) -> None:
    known, notice = {each["appeal_no"] for each in found.office.files["appeals"]}, found.of_appeal(row["appeal_no"])
    reduced = row["result"] == "reduced"
    reason = first_that_applies(
        ("unknown_reference", lambda: row["appeal_no"] not in known),
        ("appeal_not_accepted", lambda: notice is None),
        ("answered_by_issuer", lambda: row["answered_by"] == notice.row["issued_by"]),
        ("amount_out_of_range", lambda: reduced and not amount_in_range(found.facts, notice.violation["code"], row["new_amount"])),
    )
    if reason:
        because = notice.violation["code"] if reason == "amount_out_of_range" else "DIS-21"
        found.office.refuse("appeal_answers", row, reason, because)
    else:
        notice.answer = row


def _signed_history(found: Notices, notice: Notice) -> list[tuple[str, str, list[str]]]:
    """Up to the signature or the refusal; effective on the signature, or when the last witness needed has signed after a refusal."""
    row, needed = notice.row, found.office.policy("POL-08.4", "witnesses")
    history = [(row["drafted_on"], "draft", ["DIS-19", "DIS-22"])]
    history += [(row["issued_on"], "issued", ["DIS-22"])] if row["issued_on"] else []
    history += [(row["refused_on"], "refused", ["DIS-23"])] if row["refused_on"] else []
    if row["signed_on"]:
        history += [(row["signed_on"], "signed", ["DIS-19", "DIS-22"]), (row["signed_on"], "effective", ["DIS-22"])]
    elif row["refused_on"] and len(notice.witnesses) >= needed:
        history.append((max(row["refused_on"], notice.witnesses[needed - 1]["signed_on"]), "effective", ["DIS-23"]))
    return history


def _answer_history(found: Notices, notice: Notice) -> list[tuple[str, str, list[str]]]:
    """From the appeal on; from the day after the term the answer is overdue."""
    due, answer = _answer_due(found, notice), notice.answer
    history = [(notice.appeal["filed_on"], "appealed", ["DIS-20"])]
    answered = day(answer["answered_on"]) if answer else None
    if due + timedelta(1) <= min(found.office.until, answered or found.office.until):
        history.append(((due + timedelta(1)).isoformat(), "answer_overdue", ["DIS-21"]))
    if answer:
        last = "revoked" if answer["result"] == "revoked" else "effective"
        history += [(answer["answered_on"], "answered", ["DIS-21"]), (answer["answered_on"], last, ["DIS-20"])]
    return history


def _answer_due(found: Notices, notice: Notice):
    return day(notice.appeal["filed_on"]) + timedelta(found.office.policy("POL-08.3", "days"))


def effective_on(found: Notices, notice: Notice) -> str | None:
    """Whatever became of it by an appeal."""
    return next((on for on, state, _ in _signed_history(found, notice) if state == "effective"), None)


def deductible_on(found: Notices, notice: Notice) -> str | None:
    """Suspended from the appeal to the answer; never where it is revoked or no fine."""
    if notice.violation["sanction"] != "fine":
        return None
    if notice.appeal is None:
        return effective_on(found, notice)
    return notice.answer["answered_on"] if notice.answer and notice.answer["result"] != "revoked" else None


def _amount(notice: Notice) -> Decimal | None:
    if notice.answer and notice.answer["result"] == "revoked":
        return Decimal(0)
    if notice.answer and notice.answer["result"] == "reduced":
        return number(notice.answer["new_amount"])
    return number(notice.violation["amount"])


def listed(found: Notices) -> dict:
    return {notice_no: _listed(found, notice) for notice_no, notice in found.accepted.items()}


def _listed(found: Notices, notice: Notice) -> dict:
    history = [*_signed_history(found, notice), *(_answer_history(found, notice) if notice.appeal else [])]
    amount, code = _amount(notice), notice.violation["code"]
    return {
        "staff_no": notice.violation["staff_no"],
        "violation_no": notice.row["violation_no"],
        "code": code,
        "amount": None if amount is None else plain(amount),
        "history": [{"date": on, "state": state, "because": because} for on, state, because in history],
        "state": history[-1][1],
        "deductible_on": deductible_on(found, notice),
        **({"answer": _answered(found, notice)} if notice.appeal else {}),
        "because": [code, "DIS-19"],
    }


def _answered(found: Notices, notice: Notice) -> dict:
    due, answered = _answer_due(found, notice), day(notice.answer["answered_on"]) if notice.answer else None
    late = max(0, (answered - due).days) if answered else None
    on = answered.isoformat() if answered else None
    return {"due": due.isoformat(), "answered_on": on, "days_late": late, "because": ["DIS-21"]}


def deductions(found: Notices) -> dict:
    """Deducted in the month of ``deductible_on``."""
    months: dict[str, dict[str, dict]] = {}
    for notice_no, notice in found.accepted.items():
        on = deductible_on(found, notice)
        if on:
            of_person = months.setdefault(notice.violation["staff_no"], {})
            month = of_person.setdefault(on[:7], {"amount": 0, "sources": [], "because": ["DIS-19"]})
            month["amount"] = plain(Decimal(str(month["amount"])) + _amount(notice))
            month["sources"].append(notice_no)
    return months


def triggers(found: Notices) -> list[dict]:
    """DIS-41: refused with sufficient evidence and a bad attitude; DIS-16: an effective notice of a dismissal."""
    raised = []
    for notice_no, notice in found.accepted.items():
        row, about = notice.row, {"staff_no": notice.violation["staff_no"], "source": notice_no}
        if row["refused_on"] and row["evidence_sufficient"] == row["bad_attitude"] == "yes":
            final = {"kind": "final_warning_or_dismissal_proposal", "date": row["refused_on"], "compensation": 0}
            raised.append({**about, **final, "because": ["DIS-41"]})
        effective = effective_on(found, notice)
        if notice.violation["code"] == "DIS-16" and effective:
            raised.append({**about, "kind": "dismissal_proposal", "date": effective, "because": ["DIS-16"]})
    return raised
