"""Complaints, reported facts, notices and fines of a generated month, with the edges of every amount and deadline."""

from datetime import date, timedelta
from decimal import Decimal

from oracles.people.casts import CATALOGUE, CATALOGUE_SINCE, SHIFT, Team
from oracles.people.draft_days import punch
from oracles.people.fines import FORMS, REQUIRED
from oracles.people.office import clock
from oracles.people.records import figures
from oracles.writing import around

DAY = timedelta(1)
CENT = Decimal("0.01")
SUBJECTS = (*REQUIRED, "usage_question")
HOLDS = {  # the circumstances under which a code may be used
    "DIS-04": {"hazard": "yes"}, "DIS-15": {"hazard": "yes"}, "DIS-08": {"public_place": "yes", "bad_effect": "yes"},
    "DIS-09": {"bad_effect": "yes"}, "DIS-16": {"serious": "yes", "sanction": "dismissal", "amount": ""},
}  # fmt: skip
RESTING = frozenset({"DIS-01", "DIS-02", "DIS-11", "DIS-28", "DIS-29"})  # on another paper, which may be a fault already
FAULTS = (
    {"staff_no": "X999"}, {"code": "DIS-99"}, {"facts": ""}, {"evidence": ""}, {"reported_by": "self"}, {"occurred_on": "before"},
    {"hazard": "no", "bad_effect": "no", "serious": "no"}, {"sanction": "warning"}, {"staff_no": "outside"}, {"amount": "less"},
    {"amount": "more"},
)  # fmt: skip


def complaints(team: Team) -> None:
    """Of half a year; confirmed, not confirmed or open; of attitude and of other causes."""
    people = team.workers[-5:]
    for count in range(14):
        received = around(team.chance, team.draft.first - timedelta(200), team.draft.last - timedelta(10))
        outcome = team.chance.choice(("confirmed", "confirmed", "confirmed", "unconfirmed", ""))
        investigated = received + DAY * team.chance.randint(1, 9) if outcome else ""
        person = "X999" if count == 0 else team.chance.choice(people)
        cause = team.chance.choice(("attitude", "skill", "delay_by_employee", "resident_interest", "other"))
        about = {"received_on": received, "customer": "甲", "channel": "call", "staff_no": person, "cause": cause, "text": "見記錄"}
        about |= {"major_impact": team.chance.choice(("no", "", "yes")), "investigated_on": investigated, "outcome": outcome}
        team.add("complaints", complaint_no=f"K{count:02d}", **about, investigated_by=team.staff[1] if outcome else "")


def violations(team: Team) -> None:
    """Every code of the catalogue twice or more, with one fault at most; amounts at the bounds and a cent beyond."""
    for code, unit, least, most in CATALOGUE[team.kind] * 3:
        person, on = team.chance.choice(team.workers[-6:]), team.chance.choice(team.office_days())
        amount = str(team.chance.choice((least, most))) if unit == "yuan" else ""
        row = {
            "staff_no": person, "code": code, "occurred_on": on, "reported_by": team.workers[0], "confirmed_on": on + DAY, "facts": "屬實",
            "evidence": "照片", "sanction": "fine" if amount else "none", "amount": amount,
            "education_note": team.chance.choice(("談話", "")),
        }  # fmt: skip
        row |= HOLDS.get(code, {}) | _resting_on(team, row)
        if code not in RESTING and team.draft.often(0.35):
            row |= _faulty(team, row, team.chance.choice(FAULTS))
        team.add("violations", violation_no=f"V{len(team.draft.tables['violations']):03d}", **row)


