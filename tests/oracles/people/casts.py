"""Who works at the three generated organisations, and by which policies (format: organisation.yaml, staff.csv)."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from oracles.people.office import EMALL, FILES, GAS, JINYANG, Office
from oracles.tables import Row
from oracles.writing import PLAIN, Draft, Hand, days

KINDS = {"emall": EMALL, "gas_penalty": GAS, "jinyang": JINYANG}
LEAVE = ["personal", "sick", "marriage", "annual", "maternity", "bereavement"]
COLUMNS = {
    "staff": "staff_no name role reports_to hired_on on_probation department",
    "shifts": "shift_id staff_no date kind start end place rostered_by",
    "shift_swaps": "swap_no staff_a shift_a staff_b shift_b applied_at decision decided_by decided_at",
    "punches": "punch_id staff_no punched_at direction device",
    "phone_notices": "notice_no staff_no for_date called_at called_to reason",
    "leave_requests": "request_no staff_no type from_date to_date from_time to_time applied_at reason handover_to approver1 decision1"
    " decided1_at approver2 decision2 decided2_at approver3 decision3 decided3_at certificate_on medical_record_on sick_slip_on document_on"
    " reported_back_on",
    "compensatory_rest": "request_no staff_no earned_on hours use use_date approved_by",
    "trainings": "training_no title date start end venue lecturer owner material_received_on material_reviewed_by material_reviewed_on"
    " copies_handed_out_on",
    "meetings": "meeting_no title kind date start end",
    "sign_ins": "event_no staff_no signed_in_at excuse excuse_approved_by",
    "exams": "exam_no training_no staff_no kind date score remark",
    "complaints": "complaint_no received_on customer channel staff_no cause major_impact text investigated_on investigated_by outcome",
    "violations": "violation_no staff_no code occurred_on reported_by confirmed_on facts evidence sanction amount hazard bad_effect"
    " public_place serious complaint_no event_no loss_amount due_on explained_on education_note withdrawn_on",
    "penalty_notices": "notice_no violation_no drafted_on issued_on issued_by signed_on refused_on evidence_sufficient bad_attitude",
    "notice_witnesses": "notice_no witness_no signed_on",
    "appeals": "appeal_no notice_no filed_on form grounds",
    "appeal_answers": "answer_no appeal_no answered_on answered_by result new_amount",
    "lost_forms": "record_no staff_no form sheets loss_confirmed_on found_on",
    "service_records": "record_no staff_no kind customer finished_on recorded_on subject written_request tool report_name question analysis"
    " solution contact_told steps error_message",
    "implementations": "project_no staff_no customer ended_on sheet_returned_on",
    "evening_checks": "check_no date checked_at checked_by left_on confirmed_on loss_amount",
    "contact_attempts": "attempt_no staff_no attempted_at on_job_until called_back_at",
    "submissions": "month document team submitted_at submitted_by",
    "attendance_confirmations": "confirmation_no staff_no month confirmed_by confirmed_at",
}
PEOPLE = {
    "emall": (
        ("general_manager", 0), ("customer_service_manager", 1), ("customer_service_supervisor", 2), ("customer_service_supervisor", 2),
        *(("customer_service_specialist", 3),) * 5, *(("customer_service_specialist", 4),) * 5,
    ),
    "gas_penalty": (
        ("department_head", 0), ("business_centre_team_leader", 1), ("charging_clerk", 2), ("card_clerk", 2), *(("gas_fitter", 2),) * 9,
        ("finance_cashier", 1),
    ),
    "jinyang": (
        ("service_director", 0), ("department_manager", 1), ("admin_hr", 1), ("service_manager", 2), *(("service_specialist", 4),) * 6,
        *(("engineer", 4),) * 4,
    ),
}  # fmt: skip
CATALOGUE = {
    "emall": [("DIS-67", "none", None, None), ("DIS-68", "none", None, None), ("DIS-74", "none", None, None)],
    "gas_penalty": [
        ("DIS-01", "yuan", 50, 100), ("DIS-02", "yuan", 50, 100), ("DIS-04", "yuan", 200, 200), ("DIS-06", "yuan", 200, 200),
        ("DIS-08", "yuan", 200, 200), ("DIS-09", "yuan", 200, 200), ("DIS-11", "yuan", 50, 100), ("DIS-13", "yuan", 200, 500),
        ("DIS-14", "yuan", 50, 200), ("DIS-15", "yuan", 500, 1000), ("DIS-16", "none", None, None),
    ],
    "jinyang": [
        ("DIS-24", "yuan", 20, 20), ("DIS-25", "yuan", 100, 100), ("DIS-26", "yuan", 20, 20), ("DIS-27", "loss", None, None),
        ("DIS-28", "yuan", 20, 50), ("DIS-29", "loss", None, None), ("DIS-30", "yuan", 200, 200), ("DIS-33", "yuan", 50, 50),
        ("DIS-34", "yuan", 50, 50), ("DIS-35", "yuan", 50, 50), ("DIS-36", "yuan", 30, 30), ("DIS-37", "yuan", 50, 50),
        ("DIS-38", "yuan", 500, 500), ("DIS-46", "loss", None, None), ("DIS-65", "none", None, None),
    ],
}  # fmt: skip
CATALOGUE_SINCE = {"emall": None, "gas_penalty": date(2013, 3, 14), "jinyang": date(2024, 1, 15)}
SHIFT = {"emall": ("09:00", "18:00"), "gas_penalty": ("08:30", "17:00"), "jinyang": ("08:30", "17:30")}


@dataclass
class Team:
    """The draft with what people's drafts ask of it; ``free`` are scheduled days of which nothing is told yet."""

    draft: Draft
    kind: str
    office: Office
    free: dict[str, list[date]]

    @property
    def chance(self) -> Random:
        return self.draft.chance

    @property
    def staff(self) -> list[str]:
        return list(self.office.staff)

    @property
    def workers(self) -> list[str]:
        """Everybody of the department but the two at its top."""
        return [person for person, row in self.office.staff.items() if row["department"] == "customer_service"][2:]

    def add(self, file: str, **row) -> dict:
        self.draft.tables[file].append(row)
        return row

    def claim(self, person: str, count: int) -> list[date]:
        """Scheduled days in a row that no other story tells of; none where there are no such days."""
        all_days, free = self.office_days(), self.free[person]
        starts = [place for place in range(len(all_days) - count + 1) if set(all_days[place : place + count]) <= set(free)]
        if not starts:
            return []
        begin = self.chance.choice(starts)
        claimed = all_days[begin : begin + count]
        self.free[person] = [on for on in free if on not in claimed]
        return claimed

    def office_days(self) -> list[date]:
        return [on for on in days(self.draft.first, self.draft.last) if self.office.is_working_day(on)]

    def holder(self, role: str, person: str) -> str:
        """Who decides in that role on the person: the own superior where that is one, else the first of the role."""
        above = self.office.staff[person]["reports_to"]
        return above if self.office.role(above) == role else next(number for number in self.staff if self.office.role(number) == role)


