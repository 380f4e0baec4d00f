"""Fines, their deduction and the department's fund, in jinyang (readings 23 to 29)."""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from oracles.people.office import Office, plain
from oracles.people.roster import Roster
from oracles.people.violations import Facts
from oracles.tables import Row, day, number

FORMS = {"program_change": "DIS-33", "data_removal": "DIS-34", "password_recovery": "DIS-35"}
REQUIRED = {  # of a remote entry's subject: the rule, and the fields that may not be empty
    "data_cleanup": ("CMP-35", ("written_request", "tool")),
    "report_problem": ("CMP-36", ("report_name", "question", "analysis", "solution")),
    "admin_password": ("CMP-37", ("written_request", "contact_told")),
    "program_change": ("CMP-38", ("written_request",)),
    "bug": ("CMP-39", ("steps", "error_message")),
}
SHEET_DAYS = timedelta(3)  # of an implementation
DAY = timedelta(1)


@dataclass
class Fines:
    facts: Facts
    fines: list[dict] = field(default_factory=list)
    compensation: list[dict] = field(default_factory=list)
    triggers: list[dict] = field(default_factory=list)

    @property
    def office(self) -> Office:
        return self.facts.office

    @property
    def closes_on(self) -> int:
        return self.office.policy("POL-08.5", "payroll_closes_on_day")

    def least(self, code: str) -> Decimal:
        return Decimal(str(self.facts.provision(code)["min"]))

    def known(self, file: str, because: str) -> list[Row]:
        """The file's rows of known people; the others are refused."""
        for row in self.office.files[file]:
            if row["staff_no"] not in self.office.staff:
                self.office.refuse(file, row, "unknown_staff", because)
        return [row for row in self.office.files[file] if row["staff_no"] in self.office.staff]

    def fine(self, person: str, code: str, amount: Decimal, on: date, *, file: str, source: str, **how) -> None:
        """``because`` besides the code; ``withdrawn`` or ``found`` cancels it, the latter only up to the closing day."""
        if on > self.office.until:
            return
        month, rules = self._payroll_month(on), [code, *how.get("because", ())]
        cancelled = how.get("withdrawn") or how.get("found")
        in_time = cancelled is not None and cancelled <= date.fromisoformat(f"{month}-01").replace(day=self._closing(month))
        reversed_in = self._payroll_month(how["withdrawn"]) if how.get("withdrawn") and not in_time else None
        rules += [*([] if in_time else ["DIS-39"]), *(["DIS-40"] if reversed_in else [])]
        about = {"staff_no": person, "code": code, "amount": plain(amount), "effective_on": on.isoformat(), "file": f"{file}.csv"}
        state = "withdrawn" if in_time else "reversed" if reversed_in else "deducted"
        deducted = {"payroll_month": None if in_time else month, "reversed_in": reversed_in, "state": state}
        self.fines.append({**about, "source": source, **deducted, "because": rules})

    def _payroll_month(self, on: date) -> str:
        """That month, or the next one if the day is later than the closing day."""
        return (on if on.day <= self.closes_on else on.replace(day=1) + timedelta(31)).strftime("%Y-%m")

    def _closing(self, month: str) -> int:
        return min(self.closes_on, monthrange(int(month[:4]), int(month[5:]))[1])


def fines(facts: Facts, roster: Roster) -> Fines:
    found = Fines(facts)
    _complaints(found)
    _papers(found)
    _evening_checks(found, roster)
    _sessions(found)
    for violation_no, row in facts.violations.items():
        on = day(row["confirmed_on"])
        if row["sanction"] == "fine":
            how = {"file": "violations", "source": violation_no, "withdrawn": day(row["withdrawn_on"])}
            found.fine(row["staff_no"], row["code"], number(row["amount"]), on, **how)
        if row["sanction"] == "compensation":
            _loss(found, row["staff_no"], row["code"], number(row["loss_amount"]), on=on, source=violation_no)
    return found


def _loss(found: Fines, person: str, code: str, amount: Decimal, *, on: date, source: str) -> None:
    """Compensation is a claim: neither deducted nor in the fund."""
    about = {"staff_no": person, "code": code, "amount": plain(amount), "date": on.isoformat(), "source": source}
    found.compensation.append({**about, "because": [code]})


def _complaints(found: Fines) -> None:
    """The first confirmed attitude complaint ever is fined, every later one a proposal; the others count within half a year."""
    at, months = found.office.policy("POL-07.3", "at"), found.office.policy("POL-07.3", "months")
    fined, received = set(), defaultdict(list)
    for row in sorted(found.facts.confirmed(), key=lambda row: (row["investigated_on"], row["received_on"], row["complaint_no"])):
        person, number_, on = row["staff_no"], row["complaint_no"], row["investigated_on"]
        about = {"staff_no": person, "date": on, "source": number_}
        if row["cause"] == "attitude" and person in fined:
            found.triggers.append({**about, "kind": "termination_proposal", "because": ["DIS-31"]})
        elif row["cause"] == "attitude":
            fined.add(person)
            found.fine(person, "DIS-30", found.office.policy("POL-07.1", "fine"), day(on), file="complaints", source=number_)
        else:
            this = day(row["received_on"])
            received[person].append(this)
            window = [other for other in received[person] if _months_later(min(other, this), months) >= max(other, this)]
            if len(window) >= at:
                counted = {"kind": "demotion_or_dismissal_proposal", "complaints_in_window": len(window)}
                found.triggers.append({**about, **counted, "because": ["DIS-32", "CMP-50"]})