def _resting_on(team: Team, row: dict) -> dict:
    """The complaint, event, delay, loss or withdrawal that the code needs or allows."""
    code, person = row["code"], row["staff_no"]
    own = [each["complaint_no"] for each in team.draft.tables["complaints"] if each["staff_no"] == person]
    if code in {"DIS-01", "DIS-11"}:
        return {"complaint_no": team.chance.choice([*own, "K01", ""])}
    missed = [each["event_no"] for each in team.draft.tables["sign_ins"] if each["staff_no"] == person and not each["signed_in_at"]]
    if code == "DIS-02":
        return {"event_no": team.chance.choice([*missed, "T00", "M00", ""])}
    if code == "DIS-29":
        due = row["occurred_on"] - DAY
        return {"due_on": due, "explained_on": team.chance.choice((due, due + DAY, "")), "loss_amount": "99.95", "sanction": "compensation"}
    if code in {"DIS-27", "DIS-46"}:
        return {"loss_amount": "1234.5", "sanction": "compensation"}
    if team.kind == "jinyang" and row["sanction"] == "fine":
        return {"withdrawn_on": team.chance.choice(("", "", row["confirmed_on"], *_about_closing(team, row["confirmed_on"])))}
    return {}


def _about_closing(team: Team, on: date) -> list[date]:
    """The closing day of payroll and the day after it, where they come later and are known."""
    last = on.replace(day=team.office.policy("POL-08.5", "payroll_closes_on_day"))
    return [each for each in (last, last + DAY) if on <= each <= team.draft.until]


def _faulty(team: Team, row: dict, fault: dict) -> dict:
    """The fault as cells, the amount a cent beyond its bounds; one that would be two at once is left out."""
    since, fined = CATALOGUE_SINCE[team.kind], row["sanction"] == "fine"
    least, most = next((bounds for code, _, *bounds in CATALOGUE[team.kind] if code == row["code"]), (None, None))
    said = {
        "self": {"reported_by": row["staff_no"]},
        "before": {"occurred_on": since - DAY * team.chance.choice((0, 1))} if since else {},
        "outside": {"staff_no": "G014"} if team.kind == "gas_penalty" else {},
        "warning": {"sanction": "warning", "amount": ""} if fined else {},
        "less": {"amount": str(least - CENT)} if fined else {},
        "more": {"amount": str(most + CENT)} if fined else {},
    }
    return next((said[value] for value in fault.values() if value in said), fault)


def notices(team: Team) -> None:
    """Of accepted and refused facts: never issued, signed, refused; appealed on the last day or too late; answered in every way.

    One fault at most: what rests on a refused paper is right otherwise, and there is little of it.
    """
    team.draft.save()
    accepted = figures(team.draft.folder)["violations"]
    for count, row in enumerate(list(team.draft.tables["violations"])):
        if row["violation_no"] in accepted and team.draft.often(0.9):
            _notice(team, f"B{count:03d}", row)
        elif team.draft.often(0.2):
            _resting_on_nothing(team, f"B{count:03d}", row)
    good = (row for row in team.draft.tables["penalty_notices"] if row["violation_no"] in accepted and row["issued_by"] == "G002")
    known = next(good)["notice_no"]
    _resting_on_nothing(team, "B-X", {"violation_no": "V999", "confirmed_on": team.draft.last})
    team.add("notice_witnesses", notice_no="B-Y", witness_no="G003", signed_on=team.draft.last)
    team.add("notice_witnesses", notice_no=known, witness_no="X999", signed_on=team.draft.last)
    team.add("appeals", appeal_no="A-X", notice_no="B-Y", filed_on=team.draft.last, form="written", grounds="不符")
    team.add("appeal_answers", answer_no="AA-X", appeal_no="A-Y", answered_on=team.draft.last, answered_by="G001", result="upheld")


def _resting_on_nothing(team: Team, number: str, violation: dict) -> None:
    """A notice that is refused for its violation, and with it a witness, an appeal and its answer."""
    drafted = violation["confirmed_on"] + DAY
    row = {"notice_no": number, "violation_no": violation["violation_no"], "drafted_on": drafted, "issued_on": drafted, "issued_by": "G002"}
    team.add("penalty_notices", **row, signed_on=drafted)
    team.add("notice_witnesses", notice_no=number, witness_no="G001", signed_on=drafted)
    team.add("appeals", appeal_no=f"A{number}", notice_no=number, filed_on=drafted + DAY, form="written", grounds="不符")
    answer = {"answered_on": drafted + DAY * 2, "answered_by": "G001", "result": "upheld"}
    team.add("appeal_answers", answer_no=f"AA{number}", appeal_no=f"A{number}", **answer)


