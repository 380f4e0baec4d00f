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
    people={"grades.graded_by", "owner"},
)  # fmt: skip
COMPLEXES = Collection("complexes", key="complex_no", indexes=[Index("complex_no")], days={"opened_on"}, nobody="residential complexes")
ARCHIVES = Collection(
    "customer_archives",
    key="customer_no",
    indexes=[Index("customer_no")],
    days={"updated_on", "serviced_on"},
    people={"credit_history.author", "credit_investigations.investigator", "custodian"},
)
TRANSACTIONS = Collection(
    "transactions", key="transaction_no", indexes=[Index("customer_no", "transaction_no")], days={"traded_on"},
    nobody="what a customer has bought",
)  # fmt: skip
ARCHIVE_EXPORTS = Collection("archive_exports", key="authorisation_no", days={"exported_on"}, people={"authorised_by", "exporter"})
VISIT_YEARS = Collection("visit_years", key="visit_year", indexes=[Index("customer_no", "year")], claims=True, people={"visits.visitor"})
VISIT_POLICIES = Collection("visit_policies", key="policy", people={"versions.made_by"})
CONTACTS = Collection("contacts", key="contact_no", indexes=[Index("customer_no", "contact_no"), Index("month", "agent")], people={"agent"})
SUGGESTIONS = Collection(
    "suggestions", key="suggestion_no", indexes=[Index("suggestion_no"), Index("state", "suggestion_no")], days={"suggested_on"},
    people={"author"},
)  # fmt: skip
CAMPAIGNS = Collection("campaigns", key="campaign_no", days={"begins_on", "ends_on"}, nobody="a campaign's questions and customers")
CAMPAIGN_ANSWERS = Collection(
    "campaign_answers", key="answer_no", indexes=[Index("campaign_no", "answer_no")], days={"answered_on"},
    nobody="what customers answered",
)  # fmt: skip
DEVELOPMENT_PLANS = Collection("development_plans", key="plan_no", people={"owner"})
CUSTOMER_EVENTS = Collection("customer_events", key="event_no", days={"held_on"}, nobody="events for customers and which of them came")
MAILINGS = Collection("mailings", key="issue_no", days={"issued_on"}, nobody="issues sent to customers")
ANSWERS = Collection(
    "satisfaction_answers", key="answer_no", indexes=[Index("period", "agent"), Index("customer_no", "period")], days={"answered_on"},
    people={"agent"},
)  # fmt: skip
AGENT_COMPLAINTS = Collection(
    "agent_complaints", key="complaint_no", indexes=[Index("month", "agent")], days={"received_on", "closed_on"},
    whose={"agent"},
)  # fmt: skip
RECORDING_REVIEWS = Collection(
    "recording_reviews", key="recording_no", indexes=[Index("period", "agent")], days={"recorded_on", "reviewed_on"},
    whose={"agent"}, people={"reviewer"},
)  # fmt: skip

# Second half: receptions, counter, call-backs, property, community.

RECEPTIONS = Collection(
    "receptions",
    key="reception_no",
    indexes=[Index("reception_no"), Index("state", "reception_no")],
    days={"planned_on", "held_on", "summary_due_on", "summary_filed_on"},
    people={"agent", "arranged_by", "guest_form.received_by"},
)
DELIVERIES = Collection(
    "deliveries",
    key="order_no",
    indexes=[Index("month")],
    days={"ordered_on", "delivered_on"},
    nobody="in which month an order was delivered",
)

COUNTER_SERVICES = Collection("counter_services", key="service_no", people={"clerk"})
ASSISTANCE = Collection("assistance", key="customer_no", days={"noted_on"}, nobody="what a customer needs help with")
RACK_CHECKS = Collection("rack_checks", key="check_no", days={"checked_on"}, people={"duty_clerk"})
METERS = Collection(
    "meters", key="meter_no", indexes=[Index("customer_no")], days={"installed_on"}, commands=False, nobody="meters of customers"
)
METER_READERS = Collection("meter_readers", key="customer_no", days={"assigned_on"}, people={"reader"})
GAS_ACCOUNTS = Collection("gas_accounts", key="meter_no", days={"opened_on"}, nobody="cards of a customer's account")
BREACHES = Collection("breaches", key="breach_no", days={"happened_on"}, indexes=[Index("staff_no")], people={"reported_by"})

