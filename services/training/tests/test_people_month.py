"""The people's sample month, imported in another order than it stands in, gives the expected trainings, results and refusals."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from kefu_messages.attendance import LeaveDecided, StaffRegistered
from kefu_messages.training import GetTrainingResults, ListTrainings, RecordExam, RecordMeeting, RecordSignIn, RecordTraining
from kefu_training.service import Training

SAMPLES = Path(__file__).parents[3] / "tests" / "acceptance" / "hr_2025-06"
HR = ("hr",)
FILES = {"trainings": RecordTraining, "meetings": RecordMeeting, "sign_ins": RecordSignIn, "exams": RecordExam}
OF_A_TRAINING = (
    "date", "invited", "attended", "attendance_rate", "material_due", "material", "material_days_late", "copies", "because",
)  # fmt: skip


def rows_of(folder, file):
    with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as content:
        return [(line, row) for line, row in enumerate(csv.DictReader(content), start=2)]


@pytest.mark.rule("TRN-02", "TRN-03", "TRN-04", "TRN-05", "TRN-06", "TRN-07", "TRN-08", "TRN-09", "TRN-12", "TRN-13")
@pytest.mark.parametrize("organisation", ["emall", "gas_penalty", "jinyang"])
def test_the_sample_comes_out_as_expected(shared, organisation):
    folder = SAMPLES / organisation
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    shared.organisation = organisation
    shared.start(Training)
    register(shared, rows_of(folder, "staff"), expected["leave_requests"])
    refused = [found for file in FILES for found in send(shared, folder, file)]
    wanted = [item for item in expected["refused"] if item["file"].removesuffix(".csv") in FILES]
    assert sorted(refused) == sorted((item["file"], item["line"], item["reason"], item["because"]) for item in wanted)
    shared.settle()
    listed = shared.ask(ListTrainings, roles=HR, as_of=expected["data_until"])["items"]
    assert plain({item["training_no"]: picked(item) for item in listed}) == plain(expected["trainings"])
    found = {person: results(shared, person, expected["data_until"]) for person in expected["training_results"]}
    assert plain(found) == plain(expected["training_results"])


def register(shared, staff, leave_requests):
    with shared.together():
        for _, row in staff:
            post = {"since": row["hired_on"], "roles": [row["role"]], "reports_to": row["reports_to"] or None}
            person = {"staff_no": row["staff_no"], "joined_on": row["hired_on"], "left_on": None, "posts": [post]}
            shared.say(StaffRegistered, **{**StaffRegistered.example, **person})
        for number, leave in leave_requests.items():
            period = {"from_date": leave["from"], "to_date": leave["to"], "from_time": None, "to_time": None}
            granted = leave["outcome"] in ("granted", "granted_as_personal") and leave.get("hours") is None
            told = {"request_no": number, "staff_no": leave["staff_no"], **period, "excused": granted, "outcome": leave["outcome"]}
            shared.say(LeaveDecided, **{**LeaveDecided.example, **told})


def send(shared, folder, file):
    """Import the rows in a random order; exams by date, as the gateway hands them on. What was refused, by line of the file."""
    rows = rows_of(folder, file)
    Random(1).shuffle(rows)
    rows.sort(key=lambda pair: pair[1]["date"] if file == "exams" else "")
    answers = shared.send(FILES[file], [row for _, row in rows], roles=HR)
    for (line, _), answer in zip(rows, answers, strict=True):
        if answer["state"] == "refused":
            yield (f"{file}.csv", line, answer["reason"], answer["detail"]["because"])


def picked(training):
    asked_for = ("material_due", "material", "material_days_late", "copies")
    return {name: training[name] for name in OF_A_TRAINING if name not in asked_for or training.get(name) is not None}


def results(shared, staff_no, as_of):
    told = shared.ask(GetTrainingResults, roles=HR, staff_no=staff_no, as_of=as_of)
    sessions = {
        session["event_no"]: {"attendance": session["attendance"], **({"exam": session["exam"]} if session["exam"] else {})}
        for session in told["sessions"]
    }
    exams = {"scores": told["scores"], "mean_score": told["mean_score"]} if told["scores"] is not None else {}
    return {"sessions": sessions, **exams, "because": told["because"]}


def plain(value):
    """Numbers by their value, sets of clauses in order."""
    if isinstance(value, dict):
        return {name: sorted(item) if name == "because" else plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    try:
        return Decimal(str(value)) if value is not None and not isinstance(value, bool) else value
    except ArithmeticError:
        return value