def _notice(team: Team, number: str, violation: dict) -> None:
    chance = team.chance
    if team.draft.often(0.06):
        row = {"notice_no": number, "violation_no": violation["violation_no"], "drafted_on": violation["confirmed_on"] + DAY}
        team.add("penalty_notices", **row, issued_on=violation["confirmed_on"] + DAY, issued_by=violation["staff_no"])
        return
    drafted = violation["confirmed_on"] + DAY
    signed = drafted + DAY * chance.randint(1, 3)
    how = chance.choice(("drafted", "issued", "signed", "signed", "signed", "refused", "refused"))
    row = {"notice_no": number, "violation_no": violation["violation_no"], "drafted_on": drafted, "issued_by": "G002"}
    row["issued_on"] = "" if how == "drafted" else drafted
    if how == "refused":
        row |= {"refused_on": signed, "evidence_sufficient": chance.choice(("yes", "no")), "bad_attitude": chance.choice(("yes", "", "no"))}
        for witness in chance.sample((violation["staff_no"], "G002", "G001", "G003", "G004", "G003"), 3):
            team.add("notice_witnesses", notice_no=number, witness_no=witness, signed_on=signed + DAY * chance.randint(0, 2))
    elif how == "signed":
        row["signed_on"] = signed
    team.add("penalty_notices", **row)
    if violation["sanction"] == "fine" and (how == "signed" or (how == "refused" and team.draft.often(0.3))):
        _appeal(team, number, signed, violation, how="good" if how == "refused" else "")


def _appeal(team: Team, number: str, signed: date, violation: dict, *, how: str) -> None:
    """On the day of the signature, on the last day, a day too late, before the signature, orally, twice."""
    term, how = team.office.policy("POL-08.2", "days"), how or team.chance.choice(("good",) * 8 + ("late", "early", "oral", "twice"))
    filed = signed + DAY * {"late": term + 1, "early": -1}.get(how, team.chance.choice((0, 1, term)))
    row = {"notice_no": number, "filed_on": filed, "form": "oral" if how == "oral" else "written", "grounds": "不符"}
    team.add("appeals", appeal_no=f"A{number}", **row)
    if how == "twice":
        team.add("appeals", appeal_no=f"A{number}B", **{**row, "filed_on": filed + DAY if filed < signed + DAY * term else filed})
    due = filed + DAY * team.office.policy("POL-08.3", "days")
    answered = team.chance.choice((due, due + DAY, filed + DAY, due + DAY * 3))
    if answered <= team.draft.until and team.draft.often(0.75):
        _answered(team, f"A{number}", answered, violation)


def _answered(team: Team, appeal_no: str, answered: date, violation: dict) -> None:
    """By somebody else or by the issuer; reduced to the bounds or a cent below them."""
    least = next(least for code, _, least, _ in CATALOGUE[team.kind] if code == violation["code"])
    result, by = team.chance.choice(("upheld", "revoked", "reduced", "reduced")), team.chance.choice(("G001", "G001", "G001", "G002"))
    amount = team.chance.choice((str(least), str(least), str(least - CENT) if by == "G001" else str(least)))
    about = {"answered_on": answered, "answered_by": by, "result": result, **({"new_amount": amount} if result == "reduced" else {})}
    team.add("appeal_answers", answer_no=f"A{appeal_no}", appeal_no=appeal_no, **about)


def service(team: Team) -> None:
    """Jinyang's papers: each in time, on its last day, the day after, or never."""
    for made in (_lost_forms, _entries, _implementations, _evening_checks, _attempts):
        made(team)