SOFTWARE_CUSTOMERS = Collection(
    "software_customers",
    key="customer_no",
    indexes=[Index("specialist", "customer_no")],
    days={"assigned_on", "last_revisit_on", "next_revisit_due_on"},
    people={"specialist"},
)
REQUIREMENTS = Collection(
    "requirements", key="requirement_no", indexes=[Index("customer_no", "requirement_no")], days={"recorded_on"}, people={"recorded_by"}
)
FUNCTION_TESTS = Collection(
    "function_tests", key="test_no", indexes=[Index("product", "test_no")], days={"tested_on"}, people={"tested_by"}
)
CHAT_HANDLES = Collection("chat_handles", key="handle", indexes=[Index("customer_no", "handle")], nobody="the names customers chat under")
CALL_BACKS = Collection(
    "call_backs",
    key="call_back_no",
    indexes=[
        Index("call_back_no"), Index("state", "call_back_no"), Index("specialist", "call_back_no"),
        Index("state", "specialist", "call_back_no"), Index("specialist", "month"), Index("kind", "month"),
    ],
    days={"received_on", "due_on", "made_on"},
    people={"corrections.by", "made_by", "specialist"},
)  # fmt: skip
REVISIT_REPORTS = Collection("revisit_reports", key="month", days={"due_on", "submitted_on", "overdue_said_on"}, people={"submitted_by"})

UNITS = Collection(
    "units",
    key="unit_no",
    indexes=[Index("area", "unit_no")],
    days={"handover_due_on", "handed_over_on", "occupied_since", "fee_paid_through", "last_event_on", "address_repaired_on"},
    people={"history.by"},
)
HOUSEHOLD_VISITS = Collection("household_visits", key="visit_no", indexes=[Index("year")], days={"visited_on"}, people={"steward"})
VISIT_FINDINGS = Collection(
    "visit_findings",
    key="finding_no",
    indexes=[Index("year", "finding_no"), Index("year", "open", "finding_no"), Index("visit_no")],
    days={"visited_on", "treated_on"},
    nobody="what was found at a customer's",
)
OWNER_SURVEYS = Collection(
    "owner_surveys", key="survey_no", indexes=[Index("year")], days={"answered_on"}, nobody="what property owners answered"
)
ARREARS_CONTACTS = Collection("arrears_contacts", key="contact_no", indexes=[Index("year")], days={"contacted_on"}, people={"steward"})
LETTERS = Collection(
    "letters", key="letter_no", indexes=[Index("mailing_no"), Index("state")], days={"dispatched_on"}, nobody="letters to customers"
)
RESIDENT_CARDS = Collection(
    "resident_cards", key="card_no", indexes=[Index("year"), Index("unit_no", "card_no")], days={"replaced_on"}, nobody="cards of residents"
)
ARCHIVE_FILES = Collection(
    "archive_files",
    key="file_no",
    indexes=[Index("file_no"), Index("state", "file_no")],
    days={"filed_on", "due_on"},
    people={"borrower", "filed_by", "loans.borrower"},
)

PLATFORM_REQUESTS = Collection("platform_requests", key="request_no", nobody="what residents asked for")
POINTS_ACCOUNTS = Collection("points_accounts", key="unit_no", nobody="points of households")
COMMUNITY_EVENTS = Collection(
    "community_events", key="event_no", days={"starts_on", "ends_on"}, nobody="what was held in the neighbourhood"
)
COMMUNITY_PARTICIPANTS = Collection(
    "community_participants", key="participation_no", indexes=[Index("event_no")], days={"took_part_on"}, nobody="residents who took part"
)
ENROLMENTS = Collection("enrolments", key="unit_no", days={"changed_on"}, nobody="households of the platform")
SAFETY_YEARS = Collection("safety_years", key="safety_year", indexes=[Index("year")], nobody="what a complex was offered in a year")