def team(folder: Path, chance: Random, *, kind: str, month: str, identifier: str) -> Team:
    """A month, and two weeks before it."""
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    begin, until = first - timedelta(14), last + timedelta(15)
    organisation = {
        "id": identifier,
        "name": f"{kind}（生成）",
        "timezone": "Asia/Shanghai",
        "reporting_month": month,
        "data_until": until.isoformat(),
        "rule_set": {"attendance": KINDS[kind], "discipline": {"gas_penalty": "doc3"}.get(kind, KINDS[kind])},
        "leave_types": [*LEAVE[:2], "annual"] if kind == "gas_penalty" else LEAVE,
        "public_holidays": [on.isoformat() for on in sorted(chance.sample(days(begin, last), 2))],
        "adjusted_workdays": [chance.choice([on for on in days(begin, last) if on.weekday() == 5]).isoformat()],
        "policy": POLICIES[kind](chance),
        "violation_catalogue": [dict(zip(("code", "unit", "min", "max"), item, strict=True)) for item in CATALOGUE[kind]],
        **_own(kind),
    }
    hand = Hand(mark=False, ends="\n", columns_moved=False, rows_moved=chance.random() < 0.5) if kind != "emall" else PLAIN
    draft = Draft(folder, chance, organisation, COLUMNS, hand, first=begin, last=last, until=until)
    for number, (role, above) in enumerate(PEOPLE[kind], start=1):
        _person(draft, kind, number, role=role, above=above)
    rows = [Row(0, row) for row in draft.tables["staff"]]
    made = Team(draft, kind, Office(organisation, {file: [] for file in FILES} | {"staff": rows}), {})
    made.free = {person: made.office_days() for person in made.workers}
    return made


def _own(kind: str) -> dict:
    since = CATALOGUE_SINCE[kind]
    return {
        "emall": {"teams": ["phone", "reception", "online"]},
        "gas_penalty": {"currency": "CNY", "department_in_scope": "customer_service"},
        "jinyang": {"currency": "CNY"},
    }[kind] | ({"catalogue_in_force_from": since.isoformat()} if since else {})


def _person(draft: Draft, kind: str, number: int, *, role: str, above: int) -> None:
    letter = kind[0].upper()
    row = {
        "staff_no": f"{letter}{number:03d}", "name": f"員工{number}", "role": role, "reports_to": f"{letter}{above:03d}" if above else "",
        "hired_on": "2012-01-10", "on_probation": "no", "department": "finance" if role.startswith("finance") else "customer_service",
    }  # fmt: skip
    draft.tables["staff"].append(row)