def _person(team: Team) -> str:
    return "X999" if team.draft.often(0.06) else team.chance.choice(team.workers)


def _lost_forms(team: Team) -> None:
    for count in range(8):
        confirmed = around(team.chance, team.draft.first, team.draft.last)
        found = team.chance.choice(("", "", confirmed, *_about_closing(team, confirmed)))
        form = team.chance.choice(tuple(FORMS))
        when = {"loss_confirmed_on": confirmed, "found_on": found} if team.draft.often(0.9) else {}
        team.add("lost_forms", record_no=f"F{count:02d}", staff_no=_person(team), form=form, sheets=team.chance.randint(1, 3), **when)


def _entries(team: Team) -> None:
    """Finished on any day, also a weekend's; of a remote entry all required fields are there, or all but one."""
    for count in range(24):
        kind, finished = team.chance.choice(("onsite", "trip", "remote", "remote")), around(team.chance, team.draft.first, team.draft.last)
        due = next(on for on in (finished + DAY * later for later in range(1, 12)) if team.office.is_working_day(on))
        recorded = team.chance.choice((finished, due, due, due + DAY, ""))
        row = {"kind": kind, "customer": "甲", "finished_on": finished, "recorded_on": recorded}
        if kind == "remote":
            subject = team.chance.choice(SUBJECTS)
            fields = list(REQUIRED.get(subject, ("", ()))[1])
            empty = team.chance.choice([*fields, None, None])
            row |= {"subject": subject, **{name: "有" for name in fields if name != empty}}
        team.add("service_records", record_no=f"R{count:02d}", staff_no=_person(team), **row)


def _implementations(team: Team) -> None:
    for count in range(5):
        ended = around(team.chance, team.draft.first, team.draft.last)
        returned = team.chance.choice((ended + DAY * 3, ended + DAY * 4, ""))
        team.add(
            "implementations", project_no=f"I{count:02d}", staff_no=_person(team), customer="甲", ended_on=ended, sheet_returned_on=returned
        )


def _evening_checks(team: Team) -> None:
    """The last to leave is one person for certain: at half past ten in the evening."""
    for count, on in enumerate(team.chance.sample(team.office_days(), 4)):
        last = team.chance.choice(team.workers)
        if any(row["staff_no"] == last and row["punched_at"][:10] == str(on) for row in team.draft.tables["punches"]):
            punch(team, last, clock(on, "22:30"), "out")
            confirmed = team.chance.choice((on + DAY, ""))
            loss = {"loss_amount": team.chance.choice(("", "150.5"))} if confirmed else {}
            found = {"left_on": team.chance.choice(("燈", "燈", "")), "confirmed_on": confirmed, **loss}
            team.add("evening_checks", check_no=f"Q{count:02d}", date=on, checked_at=f"{on}T23:00", checked_by="保安", **found)


def _attempts(team: Team) -> None:
    """At the edges of the shift; called back in time, a minute late, or never; with a job and without."""
    start, end = SHIFT[team.kind]
    term = timedelta(minutes=team.office.policy("POL-20.1", "callback_minutes"))
    for count in range(16):
        on = team.chance.choice(team.office_days()[-12:])
        at = clock(on, team.chance.choice((start, end, "10:00", "11:30", "14:15"))) + timedelta(minutes=team.chance.choice((0, 0, 1, -1)))
        job = at + timedelta(minutes=45) if team.draft.often(0.3) else None
        back = team.chance.choice(((job or at) + term, (job or at) + term + timedelta(minutes=1), None, None))
        times = {name: each.isoformat()[:16] if each else "" for name, each in (("on_job_until", job), ("called_back_at", back))}
        person = "X999" if count == 0 else team.chance.choice(team.workers[-3:])
        team.add("contact_attempts", attempt_no=f"CA{count:02d}", staff_no=person, attempted_at=at.isoformat()[:16], **times)
