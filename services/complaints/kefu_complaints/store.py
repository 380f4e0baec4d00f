"""The collections of complaints; every index is led by the organisation.

A case stands in ``lists``, one name for every mixture of filters that finds it, and in ``grams``, the pairs of characters of its words:
so that a page of a list or of a search is one equality and a range on one index, and reads a bounded number of documents.
``next_due`` is the next moment at which a term of an open case ends: what is due by a minute is a range on it.
"""

from kefu.store import Collection, Index

CASES = Collection(
    "complaints",
    key="case_no",
    indexes=[
        Index("lists", "position"), Index("grams", "position"), Index("next_due"), Index("customer_no", "received_on"),
        Index("unit_no", "received_on"), Index("kind", "received_on"), Index("staff_no", "received_on"), Index("confirmed_month"),
    ],
    days={
        "received_on", "solved_on", "revisited_on", "closed_on", "investigated_on", "feedback_due_on", "handled_on",
    },
    people={
        "escalations.by", "filed_by", "investigated_by", "owner", "pauses.by", "pauses.resumed_by", "remedies.granted_by", "responsible",
        "steps.by",
    },
)  # fmt: skip
SERVICE_RECORDS = Collection(
    "service_records",
    key="record_no",
    indexes=[
        Index("staff_no"),
        Index("open_until"),
        Index("judgement", "record_no"),
        Index("staff_judgement", "record_no"),
        Index("month"),
    ],
    days={"finished_on", "recorded_on", "due_on"},
)
PROGRAM_CHANGES = Collection(
    "program_changes",
    key="change_no",
    indexes=[Index("state", "change_no"), Index("alarm_on")],
    days={"requested_on", "confirmed_on", "expected_on", "promised_on", "updated_on", "last_on"},
    people={"developer", "history.by", "registrant", "tests.by"},
)
APPLICATIONS = Collection("customer_applications", key="application_no", days={"received_on", "fulfilled_on"}, people={"fulfilled_by"})
PROCEDURES = Collection("procedures", key="procedure", people={"editions.published_by"})
PROMISES = Collection("promises", key="promise_no", indexes=[Index("alarm_on")], days={"made_on", "due_on", "kept_on"}, people={"made_by"})
CHECKS = Collection(
    "case_checks", key="check_no", indexes=[Index("alarm_on")], days={"checked_on", "action_due_on", "action_done_on"},
    people={"checked_by"}, whose={"agent"},
)  # fmt: skip
HALL_INCIDENTS = Collection("hall_incidents", key="incident_no", people={"guided_by"})
SERVICE_ERRORS = Collection("service_errors", key="error_no", indexes=[Index("staff_no")])
CALLS = Collection("calls", key="call_no", indexes=[Index("taken_for", "call_no")], people={"agent", "taken_for"})
CALL_FIGURES = Collection("call_figures", key="agent_day", indexes=[Index("day")], days={"day"}, whose={"agent"})
WORK_LOGS = Collection("work_logs", key="agent_day", indexes=[Index("day"), Index("taught_in", "agent_day")], days={"day"}, whose={"agent"})
SUMMARIES = Collection("monthly_summaries", key="agent_month", indexes=[Index("month")], days={"submitted_on", "due_on"}, whose={"agent"})
MESSENGER_DAYS = Collection("messenger_days", key="account_day", days={"day"}, nobody="an account's questions and when they were answered")
STATISTICS = Collection("service_statistics", key="month", days={"verified_on"}, people={"verified_by"})
NOTICES = Collection(
    "notices", key="notice_no", indexes=[Index("area", "notice_no")], days={"shown_from", "shown_until"}, people={"published_by"}
)
SERVED = Collection(
    "service_customers", key="customer_no", days={"covered_until"}, commands=False, nobody="customers and until when they are served"
)
UNITS = Collection("units", key="unit_no", commands=False, nobody="households")
AGENTS = Collection("agents", key="staff_no", indexes=[Index("writes_logs")], days={"joined_on", "left_on"}, commands=False)
