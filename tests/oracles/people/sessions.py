"""Trainings, meetings, the sign-in sheet and exams (format: trainings, meetings, sign_ins, exams; readings 6, 7 and 11)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from oracles.people.leave import Leave
from oracles.people.office import EMALL, GAS, Office, clock, minutes, plain
from oracles.tables import Row, day, first_that_applies, number, rounded

MATERIAL_BEFORE = timedelta(7)  # TRN-02: one week before the course


@dataclass(frozen=True)
class Session:
    row: Row
    kind: str  # training, meeting

    @property
    def on(self) -> date:
        return day(self.row["date"])

    @property
    def start(self) -> datetime:
        return clock(self.on, self.row["start"])

    @property
    def end(self) -> datetime:
        return clock(self.on, self.row["end"])

    @property
    def hours(self) -> Decimal:
        return (self.end - self.start).seconds / Decimal(3600)


@dataclass
class Sessions:
    """``attendance`` by (event, person); ``events`` and ``absences`` are what the month of a person says of it."""

    office: Office
    held: dict[str, Session] = field(default_factory=dict)
    attendance: dict[tuple[str, str], str] = field(default_factory=dict)
    events: list[tuple[str, dict]] = field(default_factory=list)
    absences: list[tuple[str, date, Decimal, str, list[str]]] = field(default_factory=list)
    exams: dict[tuple[str, str], Row] = field(default_factory=dict)
    make_ups: dict[tuple[str, str], Row] = field(default_factory=dict)


def sessions(leave: Leave) -> Sessions:
    found = Sessions(leave.roster.office)
    for row in found.office.files["trainings"]:
        reason = _training_fault(found.office, row)
        if reason:
            found.office.refuse("trainings", row, reason, "TRN-01" if reason == "venue_missing" else "TRN-10")
        else:
            found.held[row["training_no"]] = Session(row, "training")
    found.held |= {row["meeting_no"]: Session(row, "meeting") for row in found.office.files["meetings"]}
    for row in found.office.files["sign_ins"]:
        _sign_in(found, leave, row)
    _exams(found)
    return found


def _training_fault(office: Office, row: Row) -> str | None:
    owner = row["owner"]
    return first_that_applies(
        ("venue_missing", lambda: not row["venue"]),
        ("unknown_staff", lambda: bool(owner) and owner not in office.staff),
        ("owner_not_supervisor", lambda: office.kind == EMALL and "specialist" in (office.role(owner) or "")),
    )


def _sign_in(found: Sessions, leave: Leave, row: Row) -> None:
    office, person, event = found.office, row["staff_no"], row["event_no"]
    reason = first_that_applies(
        ("unknown_staff", lambda: person not in office.staff),
        ("unknown_reference", lambda: event not in found.held),
    )
    if reason:
        office.refuse("sign_ins", row, reason, "TRN-04", key=f"{event}/{person}")
        return
    session = found.held[event]
    if row["signed_in_at"]:
        found.attendance[event, person] = _came(found, person, session, office.punched(row["signed_in_at"]))
    elif _is_excused(leave, row, session):
        found.attendance[event, person] = "excused"
    else:
        found.attendance[event, person] = "missed"
        because = ["ATT-19", "TRN-04"] if session.kind == "training" else ["ATT-19"]
        _absent(found, person, session, f"missed_{session.kind}", because)


def _came(found: Sessions, person: str, session: Session, at: datetime) -> str:
    """Up to 15 minutes late to a training is lateness, later is absence of the session; late to a meeting never is (emall)."""
    office = found.office
    if at <= session.start:
        return "on_time"
    late = minutes(at - session.start)
    if office.kind == EMALL and session.kind == "training" and late > office.policy("POL-06.1", "grace_minutes"):
        _absent(found, person, session, "late_to_training", ["TRN-04"])
        return "late_beyond_grace"
    because = {(EMALL, "training"): "TRN-04", (EMALL, "meeting"): "ATT-30", (GAS, "training"): "TRN-12", (GAS, "meeting"): "ATT-40"}
    if (office.kind, session.kind) in because:
        event = {"date": session.on.isoformat(), "kind": f"{session.kind}_late", "minutes": late}
        found.events.append((person, {**event, "because": [because[office.kind, session.kind]]}))
    return "late"


def _absent(found: Sessions, person: str, session: Session, source: str, because: list[str]) -> None:
    """Absence of the session's length, in emall."""
    if found.office.kind == EMALL:
        share = session.hours / Decimal(str(found.office.policy("POL-02.1", "hours_per_day")))
        found.absences.append((person, session.on, share, source, because))


def _is_excused(leave: Leave, row: Row, session: Session) -> bool:
    """Official business that somebody else approved, a certificate, or granted leave."""
    business = row["excuse"] == "official_business" and row["excuse_approved_by"] not in {"", row["staff_no"]}
    return business or row["excuse"] == "certificate" or leave.covers(row["staff_no"], session.start, session.end)