def _months_later(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _papers(found: Fines) -> None:
    """Lost forms, entries of service, implementation sheets: effective when confirmed, or on the day after a missed deadline."""
    for row in found.known("lost_forms", "DIS-33"):
        if row["loss_confirmed_on"]:
            code, how = FORMS[row["form"]], {"file": "lost_forms", "source": row["record_no"], "found": day(row["found_on"])}
            found.fine(row["staff_no"], code, found.least(code) * int(row["sheets"]), day(row["loss_confirmed_on"]), **how)
    for row in found.known("service_records", "CMP-34"):
        _entry(found, row)
    for row in found.known("implementations", "DIS-38"):
        due, returned = day(row["ended_on"]) + SHEET_DAYS, day(row["sheet_returned_on"])
        if returned is None or returned > due:
            how = {"file": "implementations", "source": row["project_no"]}
            found.fine(row["staff_no"], "DIS-38", found.least("DIS-38"), due + DAY, **how)


def _entry(found: Fines, row: Row) -> None:
    """Remote: missing or with an empty required field, an entry made later is not fined; on-site and trip: by the next working day."""
    finished, recorded = day(row["finished_on"]), day(row["recorded_on"])
    how = {"file": "service_records", "source": row["record_no"]}
    if row["kind"] != "remote":
        due = finished + DAY
        while not found.office.is_working_day(due):
            due += DAY
        if recorded is None or recorded > due:
            found.fine(row["staff_no"], "DIS-36", found.least("DIS-36"), due + DAY, **how)
    elif row["subject"] in REQUIRED:
        rule, fields = REQUIRED[row["subject"]]
        if recorded is None or not all(row[name] for name in fields):
            found.fine(row["staff_no"], "DIS-37", found.least("DIS-37"), finished + DAY, **how, because=["CMP-59", rule])


def _evening_checks(found: Fines, roster: Roster) -> None:
    """Found and confirmed: once for the person with the last out-punch of that day; the loss is separate."""
    for row in found.office.files["evening_checks"]:
        outs = [(max(of_day["out"]), person) for (person, on), of_day in roster.punches.items() if on == day(row["date"]) and of_day["out"]]
        if row["left_on"] and row["confirmed_on"] and outs:
            last, on = max(outs)[1], day(row["confirmed_on"])
            found.fine(last, "DIS-26", found.least("DIS-26"), on, file="evening_checks", source=row["check_no"])
            if row["loss_amount"]:
                _loss(found, last, "DIS-27", number(row["loss_amount"]), on=on, source=row["check_no"])


def _sessions(found: Fines) -> None:
    """Late for and missed: effective on the day of the meeting; the latter is a warning in writing too."""
    for (event, person), attendance in found.facts.sessions.attendance.items():
        on, source = found.facts.sessions.held[event].on, f"{event}/{person}"
        how = {"file": "sign_ins", "source": source, "because": ["ATT-50"]}
        if attendance == "late":
            found.fine(person, "DIS-24", Decimal(str(found.office.policy("POL-06.1", "fine"))), on, **how)
        elif attendance == "missed":
            found.fine(person, "DIS-25", Decimal(str(found.office.policy("POL-06.2", "fine"))), on, **how)
            warning = {"kind": "written_warning", "date": on.isoformat(), "source": source}
            found.triggers.append({"staff_no": person, **warning, "because": ["DIS-25"]})


def movements(found: Fines) -> list[tuple[str, dict, int]]:
    """(month, fine, +1 or -1): deducted in its month, paid back in the month of the withdrawal."""
    deducted = [(fine["payroll_month"], fine, 1) for fine in found.fines if fine["payroll_month"]]
    return deducted + [(fine["reversed_in"], fine, -1) for fine in found.fines if fine["reversed_in"]]


def deductions(found: Fines) -> dict:
    """A reversal enters its month as a negative amount.

    By the table a month with a reversal names DIS-40 too; the sample's, which has deductions as well, does not: only a month of
    reversals alone does here.
    """
    lines = defaultdict(list)
    for month, fine, sign in movements(found):
        lines[fine["staff_no"], month].append((sign * Decimal(str(fine["amount"])), fine["source"]))
    listed: dict[str, dict[str, dict]] = defaultdict(dict)
    for (person, month), of_month in sorted(lines.items()):
        amounts, sources = zip(*of_month, strict=True)
        because = ["DIS-39", *(["DIS-40"] if max(amounts) < 0 else [])]
        listed[person][month] = {"amount": plain(sum(amounts)), "sources": sorted(set(sources)), "because": because}
    return dict(listed)


def fund(found: Fines) -> list[dict]:
    """Credited in the month of deduction with all fines; a fine paid back leaves it."""
    sums = defaultdict(lambda: {1: Decimal(0), -1: Decimal(0)})
    for month, fine, sign in movements(found):
        sums[month][sign] += Decimal(str(fine["amount"]))
    balance, listed = Decimal(str(found.office.policy("POL-29.1", "opening_balance"))), []
    for month, of_month in sorted(sums.items()):
        balance += of_month[1] - of_month[-1]
        amounts = {"credited": plain(of_month[1]), "reversed": plain(of_month[-1]), "balance": plain(balance)}
        listed.append({"month": month, **amounts, "because": ["DIS-40"]})
    return listed