def _emall(chance: Random) -> dict:
    supervisor, manager = "customer_service_supervisor", "customer_service_manager"
    return {
        "POL-01.1": {"granularity": chance.choice(("second", "minute")), "early_leave": True},
        "POL-01.2": {"free_events": chance.choice((1, 2))},
        "POL-01.3": {"points": chance.choice((2, 3))},
        "POL-01.4": {"at_events": chance.choice((3, 4)), "points": 5},
        "POL-01.5": {"absence_from_minutes": 30, "half_day_up_to_minutes": 180},
        "POL-01.7": {"offset_allowed": False},
        "POL-02.1": {"half_day": 0.5, "full_day": 1.0, "hours_per_day": chance.choice((8, 7.5))},
        "POL-02.2": {"consecutive_days": chance.choice((2, 3)), "days_in_year": 3},
        "POL-02.3": {"excludes_from_excellent": True},
        "POL-03.1": {"days": chance.choice((3, 4))},
        "POL-03.2": {"days": chance.choice((10, 9))},
        "POL-03.3": {"months": 1},
        "POL-03.4": {"minutes_before_start": chance.choice((60, 30)), "late_notice": chance.choice(("flag", "absence"))},
        "POL-03.5": {
            "chain": [supervisor, manager],
            "sick_part_day": [supervisor],
            "other_types": {"types": ["annual", "marriage", "maternity", "bereavement"], "chain": [manager]},
        },
        "POL-03.6": {"from_days": chance.choice((3, 4)), "chain": [supervisor, manager, "general_manager"]},
        "POL-03.7": {
            "sick_papers": ["certificate", "medical_record", "sick_slip"],
            "document_types": ["marriage", "maternity", "bereavement"],
        },
        "POL-05.2": {"working_days_notice": 0},
        "POL-05.3": {"approvers": [supervisor, manager, "general_manager"]},
        "POL-06.1": {"grace_minutes": chance.choice((15, 10))},
        "POL-08.5": {"base_score": 100},
        "POL-08.6": {"unit": "points"},
        "POL-17.3": {"attendance_sheet_day": 3, "bonus_table_day": 6},
    }


def _gas(chance: Random) -> dict:
    return {
        "POL-01.1": {"granularity": chance.choice(("second", "minute")), "early_leave": True},
        "POL-01.2": {"free_events": 0},
        "POL-01.6": {"minutes": chance.choice((10, 5)), "roles": ["charging_clerk", "card_clerk"]},
        "POL-02.1": {"half_day": 0.5, "full_day": 1.0, "hours_per_day": 8},
        "POL-03.5": {"chain": ["department_head"]},
        "POL-05.2": {"working_days_notice": chance.choice((1, 2))},
        "POL-05.3": {"approvers": ["department_head"]},
        "POL-06.2": {"fine_code": "DIS-02"},
        "POL-07.1": {"fine_code": "DIS-01"},
        "POL-08.1": {"document": "penalty_notice"},
        "POL-08.2": {"days": chance.choice((3, 4)), "form": "written", "needs_signature": True},
        "POL-08.3": {"days": chance.choice((7, 5))},
        "POL-08.4": {"witnesses": 2},
        "POL-08.6": {"unit": "yuan"},
    }


def _jinyang(chance: Random) -> dict:
    return {
        "POL-01.1": {"granularity": chance.choice(("second", "minute")), "early_leave": False},
        "POL-01.2": {"free_events": 0},
        "POL-01.5": {"absence_from_minutes": None, "half_day_up_to_minutes": chance.choice((180, 60))},
        "POL-02.1": {"half_day": 0.5, "full_day": 1.0, "hours_per_day": 8},
        "POL-03.5": {"chain": ["department_manager"]},
        "POL-03.6": {"from_days": chance.choice((3, 2)), "chain": ["department_manager", "admin_hr"]},
        "POL-03.8": {"report_back": True},
        "POL-03.9": {"handover": True},
        "POL-05.2": {"working_days_notice": 0},
        "POL-05.3": {"approvers": ["service_manager", "department_manager"]},
        "POL-06.1": {"fine": 20},
        "POL-06.2": {"fine": 100, "written_warning": True},
        "POL-07.1": {"fine": 200},
        "POL-07.3": {"at": chance.choice((3, 2)), "months": 6, "count": "other_than_attitude"},
        "POL-08.5": {"payroll_closes_on_day": chance.choice((28, 20))},
        "POL-08.6": {"unit": "yuan"},
        "POL-20.1": {"frequent_at": chance.choice((3, 2)), "callback_minutes": chance.choice((60, 30))},
        "POL-29.1": {"fund": "after_sales_department", "opening_balance": chance.choice((350, 0))},
        "POL-30.1": {"rostered_by": "service_manager"},
    }


POLICIES = {"emall": _emall, "gas_penalty": _gas, "jinyang": _jinyang}
