"""Trainings, meetings, sign-ins, exams and the month's papers of a generated organisation."""

from datetime import date, timedelta

from oracles.people.casts import Team
from oracles.people.office import clock

DAY = timedelta(1)
TIMES = (("10:00", "10:45"), ("14:00", "16:30"), ("15:00", "15:20"))


def sessions(team: Team) -> None:
    """On working days of the month; some trainings are refused, and their sign-ins with them."""
    on = team.office_days()[-15:]
    for count, refused in enumerate(("", "", "venue", "owner", "unknown owner")):
        _training(team, f"T{count:02d}", team.chance.choice(on), refused)
    for count in range(3):
        held, (start, end) = team.chance.choice(on), team.chance.choice(TIMES)
        kind = team.chance.choice(("meeting", "activity"))
        team.add("meetings", meeting_no=f"M{count:02d}", title="例會", kind=kind, date=held, start=start, end=end)
    held = [(row[key], row) for file, key in (("trainings", "training_no"), ("meetings", "meeting_no")) for row in team.draft.tables[file]]
    for event, row in [*held, ("T99", None)]:
        for person in team.chance.sample(team.workers, 2 if _is_refused(team, row) else 7):
            _sign_in(team, event, row or held[0][1], person)
    _sign_in(team, "M00", team.draft.tables["meetings"][0], "X999")
    if team.kind == "emall":
        _exams(team)


def _training(team: Team, number: str, on: date, refused: str) -> None:
    """With one fault of its papers at most."""
    start, end = team.chance.choice(TIMES)
    owner = {"emall": "E003", "gas_penalty": "G002", "jinyang": "J004"}[team.kind]
    owner = {"owner": team.workers[-1] if team.kind == "emall" else owner, "unknown owner": "X999"}.get(refused, owner)
    fault = team.chance.choice(("", "", "material", "review", "manager", "copies"))
    papers = {
        "material_received_on": "" if fault == "material" else on - DAY * team.chance.choice((7, 6, 8)),
        "material_reviewed_by": "E003" if fault == "manager" else "E002",
        "material_reviewed_on": on - DAY * 3,
        "copies_handed_out_on": "" if fault == "copies" else on - DAY * (4 if fault == "review" else team.chance.choice((2, 3))),
    }
    about = {"title": "培訓", "date": on, "start": start, "end": end, "venue": "" if refused == "venue" else "三樓", "lecturer": "趙"}
    team.add("trainings", training_no=number, **about, owner=owner, **(papers if team.kind == "emall" else {}))


def _is_refused(team: Team, row: dict | None) -> bool:
    """Of no session, or of a training without a venue or with the wrong owner."""
    if row is None or row.get("venue") == "" or row.get("owner") == "X999":
        return True
    return team.kind == "emall" and row.get("owner") == team.workers[-1]


def _sign_in(team: Team, event: str, row: dict, person: str) -> None:
    """On time, late by the edges of the grace, not at all; excused rightly or not.

    Nobody signs in who did not punch that day: of somebody on leave who came all the same the format says nothing.
    """
    grace = team.office.policy("POL-06.1", "grace_minutes", 15) * 60
    late = team.chance.choice((-60, 0, 1, 59, 60, grace, grace + 59, grace + 60, None, None, None))
    if not any(each["staff_no"] == person and each["punched_at"][:10] == str(row["date"]) for each in team.draft.tables["punches"]):
        late = None
    excuse = {}
    if late is None:
        approver = team.chance.choice((person, "", team.staff[0]))
        excuse = team.chance.choice(({}, {"excuse": "certificate"}, {"excuse": "official_business", "excuse_approved_by": approver}))
    at = "" if late is None else (clock(row["date"], row["start"]) + timedelta(seconds=late)).isoformat()
    team.add("sign_ins", event_no=event, staff_no=person, signed_in_at=at, **excuse)


def _exams(team: Team) -> None:
    """Sat, not sat, made up, made up too early or not at all, scheduled for later; of people who came and of those who did not."""
    trainings = {row["training_no"]: row for row in team.draft.tables["trainings"]}
    for row in list(team.draft.tables["sign_ins"]):
        if row["event_no"] in trainings:
            on = trainings[row["event_no"]]["date"]
            how = team.chance.choice(
                ("none", "scored", "scored", "missed", "made up", "made up", "missed again", "later", "not due", "out of range")
            )
            score = team.chance.choice(("0", "100", "66.5", "59.99"))
            _exam(team, row, "exam", on + DAY * 2, {"scored": score, "not due": "80", "out of range": "100.01"}.get(how, ""), how)
            if how in {"made up", "missed again", "later", "not due"}:
                make_up = team.draft.until + DAY if how == "later" else team.draft.until
                _exam(team, row, "make_up", make_up, "" if how in {"missed again", "later"} else "77", how)
    _exam(team, {"event_no": "T88", "staff_no": team.workers[0]}, "exam", team.draft.last, "50", "")


def _exam(team: Team, sign_in: dict, kind: str, on: date, score: str, how: str) -> None:
    if how != "none":
        exam_no = f"X{len(team.draft.tables['exams']):03d}"
        about = {"training_no": sign_in["event_no"], "staff_no": sign_in["staff_no"], "kind": kind}
        team.add("exams", exam_no=exam_no, **about, date=on, score=score)


def papers(team: Team) -> None:
    """Sheets handed in on the last day, a day late or never, leave papers of some teams; attendance confirmed rightly or not."""
    month = date.fromisoformat(f"{team.office.month}-01")
    for first in ((month - DAY).replace(day=1), month):
        following = (first + timedelta(31)).replace(day=1)
        for document, last in (("attendance_sheet", 3), ("bonus_table", 6)):
            for late in team.chance.choice(((0,), (1,), (), (1, -1))):
                _submission(team, first, document, following.replace(day=last) + DAY * late)
        for name in team.chance.sample(team.office.organisation["teams"], team.chance.choice((2, 3))):
            _submission(team, first, "leave_papers", following, name)
    for count, person in enumerate(team.workers):
        above = team.office.staff[person]["reports_to"]
        confirmed_by = team.chance.choice((above, above, above, person, "E001", None))
        if confirmed_by:
            about = {"staff_no": person, "month": team.office.month, "confirmed_by": confirmed_by}
            team.add("attendance_confirmations", confirmation_no=f"AC{count:02d}", **about, confirmed_at=f"{team.draft.last + DAY}T10:00")


def _submission(team: Team, month: date, document: str, on: date, name: str = "") -> None:
    team.add("submissions", month=f"{month:%Y-%m}", document=document, team=name, submitted_at=f"{on}T23:59", submitted_by="E003")