def _exams(found: Sessions) -> None:
    """Exams before make-ups: a make-up is not due where the exam has a score."""
    rows = found.office.files["exams"]
    for row in sorted(rows, key=lambda row: row["kind"] != "exam"):
        key, score = (row["training_no"], row["staff_no"]), number(row["score"]) if row["score"] else None
        reason = first_that_applies(
            ("unknown_staff", lambda row=row: row["staff_no"] not in found.office.staff),
            ("unknown_reference", lambda row=row: row["training_no"] not in found.held),
            ("score_out_of_range", lambda score=score: score is not None and not 0 <= score <= 100),
            (
                "make_up_not_due",
                lambda row=row, key=key: row["kind"] == "make_up" and key in found.exams and bool(found.exams[key]["score"]),
            ),
        )
        if reason:
            found.office.refuse("exams", row, reason, "TRN-07" if reason == "make_up_not_due" else "TRN-06")
        else:
            (found.exams if row["kind"] == "exam" else found.make_ups)[key] = row


def _has_score(exam: Row | None) -> bool:
    return exam is not None and bool(exam["score"])


def trainings(found: Sessions) -> dict:
    """Refused sign-ins are not counted as invited."""
    listed = {}
    for event, session in found.held.items():
        if session.kind == "training":
            invited = [attendance for (number_, _), attendance in found.attendance.items() if number_ == event]
            attended = sum(attendance not in {"missed", "excused"} for attendance in invited)
            rate = plain(Decimal(attended) * 100 / len(invited)) if invited else None
            because = found.office.of(emall=["TRN-02", "TRN-03"], gas=["TRN-12"], jinyang=["TRN-13"])
            counts = {"invited": len(invited), "attended": attended, "attendance_rate": rate, "because": because}
            papers = _papers(found.office, session) if found.office.kind == EMALL else {}
            listed[event] = {"date": session.on.isoformat(), **counts, **papers}
    return listed


def _papers(office: Office, session: Session) -> dict:
    due, received = session.on - MATERIAL_BEFORE, day(session.row["material_received_on"])
    late = max(0, (received - due).days) if received else None
    state = "missing" if late is None else "late" if late else "on_time"
    copies = {"material_due": due.isoformat(), "material": state, "material_days_late": late}
    return {**copies, "copies": _copies(office, session)}


def _copies(office: Office, session: Session) -> str:
    """Reviewed by the department's manager, then handed out in time: before the course."""
    row = session.row
    handed_out, reviewed = day(row["copies_handed_out_on"]), day(row["material_reviewed_on"])
    if handed_out is None or handed_out > session.on:
        return "not_handed_out_in_time"
    if reviewed is None or handed_out < reviewed:
        return "handed_out_before_review"
    return "ok" if office.role(row["material_reviewed_by"]) == "customer_service_manager" else "review_not_by_manager"


def results(found: Sessions) -> dict:
    """Per person the sessions by number; in emall the exams and their mean, zeros included."""
    listed: dict[str, dict] = {}
    because = found.office.of(emall=["TRN-04", "ATT-30", "TRN-09"], gas=["TRN-12", "ATT-40"], jinyang=["ATT-50"])
    for (event, person), attendance in sorted(found.attendance.items()):
        of_person = listed.setdefault(person, {"sessions": {}, "because": because})
        of_person["sessions"][event] = {"attendance": attendance}
        if found.office.kind == EMALL and found.held[event].kind == "training":
            of_person["sessions"][event]["exam"] = _exam(found, (event, person), attendance)
    if found.office.kind == EMALL:
        for of_person in listed.values():
            of_person.update(_scores(of_person["sessions"]))
    return listed


def _exam(found: Sessions, key: tuple[str, str], attendance: str) -> dict:
    exam, make_up = found.exams.get(key), found.make_ups.get(key)
    if exam and exam["score"]:
        return _result("scored", number(exam["score"]), "TRN-06")
    if make_up and day(make_up["date"]) > found.office.until:
        return _result("make_up_scheduled", None, "TRN-07")
    if make_up and make_up["score"]:
        return _result("make_up", number(make_up["score"]), "TRN-07")
    if make_up:
        return _result("make_up_missed", Decimal(0), "TRN-07", "TRN-08")
    if exam or attendance in {"missed", "excused"}:
        return _result("make_up_open", None, "TRN-07")
    return _result("exam_missing", None, "TRN-06")


def _result(result: str, score: Decimal | None, *because: str) -> dict:
    return {"result": result, "score": None if score is None else plain(score), "because": list(because)}


def _scores(of_sessions: dict) -> dict:
    scores = [session["exam"]["score"] for session in of_sessions.values() if session.get("exam", {}).get("score") is not None]
    mean = rounded(sum(map(Decimal, map(str, scores)), Decimal(0)) / len(scores), 2) if scores else None
    return {"scores": scores, "mean_score": None if mean is None else plain(mean)}
