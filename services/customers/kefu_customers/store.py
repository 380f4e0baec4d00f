"""The collections of customers; every index is led by the organisation."""

from kefu.store import Collection, Index

CUSTOMERS = Collection(
    "customers",
    key="customer_no",
    indexes=[
        Index("customer_no"), Index("phone", "customer_no"), Index("name", "customer_no"), Index("kind", "customer_no"),
        Index("area", "customer_no"), Index("grade", "customer_no"), Index("status", "customer_no"), Index("key_account", "customer_no"),
        Index("to_be_released", "customer_no"),
    ],
    days={"opened_on", "graded_on", "contract_expires_on", "released_on"},
)  # fmt: skip
COMPLEXES = Collection("complexes", key="complex_no", indexes=[Index("complex_no")], days={"opened_on"})
ARCHIVES = Collection("customer_archives", key="customer_no", indexes=[Index("customer_no")], days={"updated_on", "serviced_on"})
TRANSACTIONS = Collection(
    "transactions", key="transaction_no", indexes=[Index("customer_no", "transaction_no")], days={"traded_on"},
)  # fmt: skip
ARCHIVE_EXPORTS = Collection("archive_exports", key="authorisation_no", days={"exported_on"})
VISIT_YEARS = Collection("visit_years", key="visit_year", indexes=[Index("customer_no", "year")], claims=True)
VISIT_POLICIES = Collection("visit_policies", key="policy")
CONTACTS = Collection("contacts", key="contact_no", indexes=[Index("customer_no", "contact_no"), Index("month", "agent")])
SUGGESTIONS = Collection(
    "suggestions", key="suggestion_no", indexes=[Index("suggestion_no"), Index("state", "suggestion_no")], days={"suggested_on"},
)  # fmt: skip
CAMPAIGNS = Collection("campaigns", key="campaign_no", days={"begins_on", "ends_on"})
CAMPAIGN_ANSWERS = Collection(
    "campaign_answers", key="answer_no", indexes=[Index("campaign_no", "answer_no")], days={"answered_on"},
)  # fmt: skip
DEVELOPMENT_PLANS = Collection("development_plans", key="plan_no")
CUSTOMER_EVENTS = Collection("customer_events", key="event_no", days={"held_on"})
MAILINGS = Collection("mailings", key="issue_no", days={"issued_on"})
ANSWERS = Collection(
    "satisfaction_answers", key="answer_no", indexes=[Index("period", "agent"), Index("customer_no", "period")], days={"answered_on"},
)  # fmt: skip
AGENT_COMPLAINTS = Collection(
    "agent_complaints", key="complaint_no", indexes=[Index("month", "agent")], days={"received_on", "closed_on"},
)  # fmt: skip
RECORDING_REVIEWS = Collection(
    "recording_reviews", key="recording_no", indexes=[Index("period", "agent")], days={"recorded_on", "reviewed_on"},
)  # fmt: skip

# Second half: receptions, counter, call-backs, property, community.

RECEPTIONS = Collection(
    "receptions",
    key="reception_no",
    indexes=[Index("reception_no"), Index("state", "reception_no")],
    days={"planned_on", "held_on", "summary_due_on", "summary_filed_on"},
)
DELIVERIES = Collection("deliveries", key="order_no", indexes=[Index("month")], days={"ordered_on", "delivered_on"})

COUNTER_SERVICES = Collection("counter_services", key="service_no")
ASSISTANCE = Collection("assistance", key="customer_no", days={"noted_on"})
RACK_CHECKS = Collection("rack_checks", key="check_no", days={"checked_on"})
METERS = Collection("meters", key="meter_no", indexes=[Index("customer_no")], days={"installed_on"}, commands=False)
METER_READERS = Collection("meter_readers", key="customer_no", days={"assigned_on"})
GAS_ACCOUNTS = Collection("gas_accounts", key="meter_no", days={"opened_on"})
BREACHES = Collection("breaches", key="breach_no", days={"happened_on"})

SOFTWARE_CUSTOMERS = Collection(
    "software_customers",
    key="customer_no",
    indexes=[Index("specialist", "customer_no")],
    days={"assigned_on", "last_revisit_on", "next_revisit_due_on"},
)
REQUIREMENTS = Collection("requirements", key="requirement_no", indexes=[Index("customer_no", "requirement_no")], days={"recorded_on"})
FUNCTION_TESTS = Collection("function_tests", key="test_no", indexes=[Index("product", "test_no")], days={"tested_on"})
CHAT_HANDLES = Collection("chat_handles", key="handle", indexes=[Index("customer_no", "handle")])
CALL_BACKS = Collection(
    "call_backs",
    key="call_back_no",
    indexes=[
        Index("call_back_no"), Index("state", "call_back_no"), Index("specialist", "call_back_no"),
        Index("state", "specialist", "call_back_no"), Index("specialist", "month"), Index("kind", "month"),
    ],
    days={"received_on", "due_on", "made_on"},
)  # fmt: skip
REVISIT_REPORTS = Collection("revisit_reports", key="month", days={"due_on", "submitted_on", "overdue_said_on"})

UNITS = Collection(
    "units",
    key="unit_no",
    indexes=[Index("area", "unit_no")],
    days={"handover_due_on", "handed_over_on", "occupied_since", "fee_paid_through", "last_event_on", "address_repaired_on"},
)
HOUSEHOLD_VISITS = Collection("household_visits", key="visit_no", indexes=[Index("year")], days={"visited_on"})
VISIT_FINDINGS = Collection(
    "visit_findings",
    key="finding_no",
    indexes=[Index("year", "finding_no"), Index("year", "open", "finding_no"), Index("visit_no")],
    days={"visited_on", "treated_on"},
)
OWNER_SURVEYS = Collection("owner_surveys", key="survey_no", indexes=[Index("year")], days={"answered_on"})
ARREARS_CONTACTS = Collection("arrears_contacts", key="contact_no", indexes=[Index("year")], days={"contacted_on"})
LETTERS = Collection("letters", key="letter_no", indexes=[Index("mailing_no"), Index("state")], days={"dispatched_on"})
RESIDENT_CARDS = Collection("resident_cards", key="card_no", indexes=[Index("year"), Index("unit_no", "card_no")], days={"replaced_on"})
ARCHIVE_FILES = Collection(
    "archive_files", key="file_no", indexes=[Index("file_no"), Index("state", "file_no")], days={"filed_on", "due_on"}
)

PLATFORM_REQUESTS = Collection("platform_requests", key="request_no")
POINTS_ACCOUNTS = Collection("points_accounts", key="unit_no")
COMMUNITY_EVENTS = Collection("community_events", key="event_no", days={"starts_on", "ends_on"})
COMMUNITY_PARTICIPANTS = Collection("community_participants", key="participation_no", indexes=[Index("event_no")], days={"took_part_on"})
ENROLMENTS = Collection("enrolments", key="unit_no", days={"changed_on"})
SAFETY_YEARS = Collection("safety_years", key="safety_year", indexes=[Index("year")])
